extension ReadDocument {
  /// How long a document may be, in bytes.
  public static let sizeLimit = 64_000_000

  /// Reads a document from a file's content; its name and its first bytes tell the format.
  public init(reading bytes: [UInt8], name: String) throws(DocumentError) {
    let format = try Format(name: name, content: bytes)
    let text = try Self.text(of: bytes, name: name)
    if format == .notebook { _ = try Notebook(text, name: name) }
    self.init(reading: text, name: name, format: format)
  }

  /// The text of a file's content, without a byte order mark.
  private static func text(of bytes: [UInt8], name: String) throws(DocumentError) -> String {
    guard bytes.count <= sizeLimit else { throw DocumentError(name: name, problem: .tooLarge(limit: sizeLimit)) }
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    var text = ""
    var decoder = UTF8()
    var iterator = content.makeIterator()
    var line = 1
    var column = 1
    text.reserveCapacity(content.count)
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar):
        text.unicodeScalars.append(scalar)
        column = scalar == "\n" ? 1 : column + 1
        if scalar == "\n" { line += 1 }
      case .emptyInput: return text
      case .error: throw DocumentError(name: name, line: line, column: column, problem: .invalidUTF8)
      }
    }
  }
}

extension ReadDocument.Format {
  /// The format of a file, by its first bytes and by its name; a text of no known kind is Markdown.
  public init(name: String, content: [UInt8]) throws(DocumentError) {
    if let (kind, advice) = Self.unsupported(content) {
      throw DocumentError(name: name, problem: .unsupported(kind: kind, advice: advice))
    }
    let ending = name.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last?.lowercased() ?? ""
    switch ending {
    case "tex", "ltx", "latex": self = .latex
    case "ipynb": self = .notebook
    case "txt", "text": self = .plainText
    case "md", "markdown", "mkd", "mdx", "qmd", "rmd": self = .markdown
    case "html", "htm", "xhtml": throw DocumentError(name: name, problem: Self.html)
    case "pdf": throw DocumentError(name: name, problem: Self.pdf)
    case "doc", "docx", "odt", "rtf", "pages": throw DocumentError(name: name, problem: Self.word)
    default: self = Self.guessed(from: content)
    }
  }

  private static func guessed(from content: [UInt8]) -> Self {
    let start = String(decoding: content.prefix(4000), as: UTF8.self)
    if start.contains("\\documentclass") || start.contains("\\begin{document}") { return .latex }
    if start.first(where: { !$0.isWhitespace }) == "{", start.contains("\"cells\"") || start.contains("\"nbformat\"") {
      return .notebook
    }
    return .markdown
  }

  private static let pdf = DocumentError.Problem.unsupported(
    kind: "PDF", advice: "give its source, or convert it to Markdown with mathematics (marker, Mathpix, nougat)")
  private static let word = DocumentError.Problem.unsupported(
    kind: "a word processor's file", advice: "convert it: pandoc FILE -t markdown -o FILE.md")
  private static let html = DocumentError.Problem.unsupported(
    kind: "HTML", advice: "convert it: pandoc FILE -t markdown -o FILE.md")

  /// What the first bytes say about files that are no text.
  private static func unsupported(_ content: [UInt8]) -> (kind: String, advice: String)? {
    func begins(_ text: String) -> Bool { content.starts(with: text.utf8) }
    let problem: DocumentError.Problem
    if begins("%PDF") {
      problem = pdf
    } else if begins("PK\u{3}\u{4}") || content.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) || begins("{\\rtf") {
      problem = word
    } else {
      let start = String(decoding: content.prefix(400), as: UTF8.self).lowercased()
      let head = start.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
      guard head.hasPrefix("<!doctype html") || head.hasPrefix("<html") else { return nil }
      problem = html
    }
    guard case .unsupported(let kind, let advice) = problem else { return nil }
    return (kind, advice)
  }
}
