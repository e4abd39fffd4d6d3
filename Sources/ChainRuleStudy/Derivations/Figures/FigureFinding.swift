/// What is found about one printed figure, or about a line of several that can only be judged together.
struct FigureFinding: Hashable {
  enum Outcome: Int, Hashable, Comparable {
    /// What it should be was said before: it only repeats that.
    case repeated
    case right
    case chained
    case wrong

    static func < (a: Outcome, b: Outcome) -> Bool { a.rawValue < b.rawValue }
  }

  var outcome: Outcome
  /// The member of the statement, and the place among its numbers; no place for a whole member.
  var member: Int
  var place: Int?
  /// As it is printed, with its sign.
  var printed: String
  /// The exact value, at the printed precision.
  var exact: String
}

/// The findings about a statement under one exact value of what it is about.
struct FigureFindings {
  var findings: [FigureFinding] = []
  /// The exact value, where it is known.
  var exact: FigureArray?
  /// The value of the last member as it is written.
  var written: FigureArray?
  /// The last member that is more than a figure.
  var computation: Formula?
  /// Figures with what they stand for.
  var figures: [(figure: PrintedFigure, exact: Double, outcome: FigureFinding.Outcome)] = []
  /// Values of symbols that numbers were put in the place of.
  var learned: [(symbol: Formula, value: FigureArray)] = []
  /// The line of a wrong figure that is only repeated here.
  var inheritedFrom: Int?
  /// A formula of symbols that is not what the statement is about.
  var contradiction: Int?
  /// Whether anything was compared.
  var isJudged = false
  /// Whether it ends with a computation from rounded figures.
  var endsRounded = false

  var outcome: FigureFinding.Outcome? {
    guard isJudged else { return nil }
    let worst = findings.map(\.outcome).max() ?? .repeated
    if worst == .repeated || worst == .right { return endsRounded ? .chained : .right }
    return worst
  }
}
