extension FormulaParser {
  /// Reads what scripts can hang on.
  mutating func atom() throws(SyntaxError) -> Formula {
    guard let next else { throw unexpected("a factor") }
    switch next {
    case .letter(let symbol): return try letter(symbol)
    case .number(let digits):
      advance()
      if digits == "1", let condition = try indicatorCondition() { return .indicator(condition) }
      return .number(digits)
    case .open(let fence): return try fenced(fence)
    case .openNothing: return try evaluated()
    case .bar(let side): return try bars(.bars, side)
    case .doubleBar(let side): return try bars(.doubleBars, side)
    case .beginGroup: return try group()
    case .command(let name): return try command(name)
    case .text(let words): return try text(words)
    case .partial: return try partial()
    case .nabla: return try nabla()
    case .big(let kind):
      advance()
      return try big(kind)
    case .root:
      advance()
      return try root()
    case .ellipsis:
      advance()
      return .ellipsis
    case .begin(let name): return try environment(name)
    case .prime:
      damage.append("the name of the function before the prime is missing")
      return .symbol(Symbol(name: "", latex: ""))
    default: throw unexpected("a factor")
    }
  }

  /// The content of a group that stands here; behind it then.
  mutating func groupContent() throws(SyntaxError) -> Range<Int>? {
    guard next == .beginGroup else { return nil }
    let closing = list.partners[position]
    guard closing >= 0, closing < end else { throw failure("“{” is not closed") }
    let content = position + 1..<closing
    jump(to: closing + 1)
    return content
  }

  /// A command's argument: a group, or one factor without scripts.
  mutating func argument() throws(SyntaxError) -> Formula {
    if let content = try groupContent() { return try grouped(content) }
    if let next, case .number = next, let digit = takeDigit() { return .number(digit) }
    return try deeper { parser throws(SyntaxError) in try parser.atom() }
  }

  /// `{…}`: what stands in it; an empty one is passed over.
  mutating func group() throws(SyntaxError) -> Formula {
    guard let content = try groupContent() else { throw unexpected("“{”") }
    if content.isEmpty {
      guard let next, startsFactor(next) else { return .words("") }
      return try deeper { parser throws(SyntaxError) in try parser.atom() }
    }
    return try grouped(content)
  }

  mutating func grouped(_ content: Range<Int>) throws(SyntaxError) -> Formula {
    let outer = typeface
    defer { typeface = outer }
    if let over = list.outermost(in: content).first(where: { list.tokens[$0].kind == .command("over") }) {
      let (above, below) = (content.lowerBound..<over, over + 1..<content.upperBound)
      if let derivative = try derivative(above, below) { return derivative }
      let numerator = try formula(in: above)
      return .fraction(numerator, try formula(in: below), .bar)
    }
    if let list = try braced(content) { return list }
    return try formula(in: content)
  }

  /// `{0, 1}` is a set; in Unicode, where braces are printed, `{a if x > 0; b otherwise}` is a list of cases.
  private mutating func braced(_ content: Range<Int>) throws(SyntaxError) -> Formula? {
    let outermost = list.outermost(in: content)
    if dialect == .plain, outermost.contains(where: { separatesCase($0) && list.tokens[$0].kind != .comma }) {
      var rows: [[Range<Int>]] = []
      var start = content.lowerBound
      for place in outermost where list.tokens[place].kind == .semicolon {
        rows.append([start..<place])
        start = place + 1
      }
      rows.append([start..<content.upperBound])
      return .cases(
        try inside(content) { parser throws(SyntaxError) in
          let cases = try parser.cases(rows)
          parser.position = content.upperBound
          return cases
        })
    }
    guard outermost.contains(where: { list.tokens[$0].kind == .comma }) else { return nil }
    return .fenced(.curly, try inside(content) { parser throws(SyntaxError) in try parser.items() })
  }

  mutating func root() throws(SyntaxError) -> Formula {
    var degree: Formula?
    if next == .open(.square), list.partners[position] >= 0 {
      let content = position + 1..<list.partners[position]
      degree = try formula(in: content)
      jump(to: content.upperBound + 1)
    }
    return .root(try argument(), degree: degree)
  }

  mutating func command(_ name: String) throws(SyntaxError) -> Formula {
    if let face = Vocabulary.typefaces[name] { return try set(in: face, by: name) }
    if let face = Vocabulary.typefaceSwitches[name] {
      advance()
      typeface = TypefaceContext(typeface: face, opening: "{\\\(name) ", closing: "}")
      if let word = try switchedWord(face) { return word }
      return try deeper { parser throws(SyntaxError) in try parser.atom() }
    }
    if let accent = Vocabulary.accents[name] { return try accented(accent, name) }
    if Vocabulary.transparent.contains(name) {
      advance()
      return try argument()
    }
    switch name {
    case "frac", "tfrac", "dfrac", "cfrac", "sfrac", "nicefrac", "flatfrac":
      advance()
      return try fraction()
    case "underbrace", "overbrace":
      advance()
      let body = try argument()
      if next == .subscript || next == .superscript {
        advance()
        if try groupContent() == nil { advance() }
      }
      return body
    case "norm", "Norm":
      advance()
      return .fenced(.doubleBars, [try argument()])
    case "abs", "Abs":
      advance()
      return .fenced(.bars, [try argument()])
    case "over": throw unexpected("a factor")
    default: return try named(name)
    }
  }

  /// A command that is a function's name, or that nobody knows.
  private mutating func named(_ name: String) throws(SyntaxError) -> Formula {
    let start = position
    advance()
    if name == "Pr" || Vocabulary.functions.contains(name.lowercased()) {
      return try function(Symbol(name: name, typeface: .roman, latex: "\\" + name))
    }
    if next == .beginGroup { throw failure("the command \\\(name) is not known", at: start) }
    damage.append("\\\(name) is defined nowhere in the document; it is read as a name")
    return .symbol(Symbol(name: name, typeface: .roman, latex: "\\" + name))
  }

  private mutating func accented(_ accent: String, _ command: String) throws(SyntaxError) -> Formula {
    let start = position
    advance()
    func accentuate(_ symbol: Symbol) -> Symbol {
      var symbol = symbol
      symbol.accents.append(accent)
      symbol.latex = "\\\(command){\(symbol.latex)}"
      return symbol
    }
    switch try argument() {
    case .symbol(let symbol):
      // A dot above a function that is applied is its derivative.
      if accent == "dot", next == .open(.round), ["φ", "ϕ", "σ", "ψ", "f", "g"].contains(symbol.name) {
        return .scripted(.symbol(symbol), subscripts: [], superscripts: [.prime])
      }
      return .symbol(accentuate(symbol))
    case .scripted(.symbol(let symbol), let subscripts, let superscripts):
      return .scripted(.symbol(accentuate(symbol)), subscripts: subscripts, superscripts: superscripts)
    case .product(let factors, let signs) where signs.allSatisfy({ $0 == .juxtaposition }):
      let symbols = factors.compactMap { factor -> Symbol? in
        if case .symbol(let symbol) = factor { symbol } else { nil }
      }
      guard symbols.count == factors.count else { fallthrough }
      let word = symbols.map(\.name).joined()
      return .symbol(accentuate(Symbol(name: word, typeface: .roman, latex: symbols.map(\.latex).joined())))
    default: throw failure("\\\(command) stands over more than a letter", at: start)
    }
  }
}
