extension Counterexample {
  /// What both sides name themselves.
  var mentioned: Set<QuantityID> {
    differentiated.union(ids { if case .quantity(let quantity) = $0 { quantity } else { nil } })
  }

  /// What the derivatives of both sides are taken by.
  var differentiated: Set<QuantityID> {
    ids { part in
      switch part {
      case .derivative(let derivative): derivative.by
      case .pullback(_, _, let to, _): to
      default: nil
      }
    }
  }

  /// The quantities that some parts of both sides refer to: of all layers where an index decides which.
  private func ids(_ reference: (Term) -> QuantityReference?) -> Set<QuantityID> {
    var found: Set<QuantityID> = []
    for side in [left, right] {
      side.forEach { part in
        guard let reference = reference(part) else { return }
        let numbers = reference.instance.compactMap { if case .number(let number) = $0 { number } else { nil } }
        if numbers.count == reference.instance.count {
          found.insert(model.resolve(QuantityID(name: reference.name, instance: numbers)))
        } else {
          found.formUnion(named.map(\.id).filter { $0.name == reference.name })
        }
      }
    }
    return found
  }
}
