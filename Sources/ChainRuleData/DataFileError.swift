/// Says what is wrong with a file, where, and what was expected there.
///
/// Everything that reads files throws this error and no other; no content of a file stops the program.
public struct DataFileError: Error, Hashable, Sendable {
  /// Where in the file.
  public enum Place: Hashable, Sendable {
    /// The file as a whole.
    case file
    /// A line and a character in it, both counted from 1.
    case text(line: Int, column: Int)
    /// A byte, counted from 0.
    case byte(Int)
  }

  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// The file cannot be read or written; the system's reason.
    case unreadable(reason: String)
    /// There is nothing in it, or a header alone.
    case empty
    /// Bytes that are not UTF-8 text.
    case invalidUTF8
    /// A cell that does not hold what its column asks for. `name` is the column's name, where it has one.
    case badCell(found: String, expected: String, column: Int, name: String?)
    /// A row with more or fewer fields than the first one.
    case raggedRow(found: Int, expected: Int)
    /// Text that breaks the rules of the format.
    case malformed(found: String, expected: String)
    /// Tensors whose names or shapes are not the expected ones.
    case mismatch(missing: [String], unexpected: [String], wrong: [String])
  }

  /// The file's path, as it was given.
  public let file: String
  public let place: Place
  public let problem: Problem

  public init(file: String, place: Place = .file, problem: Problem) {
    self.file = file
    self.place = place
    self.problem = problem
  }
}

extension DataFileError: CustomStringConvertible {
  /// One line: `file:line:column: message`.
  public var description: String {
    switch place {
    case .file: "\(file): \(message)"
    case .text(let line, let column): "\(file):\(line):\(column): \(message)"
    case .byte(let offset): "\(file): at byte \(offset): \(message)"
    }
  }

  /// What is wrong, without the place.
  public var message: String {
    switch problem {
    case .unreadable(let reason): reason
    case .empty: "there are no rows of data in the file; expected at least one"
    case .invalidUTF8: "this is not UTF-8 text; save the file in the encoding UTF-8"
    case .badCell(let found, let expected, let column, let name):
      "field \(column)\(name.map { " (\(quoted($0)))" } ?? ""): found \(found), expected \(expected)"
    case .raggedRow(let found, let expected):
      "the row has \(counted(found, "field")), but the first row has \(expected)"
    case .malformed(let found, let expected): "found \(found), expected \(expected)"
    case .mismatch(let missing, let unexpected, let wrong):
      [
        missing.isEmpty ? nil : "missing: \(missing.map(quoted).joined(separator: ", "))",
        unexpected.isEmpty ? nil : "unexpected: \(unexpected.map(quoted).joined(separator: ", "))",
        wrong.isEmpty ? nil : wrong.joined(separator: ", "),
      ].compactMap { $0 }.joined(separator: "; ")
    }
  }
}

/// Text from a file, in quotation marks, shortened, and without characters that would act on a terminal.
func quoted(_ text: String) -> String {
  let limit = 40
  var result = ""
  for (position, scalar) in text.unicodeScalars.enumerated() {
    guard position < limit else { return "\"\(result)…\"" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      result += scalar.escaped(asASCII: true)
    default: result.unicodeScalars.append(scalar)
    }
  }
  return "\"\(result)\""
}

/// A number of things: "1 field", "3 fields".
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
