/// Why a binding cannot be read, and where.
public struct BindingsError: Error, Hashable, Sendable {
  /// In the document for a comment, else in the text that was given; both from 1.
  public var line: Int
  public var column: Int
  public var cell: Int?
  public var message: String

  public init(line: Int, column: Int, cell: Int? = nil, message: String) {
    self.line = line
    self.column = column
    self.cell = cell
    self.message = message
  }
}
