/// What a document writes that a mended line may be made of. It is collected once, and only if something is to be mended.
final class EditMaterial {
  private let statements: [Statement]

  init(_ statements: [Statement]) { self.statements = statements }

  /// How the author writes each symbol.
  private(set) lazy var symbols: [String: Symbol] = {
    var symbols: [String: Symbol] = [:]
    for formula in statements.flatMap(\.members) {
      formula.forEach {
        if case .symbol(let symbol) = $0, symbols[symbol.fullName] == nil { symbols[symbol.fullName] = symbol }
      }
    }
    return symbols
  }()

  /// σ′(z), 1[Z > 0], as the document writes them.
  private(set) lazy var masks: [Formula] = {
    var found = FirstFormulas(limit: 6)
    for formula in statements.flatMap(\.members) {
      formula.forEach { part in
        switch part {
        case .indicator: found.add(part)
        case .application(let head, _) where head.isPrimed: found.add(part)
        case .product(let factors, let signs):
          for place in signs.indices where signs[place] == .juxtaposition && factors[place].isPrimed {
            if case .fenced(.round, _) = factors[place + 1] {
              found.add(.product([factors[place], factors[place + 1]], [.juxtaposition]))
            }
          }
        default: break
        }
      }
    }
    return found.formulas
  }()

  /// Terms of sums that the document has, such as λW.
  private(set) lazy var terms: [Formula] = {
    var found = FirstFormulas(limit: 10)
    for formula in statements.flatMap({ $0.members.dropFirst() }) {
      formula.forEach { part in
        guard case .sum(let terms) = part else { return }
        for term in terms {
          let term = if case .negated(let a) = term { a } else { term }
          if !term.isLiteral { found.add(term) }
        }
      }
    }
    return found.formulas
  }()
}

/// The first different ones of some formulas.
private struct FirstFormulas {
  let limit: Int
  private(set) var formulas: [Formula] = []

  init(limit: Int) { self.limit = limit }

  mutating func add(_ formula: Formula) {
    if formulas.count < limit, !formulas.contains(formula) { formulas.append(formula) }
  }
}
