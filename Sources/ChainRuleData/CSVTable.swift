/// A table of text cells, read from comma-separated values.
///
/// The format is RFC 4180's: fields are separated by commas, a field in quotation marks may hold commas, line ends and
/// doubled quotation marks. Lines end in LF, CR LF or CR; a byte order mark at the start and empty lines are skipped. Every
/// row has as many fields as the first. Cells know their line and column, so that whoever refuses one can say where it is.
public struct CSVTable: Sendable {
  /// Whether the first row names the columns.
  public enum Header: Hashable, Sendable {
    case present, absent
    /// It does where none of its cells is a number.
    case detected
  }

  struct Cell: Sendable {
    let text: String
    let line: Int
    let column: Int
  }

  /// The file's name in errors.
  public let file: String
  /// The names of the columns, where the file has them.
  public let columnNames: [String]?
  public let columnCount: Int
  public let rowCount: Int
  // Row by row, without the header.
  private let cells: ArraySlice<Cell>

  /// Reads a file. Throws where it cannot be read, is empty or breaks the format.
  public init(contentsOf path: String, header: Header = .detected) throws(DataFileError) {
    try self.init(parsing: readBytes(of: path), file: path, header: header)
  }

  /// Reads text in UTF-8; `file` is its name in errors. Complexity: O(bytes).
  public init(parsing bytes: [UInt8], file: String, header: Header = .detected) throws(DataFileError) {
    var parser = try CSVParser(bytes, file: file)
    let cells = try parser.cells()
    guard let width = parser.width else { throw DataFileError(file: file, problem: .empty) }
    let first = cells[..<width]
    let hasHeader =
      switch header {
      case .present: true
      case .absent: false
      case .detected: first.allSatisfy { !CSVTable.looksNumeric($0.text) }
      }
    self.file = file
    columnCount = width
    columnNames = hasHeader ? first.map(\.text) : nil
    self.cells = cells[(hasHeader ? width : 0)...]
    rowCount = self.cells.count / width
  }

  private func cell(_ row: Int, _ column: Int) -> Cell {
    cells[cells.startIndex + row * columnCount + column]
  }

  /// The text of a cell, counted from 0, without spaces around it.
  public func text(row: Int, column: Int) -> String { CSVTable.trimmed(cell(row, column).text) }

  /// The number in a cell, counted from 0. Throws where there is none, or one that is not finite.
  ///
  /// A number is written in decimal digits with a point and an exponent if need be: `-12.5e3`. Spaces may stand around it.
  public func number(row: Int, column: Int) throws(DataFileError) -> Double {
    let text = text(row: row, column: column)
    if !text.isEmpty, text.utf8.allSatisfy(CSVTable.isNumeric), let value = Double(text), value.isFinite {
      return value
    }
    throw badCell(row: row, column: column, expected: "a finite number")
  }

  /// An error about a cell, counted from 0.
  public func badCell(row: Int, column: Int, expected: String) -> DataFileError {
    let cell = cell(row, column)
    let text = CSVTable.trimmed(cell.text)
    var found = text.isEmpty ? "an empty cell" : quoted(text)
    if columnCount == 1 { found += CSVTable.separatorHint(cell.text) }
    return DataFileError(
      file: file, place: .text(line: cell.line, column: cell.column),
      problem: .badCell(found: found, expected: expected, column: column + 1, name: columnNames?[column]))
  }

  /// What to know about the only field of a row that holds other separators.
  static func separatorHint(_ text: String) -> String {
    text.contains { $0 == ";" || $0 == "\t" } ? " (fields are separated by commas, not by semicolons or tabs)" : ""
  }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  /// Whether the text stands for a number, be it one that `number` refuses.
  private static func looksNumeric(_ text: String) -> Bool { Double(trimmed(text)) != nil }

  private static func trimmed(_ text: String) -> String {
    func isBlank(_ byte: UInt8?) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard isBlank(text.utf8.first) || isBlank(text.utf8.last) else { return text }
    var bytes = text.utf8[...]
    while isBlank(bytes.first) { bytes.removeFirst() }
    while isBlank(bytes.last) { bytes.removeLast() }
    return String(Substring(bytes))
  }
}
