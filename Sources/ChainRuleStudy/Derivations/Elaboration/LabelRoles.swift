/// Finds out which given quantities are labels, from the loss they stand in.
struct LabelRoles {
  private let model: Model

  init(_ model: Model) { self.model = model }

  func assign() {
    var complemented: Set<QuantityID> = []
    var multiplied: Set<QuantityID> = []
    for quantity in model.quantities.values {
      quantity.definition?.term.forEach { term in
        switch term {
        case .sum(let terms):
          // 1 − y: a label between zero and one.
          if terms.count == 2, terms[0] == .number(1), case .negated(.quantity(let reference)) = terms[1] {
            if let id = given(reference) { complemented.insert(id) }
          }
        case .product(let a, let b):
          if b.hasLogarithm, let id = a.lastFactor.flatMap({ given($0) }) { multiplied.insert(id) }
        case .reduction(.trace, _, .matrixProduct(let a, let b)):
          if b.hasLogarithm, let id = a.lastFactor.flatMap({ given($0) }) { multiplied.insert(id) }
        case .quantity(let reference):
          for (index, isRow) in [(reference.row, true), (reference.column, false)] {
            guard case .label(let name, _)? = index else { continue }
            let labelID = model.resolve(QuantityID(name: name, instance: []))
            let arrayID = model.resolve(QuantityID(name: reference.name, instance: []))
            guard let array = model.quantities[arrayID] else { continue }
            model.quantities[labelID]?.classes = isRow ? array.rows : array.columns
            model.quantities[labelID]?.role = .label
          }
        default: break
        }
      }
    }
    for id in complemented {
      model.quantities[id]?.isPositive = true
      model.quantities[id]?.role = .label
    }
    for id in multiplied.subtracting(complemented) {
      guard let quantity = model.quantities[id] else { continue }
      let columns = model.dimensions.root(quantity.columns)
      let rows = model.dimensions.root(quantity.rows)
      let inRows = model.variant.samples == .rows && columns != .one || rows == .one
      model.quantities[id]?.sumsToOne = inRows ? .columns : .rows
      model.quantities[id]?.role = .label
    }
  }

  private func given(_ reference: QuantityReference) -> QuantityID? {
    let numbers = reference.instance.compactMap { term -> Int? in
      if case .number(let value) = term { value } else { nil }
    }
    let id = model.resolve(QuantityID(name: reference.name, instance: numbers))
    return model.quantities[id]?.definition == nil && model.quantities[id] != nil ? id : nil
  }
}

extension Term {
  fileprivate var hasLogarithm: Bool {
    switch self {
    case .function(.log, _): true
    case .transposed(let a): a.hasLogarithm
    case .product(let a, let b): a.hasLogarithm || b.hasLogarithm
    default: false
    }
  }

  /// The quantity that a product ends with.
  fileprivate var lastFactor: QuantityReference? {
    switch self {
    case .quantity(let reference): reference
    case .product(_, let b): b.lastFactor
    case .negated(let a), .transposed(let a): a.lastFactor
    default: nil
    }
  }
}
