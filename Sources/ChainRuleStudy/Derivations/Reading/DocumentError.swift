/// Says why a derivation document cannot be read at all, and what to do about it.
public struct DocumentError: Error, Hashable, Sendable {
  public enum Problem: Hashable, Sendable {
    /// The file cannot be opened; the system's reason.
    case unreadable(reason: String)
    /// Bytes that are not UTF-8 text.
    case invalidUTF8
    /// A kind of file that holds no text, such as "PDF", and how to make text of it.
    case unsupported(kind: String, advice: String)
    /// A notebook that is no valid JSON, or no notebook.
    case malformedNotebook(String)
    /// More characters than are read.
    case tooLarge(limit: Int)
  }

  /// The document's name, as it was given.
  public let name: String
  /// Where, from 1; `nil` for the document as a whole.
  public let line: Int?
  public let column: Int?
  public let problem: Problem

  public init(name: String, line: Int? = nil, column: Int? = nil, problem: Problem) {
    self.name = name
    self.line = line
    self.column = column
    self.problem = problem
  }
}

extension DocumentError: CustomStringConvertible {
  /// One line: `name:line:column: message`.
  public var description: String {
    [name, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":") + ": " + message
  }

  /// What is wrong, without the place.
  public var message: String {
    switch problem {
    case .unreadable(let reason): reason
    case .invalidUTF8: "this is not UTF-8 text; save the document in the encoding UTF-8"
    case .unsupported(let kind, let advice): "\(kind) is not read; \(advice)"
    case .malformedNotebook(let message): "this is no valid notebook: \(message)"
    case .tooLarge(let limit): "the document is longer than \(limit / 1_000_000) million characters; split it"
    }
  }
}
