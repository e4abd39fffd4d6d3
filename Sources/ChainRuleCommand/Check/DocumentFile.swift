import ChainRuleData
import ChainRuleStudy
import Foundation

/// A document's text as it is read from a file or from standard input.
struct DocumentFile {
  let name: String
  let text: String
  let format: ReadDocument.Format

  /// Larger documents are refused.
  static let largestSize = 32 << 20
  static let extensions = ["md", "markdown", "tex", "latex", "ipynb", "txt"]

  /// Reads a file, or standard input for `-`. Throws a failure that says what to do instead.
  init(contentsOf path: String) throws {
    name = path == "-" ? "<stdin>" : path
    let bytes =
      path == "-"
      ? try readBytes(from: .standardInput, named: name, limit: DocumentFile.largestSize)
      : try readBytes(of: path, limit: DocumentFile.largestSize)
    let suffix = path == "-" ? "" : URL(fileURLWithPath: path).pathExtension.lowercased()
    if let advice = DocumentFile.advice(suffix, bytes, path) { throw CommandFailure("\(name): \(advice)") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw CommandFailure("\(name): this is not UTF-8 text; convert it with 'iconv -t UTF-8', or save it as UTF-8")
    }
    self.text = text
    format = DocumentFile.format(suffix, text)
  }

  /// How to make a document that can be read of one that cannot; `nil` where it can.
  private static func advice(_ suffix: String, _ bytes: [UInt8], _ path: String) -> String? {
    let target = path == "-" ? "notes.md" : "\(URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent).md"
    func pandoc(_ what: String) -> String {
      "this is \(what); convert it first: pandoc '\(path == "-" ? "FILE" : path)' -t markdown -o '\(target)'"
    }
    if suffix == "pdf" || bytes.starts(with: "%PDF".utf8) {
      return "this is a PDF, which holds glyphs rather than formulas; check the LaTeX or Markdown that it was made from"
    }
    if ["docx", "odt"].contains(suffix) || bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return pandoc("a Word file")
    }
    if ["doc", "rtf"].contains(suffix) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return "this is an old Word file; save it as .docx, then convert it: pandoc FILE.docx -t markdown -o '\(target)'"
    }
    let start = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
    let isPage = start.contains("<!doctype html") || start.contains("<html")
    if ["html", "htm", "xhtml"].contains(suffix) || isPage { return pandoc("a web page") }
    return bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
      ? "this is UTF-16 text; convert it first: iconv -f UTF-16 -t UTF-8 FILE" : nil
  }

  /// The format by the name, or by the text where the name leaves it open.
  private static func format(_ suffix: String, _ text: String) -> ReadDocument.Format {
    switch suffix {
    case "md", "markdown": return .markdown
    case "tex", "latex": return .latex
    case "ipynb": return .notebook
    default:
      if text.contains("\\documentclass") || text.contains("\\begin{document}") { return .latex }
      if text.prefix(100).drop(while: \.isWhitespace).first == "{", text.contains("\"cells\"") { return .notebook }
      return ["$", "\\[", "\\("].contains { text.contains($0) } ? .markdown : .plainText
    }
  }
}
