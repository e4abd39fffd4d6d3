extension Interpreter {
  private static let longestRange = 4096

  func bigMeanings(_ big: BigOperator) -> [Candidate] {
    let reduction: Reduction =
      switch big.kind {
      case .sum: .sum
      case .product: .product
      case .maximum, .argMaximum: .maximum
      case .minimum, .argMinimum: .minimum
      case .mean: .mean
      }
    guard let index = big.indices.first else { return reduced(big.body, reduction) }
    // Several indices below one sign are nested sums.
    var inner = big
    inner.indices = Array(big.indices.dropFirst())
    let body: Formula = inner.indices.isEmpty ? big.body : .big(inner)
    if case .number(let digits) = index.ungrouped, inner.indices.isEmpty, big.from == nil, big.to == nil {
      return alongAxis(digits, big.body, reduction)
    }
    guard let letter = index.letter else { return [] }
    let condition = inner.indices.isEmpty ? big.condition : nil
    if model.guide.instanceLetters.contains(letter) || isInstanceRange(big, letter) {
      return stepMeanings(big, letter, body, condition, reduction)
    }
    let range = big.to.flatMap { indexTerm($0) } ?? .none
    guard let axis = axis(of: letter, in: body) ?? length(range) else { return [] }
    let scope = binding(letter, to: axis)
    let from = big.from.flatMap { indexTerm($0) } ?? .number(1)
    guard case .number(let start) = from, abs(start) < Self.longestRange else { return [] }
    let to: IndexTerm
    if let upper = big.to {
      guard let term = indexTerm(upper) else {
        // A letter that nothing else tells about is the number of terms.
        guard let name = upper.letter ?? model.guide.use(upper)?.name.description,
          !model.isKnown(QuantityName(base: name))
        else { return [] }
        return finish(
          scope, body, condition, reduction, letter, from: start == 0 ? .number(1) : from, to: .length(axis))
      }
      to = start == 0 ? .sum(term, .number(1)) : term
    } else {
      to = .length(axis)
    }
    // Counting from zero is counting from one, one less.
    return finish(scope, body, condition, reduction, letter, from: start == 0 ? .number(1) : from, to: to)
  }

  /// Σ₀ adds up the rows, as NumPy numbers the axes.
  private func alongAxis(_ digits: String, _ body: Formula, _ reduction: Reduction) -> [Candidate] {
    guard let axis: TermAxis = digits == "0" ? .rows : digits == "1" ? .columns : nil else { return [] }
    return meanings(of: body).map {
      Candidate(
        term: .reduction(reduction, axis, $0.term), rows: axis == .columns ? $0.rows : .one,
        columns: axis == .rows ? $0.columns : .one, cost: $0.cost, notes: $0.notes)
    }
  }

  private func length(_ term: IndexTerm?) -> Dimension? {
    if case .length(let dimension) = term { dimension } else { nil }
  }

  private func isInstanceRange(_ big: BigOperator, _ letter: String) -> Bool {
    guard let to = big.to, integer(to) != nil, case .number = to.ungrouped else {
      return big.to.flatMap { environment[$0.letter ?? ""] } != nil
    }
    return axis(of: letter, in: big.body) == nil
  }

  /// Over layers or time steps, whose number is known: each term is read by itself.
  private func stepMeanings(
    _ big: BigOperator, _ letter: String, _ body: Formula, _ condition: Condition?, _ reduction: Reduction
  ) -> [Candidate] {
    let from = big.from.flatMap { integer($0) } ?? 1
    let to = big.to.flatMap { integer($0) } ?? model.variant.depth
    guard to - from < 64 else { return [] }
    var sums: [Candidate] = []
    var isEmpty = true
    for value in stride(from: from, through: to, by: 1) {
      var scope = self
      scope.environment[letter] = value
      if let condition, scope.decided(condition) == false { continue }
      let terms = scope.deeper().meanings(of: body)
      if isEmpty {
        sums = terms
      } else if reduction == .sum {
        sums = sums.flatMap { sum in
          terms.compactMap {
            $0.hasShape(of: sum) ? .joined(sum, $0, .sum([sum.term, $0.term]), sum.rows, sum.columns) : nil
          }
        }.pruned()
      } else if reduction == .product {
        sums = sums.flatMap { sum in
          terms.flatMap {
            products(sum, $0, .juxtaposition)
              + products($0, sum, .juxtaposition).map {
                $0.with(cost: 1, "the factors of Π stand from the last to the first")
              }
          }
        }.pruned()
      } else {
        return []
      }
      isEmpty = false
    }
    return isEmpty ? [.number(.number(reduction == .product ? 1 : 0))] : sums
  }

  private func finish(
    _ scope: Interpreter, _ body: Formula, _ condition: Condition?, _ reduction: Reduction, _ letter: String,
    from: IndexTerm, to: IndexTerm
  ) -> [Candidate] {
    var tested: TermCondition?
    if let condition {
      // `i ∈ B` names the batch; anything else is a condition.
      if !condition.relations.contains(.element) {
        guard let meaning = scope.condition(condition).first else { return [] }
        tested = meaning.condition
      }
    }
    return scope.deeper().meanings(of: body).map { value in
      Candidate(
        term: .over(reduction, index: letter, from: from, to: to, condition: tested, body: value.term),
        rows: value.rows,
        columns: value.columns, cost: value.cost, notes: value.notes)
    }
  }
}
