/// Takes a document in Markdown, or in plain text with mathematics, apart into blocks.
struct MarkdownScanner {
  let source: SourceText
  private let isPlainText: Bool
  /// Whether the document marks its mathematics.
  private let hasDelimiters: Bool
  /// Whether the document marks its headings.
  private let marksHeadings: Bool
  var delimiters: DelimiterScanner
  var builder = BlockBuilder()
  var position = 0
  var lineStart = 0
  var lineEnd = 0
  private var previousLine = 0..<0

  private init(_ source: SourceText, isPlainText: Bool) {
    self.source = source
    self.isPlainText = isPlainText
    delimiters = DelimiterScanner(source.scalars, allowsEscapes: true)
    hasDelimiters = source.scalars.contains("$") || source.scalars.contains("\\")
    marksHeadings = Self.marksHeadings(source)
  }

  /// Whether a line outside of fenced blocks begins with `#`.
  private static func marksHeadings(_ source: SourceText) -> Bool {
    var isCode = false
    for index in 0..<source.lineCount {
      let line = source.scalars[source.line(index)]
      if line.starts(with: "```".unicodeScalars) { isCode.toggle() }
      if !isCode, line.first == "#" { return true }
    }
    return false
  }

  static func blocks(of source: SourceText, isPlainText: Bool) -> [DocumentBlock] {
    var scanner = MarkdownScanner(source, isPlainText: isPlainText)
    scanner.run()
    return scanner.builder.blocks
  }

  var scalars: [Unicode.Scalar] { source.scalars }

  private mutating func run() {
    skipFrontMatter()
    while position < source.count {
      if position == 0 || scalars[position - 1] == "\n" {
        previousLine = lineEnd == position ? lineStart..<lineEnd : position..<position
        lineStart = position
        lineEnd = endOfLine(position)
        if readLine() { continue }
      }
      if position < source.count { readInline() }
    }
    builder.flush()
  }

  // MARK: Lines

  private mutating func skipFrontMatter() {
    guard delimiters.sees("---\n", at: 0), let end = delimiters.find("\n---", from: 3), end < 20_000 else { return }
    position = endOfLine(end + 1)
  }

  /// Behind the line break.
  private func endOfLine(_ start: Int) -> Int {
    scalars[start...].firstIndex(of: "\n").map { $0 + 1 } ?? scalars.count
  }

  /// Reads what takes whole lines; `false` where the line is to be read character by character.
  private mutating func readLine() -> Bool {
    builder.endLine()
    var start = position
    while start < lineEnd, scalars[start] == " " || scalars[start] == "\t" || scalars[start] == ">" { start += 1 }
    guard start < lineEnd else { return false }
    if delimiters.sees("```", at: start) || delimiters.sees("~~~", at: start) {
      readFence(start)
      return true
    }
    if scalars[start] == "#" {
      var level = 0
      while start < lineEnd, scalars[start] == "#" {
        level += 1
        start += 1
      }
      if level <= 6, start < lineEnd, scalars[start].isSpace {
        builder.append(.heading(source[start..<lineEnd].trimmed, level: level, offset: position))
        position = start
        return false
      }
    }
    if isPlainText {
      if readLoop(start) { return true }
      if !marksHeadings, let heading = PlainHeading(position..<lineEnd, of: scalars, after: previousLine) {
        builder.append(.heading(source[position..<lineEnd].trimmed, level: heading.level, offset: position))
        return false
      }
    }
    guard
      let formula = FormulaLine.formula(
        in: position..<lineEnd, of: scalars, isStrict: !isPlainText || hasDelimiters),
      !holdsDelimiter(formula)
    else { return isPlainText && !hasDelimiters && readIslands() }
    let range = withContinuations(formula)
    let dialect: MathLexer.Dialect = scalars[formula].contains("\\") ? .delimited : .plain
    builder.append(.mathematics(MathSegment(range: range, origin: .plainText, dialect: dialect)))
    position = max(lineEnd, endOfLine(range.upperBound - 1))
    return true
  }

  /// Reads a line of words with formulas among them.
  private mutating func readIslands() -> Bool {
    let islands = FormulaLine.islands(in: position..<lineEnd, of: scalars)
    guard !islands.isEmpty else { return false }
    for island in islands {
      while position < island.lowerBound { append() }
      let segment = MathSegment(range: island, origin: .plainText, dialect: .plain)
      builder.append(.mathematics(segment))
      position = island.upperBound
    }
    while position < lineEnd { append() }
    return true
  }

