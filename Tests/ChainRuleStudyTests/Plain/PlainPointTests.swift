import ChainRule
import Testing

@testable import ChainRuleStudy

/// Plain loops and finite differences against the tape.
@Suite struct PlainPointTests {
  /// The largest difference of both, relative to the largest element.
  static func difference(_ term: StudyTerm, _ model: Model, seed: UInt64, _ environment: [String: Int] = [:]) throws
    -> Double
  {
    let values = PointValues(model, seed: seed, sizes: Sizes(model.dimensions, shortFor: seed))
    let tape = try TapePoint(values).value(term, environment)
    let plain = try PlainPoint(values).value(term, environment)
    #expect(tape.shape == [plain.rows, plain.columns])
    let numbers = tape.withUnsafeScalars { Array($0) }
    let error = zip(numbers, plain.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
    return error / max(plain.largest, 1e-3)
  }

  @Test("random terms have the same values and gradients as on the tape", arguments: 1...60 as ClosedRange<UInt64>)
  func randomTerms(seed: UInt64) throws {
    var random = RandomTerm(seed: seed)
    let (rows, columns) = (Int(seed % 4), Int(seed / 4 % 4))
    let term = random.term(rows, columns, depth: 3)
    let model = random.sketch.model
    #expect(try Self.difference(term, model, seed: seed) < 1e-9)
    // A computed quantity in between, which stands in the term too.
    let through = random.sketch.add("Q", random.lengths[rows], random.lengths[columns], as: term)
    let output = StudyTerm.reduction(.sum, .both, .product(through, .function(.smooth("h"), through)))
    for name in ["G\(rows)\(columns)", "Q", "G\(columns)3"] {
      let gradient = ModelSketch.derivative(output, ModelSketch.reference(name))
      #expect(try Self.difference(gradient, model, seed: seed) < 1e-6, "\(name)")
    }
  }

  static let forms: [(name: String, term: StudyTerm, environment: [String: Int])] = {
    let loss = StudyTerm.quantity(ModelSketch.reference("L"))
    let z1 = StudyTerm.quantity(ModelSketch.reference("Z1"))
    let z2 = StudyTerm.quantity(ModelSketch.reference("Z2"))
    func reference(_ name: String, _ row: IndexTerm? = nil, _ column: IndexTerm? = nil) -> QuantityReference {
      ModelSketch.reference(name, row: row, column: column)
    }
    let derivative = ModelSketch.derivative
    let element = StudyTerm.quantity(reference("P", .variable("i"), .number(2)))
    let dW = derivative(loss, reference("W1"), .gradient, false)
    return [
      ("gradient by a parameter", dW, [:]),
      ("gradient by a computed value", derivative(loss, reference("A1"), .gradient, false), [:]),
      (
        "gradient by an element", derivative(loss, reference("W2", .number(2), .variable("j")), .gradient, false),
        ["j": 1]
      ),
      ("gradient of an element", derivative(element, reference("Z2"), .gradient, false), ["i": 2]),
      ("an array by a number", derivative(z1, reference("b1", .number(1)), .gradient, false), [:]),
      ("by what it does not depend on", derivative(loss, reference("G"), .gradient, false), [:]),
      ("diagonal", derivative(.quantity(reference("A1")), reference("Z1"), .diagonal, false), [:]),
      (
        "Jacobian of one column",
        derivative(.quantity(reference("P", nil, .number(1))), reference("Z2", nil, .number(1)), .jacobian, false),
        [:]
      ),
      ("Jacobian of a sample", derivative(z2, reference("A1"), .sampleJacobian, false), [:]),
      (
        "second derivative",
        derivative(derivative(loss, reference("b1"), .gradient, false), reference("b1"), .jacobian, false), [:]
      ),
      (
        "second derivative by two quantities",
        derivative(
          .reduction(.sum, .both, .product(dW, .function(.smooth("k"), dW))), reference("W2"), .gradient, false), [:]
      ),
      (
        "a gradient's derivative by what stands between",
        derivative(.reduction(.sum, .both, .function(.smooth("k"), dW)), reference("Z2"), .gradient, false), [:]
      ),
      ("pullback", .pullback(cotangent: .sum([z2, .number(1)]), from: z2, to: reference("W1"), isDirect: false), [:]),
      ("direct pullback", .pullback(cotangent: z2, from: z2, to: reference("W2"), isDirect: true), [:]),
      (
        "a pullback's cotangent stays as it is",
        derivative(
          .reduction(
            .sum, .both, .pullback(cotangent: z2, from: .function(.tanh, z2), to: reference("Z1"), isDirect: false)),
          reference("W2"), .gradient, false), [:]
      ),
    ]
  }()

  @Test("each form of derivative is that of the tape", arguments: forms.indices)
  func form(place: Int) throws {
    let (name, term, environment) = Self.forms[place]
    let sketch = ModelSketch.twoLayers()
    sketch.add("G", .one, .one)
    for seed in 1...3 as ClosedRange<UInt64> {
      #expect(try Self.difference(term, sketch.model, seed: seed, environment) < 1e-6, "\(name)")
    }
  }

  @Test("a direct derivative goes only through the definition's own mention")
  func direct() throws {
    let sketch = ModelSketch()
    let x = sketch.add("x", .one, .one)
    let a = sketch.add("a", .one, .one, as: .function(.sin, x))
    let b = sketch.add("b", .one, .one, as: .sum([.product(a, x), .product(x, x)]))
    let direct = ModelSketch.derivative(b, ModelSketch.reference("x"), isDirect: true)
    let total = ModelSketch.derivative(b, ModelSketch.reference("x"))
    let expected = StudyTerm.sum([a, .product(.number(2), x)])
    let values = PointValues(sketch.model, seed: 5)
    let point = PlainPoint(values)
    #expect(abs(try point.value(direct).numbers[0] - point.value(expected).numbers[0]) < 1e-9)
    #expect(abs(try point.value(total).numbers[0] - point.value(expected).numbers[0]) > 1e-3)
    #expect(try Self.difference(total, sketch.model, seed: 5) < 1e-8)
  }

  @Test("definitions by elements, conditions and labels are computed as on the tape")
  func elements() throws {
    let sketch = ModelSketch()
    let (n, m) = (sketch.length("n"), sketch.length("m"))
    sketch.add("X", n, m)
    sketch.add("w", n, .one)
    sketch.add("y", m, .one)
    sketch.model.quantities[QuantityID(name: QuantityName(base: "y"), instance: [])]?.classes = n
    let product = StudyTerm.product(
      .quantity(ModelSketch.reference("w", row: .variable("k"))),
      .quantity(ModelSketch.reference("X", row: .variable("k"), column: .variable("j"))))
    let dot = StudyTerm.over(
      .sum, index: "k", from: .number(1), to: .length(n),
      condition: .compare(.index(.variable("k")), .unequal, .index(.variable("i"))), body: product)
    let z = sketch.add("Z", n, m, as: .function(.tanh, dot), rowIndex: "i", columnIndex: "j")
    let chosen = StudyTerm.over(
      .sum, index: "i", from: .number(1), to: .length(m), condition: nil,
      body: .quantity(
        ModelSketch.reference("Z", row: .label(QuantityName(base: "y"), [.variable("i")]), column: .variable("i"))))
    let choice = StudyTerm.choice([
      TermCase(value: .product(z, z), condition: .compare(z, .greater, .number(0.1))),
      TermCase(value: z, condition: nil),
    ])
    let loss = sketch.add(
      "L", .one, .one, as: .sum([chosen, .reduction(.sum, .both, choice), .reduction(.maximum, .both, z)]))
    for seed in 1...4 as ClosedRange<UInt64> {
      #expect(try Self.difference(loss, sketch.model, seed: seed) < 1e-10)
      for name in ["w", "X", "Z"] {
        let gradient = ModelSketch.derivative(loss, ModelSketch.reference(name))
        #expect(try Self.difference(gradient, sketch.model, seed: seed) < 1e-6)
      }
    }
  }

  @Test("slopes near a kink are found, at a kink there are none")
  func kinks() throws {
    let relu: (Double) -> FiniteDifference.Slope? = { place in
      FiniteDifference.slope(noise: 1e-16) { PlainMatrix(max(0, place + $0)) }
    }
    #expect(abs(try #require(relu(0.001)).value.numbers[0] - 1) < 1e-9)
    #expect(abs(try #require(relu(-0.0003)).value.numbers[0]) < 1e-9)
    #expect(relu(0)?.isSettled == false)
    let sketch = ModelSketch()
    sketch.add("x", .one, .one, as: .number(0))
    let term = ModelSketch.derivative(
      .function(.abs, .quantity(ModelSketch.reference("x"))), ModelSketch.reference("x"))
    #expect(throws: PlainPoint.Failure.notDifferentiable) {
      try PlainPoint(PointValues(sketch.model, seed: 1)).value(term)
    }
  }

