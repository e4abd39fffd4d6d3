/// A finite number in decimal digits, to be rounded and written.
///
/// It starts from the digits of Swift's own description, the fewest that tell the number from its neighbours.
struct DecimalNumber {
  private(set) var isNegative = false
  /// The significant digits; empty for 0.
  private(set) var digits: [UInt8] = []
  /// The number is 0.d₀d₁d₂… · 10^exponent.
  private(set) var exponent = 0

  /// Reads what `description` of a finite `Float` or `Double` gives.
  init(_ description: String) {
    var hasPoint = false
    let parts = description.split(separator: "e")
    for character in parts[0].utf8 {
      switch character {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): hasPoint = true
      default:
        digits.append(character - UInt8(ascii: "0"))
        if !hasPoint { exponent += 1 }
      }
    }
    if parts.count > 1 { exponent += Int(parts[1])! }
    trim()
  }

  var isZero: Bool { digits.isEmpty }

  /// How many digits stand after the decimal point.
  var decimals: Int { Swift.max(0, digits.count - exponent) }

  /// The number with at most so many digits after the point; halves go away from zero.
  func rounded(toDecimals places: Int) -> DecimalNumber { rounded(toDigits: exponent + places) }

  /// The number with at most so many significant digits; halves go away from zero.
  func rounded(toDigits count: Int) -> DecimalNumber {
    guard count < digits.count else { return self }
    var result = self
    guard count >= 0 else {
      result.digits = []
      result.exponent = 0
      return result
    }
    let goesUp = digits[count] >= 5
    result.digits = Array(digits[..<count])
    if goesUp {
      var place = count - 1
      while place >= 0, result.digits[place] == 9 {
        result.digits[place] = 0
        place -= 1
      }
      if place >= 0 {
        result.digits[place] += 1
      } else {
        result.digits.insert(1, at: 0)
        result.exponent += 1
      }
    }
    result.trim()
    return result
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    let zeros = digits.prefix { $0 == 0 }.count
    digits.removeFirst(zeros)
    exponent = digits.isEmpty ? 0 : exponent - zeros
  }

  /// `-12.30`: with exactly so many digits after the point, which must be enough.
  func fixed(decimals: Int) -> String {
    let whole = exponent <= 0 ? "0" : text(0..<exponent)
    return (isNegative ? "-" : "") + whole + (decimals == 0 ? "" : "." + text(exponent..<exponent + decimals))
  }

  /// `-1.230e-05`: with exactly so many digits after the point, which must be enough.
  func scientific(decimals: Int, exponentDigits: Int) -> String {
    let power = isZero ? 0 : exponent - 1
    let magnitude = String(power.magnitude)
    return (isNegative ? "-" : "") + text(0..<1) + (decimals == 0 ? "" : "." + text(1..<1 + decimals))
      + (power < 0 ? "e-" : "e+") + String(repeating: "0", count: Swift.max(0, exponentDigits - magnitude.count))
      + magnitude
  }

  /// The digits at these places, with zeros where there are none.
  private func text(_ places: Range<Int>) -> String {
    String(places.map { digits.indices.contains($0) ? Character(UnicodeScalar(digits[$0] + UInt8(ascii: "0"))) : "0" })
  }
}
