import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct GradientCheckTests {
  /// x², with a rule that is wrong by a factor.
  struct WronglyScaledSquare: Primitive {
    static let name = "wronglyScaledSquare"
    let factor: Double

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

    func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { x[0] * x[0] }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { cotangent * inputs[0] * (2 * factor) }
  }

  /// max(x, 0), with a rule that forgets the mask.
  struct UnmaskedReLU: ElementwisePrimitive {
    static let name = "unmaskedReLU"
    static let operandCount = 1

    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { relu(x[0]) }

    func derivative<Scalar>(
      withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> LocalDerivative<Scalar> { .one }
  }

  /// The transpose, with a rule that forgets to transpose back.
  struct OneWayTranspose: Primitive {
    static let name = "oneWayTranspose"

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { [inputs[0][1], inputs[0][0]] }

    func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { Transpose().evaluate(x) }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { cotangent }
  }

  /// x + y, with a rule that forgets y.
  struct Forgetful: Primitive {
    static let name = "forgetful"

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

    func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { x[0] + x[1] }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { input == 0 ? cotangent : nil }
  }

  /// The larger of the rows' neighbours: an operation with kinks that is not elementwise.
  struct RowMaximum: Kinked {
    static let name = "rowMaximum"

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { [1, inputs[0][1]] }

    func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
      let (a, b) = rows(x[0])
      return maximum(a, b)
    }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { cotangent.broadcast(to: inputs[0].shape) * (inputs[0] .>= output) }

    func branches<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> [Tensor<Scalar>] {
      let (a, b) = rows(x[0])
      return [a .> b]
    }

    private func rows<Scalar>(_ x: Tensor<Scalar>) -> (Tensor<Scalar>, Tensor<Scalar>) {
      let n = x.shape[1]
      let scalars = x.scalars
      return (Tensor(shape: [1, n], scalars: scalars[..<n]), Tensor(shape: [1, n], scalars: scalars[n...]))
    }
  }

  /// A network of two layers with a smooth loss.
  private func network(_ tape: Tape<Double>, hidden: (Variable<Double>) -> Variable<Double>) -> Variable<Double> {
    let x = tape.data(uneven([3, 7], seed: 1), named: "X")
    let w1 = tape.parameter(uneven([5, 3], seed: 2), named: "W[1]")
    let b1 = tape.parameter(uneven([5, 1], seed: 3), named: "b[1]")
    let w2 = tape.parameter(uneven([2, 5], seed: 4), named: "W[2]")
    let b2 = tape.parameter(uneven([2, 1], seed: 5), named: "b[2]")
    let z1 = (matmul(w1, x) + b1).named("Z[1]")
    let a1 = hidden(z1).named("A[1]")
    let a2 = sigmoid(matmul(w2, a1) + b2).named("A[2]")
    return (a2 * a2 * tape.data(uneven([2, 7], seed: 6), named: "Y")).sum().named("L")
  }

  // MARK: Right gradients

  @Test("a right gradient holds for every parameter, with a remainder of order 2", arguments: 0..<5 as Range<UInt64>)
  func rightGradients(seed: UInt64) {
    for hidden in [{ tanh($0) }, { relu($0) }] as [@Sendable (Variable<Double>) -> Variable<Double>] {
      let tape = Tape<Double>()
      let report = GradientCheck(seed: seed).run(on: network(tape, hidden: hidden))
      #expect(report.passed, "\(report)")
      #expect(report.entries.map(\.variable) == ["W[1]", "b[1]", "W[2]", "b[2]"])
      for entry in report.entries {
        #expect(entry.verdict == .holds)
        #expect(entry.error < 1e-8)
        #expect(entry.order ?? 2 > 1.7)
        #expect(entry.cautions == [])
      }
    }
  }

  @Test("functions of tensors are checked as well, also of outputs that are not single numbers")
  func functions() {
    let check = GradientCheck()
    #expect(check.run(at: uneven([3, 4], seed: 1)) { exp($0) / (1 + $0 * $0) }.passed)
    let report = check.run(at: [uneven([3, 4], seed: 1), uneven([4, 2], seed: 2)]) { matmul($0[0], $0[1]) * 3 }
    #expect(report.passed)
    #expect(report.entries.map(\.variable) == ["x₀", "x₁"])
    // Linear: nothing remains.
    #expect(report.entries.map(\.order) == [nil, nil])
  }

  @Test("variables of every size and steep functions are checked", arguments: [1e-9, 1e-4, 1, 1e4, 1e9])
  func scales(size: Double) {
    let x = uneven([4], seed: 1, in: size...(2 * size))
    #expect(GradientCheck().run(at: x) { log($0).sum() }.passed)
    #expect(GradientCheck().run(at: x) { ($0 * $0).sum() }.passed)
    #expect(GradientCheck().run(at: x) { sqrt($0).sum() }.passed)
  }

  @Test("intermediate variables can be checked, together with those they depend on")
  func intermediates() {
    let tape = Tape<Double>()
    let x = tape.parameter(uneven([3, 4], seed: 1), named: "x")
    let y = tanh(x).named("y")
    #expect(GradientCheck().run(on: (y * x).sum(), withRespectTo: [x, y]).passed)
  }

  // MARK: Wrong gradients

  @Test("a wrong factor is named, and the order is 1", arguments: [-1, 2, 0.25, 1.5])
  func wrongFactor(factor: Double) throws {
    let tape = Tape<Double>()
    let report = GradientCheck().run(
      on: network(tape) { Tape.record(WronglyScaledSquare(factor: factor), tanh($0)) })
    #expect(!report.passed)
    #expect(report["W[2]"]?.verdict == .holds)
    #expect(report["b[2]"]?.verdict == .holds)
    for name in ["W[1]", "b[1]"] {
      let entry = try #require(report[name])
      let mistake = try #require(entry.verdict.mistake, "\(report)")
      guard case .factor(let found) = mistake.pattern else {
        Issue.record("\(report)")
        continue
      }
      #expect(abs(found - factor) < 1e-6)
      #expect(
        mistake.origin?.description == "A[1] = wronglyScaledSquare(tanh(Z[1])) passes a wrong cotangent to tanh(Z[1])")
      let order = try #require(entry.order)
      #expect(abs(order - 1) < 0.1)
    }
  }

  @Test("a missing mask is recognised")
  func missingMask() throws {
    let tape = Tape<Double>()
    let z = tape.parameter(uneven([3, 4], seed: 1), named: "Z")
    let loss = (Tape.record(UnmaskedReLU(), z) * tape.data(uneven([3, 4], seed: 2))).sum()
    let report = GradientCheck().run(on: loss)
    let mistake = try #require(report["Z"]?.verdict.mistake, "\(report)")
    #expect(mistake.pattern == .missingMask)
    #expect(mistake.differing == z.value.scalars.filter { $0 < 0 }.count)
    let worst = try #require(mistake.worst)
    #expect(z.value.scalars[worst.index[0] * 4 + worst.index[1]] < 0)
    #expect(abs(worst.measured) < 1e-9)
    #expect(mistake.origin?.description == "unmaskedReLU(Z) passes a wrong cotangent to Z")
  }

  @Test("a transposed gradient is recognised")
  func transposed() throws {
    let tape = Tape<Double>()
    let x = tape.parameter(uneven([3, 3], seed: 1), named: "x")
    let loss = (Tape.record(OneWayTranspose(), x) * tape.data(uneven([3, 3], seed: 2))).sum()
    let report = GradientCheck().run(on: loss)
    let mistake = try #require(report["x"]?.verdict.mistake, "\(report)")
    #expect(mistake.pattern == .transposed)
    #expect(report["x"]?.cautions.count == 1)
  }

  @Test("a gradient that does not flow is wrong where the output moves")
  func noFlow() throws {
    let tape = Tape<Double>()
    let x = tape.parameter(uneven([3, 2], seed: 1), named: "x")
    let y = tape.parameter(uneven([3, 2], seed: 2), named: "y")
    let report = GradientCheck().run(on: (Tape.record(Forgetful(), x, y) * x).sum())
    #expect(report["x"]?.verdict == .holds)
    let mistake = try #require(report["y"]?.verdict.mistake, "\(report)")
    #expect(mistake.pattern == .noFlow)
    #expect(mistake.origin?.description == "forgetful(x, y) passes a wrong cotangent to y")
  }

  @Test("a large variable's failure is explained by a choice of its elements")
  func largeVariable() throws {
    let report = GradientCheck(elementLimit: 20).run(at: uneven([100, 3], seed: 1)) {
      Tape.record(WronglyScaledSquare(factor: 3), $0)
    }
    let mistake = try #require(report["x"]?.verdict.mistake, "\(report)")
    #expect(mistake.compared <= 20 && mistake.compared > 10)
    #expect(mistake.pattern == .factor(3))
  }

  // MARK: Kinks

  @Test("a kink close by calls for a smaller step")
  func kinkCloseBy() {
    let tape = Tape<Double>()
    let z = tape.parameter([[1, -2, 1e-6], [0.5, -1e-5, 3]], named: "Z")
    let report = GradientCheck().run(on: (relu(z) * z * z + relu(z)).sum())
    #expect(report["Z"]?.verdict == .holds, "\(report)")
    #expect(report["Z"].map { $0.step < 1e-5 } == true)
  }

  @Test("a single kink whose rule takes one side's slope holds, and is named")
  func oneSided() {
    let tape = Tape<Double>()
    let z = tape.parameter([[1, -2], [3, 4], [0, 5]], named: "Z[1]")
    let report = GradientCheck().run(on: relu(z).sum())
    #expect(report["Z[1]"]?.verdict == .holds)
    #expect(
      report["Z[1]"]?.notes == [
        "sits on the kink of relu at Z[1], element (2, 0); the gradient is the slope on one side of it"
      ])
  }

  @Test("kinks that no side agrees with are named, not blamed, and the gradient is checked beside them")
  func onKinks() throws {
    let tape = Tape<Double>()
    let x = tape.data(uneven([3, 7], seed: 1), named: "X")
    let b = tape.parameter(.zeros(5, 1), named: "b")
    let w = tape.parameter(.zeros(5, 3), named: "W")
    let z = (matmul(w, x) + b).named("Z")
    let report = GradientCheck().run(on: (relu(z) * tape.data(uneven([5, 7], seed: 4))).sum())
    #expect(report.passed)
    let kinks = try #require(report["W"]?.verdict.kinks, "\(report)")
    #expect(kinks.count == 35)
    #expect(kinks[0].description == "relu at Z, element (0, 0)")
  }

  @Test("a gradient that is wrong beside the kink is wrong")
  func wrongBesideKink() throws {
    let report = GradientCheck().run(at: .zeros(3, 4)) { x in
      Tape.record(UnmaskedReLU(), x) * x.tape.data(uneven([3, 4], seed: 1))
    }
    let mistake = try #require(report["x"]?.verdict.mistake, "\(report)")
    #expect(mistake.pattern == .missingMask)
  }

  @Test("the kinks of absolute values, extrema, clamps, selections and users' own operations are recognised")
  func manyKinks() throws {
    let x = Tensor<Double>([[0, 0, -2, 0], [1, 0, 0, 0]])
    let c = uneven([2, 4], seed: 1)
    let functions: [(String, @Sendable (Variable<Double>) -> Variable<Double>)] = [
      ("abs", { abs($0) }), ("maximum", { maximum($0, -$0) }), ("minimum", { minimum($0, 3 * $0) }),
      ("clamp", { clamp($0, to: 0...2) }), ("select", { select(where: $0 .> 0, 2 * $0, otherwise: $0) }),
    ]
    for (name, function) in functions {
      let report = GradientCheck().run(at: x) { function($0) * $0.tape.data(c) }
      #expect(report.passed, "\(report)")
      switch report.entries[0].verdict {
      case .onKink(let kinks): #expect(kinks.contains { $0.index == [0, 1] }, "\(name)")
      // A tie that is shared equally is the central difference.
      case .holds: #expect(name == "abs" || name == "maximum" || name == "minimum")
      default: Issue.record("\(report)")
      }
    }
    let report = GradientCheck().run(at: [[1, 2, 3], [1, 2, 3]]) { Tape.record(RowMaximum(), $0) }
    let kinks = try #require(report.entries[0].verdict.kinks, "\(report)")
    #expect(kinks.map(\.operation) == ["rowMaximum", "rowMaximum", "rowMaximum"])
  }

  @Test("ties of a maximum over elements are kinks, and its branches are not confused by smooth motion")
  func maximumOverElements() throws {
    let c = uneven([3, 1], seed: 4)
    let smooth = GradientCheck().run(at: uneven([3, 4], seed: 1)) { x in
      x.max(alongAxes: [1], keepingAxes: true) * x.tape.data(c)
    }
    #expect(smooth.entries[0].verdict == .holds)
    let tied = GradientCheck().run(at: [[1, 1, 1], [2, 5, 5], [1, 2, 3]]) { x in
      x.max(alongAxes: [1], keepingAxes: true) * x.tape.data(c)
    }
    let kinks = try #require(tied.entries[0].verdict.kinks, "\(tied)")
    #expect(kinks.allSatisfy { $0.operation == "max" && $0.index[0] < 2 })
    #expect(tied.passed)
  }

  @Test(
    "classifiers with biases of zero and inputs of zero, on which kinks sit, pass; slightly wrong ones do not",
    arguments: 0..<6)
  func classifiers(seed: Int) throws {
    func loss(_ tape: Tape<Double>, spoiled: Bool) -> Variable<Double> {
      let widths = [6, 5 + seed % 3, 4, 3]
      var a = tape.data(uneven([6, 9], seed: seed) * (uneven([6, 9], seed: seed + 1) .> 0), named: "X")
      // A sample of zeros keeps every ReLU on its kink.
      a = a * tape.data([[0, 1, 1, 1, 1, 1, 1, 1, 1]])
      for layer in 1..<widths.count {
        let w = tape.parameter(
          uneven([widths[layer], widths[layer - 1]], seed: seed + 10 * layer), named: "W[\(layer)]")
        let b = tape.parameter(.zeros(widths[layer], 1), named: "b[\(layer)]")
        a = matmul(w, a) + b
        if layer + 1 < widths.count { a = [relu(a), abs(a), tanh(a)][(seed + layer) % 3] }
        if spoiled, layer == 2 { a = sqrt(Tape.record(WronglyScaledSquare(factor: 1.01), a) + 1) }
      }
      let labels = Tensor<Double>(shape: [3, 9], scalars: (0..<27).map { $0 / 9 == $0 % 3 ? 1 : 0 })
      return softmaxCrossEntropy(logits: a, labels: tape.data(labels, named: "Y"))
    }
    let right = Tape<Double>()
    let report = GradientCheck(seed: UInt64(seed)).run(on: loss(right, spoiled: false))
    #expect(report.passed, "\(report)")
    let wrong = Tape<Double>()
    let spoiled = GradientCheck(seed: UInt64(seed)).run(on: loss(wrong, spoiled: true))
    #expect(spoiled["W[1]"]?.verdict.mistake?.origin?.formula.hasPrefix("wronglyScaledSquare") == true, "\(spoiled)")
    #expect(spoiled["W[3]"]?.verdict == .holds)
  }

  // MARK: Noise

  @Test("rounding noise is called noise, not a wrong gradient")
  func noise() {
    let x = uneven([3, 4], seed: 1)
    let moderate = GradientCheck().run(at: x) { sin($0).sum() + 1e8 }
    #expect(moderate.entries[0].verdict == .holds, "\(moderate)")
    let noisy = GradientCheck().run(at: x) { sin($0).sum() + 1e15 }
    #expect(noisy.entries[0].verdict == .noisy, "\(noisy)")
    // The noise is inside: the output itself is small.
    let hidden = GradientCheck().run(at: x) { (sin($0) + 1e14 - 1e14).sum() }
    #expect(hidden.entries[0].verdict == .noisy, "\(hidden)")
    #expect(!hidden.passed)
  }

  @Test("a gradient that is zero but for rounding holds, with a caution", arguments: [1e-8, 1, 1e8])
  func roundedZero(scale: Double) {
    let x = uneven([3, 4], seed: 1)
    let functions: [(Variable<Double>) -> Variable<Double>] = [
      { softmax($0, alongAxis: 0).sum() * scale },
      { (softmax($0, alongAxis: 0) / 3).sum(alongAxes: [0]) * scale },
      { (($0 - $0.mean(alongAxes: [0], keepingAxes: true)) / 7).sum() * scale },
      { (square(sin($0)) + square(cos($0))).sum() * scale },
    ]
    for (place, function) in functions.enumerated() {
      let report = GradientCheck().run(at: x, of: function)
      #expect(report.passed, "\(place): \(report)")
      #expect(report.entries[0].cautions.count == 1, "\(place): \(report)")
    }
  }

  @Test("a gradient that a wrong rule makes zero but for rounding is wrong where the output moves")
  func wronglyZero() {
    for factor in [1e-17, 1e-12] {
      let report = GradientCheck().run(at: uneven([3, 4], seed: 1)) {
        Tape.record(WronglyScaledSquare(factor: factor), $0).sum()
      }
      #expect(!report.passed, "\(report)")
    }
    // A large constant is no reason to take a gradient for zero.
    let report = GradientCheck().run(at: uneven([3, 4], seed: 1)) {
      Tape.record(WronglyScaledSquare(factor: 1e-17), $0).sum() + 1e12
    }
    #expect(!report.passed, "\(report)")
  }

  @Test("logits masked with −∞ are no noise")
  func maskedLogits() {
    let mask = Tensor<Double>([[0, -.infinity, 0, -.infinity], [0, 0, -.infinity, 0], [0, 0, 0, 0]])
    let report = GradientCheck().run(at: uneven([3, 4], seed: 1)) { x in
      let tape = x.tape
      return (softmax(x + tape.constant(mask), alongAxis: 1) * tape.data(uneven([3, 4], seed: 2))).sum()
    }
    #expect(report.entries[0].verdict == .holds, "\(report)")
  }

  @Test("a wrong gradient is recognised under moderate noise")
  func wrongUnderNoise() throws {
    let report = GradientCheck().run(at: uneven([3, 4], seed: 1)) {
      Tape.record(WronglyScaledSquare(factor: 2), $0).sum() + 1e8
    }
    let mistake = try #require(report.entries[0].verdict.mistake, "\(report)")
    #expect(mistake.differing == 12)
  }

  // MARK: Weak evidence

  @Test(
    "a gradient of zero, ones as cotangent, square and symmetric values and independent variables are weak evidence")
  func cautions() {
    let tape = Tape<Double>()
    let square = tape.parameter(uneven([3, 3], seed: 1), named: "square")
    let symmetric = tape.parameter(.ones(3, 3), named: "symmetric")
    let flat = tape.parameter(uneven([2, 3], seed: 1), named: "flat")
    let unused = tape.parameter(uneven([2, 5], seed: 1), named: "unused")
    let output =
      matmul(flat * 0, matmul(square, symmetric)) + matmul(tape.data(uneven([2, 3], seed: 3)), square * symmetric)
    let report = GradientCheck().run(on: output, cotangent: .ones(2, 3))
    _ = unused
    #expect(report.passed)
    #expect(report.cautions.count == 1)
    #expect(report["unused"]?.verdict == .independent)
    #expect(report.entries.map(\.cautions.count) == [1, 1, 1, 1])
    let text = "\(report)"
    #expect(text.contains("caution: the cotangent is all ones"))
    #expect(text.contains("caution: square is square"))
    #expect(text.contains("caution: symmetric is symmetric"))
    #expect(text.contains("caution: flat has a gradient of zero everywhere"))
    #expect(text.contains("caution: unused does not influence the output"))
    #expect(GradientCheck().run(on: output).cautions == [])
  }

  @Test("an output that is not finite says where it became so")
  func notFinite() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 0, 2], named: "x")
    let report = GradientCheck().run(on: log(x).sum())
    #expect(report["x"]?.verdict == .notFinite)
    #expect(report["x"]?.notes.first?.contains("log(x), (3), is −∞ at (1)") == true)
  }

  // MARK: Printing

  @Test("the report says what a reader can act on")
  func snapshot() {
    let tape = Tape<Double>()
    let report = GradientCheck().run(on: network(tape) { Tape.record(WronglyScaledSquare(factor: -1), tanh($0)) })
    // Errors and steps at the level of rounding differ between machines.
    let text = "\(report)".replacing(/\d\.\de-\d+/, with: "ε")
    #expect(
      text == """
        gradient of L against finite differences: failed
        variable  shape  verdict  error    step    order
        W[1]      5 × 3  wrong    2.0      ε  1.0
        b[1]      5 × 1  wrong    1.215    ε  1.0
        W[2]      2 × 5  holds    ε  ε  2.0
        b[2]      2 × 1  holds    ε  ε  2.0
        W[1]: 15 of 15 elements differ, worst at (0, 1): autodiff gives −0.8978, the slope is 0.8978
        W[1]: autodiff gives −1 × the slope everywhere
        W[1]: checked apart, A[1] = wronglyScaledSquare(tanh(Z[1])) passes a wrong cotangent to tanh(Z[1])
        b[1]: 5 of 5 elements differ, worst at (0, 0): autodiff gives −0.8285, the slope is 0.8285
        b[1]: autodiff gives −1 × the slope everywhere
        b[1]: checked apart, A[1] = wronglyScaledSquare(tanh(Z[1])) passes a wrong cotangent to tanh(Z[1])
        """)
  }

  @Test("an output without parameters stops with a message")
  func noParameters() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      _ = GradientCheck().run(on: tape.data([1, 2], named: "x") * 2)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("GradientCheck: the output has no parameters; name variables withRespectTo:"))
  }
}

extension GradientReport.Verdict {
  fileprivate var mistake: GradientReport.Mistake? { if case .wrong(let mistake) = self { mistake } else { nil } }
  fileprivate var kinks: [GradientReport.Kink]? { if case .onKink(let kinks) = self { kinks } else { nil } }
}
