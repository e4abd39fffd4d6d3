/// How two values, each at several points, are related.
enum Comparison: Hashable, Sendable {
  /// Equal, with the largest difference relative to the largest true element.
  case equal(error: Double)
  /// The claim is the truth times a number, or times a power of a length.
  case factor(ClaimFactor)
  case different(error: Double)
  /// One of them has no value, or they have different shapes.
  case incomparable

  var holds: Bool { if case .equal = self { true } else { false } }
}

/// A constant by which a claim is off: a number, times a length to some power.
struct ClaimFactor: Hashable, Sendable {
  var numerator: Int
  var denominator: Int
  /// What the document calls the length.
  var length: String?
  var power = 0
  /// Whether it is the root of the length.
  var isRoot = false

  /// `-1`, `m`, `1/m`, `2/m`.
  var text: String {
    guard let length, power != 0 else { return denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
    let name = isRoot ? "\\sqrt{\(length)}" : abs(power) == 1 ? length : "\(length)^\(abs(power))"
    let sign = numerator < 0 ? "-" : ""
    let size = abs(numerator)
    if power > 0 {
      let above = size == 1 ? name : "\(size) \(name)"
      return sign + (denominator == 1 ? above : "\(above)/\(denominator)")
    }
    return sign + "\(size)/" + (denominator == 1 ? name : "(\(denominator) \(name))")
  }

  /// The number that makes the claims' ratios at points with these lengths, if there is a simple one.
  static func fitting(_ ratios: [Double], lengths: [(name: String, values: [Int])]) -> ClaimFactor? {
    guard let first = ratios.first, first.isFinite else { return nil }
    func simple(_ value: Double) -> (Int, Int)? {
      for denominator in [1, 2, 3, 4, 8] {
        let scaled = value * Double(denominator)
        if abs(scaled) < 100, abs(scaled.rounded()) >= 1, abs(scaled - scaled.rounded()) < 1e-8 * max(1, abs(scaled)) {
          return (Int(scaled.rounded()), denominator)
        }
      }
      return nil
    }
    func constant(_ values: [Double]) -> (Int, Int)? {
      guard let value = values.first, values.allSatisfy({ abs($0 - value) <= 1e-8 * abs(value) }) else { return nil }
      return simple(value)
    }
    if let (numerator, denominator) = constant(ratios), (numerator, denominator) != (1, 1) {
      return ClaimFactor(numerator: numerator, denominator: denominator)
    }
    for (name, values) in lengths where Set(values).count > 1 {
      for power in [1, -1, 2, -2] {
        let scaled = zip(ratios, values).map { ratio, length in
          power > 0
            ? ratio / Double(power == 2 ? length * length : length)
            : ratio * Double(power == -2 ? length * length : length)
        }
        if let (numerator, denominator) = constant(scaled) {
          return ClaimFactor(numerator: numerator, denominator: denominator, length: name, power: power)
        }
      }
      for power in [1, -1] {
        let scaled = zip(ratios, values).map { power > 0 ? $0 / Double($1).squareRoot() : $0 * Double($1).squareRoot() }
        if let (numerator, denominator) = constant(scaled) {
          return ClaimFactor(numerator: numerator, denominator: denominator, length: name, power: power, isRoot: true)
        }
      }
    }
    return nil
  }
}
