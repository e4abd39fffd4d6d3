/// What stands in front of a formula: a number, times or over lengths of axes, as in 2/m.
struct WrittenScale: Hashable {
  var value = 1.0
  /// The lengths that it is divided by, by the axes that have them.
  var divisors: [Int] = []

  static let one = WrittenScale()

  static func * (a: WrittenScale, b: WrittenScale) -> WrittenScale {
    WrittenScale(value: a.value * b.value, divisors: (a.divisors + b.divisors).sorted())
  }

  var negated: WrittenScale { WrittenScale(value: -value, divisors: divisors) }

  /// The scale without its sign, as a formula; `nil` for one.
  func formula(_ lengths: AxisNames) -> Formula? {
    let size = abs(value)
    let names = divisors.map { lengths.length(ofClass: $0) }
    guard !names.isEmpty else { return size == 1 ? nil : Formula(number: size) }
    let below = names.count == 1 ? names[0] : .product(names, Array(repeating: .juxtaposition, count: names.count - 1))
    return .fraction(Formula(number: size), below, .bar)
  }
}

extension Formula {
  /// A number as a person writes it: 3, 0.25, 1/3, 2 · 10⁻⁷.
  init(number value: Double) {
    let size = abs(value)
    let formula: Formula
    if size == size.rounded(), size < 1e15 {
      formula = .number(String(Int(size)))
    } else if let (above, below) = Formula.ratio(size) {
      formula = .fraction(.number(String(above)), .number(String(below)), .bar)
    } else {
      let parts = "\(size)".split(separator: "e", maxSplits: 1)
      let digits = parts.first.map { $0.hasSuffix(".0") ? String($0.dropLast(2)) : String($0) } ?? "\(size)"
      if parts.count == 2, let exponent = Int(parts[1]) {
        let power = Formula.number(String(abs(exponent)))
        let tens = Formula.scripted(
          .number("10"), subscripts: [], superscripts: [.plain(exponent < 0 ? .negated(power) : power)])
        formula = digits == "1" ? tens : .product([.number(digits), tens], [.dot])
      } else {
        formula = size.isFinite ? .number(digits) : .symbol(Symbol(name: size.isNaN ? "NaN" : "∞"))
      }
    }
    self = value < 0 ? .negated(formula) : formula
  }

  /// A quotient of small numbers that a decimal would need many digits for.
  private static func ratio(_ value: Double) -> (Int, Int)? {
    if value == 0.5 { return (1, 2) }
    guard value.isFinite, value > 1e-4, value < 1e4, "\(value)".count > 6 else { return nil }
    for below in 2...64 {
      let above = (value * Double(below)).rounded()
      if above > 0, above < 1e5, abs(above / Double(below) - value) <= 4 * value.ulp { return (Int(above), below) }
    }
    return nil
  }
}
