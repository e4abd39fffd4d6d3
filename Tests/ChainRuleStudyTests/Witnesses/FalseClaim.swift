@testable import ChainRuleStudy

/// A claim that does not hold, about a model that is built by hand.
struct FalseClaim {
  var title: String
  var sketch: ModelSketch
  var left: StudyTerm
  var right: StudyTerm
  var free: [(letter: String, axis: Dimension)] = []

  var smallest: Counterexample? { WitnessSearch(sketch.model, left, right, free: free).smallest() }

  private static func quantity(_ name: String, _ row: IndexTerm? = nil, _ column: IndexTerm? = nil) -> StudyTerm {
    .quantity(ModelSketch.reference(name, row: row, column: column))
  }

  private static func derivative(
    _ of: String, _ by: String, _ form: TermDerivative.Form = .gradient, isDirect: Bool = false
  ) -> StudyTerm {
    ModelSketch.derivative(quantity(of), ModelSketch.reference(by), form, isDirect: isDirect)
  }

  static var all: [FalseClaim] { twoLayers + others }

  private static var twoLayers: [FalseClaim] {
    let sketch = ModelSketch.twoLayers()
    let samples = StudyTerm.index(.length(sketch.length("m")))
    let error = StudyTerm.sum([quantity("P"), .negated(quantity("Y"))])
    let (i, j) = (IndexTerm.variable("i"), IndexTerm.variable("j"))
    let closed = StudyTerm.quotient(.matrixProduct(error, .transposed(quantity("A1"))), samples)
    let oneOff = StudyTerm.indicator(.compare(.index(i), .unequal, .index(j)))
    return [
      FalseClaim(
        title: "without the mean", sketch: sketch, left: derivative("L", "W2"),
        right: .matrixProduct(error, .transposed(quantity("A1")))),
      FalseClaim(
        title: "wrong sign, with another derivative", sketch: sketch, left: derivative("L", "W1"),
        right: .negated(.matrixProduct(derivative("L", "Z1"), .transposed(quantity("X"))))),
      FalseClaim(
        title: "half of a sum", sketch: sketch, left: derivative("L", "b1"),
        right: .product(.number(0.5), .reduction(.sum, .columns, derivative("L", "Z1")))),
      FalseClaim(
        title: "by elements", sketch: sketch,
        left: ModelSketch.derivative(quantity("L"), ModelSketch.reference("W2", row: i, column: j)),
        right: .product(.element(closed, row: i, column: j), oneOff),
        free: [("i", sketch.length("c")), ("j", sketch.length("h"))]),
      FalseClaim(
        title: "softmax's Jacobian without its second part", sketch: sketch,
        left: ModelSketch.derivative(
          quantity("P", nil, .number(1)), ModelSketch.reference("Z2", column: .number(1)), .jacobian),
        right: .diagonal(quantity("P", nil, .number(1)))),
      FalseClaim(
        title: "sigmoid's slope", sketch: sketch, left: derivative("A1", "Z1", .diagonal),
        right: .product(quantity("A1"), .sum([.number(1), quantity("A1")]))),
      FalseClaim(
        title: "one sample's Jacobian", sketch: sketch, left: derivative("Z2", "A1", .sampleJacobian),
        right: .product(.number(2), quantity("W2"))),
      FalseClaim(
        title: "sent back without the slope", sketch: sketch,
        left: .pullback(
          cotangent: .product(quantity("A1"), quantity("A1")), from: quantity("A1"), to: ModelSketch.reference("Z1"),
          isDirect: false),
        right: .product(quantity("A1"), quantity("A1"))),
      FalseClaim(
        title: "a sum of derivatives", sketch: sketch, left: derivative("L", "b1"),
        right: .over(
          .sum, index: "k", from: .number(1), to: .length(sketch.length("m")),
          condition: .compare(.index(.variable("k")), .unequal, .number(2)),
          body: ModelSketch.derivative(
            quantity("L"), ModelSketch.reference("Z1", column: .variable("k"))))),
    ]
  }

  private static var others: [FalseClaim] { [labels, direct, second, anyFunctions, numbers, statistics] }

