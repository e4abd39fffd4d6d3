/// Says why an operation does not accept its operands, and what to do about it.
///
/// A message may speak of its operands as `{0}`, `{1}`, ...; the tape puts the variables' names there.
public struct ShapeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line: what does not fit and, where one is likely, the repair.
  public let message: String

  public init(_ message: String) { self.message = message }

  public var description: String { ShapeError.naming(message) { "operand \($0)" } }

  /// The message with a name in place of each operand's mark.
  static func naming(_ message: String, _ name: (Int) -> String) -> String {
    var text = ""
    var rest = message[...]
    while let brace = rest.firstIndex(of: "{") {
      text += rest[..<brace]
      rest = rest[rest.index(after: brace)...]
      guard let end = rest.firstIndex(of: "}"), let operand = Int(rest[..<end]) else {
        text += "{"
        continue
      }
      text += name(operand)
      rest = rest[rest.index(after: end)...]
    }
    return text + rest
  }
}
