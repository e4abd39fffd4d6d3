/// Takes a document in Markdown, or in plain text with mathematics, apart into blocks.
struct MarkdownScanner {
  let source: SourceText
  let isPlainText: Bool
  private var delimiters: DelimiterScanner
  private(set) var blocks: [DocumentBlock] = []
  private var position = 0
  /// The words of the line so far, and where they began.
  private var words = String.UnicodeScalarView()
  private var wordsStart = 0
  private var paragraphEnd = -1
  private let hasDelimiters: Bool

  init(_ source: SourceText, isPlainText: Bool) {
    self.source = source
    self.isPlainText = isPlainText
    delimiters = DelimiterScanner(source.scalars)
    hasDelimiters = source.scalars.contains("$") || source.scalars.contains("\\")
    skipFrontMatter()
    while position < source.count {
      if position == 0 || scalars[position - 1] == "\n", readLine() { continue }
      readInline()
    }
    flush()
  }

  private var scalars: [Unicode.Scalar] { source.scalars }

  // MARK: Lines

  private mutating func skipFrontMatter() {
    guard delimiters.sees("---\n", at: 0), let end = delimiters.find("\n---", from: 3), end < 20_000 else { return }
    position = lineEnd(end + 1)
  }

  private func lineEnd(_ start: Int) -> Int {
    scalars[start...].firstIndex(of: "\n").map { $0 + 1 } ?? scalars.count
  }

  /// Reads what takes whole lines; `false` where the line is to be read character by character.
  private mutating func readLine() -> Bool {
    flush()
    let end = lineEnd(position)
    let line = position..<end
    var start = position
    while start < end, scalars[start] == " " || scalars[start] == "\t" || scalars[start] == ">" { start += 1 }
    guard start < end else { return false }
    if delimiters.sees("```", at: start) || delimiters.sees("~~~", at: start) { return readFence(start, end) }
    if scalars[start] == "#" {
      var level = 0
      while start < end, scalars[start] == "#" {
        level += 1
        start += 1
      }
      if level <= 6, start < end, scalars[start].isSpace {
        blocks.append(.heading(source[start..<end].trimmed, level: level, offset: line.lowerBound))
        position = start
        return false
      }
    }
    if let formula = FormulaLine.formula(in: line, of: scalars, isStrict: !isPlainText || hasDelimiters),
      !holdsDelimiter(formula)
    {
      let segment = MathSegment(
        range: withContinuations(formula, lineEnd: end), origin: .plainText,
        dialect: scalars[formula].contains("\\") ? .delimited : .plain)
      blocks.append(.mathematics(segment, outer: segment.range))
      position = max(end, lineEnd(max(segment.range.upperBound - 1, position)))
      return true
    }
    return false
  }

  private func holdsDelimiter(_ range: Range<Int>) -> Bool {
    for place in range {
      if scalars[place] == "$" || scalars[place] == "`" { return true }
      if scalars[place] == "\\", place + 1 < range.upperBound, ["(", "[", "b"].contains(scalars[place + 1]) {
        if scalars[place + 1] != "b" || delimiters.sees("\\begin{", at: place) { return true }
      }
    }
    return false
  }

  /// Lines that begin with a relation go on with the formula before them.
  private func withContinuations(_ formula: Range<Int>, lineEnd end: Int) -> Range<Int> {
    var range = formula
    var next = end
    while next < scalars.count {
      var start = next
      while start < scalars.count, scalars[start] == " " || scalars[start] == "\t" { start += 1 }
      guard start < scalars.count, scalars[start] == "=" || scalars[start] == "≈" else { break }
      let nextEnd = lineEnd(next)
      guard FormulaLine.proseWords(in: scalars[start..<nextEnd], atMost: 1) == 0 else { break }
      range = range.lowerBound..<nextEnd
      next = nextEnd
    }
    while let last = range.last, scalars[last].isSpace { range.removeLast() }
    return range
  }

  private static let languages: Set<String> = [
    "", "python", "py", "python3", "numpy", "pseudo", "pseudocode", "text", "txt", "plain", "julia", "matlab", "octave",
    "algorithm", "swift", "ipython", "plaintext",
  ]

