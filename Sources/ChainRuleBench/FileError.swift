/// Says what is wrong with a file, and where.
struct FileError: Error, CustomStringConvertible {
  let file: String
  /// A line and a character in it, both counted from 1; `nil` for the file as a whole.
  let place: (line: Int, column: Int)?
  let message: String

  /// One line: `file:line:column: message`.
  var description: String { "\(file):\(place.map { "\($0.line):\($0.column):" } ?? "") \(message)" }
}
