import ChainRuleData
import ChainRuleStudy
import Foundation

/// A document as it was read from a file or from standard input.
struct DocumentFile {
  let document: ReadDocument
  /// Whether the file begins with a byte order mark, which is no part of the document's text.
  let hasByteOrderMark: Bool

  /// The endings of the files in a folder that are documents.
  static let extensions = [
    "md", "markdown", "mkd", "mdx", "qmd", "rmd", "tex", "ltx", "latex", "ipynb", "txt", "text",
  ]

  /// Reads a file, or standard input for `-`.
  init(contentsOf path: String) throws {
    let name = path == "-" ? "<stdin>" : path
    let bytes =
      path == "-"
      ? try readBytes(from: .standardInput, named: name, limit: ReadDocument.sizeLimit)
      : try readBytes(of: path, limit: ReadDocument.sizeLimit)
    document = try ReadDocument(reading: bytes, name: name)
    hasByteOrderMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
  }
}
