/// Both sides of a claim at one point, computed by plain loops and finite differences.
struct PlainComparison {
  /// Both sides under one choice of the free indices.
  struct Place {
    var environment: [String: Int]
    var left: PlainMatrix
    var right: PlainMatrix
  }

  /// What is too close to be told apart by finite differences, relative to the largest element.
  static let tolerance = 1e-5

  var places: [Place]

  /// - Parameter free: The free indices of elements, with the axes they run over.
  init(
    _ left: Term, _ right: Term, free: [(letter: String, axis: Dimension)], at point: PlainPoint
  ) throws(PlainPoint.Failure) {
    places = []
    for environment in PlainComparison.environments(free, point) {
      var left = try point.value(left, environment)
      var right = try point.value(right, environment)
      // One number stands for every element.
      let zero = try point.combined(left.map { _ in 0 }, right.map { _ in 0 }, +)
      if !left.hasShape(of: zero) { left = try point.combined(zero, left, +) }
      if !right.hasShape(of: zero) { right = try point.combined(zero, right, +) }
      guard left.isFinite, right.isFinite else { throw .noValue("a side is not finite") }
      places.append(Place(environment: environment, left: left, right: right))
    }
  }

  /// The largest element of either side.
  var scale: Double { places.reduce(0) { max($0, $1.left.largest, $1.right.largest) } }

  /// The largest difference, relative to the largest element.
  var difference: Double {
    let scale = scale
    guard scale > 1e-9 else { return 0 }
    return places.reduce(0) { max($0, $1.difference) } / scale
  }

  var differs: Bool { difference > PlainComparison.tolerance }

  /// By which number the right side is the left one's multiple, if by one.
  var factor: Double? {
    let pairs = places.flatMap { Array(zip($0.left.numbers, $0.right.numbers)) }
    guard let largest = pairs.max(by: { abs($0.0) < abs($1.0) }), abs(largest.0) > 1e-9 else { return nil }
    let factor = largest.1 / largest.0
    let margin = PlainComparison.tolerance * max(abs(factor), 1e-3) * abs(largest.0)
    return pairs.allSatisfy { abs($0.1 - factor * $0.0) <= margin } ? factor : nil
  }

  /// Values of the free indices: all of them where they are few, else some, equal ones among them.
  private static func environments(_ free: [(letter: String, axis: Dimension)], _ point: PlainPoint) -> [[String: Int]]
  {
    let lengths = free.map { max(1, point.values.size($0.axis)) }
    let (count, isMany) = lengths.reduce((1, false)) { count, length in
      let (product, overflow) = count.0.multipliedReportingOverflow(by: length)
      return (overflow ? Int.max : product, count.1 || overflow)
    }
    let step = isMany ? Int.max / 16 : max(1, count / 16)
    var places = Array(stride(from: 0, to: count, by: count <= 32 ? 1 : step).prefix(32))
    var environments: [[String: Int]] = []
    if count > 32 {
      environments = (1...2).map { place in
        Dictionary(zip(free, lengths).map { ($0.letter, min(place, $1)) }, uniquingKeysWith: { first, _ in first })
      }
    }
    for place in places.indices {
      var environment: [String: Int] = [:]
      for (index, length) in zip(free, lengths) {
        environment[index.letter] = places[place] % length + 1
        places[place] /= length
      }
      environments.append(environment)
    }
    return environments
  }
}

extension PlainComparison.Place {
  var difference: Double { zip(left.numbers, right.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) } }
}
