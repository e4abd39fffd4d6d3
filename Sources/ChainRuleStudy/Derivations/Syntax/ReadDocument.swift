/// A document as it was read: what it states, in its order, and the words between.
public struct ReadDocument: Hashable, Sendable {
  /// The name that messages call it by.
  public var name: String
  public var text: String
  public var format: Format
  public var statements: [Statement]
  /// Formulas that state nothing, `$W^{[1]}$`: which symbols the document mentions, and where.
  public var mentions: [Mention]
  /// What could not be read, in the order of the document.
  public var problems: [ReadingProblem]
  /// The prose, a line each, without the formulas.
  public var prose: [ProseLine]
  /// The comments of the form `<!-- chain-rule: … -->`, or `% chain-rule: …` in TeX.
  public var bindings: [BindingComment]
  /// The text of each Markdown cell of a notebook, by the cell's number; places are in these.
  public var cells: [Int: String] = [:]

  public enum Format: String, Hashable, Sendable {
    case markdown, latex, notebook, plainText
  }

  public struct Mention: Hashable, Sendable {
    public var range: SourceRange
    public var formula: Formula

    public init(range: SourceRange, formula: Formula) {
      self.range = range
      self.formula = formula
    }
  }

  public struct ProseLine: Hashable, Sendable {
    public var line: Int
    public var cell: Int?
    public var text: String
    public var isHeading: Bool

    public init(line: Int, cell: Int? = nil, text: String, isHeading: Bool) {
      self.line = line
      self.cell = cell
      self.text = text
      self.isHeading = isHeading
    }
  }

  public struct BindingComment: Hashable, Sendable {
    public var range: SourceRange
    public var text: String

    public init(range: SourceRange, text: String) {
      self.range = range
      self.text = text
    }
  }

  public init(
    name: String, text: String, format: Format, statements: [Statement], mentions: [Mention] = [],
    problems: [ReadingProblem] = [], prose: [ProseLine] = [], bindings: [BindingComment] = []
  ) {
    self.name = name
    self.text = text
    self.format = format
    self.statements = statements
    self.mentions = mentions
    self.problems = problems
    self.prose = prose
    self.bindings = bindings
  }
}

/// An equation that could not be read, and why.
public struct ReadingProblem: Hashable, Sendable, Error {
  public enum Reason: String, Hashable, Sendable {
    /// The notation is not understood.
    case notation
    /// It is mathematics of another kind.
    case outsideTheSubject = "outside the subject"
    /// It is too large.
    case limit
  }

  /// All of the statement.
  public var range: SourceRange
  /// The exact source text.
  public var latex: String
  public var reason: Reason
  /// The place of the first thing that is not understood.
  public var line: Int
  public var column: Int
  /// What was found, and what was expected instead.
  public var message: String

  public init(
    range: SourceRange, latex: String, reason: Reason, line: Int, column: Int, message: String
  ) {
    self.range = range
    self.latex = latex
    self.reason = reason
    self.line = line
    self.column = column
    self.message = message
  }
}
