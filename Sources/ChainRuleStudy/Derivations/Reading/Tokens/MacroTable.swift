/// The commands that a document defines: `\newcommand`, `\def`, `\let`, `\DeclareMathOperator`.
struct MacroTable {
  struct Macro {
    var parameterCount: Int
    /// What the first argument is where none is given in square brackets.
    var optional: [Unicode.Scalar]?
    var body: [Unicode.Scalar]
  }

  private(set) var macros: [String: Macro] = [:]

  static let definers: Set<String> = [
    "newcommand", "renewcommand", "providecommand", "newcommand*", "renewcommand*", "providecommand*", "def", "gdef",
    "edef", "let", "DeclareMathOperator", "DeclareMathOperator*", "DeclareRobustCommand", "newrobustcmd",
  ]

  subscript(name: String) -> Macro? { macros[name] }

  /// Collects all definitions of a text.
  mutating func collect(from scalars: [Unicode.Scalar]) {
    var scanner = ScalarScanner(scalars)
    while let backslash = scanner.skip(to: "\\") {
      scanner.position = backslash + 1
      let name = scanner.controlWord()
      if Self.definers.contains(name) { define(name, &scanner) }
    }
  }

  /// Reads a definition behind its command, and stands behind it then.
  mutating func define(_ definer: String, _ scanner: inout ScalarScanner) {
    let start = scanner.position
    guard let name = Self.definedName(&scanner) else {
      scanner.position = start
      return
    }
    var macro = Macro(parameterCount: 0, optional: nil, body: [])
    switch definer {
    case "let":
      scanner.skipSpaces()
      if scanner.next == "=" { scanner.position += 1 }
      scanner.skipSpaces()
      guard scanner.next == "\\" else { return }
      let target = scanner.position
      scanner.position += 1
      _ = scanner.controlWord()
      macro.body = Array(scanner.scalars[target..<scanner.position])
    case "def", "gdef", "edef":
      while let next = scanner.next, next != "{" {
        if next == "#" { macro.parameterCount += 1 }
        if next == "\n" { return }
        scanner.position += 1
      }
      guard let body = scanner.group() else { return }
      macro.body = Array(scanner.scalars[body])
    case "DeclareMathOperator", "DeclareMathOperator*":
      guard let body = scanner.argument() else { return }
      macro.body = Array("\\operatorname{".unicodeScalars) + scanner.scalars[body] + ["}"]
    default:
      if let count = scanner.bracketed(), let number = Int(scanner.text(count)) {
        macro.parameterCount = min(max(number, 0), 9)
        macro.optional = scanner.bracketed().map { Array(scanner.scalars[$0]) }
      }
      guard let body = scanner.argument() else { return }
      macro.body = Array(scanner.scalars[body])
    }
    macros[name] = macro
  }

  /// `\name` or `{\name}`.
  private static func definedName(_ scanner: inout ScalarScanner) -> String? {
    scanner.skipSpaces()
    let inBraces = scanner.next == "{"
    if inBraces { scanner.position += 1 }
    scanner.skipSpaces()
    guard scanner.next == "\\" else { return nil }
    scanner.position += 1
    let name = scanner.controlWord()
    scanner.skipSpaces()
    if inBraces {
      guard scanner.next == "}" else { return nil }
      scanner.position += 1
    }
    return name.isEmpty ? nil : name
  }

  /// The body of a macro with its arguments in place.
  static func expansion(of macro: Macro, arguments: [[Unicode.Scalar]]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var position = 0
    while position < macro.body.count {
      let scalar = macro.body[position]
      if scalar == "#", position + 1 < macro.body.count, let number = macro.body[position + 1].digit,
        (1...9).contains(number)
      {
        if number <= arguments.count { result += arguments[number - 1] }
        position += 2
      } else {
        result.append(scalar)
        position += 1
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// The value of an ASCII digit.
  var digit: Int? { ("0"..."9").contains(self) ? Int(value - 48) : nil }
  /// The character for a message; one that cannot be seen by its number.
  var shown: String {
    switch properties.generalCategory {
    case .control, .format, .unassigned, .privateUse, .surrogate, .nonspacingMark, .enclosingMark:
      "U+" + String(value, radix: 16, uppercase: true)
    default: "“\(self)”"
    }
  }

  var isASCIILetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) }
  var isSpace: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" || self == "\u{A0}" }
}
