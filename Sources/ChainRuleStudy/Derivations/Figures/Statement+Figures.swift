extension Statement {
  /// What it states of symbols alone; `nil` if that is nothing, or a shape.
  func withoutFigures(_ isFunction: (Formula) -> Bool) -> Statement? {
    guard code == nil, !relations.contains(.element), !relations.contains(.colon) else { return nil }
    var copy = self
    copy.members = [members[0]] + members.dropFirst().filter { !$0.isFigures(isFunction) }
    copy.relations = Array(relations.prefix(max(0, copy.members.count - 1)))
    return copy.members.count < 2 || members[0].isFigures(isFunction) ? nil : copy
  }
}

extension Formula {
  /// Whether it is made of numbers alone, with functions of them.
  func isFigures(_ isFunction: (Formula) -> Bool) -> Bool {
    switch self {
    case .number: return true
    case .symbol(let symbol): return symbol.name == "e" || symbol.name == "π"
    case .product(let factors, let signs):
      for (place, factor) in factors.enumerated() {
        if place < signs.count, signs[place] == .juxtaposition, case .fenced = factors[place + 1], isFunction(factor) {
          continue
        }
        if !factor.isFigures(isFunction) { return false }
      }
      return true
    case .application(_, let arguments): return !arguments.isEmpty && arguments.allSatisfy { $0.isFigures(isFunction) }
    case .scripted, .negated, .sum, .fraction, .root, .fenced, .matrix:
      return !children.isEmpty && children.allSatisfy { $0.isFigures(isFunction) }
    default: return false
    }
  }

  /// The symbol whose element it is.
  var withoutSubscripts: Formula {
    if case .scripted(let base, _, let superscripts) = self {
      return superscripts.isEmpty ? base : .scripted(base, subscripts: [], superscripts: superscripts)
    }
    return self
  }

  private static let updateLabels: Set<String> = ["new", "neu", "updated", "next"]

  /// Whether it is the value of a parameter after a step: W_new, w^+.
  var isUpdated: Bool { beforeUpdate != nil }

  /// The W of W_new or w^+.
  var beforeUpdate: Formula? {
    guard case .scripted(let base, let subscripts, let superscripts) = self else { return nil }
    let below = subscripts.filter {
      if case .label(let label) = $0 { !Self.updateLabels.contains(label.lowercased()) } else { true }
    }
    let above = superscripts.filter {
      switch $0 {
      case .label(let label): return !Self.updateLabels.contains(label.lowercased())
      case .plain(.symbol(let symbol)): return symbol.name != "+" && !Self.updateLabels.contains(symbol.name)
      default: return true
      }
    }
    guard below.count + above.count < subscripts.count + superscripts.count else { return nil }
    return below.isEmpty && above.isEmpty ? base : .scripted(base, subscripts: below, superscripts: above)
  }
}
