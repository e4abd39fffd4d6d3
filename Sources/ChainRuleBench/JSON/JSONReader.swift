/// Reads a line of JSON (RFC 8259), strictly: one value, each name of an object once.
struct JSONReader {
  /// What is wrong with the text, and at which character, counted from 1.
  struct Failure: Error, Equatable {
    let column: Int
    let found: String
    let expected: String

    var message: String { "found \(found), expected \(expected)" }
  }

  private let bytes: [UInt8]
  private var position = 0
  /// How many arrays and objects stand around the place that is read.
  private var depth = 0
  private static let mostDepth = 16

  static func value(of line: some Sequence<UInt8>) throws(Failure) -> JSONValue {
    var reader = JSONReader(bytes: Array(line))
    let value = try reader.value()
    reader.skipSpace()
    guard reader.position == reader.bytes.count else { throw reader.unexpected("the end of the line") }
    return value
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func value() throws(Failure) -> JSONValue {
    skipSpace()
    switch position < bytes.count ? bytes[position] : 0 {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try elements())
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default:
      for (word, value) in [("null", JSONValue.null), ("true", .bool(true)), ("false", .bool(false))]
      where bytes[position...].starts(with: word.utf8) {
        position += word.utf8.count
        return value
      }
      throw unexpected("a JSON value")
    }
  }

  private mutating func members() throws(Failure) -> [JSONValue.Member] {
    var members: [JSONValue.Member] = []
    try list("{", "}") { reader throws(Failure) in
      reader.skipSpace()
      let start = reader.position
      let name = try reader.text()
      guard !members.contains(where: { $0.name == name }) else {
        throw reader.failure(start, "the name '\(name)' again", "each name once")
      }
      try reader.expect(":")
      reader.skipSpace()
      let column = reader.column(reader.position)
      members.append(JSONValue.Member(name: name, value: try reader.value(), column: column))
    }
    return members
  }

  private mutating func elements() throws(Failure) -> [JSONValue] {
    var elements: [JSONValue] = []
    try list("[", "]") { reader throws(Failure) in elements.append(try reader.value()) }
    return elements
  }

  /// What stands between brackets, separated by commas.
  private mutating func list(
    _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ item: (inout Self) throws(Failure) -> Void
  ) throws(Failure) {
    guard depth < Self.mostDepth else {
      throw failure(position, "brackets within brackets", "at most \(Self.mostDepth) of them")
    }
    depth += 1
    defer { depth -= 1 }
    try expect(open)
    if accept(close) { return }
    repeat { try item(&self) } while accept(",")
    try expect(close)
  }

  private mutating func number() throws(Failure) -> Double {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    let literal = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let number = Double(literal), number.isFinite else {
      throw failure(start, literal, "a number of double precision")
    }
    return number
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while position < bytes.count, UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[position] { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  private mutating func text() throws(Failure) -> String {
    try expect("\"")
    let start = position
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw failure(start, "bytes that are not UTF-8", "text in UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw failure(position - 1, "a control character", "text without control characters")
      default: text.append(byte)
      }
    }
    throw unexpected("\" at the end of a text")
  }

  /// What stands for the characters behind a backslash, as UTF-8.
  private mutating func escape() throws(Failure) -> [UInt8] {
    let start = position - 1
    let single: [(Unicode.Scalar, UInt8)] = [
      ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 0x08), ("f", 0x0C), ("n", 0x0A), ("r", 0x0D), ("t", 0x09),
    ]
    for (letter, byte) in single where take(letter) { return [byte] }
    guard take("u") else { throw failure(start, "an unknown escape", "one of JSON's") }
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), take("\\"), take("u") { units.append(try codeUnit()) }
    guard let character = String(validating: units, as: UTF16.self) else {
      throw failure(start, "half of a surrogate pair", "a character")
    }
    return Array(character.utf8)
  }

  private mutating func codeUnit() throws(Failure) -> UInt16 {
    let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
      throw unexpected("four hexadecimal digits")
    }
    position += 4
    return unit
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    return take(character)
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
    guard accept(character) else { throw unexpected("\(character)") }
  }

  private func unexpected(_ expected: String) -> Failure {
    let rest = String(decoding: bytes[position...].prefix(12), as: UTF8.self)
    return failure(position, rest.isEmpty ? "the end of the line" : "'\(rest.printable)'", expected)
  }

  private func failure(_ place: Int, _ found: String, _ expected: String) -> Failure {
    Failure(column: column(place), found: found, expected: expected)
  }

  private func column(_ place: Int) -> Int { String(decoding: bytes[..<place], as: UTF8.self).count + 1 }
}

extension String {
  /// The text without characters that would act on a terminal.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : $0 }))
  }
}
