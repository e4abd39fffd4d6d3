/// Where something stands in a document: lines and columns from 1, columns counted in characters.
public struct SourceRange: Hashable, Sendable {
  public var line: Int
  public var column: Int
  public var endLine: Int
  /// The column behind the last character.
  public var endColumn: Int
  /// The cell of a notebook, from 1; lines are then those of the cell.
  public var cell: Int?

  public init(line: Int, column: Int, endLine: Int, endColumn: Int, cell: Int? = nil) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
    self.cell = cell
  }
}
