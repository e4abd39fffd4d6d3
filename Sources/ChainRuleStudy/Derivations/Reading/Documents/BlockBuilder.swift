/// Gathers the blocks of a document; words of a line are put together.
struct BlockBuilder {
  private(set) var blocks: [DocumentBlock] = []
  private var words = String.UnicodeScalarView()
  private var wordsStart = 0
  /// Whether the words up to the end of the line are those of a heading, which is a block already.
  private var isHeading = false

  mutating func append(_ scalar: Unicode.Scalar, at offset: Int) {
    if isHeading { return }
    if words.isEmpty { wordsStart = offset }
    words.append(scalar)
  }

  /// Ends the words so far.
  mutating func flush() {
    let text = String(words).trimmed
    if !text.isEmpty { blocks.append(.prose(text, offset: wordsStart)) }
    words = String.UnicodeScalarView()
  }

  mutating func endLine() {
    flush()
    isHeading = false
  }

  mutating func append(_ block: DocumentBlock) {
    flush()
    blocks.append(block)
    if case .heading = block { isHeading = true }
  }

  /// Mathematics between delimiters.
  mutating func append(_ found: DelimiterScanner.Found, isQuoted: Bool = false) {
    flush()
    guard !found.content.isEmpty else { return }
    let segment = MathSegment(
      range: found.content, origin: found.isDisplay ? .display : .inline, dialect: .delimited, isQuoted: isQuoted,
      damage: found.damage)
    blocks.append(.mathematics(segment))
  }

  /// A comment's content, where it is meant for this program.
  mutating func append(comment: String, _ range: Range<Int>) {
    let mark = "chain-rule:"
    let content = comment.trimmed
    if content.hasPrefix(mark) { append(.binding(String(content.dropFirst(mark.count)).trimmed, range)) }
  }
}
