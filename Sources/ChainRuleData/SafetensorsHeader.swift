import ChainRule

/// Reads the header of a safetensors file: the one form of JSON object that the format allows, without recursion.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    /// Where the entry starts in the file.
    let place: Int
    let numberFormat: ScalarFormat
    let shape: Shape
    let begin: Int
    let end: Int
  }

  private let bytes: [UInt8]
  private let end: Int
  private let file: String
  private var position = 8
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  /// The header stands in `bytes` from byte 8 up to `end`.
  init(bytes: [UInt8], end: Int, file: String) {
    self.bytes = bytes
    self.end = end
    self.file = file
  }

  mutating func parse() throws(DataFileError) {
    guard position < end, bytes[position] == UInt8(ascii: "{") else {
      throw unexpected("{, which starts the header; this may not be a safetensors file")
    }
    var names: Set<String> = []
    try object { header, name, place throws(DataFileError) in
      guard names.insert(name).inserted else { throw header.damaged(place, "\(quoted(name)) again", "each name once") }
      if name == "__metadata__" { try header.parseMetadata() } else { try header.parseEntry(name, place) }
    }
    skipSpace()
    guard position == end else { throw unexpected("the end of the header") }
  }

  private mutating func parseMetadata() throws(DataFileError) {
    try object { header, key, place throws(DataFileError) in
      guard header.metadata[key] == nil else { throw header.damaged(place, "\(quoted(key)) again", "each name once") }
      header.metadata[key] = try header.string()
    }
  }

  private mutating func parseEntry(_ name: String, _ place: Int) throws(DataFileError) {
    var numberFormat: ScalarFormat?
    var lengths: (values: [Int], place: Int)?
    var offsets: (values: [Int], place: Int)?
    try object { header, key, place throws(DataFileError) in
      let isNew: Bool
      switch key {
      case "dtype":
        isNew = numberFormat == nil
        numberFormat = try header.parseNumberFormat()
      case "shape":
        isNew = lengths == nil
        lengths = (try header.integers(), place)
      case "data_offsets":
        isNew = offsets == nil
        offsets = (try header.integers(), place)
      default: throw header.damaged(place, quoted(key), "dtype, shape or data_offsets")
      }
      guard isNew else { throw header.damaged(place, "\(quoted(key)) again", "each name once") }
    }
    guard let numberFormat, let lengths, let offsets else {
      throw damaged(place, "\(quoted(name)) without all of dtype, shape and data_offsets", "the three of them")
    }
    let shape: Shape
    do { shape = try Shape(validating: lengths.values) } catch {
      throw damaged(
        lengths.place, "the shape \(lengths.values) of \(quoted(name))", "one that a tensor can have: \(error.message)")
    }
    guard offsets.values.count == 2, offsets.values[0] <= offsets.values[1] else {
      throw damaged(
        offsets.place, "the offsets \(offsets.values) of \(quoted(name))", "two, the first one not above the second")
    }
    let byteCount = shape.elementCount * (numberFormat == .float32 ? 4 : 8)
    guard offsets.values[1] - offsets.values[0] == byteCount else {
      throw damaged(
        offsets.place, "\(quoted(name)) with \(offsets.values[1] - offsets.values[0]) bytes of data",
        "\(byteCount), for a tensor of \(shape)")
    }
    entries.append(
      Entry(
        name: name, place: place, numberFormat: numberFormat, shape: shape, begin: offsets.values[0],
        end: offsets.values[1]))
  }

  private mutating func parseNumberFormat() throws(DataFileError) -> ScalarFormat {
    skipSpace()
    let place = position
    switch try string() {
    case "F32": return .float32
    case "F64": return .float64
    case let other: throw damaged(place, "the number format \(quoted(other))", "F32 or F64")
    }
  }

  /// An object; `member` reads each value, given the key and its place.
  private mutating func object(
    _ member: (inout Self, String, Int) throws(DataFileError) -> Void
  ) throws(DataFileError) {
    try expect("{")
    if accept("}") { return }
    repeat {
      skipSpace()
      let place = position
      let key = try string()
      try expect(":")
      try member(&self, key, place)
    } while accept(",")
    try expect("}")
  }

  /// An array of whole numbers from 0 on.
  private mutating func integers() throws(DataFileError) -> [Int] {
    try expect("[")
    var values: [Int] = []
    if accept("]") { return values }
    repeat {
      skipSpace()
      let start = position
      while position < end, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") { position += 1 }
      let digits = String(decoding: bytes[start..<position], as: UTF8.self)
      guard start < position else { throw unexpected("a whole number from 0 on") }
      guard let value = Int(digits), digits == "0" || !digits.hasPrefix("0") else {
        throw damaged(start, quoted(digits), "a whole number below 2⁶³, without leading zeros")
      }
      values.append(value)
    } while accept(",")
    try expect("]")
    return values
  }

  private mutating func string() throws(DataFileError) -> String {
    try expect("\"")
    let start = position - 1
    var text: [UInt8] = []
    while position < end {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw DataFileError(file: file, place: .byte(start), problem: .invalidUTF8)
        }
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw damaged(position - 1, "a control character", "text without control characters")
      default: text.append(byte)
      }
    }
    throw damaged(start, "a string without an end", "\" at its end")
  }

  /// What follows a backslash, as UTF-8.
  private mutating func escape() throws(DataFileError) -> [UInt8] {
    let start = position - 1
    guard position < end else { throw unexpected("the rest of an escape") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try codeUnit()]
      if UTF16.isLeadSurrogate(units[0]), position + 1 < end, bytes[position] == UInt8(ascii: "\\"),
        bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        units.append(try codeUnit())
      }
      guard let character = String(validating: units, as: UTF16.self) else {
        throw damaged(start, "half of a surrogate pair", "a character")
      }
      return Array(character.utf8)
    default: throw damaged(start, "an unknown escape", "one of JSON's")
    }
  }

  private mutating func codeUnit() throws(DataFileError) -> UInt16 {
    let digits = String(decoding: bytes[position..<min(position + 4, end)], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
      throw unexpected("four hexadecimal digits")
    }
    position += 4
    return unit
  }

  private mutating func skipSpace() {
    while position < end, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < end, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(DataFileError) {
    guard accept(character) else { throw unexpected(String(character)) }
  }

  private func unexpected(_ expected: String) -> DataFileError {
    let found =
      position < end
      ? quoted(String(decoding: bytes[position..<min(position + 12, end)], as: UTF8.self)) : "the end of the header"
    return damaged(position, found, expected)
  }

  private func damaged(_ place: Int, _ found: String, _ expected: String) -> DataFileError {
    DataFileError(file: file, place: .byte(place), problem: .malformed(found: found, expected: expected))
  }
}
