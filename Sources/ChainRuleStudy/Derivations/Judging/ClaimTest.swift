/// Compares two sides of a claim under all readings that conform, at several random points.
struct ClaimTest {
  /// What is found about one step a = b of a claim, for one choice of layers.
  enum Outcome {
    /// Equal at every point, under a reading that is this far from the plain one.
    case holds(cost: Int, notes: [String], error: Double, left: Candidate, right: Candidate)
    case factor(ClaimFactor, cost: Int, notes: [String], left: Candidate, right: Candidate)
    case different(error: Double, left: Candidate, right: Candidate)
    /// Nothing conforms, or both sides have different shapes.
    case misfit(left: Candidate?, right: Candidate?)
    /// The true side is zero at every point: what it is about does not depend on what it is taken by.
    case unrelated
    /// A side has no value.
    case unresolved(String)

    var holds: Bool { if case .holds = self { true } else { false } }
  }

  static let tolerance = 1e-7
  /// Sums that cancel leave this much at most.
  static let nothing = 1e-11
  static let seeds: [UInt64] = [1, 2, 3]

  let model: Model
  let points: ClaimPoints

  /// Whether it is only asked if a claim holds: one point, few elements, and nothing said of claims that do not.
  private let isQuick: Bool

  init(_ model: Model, isQuick: Bool = false) {
    self.model = model
    self.isQuick = isQuick
    points = ClaimPoints(model)
  }

  /// The same, quickly and at the same points.
  init(quick test: ClaimTest) {
    model = test.model
    isQuick = true
    points = test.points
  }

  func test(_ left: Formula, _ right: Formula, environment: [String: Int]) -> Outcome {
    let reading = ClaimReading(model, members: [left, right], environment: environment)
    return test(reading)
  }

  func test(_ reading: ClaimReading) -> Outcome {
    let (lefts, rights) = (reading.members[0], reading.members[1])
    guard !lefts.isEmpty, !rights.isEmpty else { return .misfit(left: lefts.first, right: rights.first) }
    var pairs: [(left: Candidate, right: Candidate, cost: Int)] = []
    for left in lefts {
      for right in rights {
        if left.hasShape(of: right) {
          pairs.append((left, right, left.cost + right.cost))
        } else if right.isNumber, right.term.isConstant {
          pairs.append((left, right, left.cost + right.cost + 1))
        }
      }
    }
    guard !pairs.isEmpty else { return .misfit(left: lefts[0], right: rights[0]) }
    pairs.sort { $0.cost < $1.cost }
    var failure: Outcome?
    var hasValue = false
    var isZero = true
    // What does not even agree in one element is looked at again only if nothing else holds.
    let possible = pairs.prefix(48).filter { agreesSomewhere($0.left, $0.right, reading) }
    if possible.isEmpty, isQuick, !mayBeFactor(pairs[0].left, pairs[0].right, reading) {
      return .different(error: 1, left: pairs[0].left, right: pairs[0].right)
    }
    for pair in possible.isEmpty ? Array(pairs.prefix(6)) : possible + pairs.prefix(3) {
      guard let compared = compare(pair.left, pair.right, reading) else { continue }
      hasValue = true
      let notes = pair.left.notes + pair.right.notes.filter { !pair.left.notes.contains($0) }
      switch compared.result {
      case .equal(let error):
        if compared.isZero, pair.left.term.isDerivative, !(pair.right.term.isConstant || pair.right.term.isDerivative) {
          continue
        }
        return .holds(cost: pair.cost, notes: notes, error: error, left: pair.left, right: pair.right)
      case .factor(let factor):
        isZero = false
        if case .factor(_, let cost, _, _, _)? = failure, cost <= pair.cost { continue }
        if case .factor? = failure { continue }
        failure = .factor(factor, cost: pair.cost, notes: notes, left: pair.left, right: pair.right)
      case .different(let error):
        if !compared.leftIsZero { isZero = false }
        if failure == nil { failure = .different(error: error, left: pair.left, right: pair.right) }
      case .incomparable: continue
      }
    }
    if hasValue, isZero, lefts[0].term.isDerivative { return .unrelated }
    return failure ?? (hasValue ? .unrelated : .unresolved("it has no value"))
  }

  /// Whether both sides are equal for the first values of the free indices at the first point.
  private func agreesSomewhere(_ left: Candidate, _ right: Candidate, _ reading: ClaimReading) -> Bool {
    for isPositive in [false, true] {
      guard let a = points.value(left, reading, seed: 1, isPositive: isPositive, limit: 1),
        let b = points.value(right, reading, seed: 1, isPositive: isPositive, limit: 1),
        a.numbers.allSatisfy(\.isFinite), b.numbers.allSatisfy(\.isFinite)
      else { continue }
      if a.numbers.count != b.numbers.count { return b.numbers.count == 1 }
      let scale = max(a.largest, b.largest, ClaimTest.nothing / ClaimTest.tolerance)
      return zip(a.numbers, b.numbers).allSatisfy { abs($0 - $1) <= ClaimTest.tolerance * scale }
    }
    return false
  }

