import Foundation

/// A number as a document prints it: `0.10`, `-0.0047`, `1.2 \times 10^{-3}`.
struct PrintedFigure: Hashable, Sendable {
  /// The digits, without a sign.
  let text: String
  let isNegative: Bool
  /// Digits after the point.
  let digits: Int
  /// By which power of ten it is multiplied.
  let power: Int

  /// The figure that a formula is; `nil` if it is anything else.
  init?(_ formula: Formula) {
    switch formula.ungrouped {
    case .number(let text): self.init(text)
    case .negated(let inner):
      guard let figure = PrintedFigure(inner) else { return nil }
      self.init(figure.text, isNegative: !figure.isNegative, digits: figure.digits, power: figure.power)
    case .product(let factors, _):
      guard factors.count == 2, let figure = PrintedFigure(factors[0]), figure.power == 0,
        case .scripted(.number("10"), let subscripts, let superscripts) = factors[1], subscripts.isEmpty,
        superscripts.count == 1, let power = superscripts[0].formula?.literalNumber, abs(power) < 300,
        let exponent = Int(exactly: power)
      else { return nil }
      self.init(figure.text, isNegative: figure.isNegative, digits: figure.digits, power: exponent)
    default: return nil
    }
  }

  init?(_ text: String) {
    guard let value = Double(text), value.isFinite else { return nil }
    let parts = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
    let places = parts[0].firstIndex(of: ".").map { parts[0][$0...].count - 1 } ?? 0
    let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    guard places < 300, abs(power) < 300 else { return nil }
    self.init(text, isNegative: false, digits: places, power: power, hasExponent: parts.count > 1)
  }

  private init(_ text: String, isNegative: Bool, digits: Int, power: Int, hasExponent: Bool = false) {
    self.text = hasExponent ? String(text.prefix { $0 != "e" && $0 != "E" }) : text
    (self.isNegative, self.digits, self.power) = (isNegative, digits, power)
  }

  var value: Double { (isNegative ? -1 : 1) * (Double(text) ?? .nan) * pow(10, Double(power)) }

  /// Half of what its last digit counts.
  var halfUnit: Double { pow(10, Double(power - digits)) / 2 }

  /// Whether it is an exact value, rounded to the digits that are printed; halves may go either way.
  func isRounding(of exact: Double) -> Bool { outcome(exact: exact, chained: exact) == .right }

  /// Compares it with the exact value, and with what follows from the figures printed before.
  func outcome(exact: Double, chained: Double) -> FigureFinding.Outcome {
    // Halves round either way; the slack covers what decimal fractions lose in binary.
    let (scale, half) = (pow(10, Double(-power)), pow(10, Double(-digits)) / 2 * (1 + 1e-9))
    func isNear(_ value: Double) -> Bool { abs(value * scale - self.value * scale) <= half }
    return isNear(exact) ? .right : isNear(chained) ? .chained : .wrong
  }

  /// Another value at the same precision, without a sign where this figure has its sign in front.
  func rounding(_ exact: Double) -> String {
    String(format: "%.\(min(digits, 60))f", (isNegative ? -exact : exact) * pow(10, Double(-power)))
  }
}
