@testable import ChainRuleStudy

/// The terms of models; the derivations that tests generate have terms of their own.
typealias StudyTerm = ChainRuleStudy.Term

/// A model that is built by hand.
struct ModelSketch {
  let model = Model(guide: NotationGuide([]), variant: Model.Variant())

  func length(_ name: String) -> Dimension { model.dimensions.named(name) }

  /// A quantity: a given one where it has no definition.
  @discardableResult
  func add(
    _ name: String, _ rows: Dimension, _ columns: Dimension, as term: StudyTerm? = nil, rowIndex: String? = nil,
    columnIndex: String? = nil
  ) -> StudyTerm {
    let id = QuantityID(name: QuantityName(base: name), instance: [])
    var quantity = Model.Quantity(rows: rows, columns: columns)
    if let term {
      quantity.definition = Model.Definition(
        term: term, rowIndex: rowIndex, columnIndex: columnIndex, environment: [:])
    }
    model.quantities[id] = quantity
    model.instances[id.name, default: []].insert([])
    return .quantity(ModelSketch.reference(name))
  }

  static func reference(_ name: String, row: IndexTerm? = nil, column: IndexTerm? = nil) -> QuantityReference {
    QuantityReference(name: QuantityName(base: name), instance: [], row: row, column: column)
  }

  static func derivative(
    _ of: StudyTerm, _ by: QuantityReference, _ form: TermDerivative.Form = .gradient, isDirect: Bool = false
  ) -> StudyTerm {
    .derivative(TermDerivative(of: of, by: by, form: form, isDirect: isDirect))
  }

  /// Two layers with a sigmoid and a softmax, the mean cross-entropy, and samples in columns.
  static func twoLayers() -> ModelSketch {
    let sketch = ModelSketch()
    let (inputs, hidden, classes, samples) = (
      sketch.length("n"), sketch.length("h"), sketch.length("c"), sketch.length("m")
    )
    sketch.model.sampleDimension = samples
    let x = sketch.add("X", inputs, samples)
    let y = sketch.add("Y", classes, samples)
    sketch.model.quantities[QuantityID(name: QuantityName(base: "Y"), instance: [])]?.sumsToOne = .rows
    let w1 = sketch.add("W1", hidden, inputs)
    let b1 = sketch.add("b1", hidden, .one)
    let w2 = sketch.add("W2", classes, hidden)
    let z1 = sketch.add("Z1", hidden, samples, as: .sum([.matrixProduct(w1, x), b1]))
    let a1 = sketch.add("A1", hidden, samples, as: .function(.sigmoid, z1))
    let z2 = sketch.add("Z2", classes, samples, as: .matrixProduct(w2, a1))
    let p = sketch.add("P", classes, samples, as: .function(.softmax(.rows), z2))
    let total = StudyTerm.reduction(.sum, .both, .product(y, .function(.log, p)))
    sketch.add("L", .one, .one, as: .negated(.quotient(total, .index(.length(samples)))))
    return sketch
  }
}
