/// Splits comma-separated values into cells, and knows where each one is.
struct CSVParser {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1
  // A place in the current line whose column is known.
  private var mark = (position: 0, column: 1)
  /// The number of fields of the first row; `nil` before there is one.
  private(set) var width: Int?

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  init(_ bytes: [UInt8], file: String) throws(DataFileError) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      position = 3
      mark.position = 3
    }
    if let invalid = CSVParser.firstInvalidByte(of: bytes) {
      while position < invalid { advance() }
      throw DataFileError(file: file, place: place(of: invalid), problem: .invalidUTF8)
    }
  }

  /// All cells, row by row.
  mutating func cells() throws(DataFileError) -> [CSVTable.Cell] {
    var cells: [CSVTable.Cell] = []
    while position < bytes.count {
      if isLineEnd(bytes[position]) {
        advance()
        continue
      }
      let start = cells.count
      let rowLine = line
      cells.append(try field())
      while position < bytes.count, bytes[position] == CSVParser.comma {
        position += 1
        cells.append(try field())
      }
      let count = cells.count - start
      if let width, count != width {
        // The place is that of the first field too many, or of the end of the row.
        let place: DataFileError.Place =
          count > width
          ? .text(line: cells[start + width].line, column: cells[start + width].column)
          : line == rowLine ? self.place(of: position) : .text(line: rowLine, column: 1)
        throw DataFileError(file: file, place: place, problem: .raggedRow(found: count, expected: width))
      }
      width = count
    }
    return cells
  }

  /// The field that starts here; leaves the position at the comma, line end or end of file after it.
  private mutating func field() throws(DataFileError) -> CSVTable.Cell {
    let line = line
    let column = column(of: position)
    if position < bytes.count, bytes[position] == CSVParser.quote {
      return CSVTable.Cell(text: try quotedText(), line: line, column: column)
    }
    let start = position
    while position < bytes.count, bytes[position] != CSVParser.comma, !isLineEnd(bytes[position]) {
      guard bytes[position] != CSVParser.quote else {
        throw DataFileError(
          file: file, place: place(of: position),
          problem: .malformed(
            found: "a quotation mark inside a field",
            expected: "the whole field in quotation marks, with those inside it doubled"))
      }
      position += 1
    }
    return CSVTable.Cell(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line, column: column)
  }

  private mutating func quotedText() throws(DataFileError) -> String {
    let opening = place(of: position)
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      if bytes[position] == CSVParser.quote {
        position += 1
        guard position < bytes.count, bytes[position] == CSVParser.quote else {
          guard position == bytes.count || bytes[position] == CSVParser.comma || isLineEnd(bytes[position]) else {
            throw DataFileError(
              file: file, place: place(of: position),
              problem: .malformed(
                found: "text after a closing quotation mark",
                expected: "a comma or the end of the line; quotation marks inside a field are doubled"))
          }
          return String(decoding: text, as: UTF8.self)
        }
      }
      text.append(bytes[position])
      advance()
    }
    throw DataFileError(
      file: file, place: opening,
      problem: .malformed(found: "an opening quotation mark without a closing one", expected: "\" at the field's end"))
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == CSVParser.lineFeed || byte == CSVParser.carriageReturn }

  /// Goes on by one byte, and counts lines; CR LF is one line end.
  private mutating func advance() {
    let byte = bytes[position]
    position += 1
    guard isLineEnd(byte) else { return }
    let isFirstOfTwo =
      byte == CSVParser.carriageReturn && position < bytes.count && bytes[position] == CSVParser.lineFeed
    guard !isFirstOfTwo else { return }
    line += 1
    mark = (position, 1)
  }

  /// The column of a byte of the current line, in characters (Unicode scalars) from 1.
  private mutating func column(of place: Int) -> Int {
    mark.column += bytes[mark.position..<place].lazy.filter { $0 & 0xC0 != 0x80 }.count
    mark.position = place
    return mark.column
  }

  private mutating func place(of place: Int) -> DataFileError.Place {
    .text(line: line, column: column(of: place))
  }

  private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }
}
