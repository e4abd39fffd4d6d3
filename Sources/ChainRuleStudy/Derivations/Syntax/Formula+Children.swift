extension Formula {
  /// The formulas this one is made of, in the order in which they are written; indices and powers included.
  var children: [Formula] {
    switch self {
    case .number, .symbol, .ellipsis, .placeholder, .words: []
    case .scripted(let base, let subscripts, let superscripts):
      [base] + subscripts.compactMap(\.formula) + superscripts.compactMap(\.formula)
    case .negated(let a), .differential(let a, _): [a]
    case .sum(let terms): terms
    case .product(let factors, _): factors
    case .fraction(let a, let b, _): [a, b]
    case .derivative(let derivative): [derivative.of].compactMap { $0 } + derivative.by
    case .root(let a, let degree): [a] + [degree].compactMap { $0 }
    case .fenced(_, let parts): parts
    case .application(let head, let arguments): [head] + arguments
    case .big(let big):
      big.indices + [big.from, big.to].compactMap { $0 } + (big.condition?.formulas ?? []) + [big.body]
    case .matrix(let rows, _): rows.flatMap { $0 }
    case .cases(let rows): rows.flatMap { [$0.value] + ($0.condition?.formulas ?? []) }
    case .indicator(let condition): condition.formulas
    }
  }

  /// The same formula with each of its parts, in the order of `children`, replaced.
  func mapChildren(_ transform: (Formula) -> Formula) -> Formula {
    switch self {
    case .number, .symbol, .ellipsis, .placeholder, .words: return self
    case .scripted(let base, let subscripts, let superscripts):
      return .scripted(
        transform(base), subscripts: subscripts.map { $0.map(transform) },
        superscripts: superscripts.map { $0.map(transform) })
    case .negated(let a): return .negated(transform(a))
    case .differential(let a, let sign): return .differential(transform(a), sign: sign)
    case .sum(let terms): return .sum(terms.map(transform))
    case .product(let factors, let signs): return .product(factors.map(transform), signs)
    case .fraction(let a, let b, let style): return .fraction(transform(a), transform(b), style)
    case .derivative(var derivative):
      derivative.of = derivative.of.map(transform)
      derivative.by = derivative.by.map(transform)
      return .derivative(derivative)
    case .root(let a, let degree): return .root(transform(a), degree: degree.map(transform))
    case .fenced(let fence, let parts): return .fenced(fence, parts.map(transform))
    case .application(let head, let arguments): return .application(transform(head), arguments.map(transform))
    case .big(var big):
      big.indices = big.indices.map(transform)
      big.from = big.from.map(transform)
      big.to = big.to.map(transform)
      big.condition = big.condition?.map(transform)
      big.body = transform(big.body)
      return .big(big)
    case .matrix(let rows, let style): return .matrix(rows.map { $0.map(transform) }, style)
    case .cases(let rows):
      return .cases(rows.map { CaseRow(value: transform($0.value), condition: $0.condition?.map(transform)) })
    case .indicator(let condition): return .indicator(condition.map(transform))
    }
  }

  /// This formula and all that it is made of, outermost first.
  func forEach(_ visit: (Formula) -> Void) {
    visit(self)
    for child in children { child.forEach(visit) }
  }

  func contains(where predicate: (Formula) -> Bool) -> Bool {
    predicate(self) || children.contains { $0.contains(where: predicate) }
  }

  /// The formula without brackets that only group.
  var ungrouped: Formula {
    switch self {
    case .fenced(.round, let parts) where parts.count == 1: parts[0].ungrouped
    case .fenced(.square, let parts) where parts.count == 1: parts[0].ungrouped
    case .fenced(.curly, let parts), .fenced(.none, let parts):
      parts.count == 1 ? parts[0].ungrouped : self
    default: self
    }
  }
}

extension Subscript {
  var formula: Formula? { if case .index(let formula) = self { formula } else { nil } }

  func map(_ transform: (Formula) -> Formula) -> Subscript {
    if case .index(let formula) = self { .index(transform(formula)) } else { self }
  }
}

extension Superscript {
  var formula: Formula? {
    switch self {
    case .bracketed(let formula), .parenthesised(let formula), .plain(let formula): formula
    case .transpose, .prime, .label: nil
    }
  }

  func map(_ transform: (Formula) -> Formula) -> Superscript {
    switch self {
    case .bracketed(let formula): .bracketed(transform(formula))
    case .parenthesised(let formula): .parenthesised(transform(formula))
    case .plain(let formula): .plain(transform(formula))
    case .transpose, .prime, .label: self
    }
  }
}

extension Condition {
  /// All formulas in it.
  var formulas: [Formula] { members + also.flatMap(\.formulas) }

  func map(_ transform: (Formula) -> Formula) -> Condition {
    Condition(members: members.map(transform), relations: relations, also: also.map { $0.map(transform) })
  }
}

extension Statement {
  /// All formulas in it, conditions too.
  var formulas: [Formula] { members + conditions.flatMap(\.formulas) }
}
