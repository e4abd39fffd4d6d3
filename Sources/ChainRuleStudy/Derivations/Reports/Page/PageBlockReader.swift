/// Takes lines apart into blocks: enough of Markdown for people to recognise their document.
struct PageBlockReader {
  private let format: ReadDocument.Format
  /// Lines that the reader found to be headings; in plain text nothing else says so.
  private let headings: Set<Int>
  private var blocks: [PageBlock] = []
  /// The block that further lines may belong to, and what it has so far.
  private var openKind: OpenKind?
  private var lines: [PageLine] = []
  private var items: [PageBlock.Item] = []
  private var isAfterBlank = false

  private enum OpenKind: Equatable {
    case paragraph, quote, table
    case list(isNumbered: Bool)
  }

  private init(format: ReadDocument.Format, headings: Set<Int>) {
    self.format = format
    self.headings = headings
  }

  static func blocks(of lines: [PageLine], format: ReadDocument.Format, headings: Set<Int> = []) -> [PageBlock] {
    var reader = PageBlockReader(format: format, headings: headings)
    reader.read(lines)
    reader.close()
    return reader.blocks
  }

  // MARK: Lines

  private mutating func read(_ lines: [PageLine]) {
    var index = 0
    var isInDisplay = false
    let lastCommentEnd = lines.lastIndex { $0.text.contains("-->") } ?? -1
    while index < lines.count {
      let line = lines[index]
      let trimmed = line.trimmed
      index += 1
      if isInDisplay {
        append(line)
      } else if let fence = ["```", "~~~"].first(where: { trimmed.starts(with: $0) }) {
        let end = lines[index...].firstIndex { $0.trimmed.starts(with: fence) } ?? lines.count
        add(.code(Array(lines[index..<end])))
        index = min(end + 1, lines.count)
        continue
      } else if trimmed.starts(with: "<!--"), index <= lastCommentEnd + 1,
        let end = lines[(index - 1)...].firstIndex(where: { $0.text.contains("-->") })
      {
        index = end + 1
        continue
      } else {
        read(line, trimmed, number: index)
      }
      if PageMath.displaySignCount(in: line) % 2 == 1 { isInDisplay.toggle() }
    }
  }

  private mutating func read(_ line: PageLine, _ trimmed: PageLine, number: Int) {
    defer { isAfterBlank = trimmed.isEmpty }
    if trimmed.isEmpty {
      // A blank line between items does not end their list.
      if openKind != .list(isNumbered: true), openKind != .list(isNumbered: false) { close() }
    } else if let level = PageBlockReader.headingLevel(trimmed) {
      add(.heading(level: level, PageLine(trimmed.dropFirst(level)).trimmed))
    } else if headings.contains(number), format == .plainText {
      add(.heading(level: 2, trimmed))
    } else if let sign = PageBlockReader.ruleSign(trimmed) {
      underline(with: sign)
    } else if let (content, isNumbered) = PageBlockReader.item(trimmed) {
      start(.list(isNumbered: isNumbered))
      items.append(.init(indentation: line.prefix { $0.isSpace }.count, lines: [content]))
    } else if trimmed[0].character == ">", format != .plainText {
      start(.quote)
      append(PageLine(trimmed.dropFirst()).trimmed)
    } else if trimmed[0].character == "|", format != .plainText {
      start(.table)
      append(trimmed)
    } else if openKind == nil || openKind == .table || isAfterBlank && !line[0].isSpace {
      close()
      openKind = .paragraph
      append(line)
    } else {
      append(line)
    }
  }

  /// A line of dashes makes a heading of a line before it, and else stands for itself.
  private mutating func underline(with sign: Character) {
    if openKind == .paragraph, lines.count == 1, "=-".contains(sign) {
      let heading = lines[0].trimmed
      (openKind, lines) = (nil, [])
      add(.heading(level: sign == "=" ? 1 : 2, heading))
    } else {
      add(.rule)
    }
  }

  // MARK: Blocks

  private mutating func append(_ line: PageLine) {
    if items.isEmpty { lines.append(line) } else { items[items.count - 1].lines.append(line.trimmed) }
  }

  private mutating func start(_ kind: OpenKind) {
    guard openKind != kind else { return }
    close()
    openKind = kind
  }

  private mutating func add(_ block: PageBlock) {
    close()
    blocks.append(block)
  }

  private mutating func close() {
    switch openKind {
    case .paragraph: blocks.append(.paragraph(lines))
    case .quote: blocks.append(.quote(lines))
    case .table: blocks.append(.table(lines))
    case .list(let isNumbered): blocks.append(.list(items, isNumbered: isNumbered))
    case nil: break
    }
    (openKind, lines, items) = (nil, [], [])
  }

  // MARK: Signs

  private static func headingLevel(_ line: PageLine) -> Int? {
    let level = line.prefix { $0.character == "#" }.count
    return (1...6).contains(level) && (line.count == level || line[level].isSpace) ? level : nil
  }

  /// The sign that a line consists of: `---`, `***`, `===`.
  private static func ruleSign(_ line: PageLine) -> Character? {
    guard line.count >= 3, let sign = line[0].character, "-*=_".contains(sign) else { return nil }
    return line.allSatisfy { $0.character == sign } ? sign : nil
  }

  /// What stands behind `-`, `*`, `+`, `•` or `1.`.
  private static func item(_ line: PageLine) -> (content: PageLine, isNumbered: Bool)? {
    guard let first = line[0].character else { return nil }
    if "-*+•".contains(first), line.count > 1, line[1].isSpace { return (PageLine(line.dropFirst(2)).trimmed, false) }
    let digits = line.prefix { $0.character.map { "0123456789".contains($0) } ?? false }.count
    guard (1...3).contains(digits), line.count > digits + 1, let sign = line[digits].character, ".)".contains(sign),
      line[digits + 1].isSpace
    else { return nil }
    return (PageLine(line.dropFirst(digits + 2)).trimmed, true)
  }
}