  /// A fenced block.
  private mutating func readFence(_ start: Int, _ end: Int) -> Bool {
    let mark = scalars[start]
    var content = start
    while content < end, scalars[content] == mark { content += 1 }
    let length = content - start
    let language = source[content..<end].trimmed.lowercased().split(whereSeparator: {
      $0 == " " || $0 == "{" || $0 == "}" || $0 == "."
    })
    var line = end
    while line < scalars.count {
      let lineEnd = lineEnd(line)
      var place = line
      while place < lineEnd, scalars[place].isSpace || scalars[place] == ">" { place += 1 }
      var count = 0
      while place + count < lineEnd, scalars[place + count] == mark { count += 1 }
      if count >= length, scalars[(place + count)..<lineEnd].allSatisfy(\.isSpace) { break }
      line = lineEnd
    }
    let range = end..<line
    let name = language.first.map(String.init) ?? ""
    if name == "math" || name == "latex" || name == "tex" {
      if name == "math" {
        blocks.append(.mathematics(MathSegment(range: range, origin: .display, dialect: .delimited), outer: range))
      }
    } else if Self.languages.contains(name) {
      blocks.append(.code(range))
    }
    position = line < scalars.count ? lineEnd(line) : scalars.count
    return true
  }

  // MARK: Characters

  private mutating func readInline() {
    let scalar = scalars[position]
    switch scalar {
    case "\n":
      flush()
      position += 1
    case "$", "\\":
      if position > paragraphEnd { paragraphEnd = delimiters.endOfParagraph(from: position) }
      if let found = delimiters.mathematics(at: position, paragraphEnd: paragraphEnd) {
        add(found)
      } else {
        if scalar == "\\", position + 1 < scalars.count, !scalars[position + 1].isASCIILetter,
          scalars[position + 1] != "\n"
        {
          position += 1
        }
        append(scalars[position])
      }
    case "`": readCodeSpan()
    case "<":
      if delimiters.sees("<!--", at: position) { readComment() } else { readTag() }
    case "*":
      position += 1
    default: append(scalar)
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    if words.isEmpty { wordsStart = position }
    words.append(scalar)
    position += 1
  }

  private mutating func flush() {
    let text = String(words).trimmed
    if !text.isEmpty { blocks.append(.prose(text, offset: wordsStart)) }
    words = String.UnicodeScalarView()
  }

  private mutating func add(_ found: DelimiterScanner.Found) {
    flush()
    if !found.content.isEmpty {
      let segment = MathSegment(
        range: found.content, origin: found.isDisplay ? .display : .inline, dialect: .delimited, damage: found.damage)
      blocks.append(.mathematics(segment, outer: found.outer))
    }
    position = found.outer.upperBound
  }

  /// `code`: its words are prose.
  private mutating func readCodeSpan() {
    var length = 0
    while position + length < scalars.count, scalars[position + length] == "`", length < 4 { length += 1 }
    let end = lineEnd(position)
    var place = position + length
    while place < end {
      var count = 0
      while place + count < end, scalars[place + count] == "`" { count += 1 }
      if count == length { break }
      place += max(1, count)
    }
    position += length
    guard place < end else { return }
    while position < place { append(scalars[position]) }
    position = place + length
  }

  private mutating func readComment() {
    guard let end = delimiters.find("-->", from: position + 4) else {
      append("<")
      return
    }
    flush()
    let content = source[position + 4..<end].trimmed
    if content.hasPrefix("chain-rule:") {
      blocks.append(.binding(content.dropFirst("chain-rule:".count).description.trimmed, position..<end + 3))
    }
    position = end + 3
  }

  /// A tag of HTML is passed over.
  private mutating func readTag() {
    var end = position + 1
    while end < scalars.count, end - position < 200, scalars[end] != ">", scalars[end] != "\n" { end += 1 }
    let next = position + 1 < scalars.count ? scalars[position + 1] : " "
    guard end < scalars.count, scalars[end] == ">", next.isASCIILetter || next == "/" else {
      append("<")
      return
    }
    position = end + 1
  }
}