  /// Whether one side is a multiple of the other at the first point.
  private func mayBeFactor(_ left: Candidate, _ right: Candidate, _ reading: ClaimReading) -> Bool {
    guard let a = points.value(left, reading, seed: 1, isPositive: false, limit: 4),
      let b = points.value(right, reading, seed: 1, isPositive: false, limit: 4), a.numbers.count == b.numbers.count
    else { return false }
    return ratio(b.numbers, to: a.numbers) != nil
  }

  /// Both sides at every point, until they differ.
  private var limit: Int { isQuick ? 6 : 12 }

  private func compare(_ left: Candidate, _ right: Candidate, _ reading: ClaimReading)
    -> (result: Comparison, isZero: Bool, leftIsZero: Bool)?
  {
    for isPositive in [false, true] {
      var worst = 0.0
      var ratios: [Double] = []
      var lengths: [(name: String, values: [Int])] = namedLengths().map { ($0, []) }
      var allZero = true
      var leftZero = true
      var differs = false
      var isComplete = true
      for seed in ClaimTest.seeds {
        // One point tells enough, unless everything is nothing there.
        if isQuick, !allZero { break }
        guard let a = points.value(left, reading, seed: seed, isPositive: isPositive, limit: limit),
          var b = points.value(right, reading, seed: seed, isPositive: isPositive, limit: limit),
          a.numbers.allSatisfy(\.isFinite), b.numbers.allSatisfy(\.isFinite)
        else {
          isComplete = false
          break
        }
        if b.numbers.count != a.numbers.count {
          // One number stands for every element.
          guard b.rows == 1, b.columns == 1, !b.numbers.isEmpty, a.numbers.count % b.numbers.count == 0 else {
            return (.incomparable, false, false)
          }
          let each = a.numbers.count / b.numbers.count
          b.numbers = b.numbers.flatMap { Array(repeating: $0, count: each) }
        }
        let scale = max(a.largest, b.largest)
        if scale > ClaimTest.nothing { allZero = false }
        if a.largest > ClaimTest.nothing { leftZero = false }
        let error = zip(a.numbers, b.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) } / max(scale, 1e-300)
        if scale > ClaimTest.nothing {
          worst = max(worst, error)
          if error > ClaimTest.tolerance { differs = true }
        }
        // Where both are nothing, they tell nothing about a factor.
        if scale <= 1e-12 { continue }
        ratios.append(ratio(b.numbers, to: a.numbers) ?? .nan)
        for place in lengths.indices {
          if let dimension = model.dimensions.names[lengths[place].name] {
            lengths[place].values.append(points.point(seed, isPositive: isPositive).values.size(dimension))
          }
        }
      }
      guard isComplete else { continue }
      if !differs { return (.equal(error: worst), allZero, leftZero) }
      if let factor = ClaimFactor.fitting(ratios, lengths: lengths) { return (.factor(factor), false, leftZero) }
      return (.different(error: worst), false, leftZero)
    }
    return nil
  }

  private func namedLengths() -> [String] {
    let names = model.dimensions.names.keys.filter {
      !$0.hasPrefix("literal") && !model.dimensions.auxiliary.contains($0)
    }
    let sample = model.sampleDimension.map { model.dimensions.root($0) }
    return names.sorted { a, b in
      let first = model.dimensions.names[a].map { model.dimensions.root($0) } == sample
      let second = model.dimensions.names[b].map { model.dimensions.root($0) } == sample
      return (first ? 0 : 1, a) < (second ? 0 : 1, b)
    }
  }

  /// By what all elements of one are those of the other, if by one number.
  private func ratio(_ a: [Double], to b: [Double]) -> Double? {
    let scale = b.reduce(0) { max($0, abs($1)) }
    guard scale > 1e-12, let place = b.firstIndex(where: { abs($0) == scale }) else { return nil }
    let ratio = a[place] / b[place]
    guard zip(a, b).allSatisfy({ abs($0 - ratio * $1) <= 1e-8 * max(abs(ratio), 1e-9) * scale }) else { return nil }
    return ratio
  }
}

extension Term {
  var isDerivative: Bool {
    switch self {
    case .derivative, .pullback: true
    case .transposed(let a): a.isDerivative
    case .product(.index, let a): a.isDerivative
    default: false
    }
  }
}
