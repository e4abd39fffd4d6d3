extension ReadDocument {
  /// Reads a document. What cannot be read is among the problems.
  ///
  /// Linear in the length of the text.
  public init(reading text: String, name: String, format: Format) {
    self.init(name: name, text: text, format: format, statements: [])
    let source = SourceText(text)
    var macros = MacroTable()
    macros.collect(from: source.scalars)
    let blocks = MarkdownScanner(source, isPlainText: format == .plainText).blocks
    var assembler = DocumentAssembler(source, into: self, macros: macros, names: [])
    self = assembler.read(blocks)
  }

  /// Reads one equation, in TeX's notation or in Unicode's, as it stands on a command line.
  public init(readingEquation text: String) {
    self.init(name: "equation", text: text, format: .plainText, statements: [])
    let source = SourceText(text)
    let segment = MathSegment(
      range: 0..<source.count, origin: .plainText, dialect: text.contains("\\") ? .delimited : .plain)
    var assembler = DocumentAssembler(source, into: self, macros: MacroTable(), names: [])
    self = assembler.read([.mathematics(segment, outer: segment.range)])
  }
}
