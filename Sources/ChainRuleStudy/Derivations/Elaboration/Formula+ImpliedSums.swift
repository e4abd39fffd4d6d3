extension Statement {
  /// The statement with the indices that authors leave out below Σ: s_i = e^{x_i} / Σ e^{x_j} is over j.
  var withImpliedIndices: Statement {
    guard let left = members.first else { return self }
    var statement = self
    let given = left.subscriptLetters
    statement.members = members.enumerated().map { place, member in
      place == 0 ? member : member.withImpliedIndices(given)
    }
    return statement
  }
}

extension Formula {
  /// Letters that count elements.
  private static let counters: Set<String> = ["i", "j", "k", "l", "m", "n"]

  fileprivate func withImpliedIndices(_ given: Set<String>) -> Formula {
    guard case .big(var big) = self else { return mapChildren { $0.withImpliedIndices(given) } }
    guard big.kind == .sum, big.indices.isEmpty, big.from == nil, big.to == nil else {
      let bound = given.union(big.indices.compactMap(\.letter))
      big.body = big.body.withImpliedIndices(bound)
      return .big(big)
    }
    let free = big.body.subscriptLetters.subtracting(given)
    if free.count == 1, let letter = free.first { big.indices = [.symbol(Symbol(name: letter))] }
    return .big(big)
  }

  /// The letters that stand below symbols, and count elements.
  fileprivate var subscriptLetters: Set<String> {
    var letters: Set<String> = []
    forEach { part in
      guard case .scripted(_, let subscripts, _) = part else { return }
      for script in subscripts { if let letter = script.formula?.letter { letters.insert(letter) } }
    }
    return letters.intersection(Self.counters)
  }
}