  /// A loop of pseudo code without fences: its head and the lines that are indented more.
  private mutating func readLoop(_ start: Int) -> Bool {
    guard delimiters.sees("for ", at: start) || delimiters.sees("For ", at: start),
      scalars[start..<lineEnd].last(where: { !$0.isSpace }) == ":"
    else { return false }
    var end = lineEnd
    while end < scalars.count {
      var content = end
      while content < scalars.count, scalars[content] == " " || scalars[content] == "\t" { content += 1 }
      guard content - end > start - position, content < scalars.count, scalars[content] != "\n" else { break }
      end = endOfLine(end)
    }
    guard end > lineEnd else { return false }
    builder.append(.code(position..<end))
    position = end
    return true
  }

  private func holdsDelimiter(_ range: Range<Int>) -> Bool {
    for place in range {
      switch scalars[place] {
      case "$", "`": return true
      case "\\":
        if ["\\(", "\\[", "\\begin{"].contains(where: { delimiters.sees($0, at: place) }) { return true }
      default: break
      }
    }
    return false
  }

  /// Lines that begin with a relation go on with the formula before them.
  private func withContinuations(_ formula: Range<Int>) -> Range<Int> {
    var range = formula
    var next = lineEnd
    while next < scalars.count {
      var start = next
      while start < scalars.count, scalars[start] == " " || scalars[start] == "\t" { start += 1 }
      guard start < scalars.count, scalars[start] == "=" || scalars[start] == "≈" else { break }
      let nextEnd = endOfLine(next)
      guard nextEnd - start < 4000, FormulaLine.proseWords(in: scalars[start..<nextEnd], atMost: 1) == 0 else { break }
      range = range.lowerBound..<nextEnd
      next = nextEnd
    }
    while let last = range.last, scalars[last].isSpace { range.removeLast() }
    return range
  }

  private static let languages: Set<String> = [
    "", "python", "py", "python3", "numpy", "pseudo", "pseudocode", "text", "txt", "plain", "plaintext", "julia",
    "matlab", "octave", "algorithm", "swift", "ipython",
  ]

  /// What a block is in that is no code.
  private static let plainLanguages: Set<String> = ["", "text", "txt", "plain", "plaintext"]

  /// The lines of a block that only gives numbers: `x = 3`.
  private func givenNumbers(in range: Range<Int>) -> [Range<Int>]? {
    var lines: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      var line = start..<min(endOfLine(start), range.upperBound)
      start = max(line.upperBound, start + 1)
      while let last = line.last, scalars[last].isSpace { line.removeLast() }
      while let first = line.first, scalars[first].isSpace { line.removeFirst() }
      if line.isEmpty { continue }
      let sides = source[line].split(separator: "=", omittingEmptySubsequences: false).map { String($0).trimmed }
      guard sides.count == 2, Double(sides[1]) != nil, let first = sides[0].first, first.isLetter, sides[0].count <= 6,
        !sides[0].contains(where: \.isWhitespace)
      else { return nil }
      lines.append(line)
    }
    return lines.isEmpty ? nil : lines
  }

  /// A fenced block.
  private mutating func readFence(_ start: Int) {
    let mark = scalars[start]
    var content = start
    while content < lineEnd, scalars[content] == mark { content += 1 }
    let length = content - start
    let info = source[content..<lineEnd].lowercased().split { $0.isWhitespace || $0 == "{" || $0 == "}" || $0 == "." }
    let language = info.first.map(String.init) ?? ""
    var line = lineEnd
    while line < scalars.count {
      let end = endOfLine(line)
      var place = line
      while place < end, scalars[place].isSpace || scalars[place] == ">" { place += 1 }
      var count = 0
      while place + count < end, scalars[place + count] == mark { count += 1 }
      if count >= length, scalars[(place + count)..<end].allSatisfy(\.isSpace) { break }
      line = end
    }
    let range = lineEnd..<line
    if language == "math" {
      builder.append(.mathematics(MathSegment(range: range, origin: .display, dialect: .delimited)))
    } else if Self.plainLanguages.contains(language), let lines = givenNumbers(in: range) {
      for line in lines {
        builder.append(.mathematics(MathSegment(range: line, origin: .plainText, dialect: .plain)))
      }
    } else if Self.languages.contains(language) {
      builder.append(.code(range))
    }
    position = line < scalars.count ? endOfLine(line) : scalars.count
  }
}
