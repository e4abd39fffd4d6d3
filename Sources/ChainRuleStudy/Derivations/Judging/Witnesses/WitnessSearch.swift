/// Looks for the smallest numbers at which both sides of a claim differ: short axes first, and round values.
struct WitnessSearch {
  let model: Model
  let left: Term
  let right: Term
  /// The free indices of elements, with the axes they run over.
  let free: [(letter: String, axis: Dimension)]

  init(_ left: Candidate, _ right: Candidate, _ reading: ClaimReading) {
    self.init(reading.model, left.term, right.term, free: reading.free)
  }

  init(_ model: Model, _ left: Term, _ right: Term, free: [(letter: String, axis: Dimension)]) {
    self.model = model
    self.left = left
    self.right = right
    self.free = free
  }

  /// Lengths and draws that are tried in all.
  private static let attempts = 400
  /// A difference that is plain to see, relative to the largest element.
  private static let plainDifference = 0.02

  /// The smallest counterexample; `nil` where none is found.
  func smallest() -> Counterexample? {
    for isPositive in [false, true] {
      if let found = smallest(isPositive: isPositive) { return found }
    }
    return nil
  }

  private func smallest(isPositive: Bool) -> Counterexample? {
    var left = WitnessSearch.attempts
    var budget = 20_000_000
    var faint: Counterexample?
    for lengths in shortLengths() {
      for seed in 1...3 as ClosedRange<UInt64> {
        left -= 1
        guard left > 0, budget > 0 else { return faint }
        let values = PointValues(
          model, seed: seed, isPositive: isPositive, isRound: true, sizes: Sizes(model.dimensions, lengths: lengths))
        let point = PlainPoint(values, budget: min(budget, 2_000_000))
        let compared = counterexample(at: point)
        budget -= point.spent
        guard let (found, difference) = compared else { continue }
        if difference > WitnessSearch.plainDifference { return found }
        if faint == nil { faint = found }
      }
    }
    return faint
  }

  private func counterexample(at point: PlainPoint) -> (Counterexample, difference: Double)? {
    guard let compared = try? PlainComparison(left, right, free: free, at: point), compared.differs,
      let worst = compared.places.max(by: { $0.difference < $1.difference }),
      let found = try? Counterexample(left, right, free: free.map(\.letter), at: worst, point)
    else { return nil }
    return (found, compared.difference)
  }

  // MARK: Lengths

  /// Lengths of 1, 2 and 3 for what both sides depend on, the smallest total first.
  private func shortLengths() -> some Sequence<[Int: Int]> {
    let fixed = model.dimensions.literalLengths ?? [:]
    let roots = relevantRoots().filter { fixed[$0] == nil }
    return (0...2 * roots.count).lazy.flatMap { total in
      WitnessSearch.shares(of: total, among: roots.count, limit: WitnessSearch.attempts).map { shares in
        Dictionary(uniqueKeysWithValues: zip(roots, shares.map { $0 + 1 }))
      }
    }
  }

  /// The ways to give each of several places 0, 1 or 2, so that they make a total.
  static func shares(of total: Int, among count: Int, limit: Int) -> [[Int]] {
    guard count > 0 else { return total == 0 ? [[]] : [] }
    var found: [[Int]] = []
    for first in 0...2 where first <= total && total - first <= 2 * (count - 1) && found.count < limit {
      for rest in shares(of: total - first, among: count - 1, limit: limit - found.count) {
        found.append([first] + rest)
      }
    }
    return found
  }

  /// The axes of what both sides are computed from, and the lengths that they mention.
  private func relevantRoots() -> [Int] {
    let table = model.dimensions
    let point = PlainPoint(PointValues(model, seed: 1, sizes: Sizes(table, shortFor: 0)))
    let first = Dictionary(free.map { ($0.letter, 1) }, uniquingKeysWith: { a, _ in a })
    var ids: Set<QuantityID> = []
    for side in [left, right] {
      guard let origins = try? point.origins(of: side, first) else { return table.roots }
      ids.formUnion(origins)
    }
    var dimensions = Set(free.map(\.axis)).union(left.lengths).union(right.lengths)
    for id in ids {
      guard let quantity = model.quantities[id] else { continue }
      dimensions.formUnion([quantity.rows, quantity.columns])
      if let term = quantity.definition?.term { dimensions.formUnion(term.lengths) }
    }
    let roots = dimensions.compactMap { if case .variable(let place) = table.root($0) { place } else { nil } }
    return Set(roots).sorted()
  }
}

extension Term {
  /// The lengths of axes that it mentions.
  fileprivate var lengths: Set<Dimension> {
    var found: Set<Dimension> = []
    forEach { part in
      switch part {
      case .index(let index): found.formUnion(index.lengths)
      case .over(_, _, let from, let to, _, _): found.formUnion(from.lengths.union(to.lengths))
      case .identity(let dimension): found.insert(dimension)
      case .ones(let rows, let columns): found.formUnion([rows, columns])
      default: break
      }
    }
    return found
  }
}

extension IndexTerm {
  fileprivate var lengths: Set<Dimension> {
    switch self {
    case .number, .variable: []
    case .length(let dimension): [dimension]
    case .sum(let a, let b): a.lengths.union(b.lengths)
    case .negated(let a): a.lengths
    case .label(_, let indices): indices.reduce(into: []) { $0.formUnion($1.lengths) }
    }
  }
}
