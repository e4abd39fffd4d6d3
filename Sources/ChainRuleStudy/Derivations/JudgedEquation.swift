import ChainRule

/// An equation of a built-in derivation with what the tape says of it.
public struct JudgedEquation: Sendable {
  /// Where the equation stands in the document.
  public let line: Int
  /// The equation, in Unicode mathematics.
  public let equation: String
  /// For what network it was judged, where the equation is about many: `L = 3`.
  public let setting: String
  public let finding: Finding
  /// What must be found: most equations hold, and the mistakes that a document is known to hold must be recognised.
  public let expectation: Expectation

  /// What the tape says.
  public enum Finding: Sendable {
    case claim(ClaimVerdict)
    case figure(FigureVerdict)
  }

  public enum Expectation: Hashable, Sendable {
    case holds
    /// A printed figure that is right only when computed from the document's own rounded figures.
    case holdsFromRoundedFigures
    case isOffByFactor(Double)
    case isTransposed
    case lacksSum
    case hasAnotherShape
    case doesNotHold
    case doesNotConform
  }

  /// Whether the finding is the expected one.
  public var isAsExpected: Bool {
    switch (expectation, finding) {
    case (.holds, .claim(let verdict)): verdict.holds
    case (.holds, .figure(let verdict)): verdict.outcome == .right
    case (.holdsFromRoundedFigures, .figure(let verdict)): verdict.outcome == .rightFromRoundedFigures
    case (let expected, .claim(let verdict)):
      switch (expected, verdict.outcome) {
      case (.isOffByFactor(let expected), .factor(let factor)): abs(factor - expected) <= 1e-9 * abs(expected)
      case (.isTransposed, .transposed(let factor)): factor == 1
      case (.lacksSum, .missingSum(_, let factor)): factor == 1
      case (.hasAnotherShape, .shape), (.doesNotHold, .differs), (.doesNotConform, .doesNotConform): true
      default: false
      }
    default: false
    }
  }

  /// Whether the document is right here.
  public var isRight: Bool { expectation == .holds || expectation == .holdsFromRoundedFigures }

  /// How far a claim that holds is from the gradient, relative to its largest element; how far a figure is from the exact value.
  public var error: Double? {
    switch finding {
    case .claim(let verdict):
      switch verdict.outcome {
      case .identical: 0
      case .holds(let error): error
      default: nil
      }
    case .figure(let verdict): abs(verdict.printed - verdict.exact)
    }
  }

  /// The finding in words.
  public var text: String {
    switch finding {
    case .claim(let verdict): verdict.finding
    case .figure(let verdict): verdict.description
    }
  }
}

extension JudgedEquation: CustomStringConvertible {
  public var description: String { "line \(line): \(equation)\(setting.isEmpty ? "" : " (\(setting))"): \(text)" }
}
