/// A stretch of mathematics in a document.
struct MathSegment {
  /// Without delimiters.
  var range: Range<Int>
  var origin: Statement.Origin
  var dialect: MathLexer.Dialect
  /// Whether it stands in a quotation of Markdown.
  var isQuoted = false
  /// What is broken about its delimiters.
  var damage: [String] = []
}

/// What a stretch of mathematics holds.
struct SegmentReading {
  /// Statements with the stretch of the text that they take.
  var statements: [(statement: Statement, offsets: Range<Int>)] = []
  var mentions: [(mention: ReadDocument.Mention, offsets: Range<Int>)] = []
  var problems: [ReadingProblem] = []
  /// Words between the formulas, and where they stand.
  var words: [(offset: Int, text: String)] = []
}
