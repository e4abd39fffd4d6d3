/// JSON in one line, with the keys of each object in the order in which they are encoded.
enum OrderedJSON {
  /// Numbers that are not finite become `null`, since JSON has none.
  static func text(_ value: any Encodable) throws -> String {
    switch value {
    case let text as String: return quoted(text)
    case let truth as Bool: return truth ? "true" : "false"
    case let number as Double: return number.isFinite ? "\(number)" : "null"
    case let number as any BinaryInteger: return "\(number)"
    default:
      let node = Node()
      try value.encode(to: NodeEncoder(node: node))
      return node.text
    }
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\u{0}"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// A value that is being encoded, as the texts of its members.
  private final class Node {
    enum Form {
      case scalar, array, object
    }

    var form = Form.object
    var members: [String] = []

    var text: String {
      switch form {
      case .scalar: members.first ?? "null"
      case .array: "[\(members.joined(separator: ", "))]"
      case .object: "{\(members.joined(separator: ", "))}"
      }
    }
  }

  private struct NodeEncoder: Encoder {
    let node: Node
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      node.form = .object
      return KeyedEncodingContainer(Members<Key>(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      node.form = .array
      return Elements(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
      node.form = .scalar
      return Scalar(node: node)
    }
  }

  /// Containers within containers, and those of superclasses, are asked for by none of the types that are encoded here.
  private static func unsupported() -> Never { fatalError("only whole values can be encoded") }

  private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: Node
    let codingPath: [any CodingKey] = []

    func encodeNil(forKey key: Key) { node.members.append("\(quoted(key.stringValue)): null") }

    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      node.members.append("\(quoted(key.stringValue)): \(try text(value))")
    }

    func nestedContainer<Nested>(keyedBy type: Nested.Type, forKey key: Key) -> KeyedEncodingContainer<Nested> {
      unsupported()
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
    func superEncoder(forKey key: Key) -> any Encoder { unsupported() }
  }

  private struct Elements: UnkeyedEncodingContainer {
    let node: Node
    let codingPath: [any CodingKey] = []
    var count: Int { node.members.count }

    func encodeNil() { node.members.append("null") }
    func encode<Value: Encodable>(_ value: Value) throws { node.members.append(try text(value)) }
    func nestedContainer<Nested>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> { unsupported() }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { unsupported() }
    func superEncoder() -> any Encoder { unsupported() }
  }

  private struct Scalar: SingleValueEncodingContainer {
    let node: Node
    let codingPath: [any CodingKey] = []

    func encodeNil() { node.members = ["null"] }
    func encode<Value: Encodable>(_ value: Value) throws { node.members = [try text(value)] }
  }
}
