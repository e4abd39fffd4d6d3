/// Numbers as people read them.
enum Formatting {
  /// Three significant digits, or all of those before the point.
  static func significant(_ value: Double) -> String {
    guard value != 0, value.magnitude < 1e15, value.magnitude > 1e-9 else { return "\(value)" }
    var (decimals, scale) = (0, 1.0)
    while (value.magnitude * scale).rounded() < 100 {
      decimals += 1
      scale *= 10
    }
    var digits = "\(Int((value.magnitude * scale).rounded()))"
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (value < 0 ? "-" : "") + digits.dropLast(decimals) + (decimals > 0 ? "." + digits.suffix(decimals) : "")
  }

  /// A time in seconds, in the unit that suits it; of `unit`, "s" or "s/part", the part is kept.
  static func time(_ seconds: Double, unit: String) -> String {
    let units = [(1, "s"), (1e3, "ms"), (1e6, "µs")]
    let (factor, name) = units.first { seconds * $0.0 >= 1 } ?? (1e9, "ns")
    return "\(significant(seconds * factor)) \(name)\(unit.dropFirst())"
  }

  /// A power of ten of seconds, in the unit in which it is a whole number.
  static func decade(_ seconds: Double) -> String {
    let units = [(1, "s"), (1e3, "ms"), (1e6, "µs")]
    let (factor, name) = units.first { seconds * $0.0 > 0.99 } ?? (1e9, "ns")
    return "\(Int((seconds * factor).rounded())) \(name)"
  }

  /// A large count, in thousands or more.
  static func count(_ value: Double) -> String {
    let units = [(1e9, " G"), (1e6, " M"), (1e3, " k")]
    let (size, name) = units.first { value >= $0.0 } ?? (1, "")
    return significant(value / size) + name
  }

  static func megabytes(_ bytes: Double) -> String { significant(bytes / 1e6) + " MB" }
}

extension String {
  /// The text with spaces behind it, as long as `width` at least.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

  /// The text with spaces before it, as long as `width` at least.
  func alignedRight(in width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
