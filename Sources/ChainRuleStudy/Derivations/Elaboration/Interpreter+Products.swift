extension Interpreter {
  func productMeanings(_ factors: [Formula], _ signs: [ProductSign]) -> [Candidate] {
    var (factors, signs) = appliedFunctions(factors, signs)
    // `(1)` and an ellipsis between derivatives say nothing by themselves.
    if factors.count == 1 { return meanings(of: factors[0]) }
    guard factors.count <= 40 else { return [] }
    if factors.contains(.ellipsis) { return chainMeanings(factors) }
    for place in signs.indices where signs[place] == .circle { signs[place] = .elementwise }
    let values = factors.map { meanings(of: $0) }
    var groupings = [grouping(signs) { $0 == .elementwise }]
    if signs.contains(.elementwise), signs.contains(where: { $0 != .elementwise }) {
      groupings.append(Array(0..<signs.count))
      groupings.append(grouping(signs) { $0 == .dot || $0 == .asterisk || $0 == .times })
    }
    if signs.contains(where: { $0 == .dot || $0 == .times || $0 == .asterisk }), signs.contains(.juxtaposition) {
      groupings.append(grouping(signs) { $0 == .dot || $0 == .times || $0 == .asterisk })
    }
    if signs.count > 1 { groupings.append(Array((0..<signs.count).reversed())) }
    var found: [Candidate] = []
    for (place, order) in groupings.enumerated() {
      let note = place == 0 ? nil : "grouped otherwise than by precedence"
      found += folded(factors, values, signs, order).map { $0.with(cost: place == 0 ? 0 : 1, note) }
    }
    found += chainMeanings(factors)
    return found
  }

  /// f(x) with a letter f that is a function becomes one factor.
  private func appliedFunctions(_ factors: [Formula], _ signs: [ProductSign]) -> ([Formula], [ProductSign]) {
    var newFactors: [Formula] = []
    var newSigns: [ProductSign] = []
    for (place, factor) in factors.enumerated() {
      if place > 0, signs[place - 1] == .juxtaposition, case .fenced(let fence, let arguments) = factor,
        fence == .round || fence == .square || fence == .curly,
        let head = newFactors.last, isFunction(head)
      {
        newFactors[newFactors.count - 1] = .application(head, arguments)
      } else {
        if place > 0 { newSigns.append(signs[place - 1]) }
        newFactors.append(factor)
      }
    }
    return (newFactors, newSigns)
  }

  func isFunction(_ head: Formula) -> Bool {
    guard let use = model.guide.use(head), use.axes.isEmpty, !use.isTransposed, use.powers.isEmpty else { return false }
    if use.primes > 0 { return true }
    return (model.guide.functions.contains(use.name.base) || model.functions[use.name.base] != nil)
      && !model.isKnown(use.name)
  }

  /// The order in which signs are worked off: those that bind closer first, each kind from left to right.
  private func grouping(_ signs: [ProductSign], loose: (ProductSign) -> Bool) -> [Int] {
    signs.indices.filter { !loose(signs[$0]) } + signs.indices.filter { loose(signs[$0]) }
  }

  private struct Part {
    var first: Int
    var last: Int
    var meanings: [Candidate]
  }

  /// The product, with its signs worked off in an order.
  private func folded(_ factors: [Formula], _ values: [[Candidate]], _ signs: [ProductSign], _ order: [Int])
    -> [Candidate]
  {
    var parts = values.enumerated().map { Part(first: $0, last: $0, meanings: $1) }
    for sign in order {
      guard let left = parts.firstIndex(where: { $0.last == sign }), left + 1 < parts.count else { return [] }
      let (a, b) = (parts[left], parts[left + 1])
      var joined: [Candidate] = []
      for x in a.meanings { for y in b.meanings { joined += products(x, y, signs[sign]) } }
      // A derivative of one array by another, which has no value by itself: what stands beside it is sent back through it.
      if a.last - a.first >= 0, b.first == b.last, case .derivative(let derivative) = factors[b.first] {
        joined += a.meanings.flatMap { sentBack($0, through: derivative) }
      }
      if a.first == a.last, case .derivative(let derivative) = factors[a.first] {
        joined += b.meanings.flatMap { sentBack($0, through: derivative) }
      }
      joined = joined.pruned()
      if joined.isEmpty { return [] }
      parts.replaceSubrange(left...left + 1, with: [Part(first: a.first, last: b.last, meanings: joined)])
    }
    return parts.first?.meanings ?? []
  }

  /// What two factors may make.
  func products(_ a: Candidate, _ b: Candidate, _ sign: ProductSign) -> [Candidate] {
    if a.isNumber || b.isNumber {
      let shape = a.isNumber ? b : a
      return [.joined(a, b, .product(a.term, b.term), shape.rows, shape.columns)]
    }
    var found: [Candidate] = []
    let matrixProduct = Candidate.joined(a, b, .matrixProduct(a.term, b.term), a.rows, b.columns)
    let elementwise = Candidate.joined(a, b, .product(a.term, b.term), a.rows, a.columns)
    let conforms = a.columns == b.rows && (a.columns != .one || sign != .elementwise)
    switch sign {
    case .elementwise, .circle:
      if a.hasShape(of: b) { return [elementwise] }
      if b.isColumn && b.rows == a.rows || b.isRow && b.columns == a.columns {
        return [elementwise.with(cost: 1, "the vector goes along every column or row")]
      }
      if a.isColumn && a.rows == b.rows || a.isRow && a.columns == b.columns {
        return [
          Candidate.joined(a, b, .product(a.term, b.term), b.rows, b.columns)
            .with(cost: 1, "the vector goes along every column or row")
        ]
      }
      return []
    case .outer:
      if a.isColumn, b.isColumn {
        let row = b.transposed()
        return [.joined(a, row, .matrixProduct(a.term, row.term), a.rows, row.columns)]
      }
      return conforms ? [matrixProduct] : []
    case .at: return conforms ? [matrixProduct] : []
    case .juxtaposition, .dot, .asterisk, .times:
      if conforms { found.append(matrixProduct) }
      if a.hasShape(of: b) {
        let cost = sign == .juxtaposition ? 2 : 1
        found.append(
          elementwise.with(
            cost: cost, sign == .juxtaposition ? "the product is elementwise" : "\(sign.rawValue) is elementwise"))
        if sign == .dot, a.isColumn {
          found.append(
            Candidate.joined(a, b, .reduction(.sum, .both, .product(a.term, b.term)), .one, .one)
              .with(cost: 0, nil))
        }
      }
      if sign == .juxtaposition, a.isColumn, b.isColumn, a.rows == b.rows {
        found.append(
          Candidate.joined(a, b, .reduction(.sum, .both, .product(a.term, b.term)), .one, .one)
            .with(cost: 2, "the product of the vectors is their inner product"))
      }
      return found
    }
  }

  // MARK: Chains of derivatives

  /// A chain rule as a schema: each derivative takes on where the one before it ends, whatever the shapes are.
  func chainMeanings(_ factors: [Formula]) -> [Candidate] {
    guard factors.count >= 2, factors.contains(.ellipsis) || factors.contains(where: { isStep($0) }) else { return [] }
    let meaningful = factors.filter { $0 != .ellipsis }
    guard let first = meaningful.first else { return [] }
    return chained(first, Array(factors.dropFirst()), isForward: true)
      + chained(meaningful[meaningful.count - 1], factors.dropLast().reversed(), isForward: false)
  }

  /// Whether it is a derivative of something else than the loss: one that leads on from another. A gradient is an array
  /// like others, and its products are those of arrays.
  private func isStep(_ factor: Formula) -> Bool {
    guard case .derivative(let derivative) = factor, let numerator = derivative.of else { return false }
    return model.guide.use(numerator)?.name != model.loss?.name
  }

  private func chained(_ first: Formula, _ rest: [Formula], isForward: Bool) -> [Candidate] {
    var results = meanings(of: first)
    var hasGap = false
    for factor in rest {
      if factor == .ellipsis {
        hasGap = true
        continue
      }
      guard case .derivative(let derivative) = factor else {
        if hasGap { return [] }
        let values = meanings(of: factor)
        results = results.flatMap { result in
          values.flatMap { value in
            let (left, right) = isForward ? (result, value) : (value, result)
            return products(left, right, .dot)
              + products(right, left, .dot).map {
                $0.with(cost: 1, "the factors of the chain are taken in another order")
              }
          }
        }.pruned(to: 8)
        continue
      }
      results = results.flatMap { result -> [Candidate] in
        var cotangent = result
        if hasGap {
          guard let from = result.cotangentOf, let numerator = derivative.of,
            let to = model.guide.use(numerator).flatMap({ references(of: $0).first })
          else { return [] }
          cotangent = Candidate(
            term: .pullback(cotangent: result.term, from: .quantity(from), to: to.reference, isDirect: false),
            rows: to.rows,
            columns: to.columns, cost: result.cost, notes: result.notes, cotangentOf: to.reference)
        }
        return sentBack(cotangent, through: derivative)
      }.pruned(to: 8)
      hasGap = false
      if results.isEmpty { return [] }
    }
    return results
  }

  /// What reaches the denominator of a derivative when a cotangent is sent back from its numerator.
  func sentBack(_ cotangent: Candidate, through derivative: DerivativeFormula) -> [Candidate] {
    guard let numerator = derivative.of, derivative.by.count == 1, derivative.style != .nabla,
      let use = model.guide.use(derivative.by[0])
    else { return [] }
    let targets = references(of: use)
    return meanings(of: numerator).flatMap { from -> [Candidate] in
      guard from.hasShape(of: cotangent), !from.isNumber || !cotangent.isNumber else { return [] }
      return targets.flatMap { target -> [Candidate] in
        func pullback(isDirect: Bool) -> Candidate {
          Candidate(
            term: .pullback(cotangent: cotangent.term, from: from.term, to: target.reference, isDirect: isDirect),
            rows: target.rows, columns: target.columns, cost: cotangent.cost + from.cost + target.cost + 1,
            notes: cotangent.notes + ["the chain rule in short: each derivative is contracted with the one before"],
            cotangentOf: target.reference)
        }
        let isDirect = derivative.isMarkedDirect
        guard !isDirect, mayBeDirect(derivative, from, target.reference) else { return [pullback(isDirect: isDirect)] }
        let held = pullback(isDirect: true)
        return [pullback(isDirect: false), held.with(cost: 2, "the other values are held fixed")]
      }
    }
  }
}
