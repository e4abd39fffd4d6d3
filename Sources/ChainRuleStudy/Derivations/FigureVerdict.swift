/// What was found out about a printed figure.
public struct FigureVerdict: Hashable, Sendable, CustomStringConvertible {
  public enum Outcome: Hashable, Sendable {
    /// The figure is the exact value, rounded to the printed digits.
    case right
    /// The figure is what the document's own rounded figures give, but not the rounded exact value.
    case rightFromRoundedFigures
    case wrong
  }

  public let printed: Double
  /// Digits after the point in print.
  public let digits: Int
  public let exact: Double
  public let outcome: Outcome
  /// Whether the figure is what the document's own rounded figures give.
  public let followsFromRoundedFigures: Bool

  /// Judges a figure printed with `digits` digits after the point.
  ///
  /// - Parameters:
  ///   - exact: The value without any rounding on the way.
  ///   - chained: The value that follows from the figures printed before, each rounded as printed.
  public init(printed: Double, digits: Int, exact: Double, chained: Double) {
    self.printed = printed
    self.digits = digits
    self.exact = exact
    var unit = 1.0
    for _ in 0..<digits { unit /= 10 }
    // Halves round either way; the slack covers what decimal fractions lose in binary.
    let half = unit / 2 * (1 + 1e-9)
    followsFromRoundedFigures = abs(chained - printed) <= half
    outcome = abs(exact - printed) <= half ? .right : followsFromRoundedFigures ? .rightFromRoundedFigures : .wrong
  }

  public var description: String {
    switch outcome {
    case .right: "figure right"
    case .rightFromRoundedFigures: "right from the rounded figures"
    case .wrong: "figure off"
    }
  }
}
