/// Reads formulas from tokens, by recursive descent.
///
/// expression → term (± term)…, term → −term | product, product → factor (sign? factor)…, factor → atom scripts.
struct FormulaParser {
  /// How deep brackets, scripts and prefix operators may be nested.
  static let depthLimit = 80

  let list: TokenList
  var position: Int
  var end: Int
  let dialect: MathLexer.Dialect
  /// Runs of letters that the document uses as one name.
  let names: Set<String>
  /// What sets the letters that are being read.
  var typeface: TypefaceContext?
  /// How many bars are open.
  var openBars = 0
  var openDoubleBars = 0
  /// What is broken in the source text, and could be read in spite of it.
  var damage: [String] = []
  private var depth = 0
  /// The digits of a number of which the first ones were taken.
  private var restOfNumber: (position: Int, digits: String)?

  struct TypefaceContext {
    var typeface: Symbol.Typeface
    /// What stands before and behind a letter to set it so.
    var opening: String
    var closing: String
  }

  init(_ list: TokenList, range: Range<Int>? = nil, dialect: MathLexer.Dialect, names: Set<String> = []) {
    self.list = list
    position = range?.lowerBound ?? 0
    end = range?.upperBound ?? list.tokens.count
    self.dialect = dialect
    self.names = names
    skipSpaces()
  }

  // MARK: The place

  var next: MathToken.Kind? {
    guard position < end else { return nil }
    if let digits = restOfNumber, digits.position == position { return .number(digits.digits) }
    return list.tokens[position].kind
  }

  /// A number's first digit, as TeX takes it for an argument; the other digits stay.
  mutating func takeDigit() -> String? {
    guard dialect == .delimited, case .number(let digits)? = next, digits.count > 1, !digits.contains("."),
      let first = digits.first
    else { return nil }
    restOfNumber = (position, String(digits.dropFirst()))
    return String(first)
  }

  func peek(_ distance: Int) -> MathToken.Kind? {
    position + distance < end ? list.tokens[position + distance].kind : nil
  }

  var isNextGlued: Bool { position < end && list.tokens[position].isGlued }

  mutating func advance() {
    position += 1
    skipSpaces()
  }

  mutating func jump(to place: Int) {
    position = place
    skipSpaces()
  }

  private mutating func skipSpaces() {
    while position < end, [.wideSpace, .nothing].contains(list.tokens[position].kind) { position += 1 }
  }

  func failure(_ message: String, at place: Int? = nil) -> SyntaxError {
    let place = place ?? position
    let offset: Int
    if place < list.tokens.count {
      offset = list.tokens[place].range.lowerBound
    } else {
      offset = list.tokens.last?.range.upperBound ?? 0
    }
    return SyntaxError(message: message, offset: offset)
  }

  func unexpected(_ expected: String) -> SyntaxError {
    guard let next else { return failure("expected \(expected), but the formula ends here") }
    if case .unreadable(let reason, let message) = next {
      return SyntaxError(reason: reason, message: message, offset: list.tokens[position].range.lowerBound)
    }
    return failure("expected \(expected), found \(next.words)")
  }

  /// Reads something that may hold itself.
  mutating func deeper<Value>(
    _ body: (inout FormulaParser) throws(SyntaxError) -> Value
  ) throws(SyntaxError) -> Value {
    guard depth < Self.depthLimit else {
      throw SyntaxError(
        reason: .limit, message: "this is nested more than \(Self.depthLimit) deep", offset: failure("").offset)
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// Reads all of a range, and goes on where it was.
  mutating func inside<Value>(
    _ range: Range<Int>, _ body: (inout FormulaParser) throws(SyntaxError) -> Value
  ) throws(SyntaxError) -> Value {
    let outer = (position, end, openBars, openDoubleBars)
    (position, end, openBars, openDoubleBars) = (range.lowerBound, range.upperBound, 0, 0)
    skipSpaces()
    defer { (position, end, openBars, openDoubleBars) = outer }
    let value = try deeper(body)
    guard position >= end else { throw unexpected("an operator or the end") }
    return value
  }

  /// The formula that fills a range.
  mutating func formula(in range: Range<Int>) throws(SyntaxError) -> Formula {
    try inside(range) { parser throws(SyntaxError) in try parser.expression() }
  }

  // MARK: Sums and products

  mutating func expression() throws(SyntaxError) -> Formula {
    var terms = [try term()]
    while let next {
      if next == .plus {
        advance()
        terms.append(try term())
      } else if next == .minus {
        advance()
        terms.append(.negated(try term()))
      } else {
        break
      }
    }
    return terms.count == 1 ? terms[0] : .sum(terms)
  }

  mutating func term() throws(SyntaxError) -> Formula {
    if next == .minus || next == .plus {
      let isNegated = next == .minus
      advance()
      let operand = try deeper { parser throws(SyntaxError) in try parser.term() }
      return isNegated ? .negated(operand) : operand
    }
    return try product()
  }

  /// Factors and the signs between them, in one flat list; a solidus takes only the factors beside it.
  mutating func product() throws(SyntaxError) -> Formula {
    var factors = [try factor()]
    var signs: [ProductSign] = []
    while let next {
      switch next {
      case .sign(let sign):
        advance()
        signs.append(sign)
        factors.append(try signedFactor())
      case .period where isProductPeriod:
        advance()
        signs.append(.dot)
        factors.append(try factor())
      case .solidus, .elementwiseSolidus:
        advance()
        try divide(&factors, &signs, style: next == .solidus ? .solidus : .elementwise)
      default:
        guard startsFactor(next) else { return Self.product(factors, signs) }
        signs.append(.juxtaposition)
        factors.append(try factor())
      }
    }
    return Self.product(factors, signs)
  }

  /// `x.y`: a full stop between two factors without spaces.
  private var isProductPeriod: Bool {
    guard isNextGlued, position + 1 < end, list.tokens[position + 1].isGlued, let following = peek(1) else {
      return false
    }
    return startsFactor(following)
  }

  static func product(_ factors: [Formula], _ signs: [ProductSign]) -> Formula {
    factors.count == 1 ? factors[0] : .product(factors, signs)
  }

  /// Behind a sign a factor may be negative without brackets.
  mutating func signedFactor() throws(SyntaxError) -> Formula {
    guard next == .minus || next == .plus else { return try factor() }
    let isNegated = next == .minus
    advance()
    let operand = try deeper { parser throws(SyntaxError) in try parser.signedFactor() }
    return isNegated ? .negated(operand) : operand
  }

  mutating func factor() throws(SyntaxError) -> Formula {
    try deeper { parser throws(SyntaxError) in try parser.scripts(on: try parser.atom()) }
  }

  /// Whether a factor begins here.
  func startsFactor(_ kind: MathToken.Kind) -> Bool {
    switch kind {
    case .letter, .number, .text, .open, .openNothing, .beginGroup, .begin, .partial, .nabla, .big, .root, .ellipsis:
      true
    case .command(let name): name != "over"
    case .bar(.left), .doubleBar(.left): true
    case .bar(.unknown): openBars == 0 && startsBars()
    case .doubleBar(.unknown): openDoubleBars == 0 && startsBars()
    default: false
    }
  }

  /// Whether the bar here opens something: another one follows, and no subscript says where something is evaluated.
  private func startsBars() -> Bool {
    guard position < end, peek(1) != .subscript else { return false }
    var place = position + 1
    while place < end {
      if list.tokens[place].kind == list.tokens[position].kind { return true }
      if place - position > 200 { return false }
      place = list.after(place)
    }
    return false
  }
}
