extension Term {
  /// Everything that can be done wrong here, in a network that tells which of it is wrong indeed.
  ///
  /// All dimensions of a network are different, so that a product that is turned round or transposed does not conform.
  func mutants(in plan: NetworkPlan) -> [Mutant] { wholeMutants(in: plan) + partMutants(in: plan) }

  /// What concerns the term as a whole: sign and factors.
  private func wholeMutants(in plan: NetworkPlan) -> [Mutant] {
    let negated: Term = if case .negative(let inner) = self { inner } else { .negative(self) }
    var mutants = [
      Mutant(mistake: .signTurned, term: negated, factor: "-1"),
      Mutant(mistake: .doubled, term: .scaled(.two, self), factor: "2"),
    ]
    if plan.isMean { mutants.append(Mutant(mistake: .meanTwice, term: .scaled(.overSamples, self), factor: "1/m")) }
    if let sum = withoutMean { mutants.append(Mutant(mistake: .meanForgotten, term: sum, factor: "m")) }
    return mutants
  }

  /// The term without the 1/m in front of it, if it has one.
  private var withoutMean: Term? {
    switch self {
    case .scaled(.overSamples, let inner): inner
    case .scaled(.twoOverSamples, let inner): .scaled(.two, inner)
    case .negative(let inner): inner.withoutMean.map { .negative($0) }
    default: nil
    }
  }

  /// What concerns a part of the term.
  private func partMutants(in plan: NetworkPlan) -> [Mutant] {
    var mutants = ownMutants(in: plan).map { Mutant(mistake: $0.0, term: $0.1) }
    for (place, child) in children.enumerated() {
      mutants += child.partMutants(in: plan).map { mutant in
        Mutant(mistake: mutant.mistake, term: replacingChild(at: place, with: mutant.term))
      }
    }
    return mutants
  }

  /// What can be done wrong at this very node.
  private func ownMutants(in plan: NetworkPlan) -> [(Mistake, Term)] {
    switch self {
    case .transposed(let inner):
      return [(.transposeForgotten, inner)]
    case .product(let factors) where factors.count == 2 && !isOfNumbers:
      return [(.factorsSwapped, .product([factors[1], factors[0]]))]
        + factors.indices.compactMap { place in
          if case .transposed = factors[place] { return nil }
          return (.transposeAdded, replacingChild(at: place, with: .transposed(factors[place])))
        }
    case .elementwise(let factors):
      guard let slope = factors.firstIndex(where: \.isSlope), slope > 0 else { return [] }
      let rest = Array(factors[..<slope])
      return [(.slopeForgotten, rest.count == 1 ? rest[0] : .elementwise(rest))]
    case .sum(let terms):
      return jacobianMutants(terms)
        + terms.indices.dropFirst().flatMap { place -> [(Mistake, Term)] in
          let turned: Term = if case .negative(let inner) = terms[place] { inner } else { .negative(terms[place]) }
          var mutants = [(Mistake.termSignTurned, replacingChild(at: place, with: turned))]
          if case .scaled(.penalty, _) = terms[place], terms.count == 2 {
            mutants.append((.penaltyForgotten, terms[1 - place]))
          }
          return mutants
        }
    case .slope(let quantity, let indices):
      var mutants: [(Mistake, Term)] = []
      if let layer = quantity.layer {
        mutants.append((.slopeAtTheActivation, .slope(.activation(layer), indices)))
        if indices.isEmpty, case .number(let number) = layer, number < plan.depth {
          mutants.append((.slopeOfAnotherLayer, .slope(.preactivation(.number(number + 1)), [])))
        }
      }
      return mutants
    case .mask(let quantity, []):
      guard case .number(let number) = quantity.layer, number < plan.depth else { return [] }
      return [(.slopeOfAnotherLayer, .mask(.preactivation(.number(number + 1)), []))]
    case .sumOverSamples(let quantity) where plan.layout != .single:
      return [(.sumForgotten, .gradient(quantity))]
    case .value(let quantity) where quantity.kind == .weight || quantity.kind == .activation:
      return shifts(of: quantity, in: plan).map { (.layerShifted, .value($0)) }
    case .element(let quantity, let indices) where quantity.kind == .weight && indices.count == 2:
      return [(.subscriptsSwapped, .element(quantity, [indices[1], indices[0]]))]
    default:
      return []
    }
  }

  /// δ_jk − p_k with the index j twice.
  private func jacobianMutants(_ terms: [Term]) -> [(Mistake, Term)] {
    guard terms.count == 2, case .kronecker(let j, let k) = terms[0],
      case .negative(.element(let value, let at)) = terms[1]
    else { return [] }
    return [(.jacobianIndex, .difference(terms[0], .element(value, at.map { $0 == k ? j : $0 })))]
  }

  /// The same value of a neighbouring layer that exists.
  private func shifts(of quantity: Quantity, in plan: NetworkPlan) -> [Quantity] {
    guard case .number(let number) = quantity.layer else { return [] }
    let last = quantity.kind == .activation && !plan.isElementwise(layer: plan.depth) ? plan.depth - 1 : plan.depth
    return [number - 1, number + 1].filter { $0 >= 1 && $0 <= last }.map {
      Quantity(kind: quantity.kind, layer: .number($0))
    }
  }

  /// Whether a factor is the derivative of an activation, in whatever form.
  var isSlope: Bool {
    switch self {
    case .slope, .mask: true
    case .value(let quantity): quantity.kind == .activation
    case .sum(let terms): terms.first == .one
    default: false
    }
  }

  /// Whether a product is one of numbers, whose order does not matter.
  private var isOfNumbers: Bool {
    guard case .product(let factors) = self else { return false }
    return factors.contains { factor in
      switch factor {
      case .element, .gradientElement, .kronecker, .elementDerivative, .sumOver: true
      default: false
      }
    }
  }

  private var children: [Term] {
    switch self {
    case .transposed(let inner), .negative(let inner), .scaled(_, let inner), .sumOver(_, _, let inner): [inner]
    case .product(let terms), .elementwise(let terms), .sum(let terms): terms
    case .quotient(let a, let b): [a, b]
    default: []
    }
  }

  private func replacingChild(at place: Int, with child: Term) -> Term {
    func replaced(_ terms: [Term]) -> [Term] {
      var terms = terms
      terms[place] = child
      return terms
    }
    return switch self {
    case .transposed: .transposed(child)
    case .negative: .negative(child)
    case .scaled(let coefficient, _): .scaled(coefficient, child)
    case .sumOver(let index, let limit, _): .sumOver(index, to: limit, child)
    case .product(let terms): .product(replaced(terms))
    case .elementwise(let terms): .elementwise(replaced(terms))
    case .sum(let terms): .sum(replaced(terms))
    case .quotient(let a, let b): place == 0 ? .quotient(child, b) : .quotient(a, child)
    default: self
    }
  }
}
