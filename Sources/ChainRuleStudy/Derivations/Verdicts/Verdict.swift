/// What is found about a statement of a document.
public enum Verdict: String, Hashable, Sendable, CaseIterable, Codable {
  /// Introduces a symbol, a shape, an update rule, a loop: nothing to check.
  case definition
  /// True as written.
  case exact
  /// True under a stated convention of the document.
  case convention
  /// Right but for a constant factor.
  case factor
  /// Does not conform as written.
  case shape
  /// False.
  case wrong
  /// Cannot be decided from what the document says.
  case ambiguous
  /// The source text is damaged.
  case garbled
  /// Not understood.
  case unread
  /// A printed figure is the correct rounding of the exact value.
  case figureRight = "numeric-right"
  /// A printed figure is right only when computed from the document's own rounded figures.
  case figureRightFromRounded = "numeric-chained"
  /// A printed figure is wrong.
  case figureWrong = "numeric-wrong"

  /// The verdict as the terminal prints it.
  public var words: String {
    switch self {
    case .definition: "given"
    case .exact: "holds"
    case .convention: "holds if …"
    case .factor: "off by a factor"
    case .shape: "does not fit"
    case .wrong: "does not hold"
    case .ambiguous: "need to know"
    case .garbled: "text damaged"
    case .unread: "not read"
    case .figureRight: "figure right"
    case .figureRightFromRounded: "right from rounded"
    case .figureWrong: "figure off"
    }
  }

  /// Whether the author made a mistake here.
  public var isFault: Bool { [.factor, .shape, .wrong, .figureWrong].contains(self) }

  /// Whether it was left open.
  public var isUndecided: Bool { [.ambiguous, .garbled, .unread].contains(self) }
}
