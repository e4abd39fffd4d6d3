extension DocumentBindings {
  /// Reads the bindings of a comment's text, as they stand between `chain-rule:` and the comment's end.
  public init(parsing text: String) throws(BindingsError) {
    var parser = BindingsParser()
    let start = SourceRange(line: 1, column: 1, endLine: 1, endColumn: 1)
    self.init(try parser.comment(text, at: start).map(\.binding))
  }

  /// Reads all of a document's comments; none may contradict another.
  public init(of document: ReadDocument) throws(BindingsError) {
    self.init(try DocumentBindings.located(in: document).map(\.binding))
  }

  /// The bindings of a document's comments, with their places.
  static func located(in document: ReadDocument) throws(BindingsError) -> [LocatedBinding] {
    var parser = BindingsParser()
    var bindings: [LocatedBinding] = []
    let source = SourceLines(document.text)
    for comment in document.bindings {
      // The comment as it stands in the document, so that places are right; a notebook's cells are not in its text.
      let whole = source.offsets(of: comment.range).map { String(source.characters[$0]) } ?? ""
      bindings += try parser.comment(whole.contains(comment.text) ? whole : comment.text, at: comment.range)
    }
    return bindings
  }

  /// The bindings as a comment to put into a document, which reads back as what it was printed from.
  public func comment(for format: ReadDocument.Format) -> String {
    switch format {
    case .latex: bindings.map { "% chain-rule: \($0)" }.joined(separator: "\n")
    case .markdown, .notebook, .plainText: "<!-- chain-rule:\n\(bindings.map { "  \($0);\n" }.joined())-->"
    }
  }
}

extension DocumentBindings: CustomStringConvertible {
  /// The bindings in one line.
  public var description: String { bindings.map(\.description).joined(separator: "; ") }
}

extension Binding {
  /// Reads a binding as it is given on the command line: `sigma=tanh`, `alpha=0.5`, `J=loss`, `X = n × m`.
  public init(parsing text: String) throws(BindingsError) {
    var parser = BindingsParser(text)
    self = try parser.assignment()
  }
}
