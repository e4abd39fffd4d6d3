/// Reads the blocks of a document in their order, and gives every statement the words and headings around it.
struct DocumentAssembler {
  private(set) var document: ReadDocument
  private var reader: StatementReader
  private var headings: [(level: Int, text: String)] = []
  /// Words since the last statement.
  private var before = ""
  /// The statements that still wait for the words behind them.
  private var waiting = 0..<0
  private var codeBlocks = 0
  /// The last formula that stated nothing.
  private var lastMention: (mention: ReadDocument.Mention, offsets: Range<Int>)?

  private static let proseLimit = 200

  /// - Parameters:
  ///   - macros: The commands that the document defines.
  ///   - names: Runs of letters that it uses as one name.
  init(_ document: ReadDocument, macros: MacroTable, names: Set<String>) {
    self.document = document
    reader = StatementReader(SourceText(""), macros: macros, names: names)
  }

  private var source: SourceText { reader.source }

  /// Reads what a text, or a cell of a notebook, holds.
  mutating func read(_ blocks: [DocumentBlock], of source: SourceText) {
    reader.source = source
    for block in blocks {
      switch block {
      case .mathematics(let segment): read(segment)
      case .prose(let text, let offset): addProse(text, at: offset)
      case .heading(let text, let level, let offset): addHeading(text, level, at: offset)
      case .code(let range): read(codeIn: range)
      case .binding(let text, let range):
        document.bindings.append(ReadDocument.BindingComment(range: source.range(range), text: text))
      }
    }
  }

  private mutating func read(_ segment: MathSegment) {
    let reading = reader.read(segment)
    document.problems += reading.problems
    enum Item {
      case statement(Statement)
      case mention(ReadDocument.Mention, Range<Int>)
      case words(String)
    }
    var items: [(offset: Int, item: Item)] = []
    items += reading.statements.map { ($0.offsets.lowerBound, .statement($0.statement)) }
    items += reading.mentions.map { ($0.offsets.lowerBound, .mention($0.mention, $0.offsets)) }
    items += reading.words.map { ($0.offset, .words($0.text)) }
    items.sort { $0.offset < $1.offset }
    for (offset, item) in items {
      switch item {
      case .statement(let statement): add(statement)
      case .mention(let mention, let offsets):
        if !declareShape(mention, offsets) { addMention(mention, offsets) }
      case .words(let text): addProse(text, at: offset)
      }
    }
  }

  private mutating func addMention(_ mention: ReadDocument.Mention, _ offsets: Range<Int>) {
    document.mentions.append(mention)
    lastMention = (mention, offsets)
    if offsets.count < 80 { addWords("$\(source[offsets])$") }
  }

  /// Words between a symbol and its shape.
  private static let shapeWords: Set<String> = [
    ":", "has shape", "of shape", "with shape", "is of shape", "has the shape", "has dimension", "has dimensions",
    "of dimension", "of dimensions", "of size", "has size", "shape", "is a matrix of shape", "is a vector of shape",
  ]

  /// "$x$: $(m, n)$", "shape of $x$ is $(m, n)$": a symbol and its shape are a statement.
  private mutating func declareShape(_ shape: ReadDocument.Mention, _ offsets: Range<Int>) -> Bool {
    guard let (symbol, start) = lastMention, case .fenced(.round, let sizes) = shape.formula, sizes.count > 1,
      symbol.range.cell == source.cell, start.upperBound <= offsets.lowerBound,
      offsets.lowerBound - start.upperBound < 60
    else { return false }
    switch symbol.formula {
    case .symbol, .scripted(.symbol, _, _): break
    default: return false
    }
    let between = source[start.upperBound..<offsets.lowerBound].filter { $0 != "$" }.trimmed.lowercased()
    let isNamed =
      between == "is"
      && ["shape of", "dimension of", "dimensions of", "size of"].contains { name in
        before.lowercased().contains(name + " $" + source[start].lowercased())
      }
    guard isNamed || Self.shapeWords.contains(between) else { return false }
    lastMention = nil
    let range = start.lowerBound..<offsets.upperBound
    add(
      Statement(
        range: source.range(range), latex: source[range], members: [symbol.formula, shape.formula], relations: [.colon],
        origin: .inline))
    return true
  }

  private mutating func add(_ statement: Statement) {
    var statement = statement
    statement.proseBefore = String(before.suffix(Self.proseLimit)).trimmed
    statement.headings = headings.map(\.text)
    if before.isEmpty, !waiting.isEmpty {
      waiting = waiting.lowerBound..<document.statements.count + 1
    } else {
      waiting = document.statements.count..<document.statements.count + 1
    }
    before = ""
    document.statements.append(statement)
  }

  private mutating func addProse(_ text: String, at offset: Int) {
    let line = source.place(of: offset).line
    let goesOn = document.prose.last.map { $0.line == line && $0.cell == source.cell && !$0.isHeading } ?? false
    if goesOn {
      document.prose[document.prose.count - 1].text += " " + text
    } else {
      document.prose.append(ReadDocument.ProseLine(line: line, cell: source.cell, text: text, isHeading: false))
    }
    addWords(text)
  }

  private mutating func addWords(_ text: String) {
    guard text.contains(where: { $0.isLetter || $0 == "." }) else { return }
    before += (before.isEmpty ? "" : " ") + text
    if before.count > 4 * Self.proseLimit { before = String(before.suffix(2 * Self.proseLimit)) }
    guard !waiting.isEmpty else { return }
    // Up to the end of the sentence.
    var sentence = text
    var ends = false
    if let stop = text.firstIndex(where: { ".:!?".contains($0) }) {
      sentence = String(text[...stop])
      ends = true
    }
    for index in waiting {
      let after = document.statements[index].proseAfter
      let joined = after + (after.isEmpty ? "" : " ") + sentence
      document.statements[index].proseAfter = String(joined.prefix(Self.proseLimit))
      if joined.count >= Self.proseLimit { ends = true }
    }
    if ends { waiting = 0..<0 }
  }

  private mutating func addHeading(_ text: String, _ level: Int, at offset: Int) {
    headings.removeAll { $0.level >= level }
    headings.append((level, text))
    waiting = 0..<0
    document.prose.append(
      ReadDocument.ProseLine(line: source.place(of: offset).line, cell: source.cell, text: text, isHeading: true))
  }

  private mutating func read(codeIn range: Range<Int>) {
    for line in CodeReader(source: source, block: codeBlocks).read(range) {
      switch line {
      case .statement(let statement): add(statement)
      case .comment(let text, let offset): addProse(text, at: offset)
      }
    }
    codeBlocks += 1
  }
}
