extension Term {
  /// The terms this one is made of.
  var children: [Term] {
    switch self {
    case .number, .index, .quantity, .identity, .ones: []
    case .sum(let terms), .generic(_, let terms): terms
    case .negated(let a), .transposed(let a), .function(_, let a), .reduction(_, _, let a), .element(let a, _, _),
      .diagonal(let a):
      [a]
    case .product(let a, let b), .quotient(let a, let b), .power(let a, let b), .matrixProduct(let a, let b),
      .extremum(_, let a, let b):
      [a, b]
    case .over(_, _, _, _, let condition, let body): (condition?.terms ?? []) + [body]
    case .indicator(let condition): condition.terms
    case .choice(let cases): cases.flatMap { [$0.value] + ($0.condition?.terms ?? []) }
    case .matrix(let rows): rows.flatMap { $0 }
    case .derivative(let derivative): [derivative.of]
    case .pullback(let cotangent, let from, _, _): [cotangent, from]
    }
  }

  func forEach(_ visit: (Term) -> Void) {
    visit(self)
    for child in children { child.forEach(visit) }
  }
}

extension TermCondition {
  var terms: [Term] {
    switch self {
    case .compare(let a, _, let b): [a, b]
    case .all(let parts): parts.flatMap(\.terms)
    }
  }
}