  @Test("what would take too long, and what is defined by itself, fails with a message")
  func failures() {
    let sketch = ModelSketch()
    let long = (0..<5).reduce(StudyTerm.number(1)) { body, level in
      .over(.sum, index: "i\(level)", from: .number(1), to: .number(4000), condition: nil, body: body)
    }
    #expect(throws: PlainPoint.Failure.tooLong) {
      try PlainPoint(PointValues(sketch.model, seed: 1), budget: 100_000).value(long)
    }
    sketch.add("u", .one, .one, as: .quantity(ModelSketch.reference("v")))
    sketch.add("v", .one, .one, as: .quantity(ModelSketch.reference("u")))
    #expect(throws: PlainPoint.Failure.self) {
      try PlainPoint(PointValues(sketch.model, seed: 1)).value(.quantity(ModelSketch.reference("u")))
    }
    let deep = (0..<1000).reduce(StudyTerm.number(1)) { term, _ in .negated(term) }
    #expect(throws: PlainPoint.Failure.self) { try PlainPoint(PointValues(sketch.model, seed: 1)).value(deep) }
    let huge = StudyTerm.index(.sum(.number(.max), .number(1)))
    #expect(throws: PlainPoint.Failure.self) { try PlainPoint(PointValues(sketch.model, seed: 1)).value(huge) }
  }
}
