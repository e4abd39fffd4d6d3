/// Reads a line of Python, NumPy or pseudo code as formulas.
struct CodeParser {
  private static let depthLimit = 64

  let tokens: [CodeToken]
  var position = 0
  private var depth = 0

  init(_ tokens: [CodeToken]) { self.tokens = tokens }

  var next: CodeToken.Kind? { position < tokens.count ? tokens[position].kind : nil }
  var isAtEnd: Bool { position >= tokens.count }

  func sees(_ sign: String) -> Bool { next == .sign(sign) }

  mutating func accept(_ sign: String) -> Bool {
    guard sees(sign) else { return false }
    position += 1
    return true
  }

  mutating func acceptWord(_ words: String...) -> String? {
    guard case .name(let name)? = next, words.contains(name.lowercased()) else { return nil }
    position += 1
    return name.lowercased()
  }

  func failure(_ expected: String) -> SyntaxError {
    let offset = position < tokens.count ? tokens[position].range.lowerBound : tokens.last?.range.upperBound ?? 0
    return SyntaxError(message: "expected \(expected)", offset: offset)
  }

  mutating func deeper<Value>(
    _ body: (inout CodeParser) throws(SyntaxError) -> Value
  ) throws(SyntaxError) -> Value {
    guard depth < Self.depthLimit else {
      throw SyntaxError(
        reason: .limit, message: "this is nested more than \(Self.depthLimit) deep", offset: failure("").offset)
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  // MARK: Expressions

  private static let comparisons: [String: Relation] = [
    "==": .equal, "!=": .unequal, "<": .less, "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual,
  ]

  /// Sums, and comparisons of them.
  mutating func expression() throws(SyntaxError) -> Formula {
    let first = try sum()
    var condition = Condition(members: [first], relations: [])
    while case .sign(let sign)? = next, let relation = Self.comparisons[sign] {
      position += 1
      condition.relations.append(relation)
      condition.members.append(try sum())
    }
    return condition.relations.isEmpty ? first : .indicator(condition)
  }

  private mutating func sum() throws(SyntaxError) -> Formula {
    var terms = [try product()]
    while true {
      if accept("+") {
        terms.append(try product())
      } else if accept("-") {
        terms.append(.negated(try product()))
      } else {
        return terms.count == 1 ? terms[0] : .sum(terms)
      }
    }
  }

  private static let signs: [String: ProductSign] = [
    "*": .asterisk, "@": .at, "·": .dot, "×": .times, "⊙": .elementwise, "∘": .circle, ".*": .elementwise,
  ]

  private mutating func product() throws(SyntaxError) -> Formula {
    if accept("-") { return .negated(try deeper { parser throws(SyntaxError) in try parser.product() }) }
    var factors = [try unary()]
    var signs: [ProductSign] = []
    while case .sign(let sign)? = next {
      if let product = Self.signs[sign] {
        position += 1
        signs.append(product)
        factors.append(try unary())
      } else if sign == "/" || sign == "./" {
        position += 1
        factors.append(Self.quotient(factors.removeLast(), try unary()))
      } else {
        break
      }
    }
    return FormulaParser.product(factors, signs)
  }

  /// dL/da is a derivative.
  private static func quotient(_ above: Formula, _ below: Formula) -> Formula {
    if let of = above.withoutDifferential, let by = below.withoutDifferential, let name = of.symbolName,
      let variable = by.symbolName,
      name.count < 3 && variable.count < 3 || ["loss", "cost"].contains(name.lowercased())
    {
      return .derivative(DerivativeFormula(sign: "d", style: .solidus, of: of, by: [by]))
    }
    return .fraction(above, below, .solidus)
  }

  private mutating func unary() throws(SyntaxError) -> Formula {
    if accept("-") { return .negated(try deeper { parser throws(SyntaxError) in try parser.unary() }) }
    if accept("+") { return try deeper { parser throws(SyntaxError) in try parser.unary() } }
    let base = try deeper { parser throws(SyntaxError) in try parser.postfix() }
    guard accept("**") || accept("^") else { return base }
    if case .name("T")? = next {
      position += 1
      return base.with(superscript: .transpose)
    }
    return base.with(superscript: .plain(try deeper { parser throws(SyntaxError) in try parser.unary() }))
  }
}
