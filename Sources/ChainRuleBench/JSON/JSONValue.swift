/// A value of a JSON text.
indirect enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case array([JSONValue])
  case object([Member])

  /// A named value of an object, in the order of the text.
  struct Member: Equatable {
    let name: String
    let value: JSONValue
    /// The character at which the value starts, counted from 1.
    let column: Int
  }

  /// The value of this name; `nil` where there is none, or where this is no object.
  subscript(name: String) -> JSONValue? { member(name)?.value }

  func member(_ name: String) -> Member? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }
  }

  var number: Double? { if case .number(let number) = self { number } else { nil } }
  var text: String? { if case .text(let text) = self { text } else { nil } }
}

extension JSONValue: CustomStringConvertible {
  /// The value as JSON in one line. Numbers that JSON does not know are null.
  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value):
      if value.magnitude <= 0x1p53, let whole = Int(exactly: value) {
        "\(whole)"
      } else {
        value.isFinite ? "\(value)" : "null"
      }
    case .text(let text): Self.quoted(text)
    case .array(let values): "[\(values.map(\.description).joined(separator: ", "))]"
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.name)): \($0.value)" }.joined(separator: ", "))}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
  /// An object of values that this program writes, which have no place in a text.
  init(dictionaryLiteral members: (String, JSONValue)...) { self.init(members) }

  init(_ members: [(String, JSONValue)]) {
    self = .object(members.map { Member(name: $0.0, value: $0.1, column: 0) })
  }
}
