/// Takes mathematics apart into tokens, in TeX's notation, in Unicode's or in a mixture of both.
struct MathLexer {
  /// How the mathematics is marked in the document.
  enum Dialect: Hashable {
    /// Between TeX's delimiters.
    case delimited
    /// In a line of its own, without delimiters.
    case plain
  }

  static let tokenLimit = 200_000
  private static let depthLimit = 40
  private static let damageLimit = 100

  let dialect: Dialect
  /// Whether lines begin with the `>` of a quotation.
  let isQuoted: Bool
  let macros: MacroTable
  /// How many characters macros may still expand to.
  var expansionBudget: Int
  var tokens: [MathToken] = []
  /// What is broken in the source text, and where.
  var damage: [(offset: Int, message: String)] = []
  var scanner: ScalarScanner
  /// The place of a macro's call, while its expansion is read.
  var callRange: Range<Int>?
  var isGlued = false
  private var depth = 0
  /// Why the rest was not read.
  private(set) var limit: SyntaxError?
  private var isFull: Bool { limit != nil }

  init(_ scalars: [Unicode.Scalar], segment: MathSegment, macros: MacroTable, expansionBudget: Int) {
    scanner = ScalarScanner(scalars, in: segment.range)
    dialect = segment.dialect
    isQuoted = segment.isQuoted
    self.macros = macros
    self.expansionBudget = expansionBudget
  }

  /// Reads up to the end.
  mutating func run() {
    while let scalar = scanner.next, !isFull {
      let start = scanner.position
      if scalar.isSpace {
        scanner.position += 1
        isGlued = false
      } else if scalar.isASCII {
        readASCII(scalar, start)
      } else {
        scanner.position += 1
        readUnicode(scalar, start)
      }
    }
  }

  mutating func emit(_ kind: MathToken.Kind, from start: Int) {
    guard !isFull else { return }
    let range = callRange ?? start..<max(start, scanner.position)
    guard tokens.count < Self.tokenLimit else {
      return stop("there are more than \(Self.tokenLimit) signs in one formula", range)
    }
    tokens.append(MathToken(kind: kind, range: range, isGlued: isGlued))
    isGlued = true
  }

  /// Reads nothing more.
  private mutating func stop(_ message: String, _ range: Range<Int>) {
    guard !isFull else { return }
    tokens.append(MathToken(kind: .unreadable(.limit, message), range: range, isGlued: false))
    limit = SyntaxError(reason: .limit, message: message, offset: range.lowerBound)
  }

  mutating func report(_ message: String, at offset: Int) {
    guard damage.count < Self.damageLimit else { return }
    damage.append((callRange?.lowerBound ?? offset, message))
  }

  /// Reads a part of the text, and goes on behind it.
  mutating func run(in range: Range<Int>) {
    guard depth < Self.depthLimit else {
      return stop("this is nested more than \(Self.depthLimit) deep", callRange ?? range)
    }
    let outer = scanner
    scanner = ScalarScanner(scanner.scalars, in: range)
    depth += 1
    run()
    depth -= 1
    scanner = outer
  }

  /// Reads what a macro stands for.
  mutating func expand(_ macro: MacroTable.Macro, named name: String, from start: Int) {
    var arguments: [[Unicode.Scalar]] = []
    if let optional = macro.optional, macro.parameterCount > 0 {
      arguments.append(scanner.bracketed().map { Array(scanner.scalars[$0]) } ?? optional)
    }
    while arguments.count < macro.parameterCount {
      guard let argument = scanner.argument() else {
        emit(.unreadable(.notation, "\\\(name) needs \(macro.parameterCount) arguments"), from: start)
        return
      }
      arguments.append(Array(scanner.scalars[argument]))
    }
    let expansion = MacroTable.expansion(of: macro, arguments: arguments)
    expansionBudget -= expansion.count + 1
    guard depth < Self.depthLimit, expansionBudget > 0 else {
      return stop(
        "the macro \\\(name) expands to too much, or without end", callRange ?? start..<scanner.position)
    }
    let outer = (scanner, callRange)
    callRange = callRange ?? start..<scanner.position
    scanner = ScalarScanner(expansion)
    depth += 1
    run()
    depth -= 1
    (scanner, callRange) = outer
  }
}
