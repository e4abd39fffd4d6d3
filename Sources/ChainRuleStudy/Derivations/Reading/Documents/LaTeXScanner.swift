/// Takes a document in LaTeX apart into blocks.
struct LaTeXScanner {
  let source: SourceText
  private var delimiters: DelimiterScanner
  private var builder = BlockBuilder()
  private var position = 0

  private init(_ source: SourceText) {
    self.source = source
    delimiters = DelimiterScanner(Self.withoutComments(source.scalars))
  }

  /// The text with spaces in place of its comments.
  private static func withoutComments(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result = scalars
    var isComment = false
    var isEscaped = false
    for (place, scalar) in scalars.enumerated() {
      if scalar == "\n" { isComment = false }
      if scalar == "%", !isEscaped { isComment = true }
      if isComment { result[place] = " " }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return result
  }

  static func blocks(of source: SourceText) -> [DocumentBlock] {
    var scanner = LaTeXScanner(source)
    scanner.run()
    return scanner.builder.blocks
  }

  private var scalars: [Unicode.Scalar] { source.scalars }

  private mutating func run() {
    let start = bodyStart()
    while position < scalars.count {
      switch scalars[position] {
      case "%": readComment()
      case "\n":
        builder.endLine()
        position += 1
      case _ where position < start: position += 1
      case "$", "\\":
        if let found = delimiters.mathematics(at: position) {
          builder.append(found)
          position = found.outer.upperBound
        } else if scalars[position] == "\\" {
          readCommand()
        } else {
          append()
        }
      case "~":
        builder.append(" ", at: position)
        position += 1
      case "{", "}": position += 1
      default: append()
      }
    }
    builder.flush()
  }

  private mutating func append() {
    builder.append(scalars[position], at: position)
    position += 1
  }

  /// Where the text begins: behind the preamble, if there is one.
  private mutating func bodyStart() -> Int {
    let mark = "\\begin{document}"
    return delimiters.find(mark, from: 0).map { $0 + mark.unicodeScalars.count } ?? 0
  }

  private mutating func readComment() {
    let start = position
    while position < scalars.count, scalars[position] != "\n" { position += 1 }
    let content = source[start..<position].drop { $0 == "%" }
    builder.append(comment: String(content), start..<position)
  }

  private static let headings: [String: Int] = [
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5, "subparagraph": 6,
    "title": 1,
  ]

  /// Commands whose arguments are no words of the text.
  private static let silent: Set<String> = [
    "label", "cite", "citep", "citet", "ref", "eqref", "cref", "Cref", "autoref", "includegraphics", "usepackage",
    "bibliography", "bibliographystyle", "input", "include", "vspace", "hspace", "url", "pagestyle", "documentclass",
    "setlength", "graphicspath", "newtheorem", "hypersetup", "begin", "end",
  ]

  /// Environments that are left out.
  private static let skipped: Set<String> = ["tikzpicture", "comment", "filecontents", "thebibliography"]
  private static let code: Set<String> = ["verbatim", "lstlisting", "minted", "Verbatim", "alltt", "python"]

  private mutating func readCommand() {
    var scanner = ScalarScanner(scalars, in: position..<min(scalars.count, position + 1000))
    scanner.position += 1
    let name = scanner.controlWord()
    let start = position
    position = scanner.position
    if name == "end", scanner.sees("{document}") {
      position = scalars.count
    } else if name == "begin", let argument = scanner.group() {
      readEnvironment(scanner.text(argument), from: scanner.position)
    } else if let level = Self.headings[name] {
      if scanner.next == "*" { scanner.position += 1 }
      _ = scanner.bracketed()
      guard let title = scanner.group() else { return }
      builder.append(.heading(plain(title), level: level, offset: start))
      position = scanner.position
    } else if MacroTable.definers.contains(name) {
      var skipped = MacroTable()
      skipped.define(name, &scanner)
      position = scanner.position
    } else if Self.silent.contains(name) {
      if scanner.next == "*" { scanner.position += 1 }
      while scanner.bracketed() != nil || scanner.group() != nil {}
      position = scanner.position
    } else if name == "\\" || name == "item" || name == "par" {
      builder.append(" ", at: start)
    } else if name.unicodeScalars.count == 1, let scalar = name.unicodeScalars.first, !scalar.isASCIILetter {
      builder.append(scalar.isSpace || scalar == "," ? " " : scalar, at: start)
    }
  }

  /// The beginning of an environment that is no mathematics.
  private mutating func readEnvironment(_ name: String, from start: Int) {
    position = start
    guard Self.code.contains(name) || Self.skipped.contains(name),
      let end = delimiters.find("\\end{\(name)}", from: start)
    else { return }
    if Self.code.contains(name) {
      let first = scalars[start..<end].firstIndex(of: "\n").map { $0 + 1 } ?? start
      builder.append(.code(first..<end))
    }
    position = end
  }

  /// A title without its commands.
  private func plain(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    var isCommand = false
    for scalar in scalars[range] {
      if scalar == "\\" {
        isCommand = true
      } else if !isCommand || !scalar.isASCIILetter {
        isCommand = false
        if !["{", "}", "$", "~"].contains(scalar) { text.append(scalar) }
      }
    }
    return String(text).trimmed
  }
}
