import ChainRuleStudy

extension Formula {
  /// The formula without what a notation does not keep: typefaces, spellings, brackets around one formula, and how
  /// fractions and derivatives are drawn. Equal ones are the same formula.
  var plain: Formula {
    switch self {
    case .symbol(let symbol): return .symbol(Symbol(name: symbol.name, accents: symbol.accents))
    case .scripted(let base, let subscripts, let superscripts):
      return .scripted(base.plain, subscripts: subscripts.map(\.plain), superscripts: superscripts.map(\.plain))
    case .negated(let operand): return .negated(operand.plain)
    case .sum(let terms): return .sum(terms.map(\.plain))
    case .product(let factors, let signs): return Self.flat(factors.map(\.plain), signs)
    case .fraction(let above, let below, let style):
      return .fraction(above.plain, below.plain, style == .elementwise ? .elementwise : .bar)
    case .derivative(let derivative):
      return .derivative(
        DerivativeFormula(
          sign: derivative.sign, style: derivative.style == .solidus ? .bar : derivative.style,
          of: derivative.of?.plain, by: derivative.by.map(\.plain), at: derivative.at?.plain))
    case .differential(let operand, let sign): return .differential(operand.plain, sign: sign)
    case .root(let radicand, let degree): return .root(radicand.plain, degree: degree?.plain)
    case .fenced(.round, let items) where items.count == 1, .fenced(.none, let items) where items.count == 1:
      return items[0].plain
    case .fenced(let fence, let items): return .fenced(fence, items.map(\.plain))
    case .application(let function, let arguments): return .application(function.plain, arguments.map(\.plain))
    case .big(var sign):
      sign.indices = sign.indices.map(\.plain)
      sign.from = sign.from?.plain
      sign.to = sign.to?.plain
      sign.condition = sign.condition?.plain
      sign.body = sign.body.plain
      return .big(sign)
    case .matrix(let rows, let style): return .matrix(rows.map { $0.map(\.plain) }, style)
    case .cases(let rows): return .cases(rows.map { CaseRow(value: $0.value.plain, condition: $0.condition?.plain) })
    case .indicator(let condition): return .indicator(condition.plain)
    case .number, .ellipsis, .placeholder, .words: return self
    }
  }

  /// Factors side by side within factors side by side are one list.
  private static func flat(_ factors: [Formula], _ signs: [ProductSign]) -> Formula {
    guard signs.allSatisfy({ $0 == .juxtaposition }) else { return .product(factors, signs) }
    let all = factors.flatMap { factor -> [Formula] in
      if case .product(let inner, let signs) = factor, signs.allSatisfy({ $0 == .juxtaposition }) {
        inner
      } else {
        [factor]
      }
    }
    return .product(all, Array(repeating: .juxtaposition, count: all.count - 1))
  }
}

extension Condition {
  var plain: Condition {
    Condition(members: members.map(\.plain), relations: relations, also: also.map(\.plain))
  }
}

extension Subscript {
  var plain: Subscript {
    if case .index(let formula) = self { .index(formula.plain) } else { self }
  }
}

extension Superscript {
  var plain: Superscript {
    switch self {
    case .bracketed(let formula): .bracketed(formula.plain)
    case .parenthesised(let formula): .parenthesised(formula.plain)
    case .plain(let formula): .plain(formula.plain)
    case .transpose, .prime, .label: self
    }
  }
}

/// The only statement of an equation; its last member.
func rightSide(of equation: String) -> Formula? {
  let document = ReadDocument(readingEquation: equation)
  return document.statements.count == 1 && document.problems.isEmpty ? document.statements[0].members.last : nil
}
