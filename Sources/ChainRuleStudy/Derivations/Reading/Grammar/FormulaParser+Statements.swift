extension FormulaParser {
  /// A statement: formulas and the relations between them, up to the end. Where the first one is missing, it is `last`.
  mutating func chain(after last: Formula?) throws(SyntaxError) -> ([Formula], [Relation]) {
    var members: [Formula]
    if let last, isRelation(next) {
      members = [last]
    } else {
      members = [try expression()]
    }
    var relations: [Relation] = []
    while let next {
      switch next {
      case .relation(let relation):
        advance()
        // The sign is repeated where a line is broken.
        if self.next == .relation(relation) { advance() }
        relations.append(relation)
      case .colon:
        advance()
        relations.append(.colon)
      case .comma where isRelation(peek(1)):
        advance()
        continue
      default: throw unexpected("an operator, a relation or the end")
      }
      members.append(try expression())
    }
    return (members, relations)
  }

  private func isRelation(_ kind: MathToken.Kind?) -> Bool {
    if case .relation? = kind { true } else { false }
  }
}

extension Formula {
  /// The name of a single letter that may be an index.
  var indexLetter: String? {
    guard case .symbol(let symbol) = self, symbol.name.count == 1, symbol.accents.isEmpty else { return nil }
    return symbol.name
  }

  /// A number, a letter or an ellipsis in a list of values of an index.
  var isListItem: Bool {
    switch self {
    case .number, .ellipsis: true
    case .symbol(let symbol): symbol.name.count == 1
    case .sum(let terms): terms.count == 2 && terms.allSatisfy(\.isListItem)
    case .negated(let operand): operand.isListItem
    case .product(let factors, let signs): signs == [.juxtaposition] && factors[1] == .ellipsis
    case .fenced(.none, let items): items.allSatisfy(\.isListItem)
    default: false
    }
  }

  /// ℝ, or a power of it.
  var isSpace: Bool {
    switch self {
    case .symbol(let symbol): symbol.typeface == .blackboard
    case .scripted(let base, _, _): base.isSpace
    case .fenced(.curly, _): false
    default: false
    }
  }
}
