extension ReadDocument {
  /// Reads a document. What cannot be read is among the problems.
  ///
  /// Linear in the length of the text.
  public init(reading text: String, name: String, format: Format) {
    self.init(name: name, text: text, format: format, statements: [])
    do throws(DocumentError) {
      read(try Self.parts(of: text, name: name, format: format))
    } catch {
      report(error)
    }
  }

  /// Reads one equation, in TeX's notation, in Unicode's or as code, as it stands on a command line.
  public init(readingEquation text: String) {
    self.init(name: "equation", text: text, format: .plainText, statements: [])
    let source = SourceText(text)
    let whole = 0..<source.count
    var blocks: [DocumentBlock] = []
    if ["$", "\\(", "\\["].contains(where: { text.contains($0) }) {
      blocks = MarkdownScanner.blocks(of: source, isPlainText: true)
    } else if !text.contains("\\"), Self.looksLikeCode(text), Self.isCode(source) {
      blocks = [.code(whole)]
    } else {
      let dialect: MathLexer.Dialect = text.contains("\\") ? .delimited : .plain
      blocks = [.mathematics(MathSegment(range: whole, origin: .plainText, dialect: dialect))]
    }
    read([Part(source: source, blocks: blocks)])
  }

  /// Whether an equation has signs that only code has.
  private static func looksLikeCode(_ text: String) -> Bool {
    if ["np.", " @ ", ".T", "+=", "-="].contains(where: { text.contains($0) }) { return true }
    // a**2 is a power, **a** a bold letter.
    let characters = Array(text)
    return characters.indices.dropFirst().dropLast(2).contains { place in
      characters[place] == "*" && characters[place + 1] == "*" && characters[place - 1] != "*"
        && !characters[place - 1].isWhitespace && (characters[place + 2].isNumber || characters[place + 2] == "(")
    }
  }

  private static func isCode(_ source: SourceText) -> Bool {
    CodeReader(source: source, block: 0).read(0..<source.count).allSatisfy { line in
      if case .statement(let statement) = line { statement.code?.kind != .other } else { true }
    }
  }

  /// A text, or a cell of a notebook.
  private struct Part {
    var source: SourceText
    var blocks: [DocumentBlock]
  }

  private static func parts(of text: String, name: String, format: Format) throws(DocumentError) -> [Part] {
    guard text.utf8.count <= sizeLimit else { throw DocumentError(name: name, problem: .tooLarge(limit: sizeLimit)) }
    switch format {
    case .markdown, .plainText:
      let source = SourceText(text)
      return [Part(source: source, blocks: MarkdownScanner.blocks(of: source, isPlainText: format == .plainText))]
    case .latex:
      let source = SourceText(text)
      return [Part(source: source, blocks: LaTeXScanner.blocks(of: source))]
    case .notebook:
      return try Notebook(text, name: name).cells.map { cell in
        let source = SourceText(cell.text, cell: cell.number)
        return Part(source: source, blocks: MarkdownScanner.blocks(of: source, isPlainText: false))
      }
    }
  }

  private mutating func read(_ parts: [Part]) {
    var macros = MacroTable()
    var names = NameCollector()
    for part in parts {
      macros.collect(from: part.source.scalars)
      names.collect(from: part.blocks, of: part.source)
    }
    var assembler = DocumentAssembler(self, macros: macros, names: names.names)
    for part in parts { assembler.read(part.blocks, of: part.source) }
    self = assembler.document
    guard format == .notebook else { return }
    for part in parts { part.source.cell.map { cells[$0] = part.source[0..<part.source.count] } }
  }

  /// The whole document cannot be read.
  private mutating func report(_ error: DocumentError) {
    let (line, column) = (error.line ?? 1, error.column ?? 1)
    let isTooLarge = if case .tooLarge = error.problem { true } else { false }
    problems.append(
      ReadingProblem(
        range: SourceRange(line: line, column: column, endLine: line, endColumn: column), latex: "",
        reason: isTooLarge ? .limit : .notation, line: line, column: column, message: error.message))
  }
}