  /// Definitions by elements, labels, cases and conditions.
  private static var labels: FalseClaim {
    let sketch = ModelSketch()
    let (n, m) = (sketch.length("n"), sketch.length("m"))
    sketch.add("X", n, m)
    sketch.add("ŵ", n, .one)
    sketch.add("y", m, .one)
    sketch.model.quantities[QuantityID(name: QuantityName(base: "y"), instance: [])]?.classes = n
    let (i, j) = (IndexTerm.variable("i"), IndexTerm.variable("j"))
    let z = sketch.add(
      "z", n, m, as: .function(.relu, .sum([.product(quantity("ŵ", i), quantity("X", i, j)), .number(1)])),
      rowIndex: "i",
      columnIndex: "j")
    let chosen = StudyTerm.over(
      .sum, index: "i", from: .number(1), to: .length(m), condition: nil,
      body: quantity("z", .label(QuantityName(base: "y"), [i]), i))
    let cases = StudyTerm.choice([
      TermCase(
        value: .product(z, z), condition: .all([.compare(z, .greater, .number(0.25)), .compare(z, .less, .number(2))])),
      TermCase(value: z, condition: nil),
    ])
    sketch.add("L", .one, .one, as: .sum([chosen, .reduction(.sum, .both, cases)]))
    return FalseClaim(
      title: "labels and cases", sketch: sketch, left: derivative("L", "z"),
      right: .sum([.number(1), .product(.number(2), .extremum(true, z, .number(0.1)))]))
  }

  private static var direct: FalseClaim {
    let sketch = ModelSketch()
    let n = sketch.length("n")
    let x = sketch.add("x", n, .one)
    let a = sketch.add("a", n, .one, as: .function(.tanh, x))
    sketch.add("b", .one, .one, as: .reduction(.sum, .both, .product(a, .function(.square, x))))
    return FalseClaim(
      title: "direct for total", sketch: sketch, left: derivative("b", "x", isDirect: true), right: derivative("b", "x")
    )
  }

  private static var second: FalseClaim {
    let sketch = ModelSketch()
    let n = sketch.length("n")
    let x = sketch.add("x", n, .one)
    sketch.add("A", n, n)
    sketch.add("f", .one, .one, as: .matrixProduct(.transposed(x), .matrixProduct(quantity("A"), x)))
    let hessian = ModelSketch.derivative(derivative("f", "x"), ModelSketch.reference("x"), .jacobian)
    return FalseClaim(
      title: "Hessian without the transpose", sketch: sketch, left: hessian, right: .product(.number(2), quantity("A")))
  }

  private static var anyFunctions: FalseClaim {
    let sketch = ModelSketch()
    let (n, m) = (sketch.length("n"), sketch.length("m"))
    sketch.add("x", n, m)
    sketch.add("y", n, m)
    let z = sketch.add("z", n, m, as: .function(.smooth("φ"), quantity("x")))
    sketch.add("L", .one, .one, as: .generic("ℓ", [z, quantity("y")]))
    return FalseClaim(
      title: "any activation and any loss", sketch: sketch, left: derivative("L", "x"),
      right: .product(derivative("L", "z"), .function(.derivative(.smooth("φ")), z)))
  }

  private static var numbers: FalseClaim {
    let sketch = ModelSketch()
    sketch.add("w", .one, .one)
    sketch.add("x", .one, .one)
    sketch.add("y", .one, .one, as: .function(.sigmoid, .product(quantity("w"), quantity("x"))))
    return FalseClaim(
      title: "numbers", sketch: sketch, left: derivative("y", "w"),
      right: .product(quantity("y"), .sum([.number(1), .negated(quantity("y"))])))
  }

  /// A mean with the index of an axis that has length one.
  private static var statistics: FalseClaim {
    let sketch = ModelSketch()
    let n = sketch.length("n")
    let i = IndexTerm.variable("i")
    sketch.add("x", n, .one)
    let mean = StudyTerm.over(
      .mean, index: "i", from: .number(1), to: .length(n), condition: nil, body: quantity("x", i))
    let centered = StudyTerm.sum([quantity("x", i), .negated(sketch.add("μ", .one, .one, as: mean, columnIndex: "j"))])
    let squares = StudyTerm.over(
      .sum, index: "i", from: .number(1), to: .length(n), condition: nil, body: .function(.square, centered))
    let scale = sketch.add("σ", .one, .one, as: .function(.sqrt, squares), columnIndex: "j")
    sketch.add("x̂", n, .one, as: .quotient(centered, scale), rowIndex: "i", columnIndex: "j")
    return FalseClaim(
      title: "statistics held", sketch: sketch,
      left: ModelSketch.derivative(
        quantity("x̂", .variable("k")), ModelSketch.reference("x", row: .variable("k"))),
      right: .quotient(.number(1), scale), free: [("k", n)])
  }
}
