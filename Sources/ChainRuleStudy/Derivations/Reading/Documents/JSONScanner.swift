/// Reads JSON; of numbers and truth values it only knows that they are there.
struct JSONScanner {
  indirect enum Value {
    case object([String: Value])
    case array([Value])
    case string(String)
    case other
  }

  struct Failure: Error {
    var message: String
    /// In bytes.
    var offset: Int
  }

  private static let depthLimit = 100
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The line and the column of a byte, from 1; columns are counted in characters.
  func place(of offset: Int) -> (line: Int, column: Int) {
    let before = bytes.prefix(offset)
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return (line, String(decoding: before[start...], as: UTF8.self).count + 1)
  }

  mutating func document() throws(Failure) -> Value {
    let value = try value(depth: 0)
    skipSpaces()
    guard position == bytes.count else { throw failure("expected the end") }
    return value
  }

  private func failure(_ expected: String) -> Failure {
    Failure(message: position < bytes.count ? expected : expected + ", but the text ends here", offset: position)
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipSpaces() {
    while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func value(depth: Int) throws(Failure) -> Value {
    guard depth < Self.depthLimit else { throw failure("expected fewer brackets in each other") }
    skipSpaces()
    switch next {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"):
      position += 1
      var members: [String: Value] = [:]
      if accept("}") { return .object(members) }
      repeat {
        skipSpaces()
        let key = try string()
        guard accept(":") else { throw failure("expected “:”") }
        members[key] = try value(depth: depth + 1)
      } while accept(",")
      guard accept("}") else { throw failure("expected “,” or “}”") }
      return .object(members)
    case UInt8(ascii: "["):
      position += 1
      var elements: [Value] = []
      if accept("]") { return .array(elements) }
      repeat { elements.append(try value(depth: depth + 1)) } while accept(",")
      guard accept("]") else { throw failure("expected “,” or “]”") }
      return .array(elements)
    default:
      let start = position
      while let byte = next,
        byte == 43 || byte == 45 || byte == 46 || (48...57).contains(byte) || (65...90).contains(byte)
          || (97...122).contains(byte)
      {
        position += 1
      }
      guard position > start else { throw failure("expected a value") }
      return .other
    }
  }

  private mutating func string() throws(Failure) -> String {
    guard next == UInt8(ascii: "\"") else { throw failure("expected a string") }
    position += 1
    var content: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"): content += try escape()
      default: content.append(byte)
      }
    }
    throw failure("expected “\"”")
  }

  private mutating func escape() throws(Failure) -> [UInt8] {
    guard let byte = next else { throw failure("expected an escaped character") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [10]
    case UInt8(ascii: "t"): return [9]
    case UInt8(ascii: "r"): return [13]
    case UInt8(ascii: "b"): return [8]
    case UInt8(ascii: "f"): return [12]
    case UInt8(ascii: "u"):
      var unit = try codeUnit()
      if (0xD800..<0xDC00).contains(unit), next == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        let low = try codeUnit()
        unit = (0xDC00..<0xE000).contains(low) ? 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00) : 0xFFFD
      }
      return Array(String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf8)
    default: return [byte]
    }
  }

  private mutating func codeUnit() throws(Failure) -> UInt32 {
    guard position + 4 <= bytes.count,
      let unit = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    position += 4
    return unit
  }
}
