extension FormulaParser {
  /// Reads everything that hangs on a formula.
  mutating func scripts(on base: Formula) throws(SyntaxError) -> Formula {
    var base = base
    var subscripts: [Subscript] = []
    var superscripts: [Superscript] = []
    func wrapped() -> Formula {
      if subscripts.isEmpty, superscripts.isEmpty { return base }
      if case .scripted(let inner, let lower, let upper) = base {
        return .scripted(inner, subscripts: lower + subscripts, superscripts: upper + superscripts)
      }
      return .scripted(base, subscripts: subscripts, superscripts: superscripts)
    }
    while let next {
      switch next {
      case .superscript:
        advance()
        superscripts += try superscriptArgument()
      case .subscript:
        advance()
        subscripts += try subscriptArgument()
      case .prime:
        advance()
        superscripts.append(.prime)
      case .open(.square) where isNextGlued:
        guard let content = indexBrackets(on: base) else { return wrapped() }
        jump(to: content.upperBound + 1)
        if list.outermost(in: content).contains(where: { [.comma, .colon].contains(list.tokens[$0].kind) }) {
          subscripts += try lowered(content)
        } else {
          superscripts.append(.bracketed(try formula(in: content)))
        }
      case .period where isNextGlued:
        guard case .letter(let symbol)? = peek(1), symbol.name == "T", list.tokens[position + 1].isGlued,
          !isLetterGlued(position + 2)
        else { return wrapped() }
        advance()
        advance()
        superscripts.append(.transpose)
      case .text(let words):
        guard let row = Self.selector(words) else { return wrapped() }
        advance()
        subscripts += row
      case .bar(let side) where peek(1) == .subscript && (side == .right || openBars == 0):
        advance()
        base = try evaluated(wrapped())
        subscripts = []
        superscripts = []
      default: return wrapped()
      }
    }
    return wrapped()
  }

  private func isLetterGlued(_ place: Int) -> Bool {
    guard place < end, list.tokens[place].isGlued, case .letter = list.tokens[place].kind else { return false }
    return true
  }

  /// W[l]: brackets directly behind a symbol that hold a layer or indices.
  private func indexBrackets(on base: Formula) -> Range<Int>? {
    switch base {
    case .symbol, .scripted(.symbol, _, _): break
    default: return nil
    }
    let closing = list.partners[position]
    guard closing >= 0, closing < end, closing - position <= 12 else { return nil }
    let content = position + 1..<closing
    guard !content.isEmpty else { return nil }
    for place in content {
      switch list.tokens[place].kind {
      case .number(let digits) where !digits.contains("."): break
      case .letter(let symbol) where symbol.name.first?.isLowercase == true || symbol.name == "L" || symbol.name == "T":
        break
      case .plus, .minus, .comma, .colon: break
      default: return nil
      }
    }
    return content
  }

  /// "(row 1)".
  private static func selector(_ words: String) -> [Subscript]? {
    let parts = words.lowercased().split { " ().,:".contains($0) }
    guard parts.count == 2, Int(parts[1]) != nil else { return nil }
    let index = Subscript.index(.number(String(parts[1])))
    switch parts[0] {
    case "row": return [index, .slice]
    case "column", "col": return [.slice, index]
    default: return nil
    }
  }

  /// `|_{x = 0}` behind a derivative; the bar was read.
  mutating func evaluated(_ base: Formula) throws(SyntaxError) -> Formula {
    guard case .derivative(var derivative) = base else {
      throw failure("“|” with a subscript is read behind a derivative only")
    }
    advance()
    let range = try scriptRange()
    guard let condition = try conditions(in: range) else {
      throw failure("expected where the derivative is taken, such as x = 0", at: range.lowerBound)
    }
    derivative.at = condition
    return .derivative(derivative)
  }

  // MARK: Above

  private mutating func superscriptArgument() throws(SyntaxError) -> [Superscript] {
    if let content = try groupContent() { return try raised(content) }
    switch next {
    case .minus?, .plus?:
      if dialect == .plain, let operand = peek(1), startsFactor(operand) {
        let isNegative = next == .minus
        advance()
        let exponent = try factor()
        return [.plain(isNegative ? .negated(exponent) : exponent)]
      }
    case .number?:
      if let digit = takeDigit() { return [.plain(.number(digit))] }
    case .letter?:
      if dialect == .plain, case let run = letterRun(), Vocabulary.labels.contains(run) {
        jump(to: position + run.count)
        return [.label(run)]
      }
    default: break
    }
    return try raised(try scriptRange())
  }

  /// The superscripts of a range.
  mutating func raised(_ range: Range<Int>) throws(SyntaxError) -> [Superscript] {
    try inside(range) { parser throws(SyntaxError) in try parser.raised() }
  }

  private mutating func raised() throws(SyntaxError) -> [Superscript] {
    var items: [Superscript] = []
    while let next {
      switch next {
      case .prime:
        advance()
        items.append(.prime)
      case .transpose:
        advance()
        items.append(.transpose)
      case .comma: advance()
      case .superscript where !items.isEmpty:
        advance()
        items += try superscriptArgument()
      case .sign(.asterisk) where position + 1 == end:
        advance()
        items.append(.plain(.symbol(Symbol(name: "*"))))
      case .plus where position + 1 == end:
        advance()
        items.append(.plain(.symbol(Symbol(name: "+"))))
      case .open(.square):
        let content = try fenceContent()
        items.append(.bracketed(try formula(in: content)))
      case .open(.round) where endsItem(list.after(position)):
        let content = try fenceContent()
        items.append(.parenthesised(try formula(in: content)))
      case .beginGroup where list.after(position) == end:
        if let content = try groupContent() { items += try raised(content) }
      case .text(let words):
        advance()
        items.append(words.trimmed == "T" ? .transpose : .label(words.trimmed))
      default:
        items += try raisedFormula()
      }
    }
    return items
  }

  /// Whether a superscript is complete at a position: it ends, or goes on with a transpose or another bracket.
  private func endsItem(_ place: Int) -> Bool {
    guard place < end else { return true }
    switch list.tokens[place].kind {
    case .open, .transpose, .prime, .comma, .superscript, .text: return true
    case .letter(let symbol): return symbol.name == "T" && place + 1 == end
    case .command: return place < end && transposeLetter(from: place)
    default: return false
    }
  }

  /// `T`, `\mathsf{T}`, `\rm T` up to the end.
  private func transposeLetter(from place: Int) -> Bool {
    guard place < end else { return false }
    switch list.tokens[place].kind {
    case .letter(let symbol): return symbol.name == "T" && place + 1 == end
    case .command(let name):
      if Vocabulary.typefaceSwitches[name] != nil { return transposeLetter(from: place + 1) }
      guard Vocabulary.typefaces[name] != nil, place + 1 < end else { return false }
      if list.tokens[place + 1].kind == .beginGroup, list.after(place + 1) == end {
        return plainWord(in: place + 2..<end - 1) == "T"
      }
      return transposeLetter(from: place + 1)
    default: return false
    }
  }

  private mutating func raisedFormula() throws(SyntaxError) -> [Superscript] {
    if transposeLetter(from: position) {
      position = end
      return [.transpose]
    }
    if next == .minus, transposeLetter(from: position + 1) {
      position = end
      return [.plain(.negated(.number("1"))), .transpose]
    }
    let run = letterRun()
    if run.count > 1, position + run.count == end, Vocabulary.labels.contains(run) {
      position = end
      return [.label(run)]
    }
    // lT, [l]T and 2T end with a transpose.
    let outerEnd = end
    if let last = list.outermost(in: position..<end).last, last > position, transposeLetter(from: last) {
      switch list.tokens[last - 1].kind {
      case .letter, .number, .close, .endGroup: end = last
      default: break
      }
    } else if end - position > 2, case .command = list.tokens[end - 2].kind, transposeLetter(from: end - 2) {
      end -= 2
    }
    defer { end = outerEnd }
    let formula = try expression()
    return [.plain(formula)]
  }

  // MARK: Below

  private mutating func subscriptArgument() throws(SyntaxError) -> [Subscript] {
    if let content = try groupContent() { return try lowered(content) }
    switch next {
    case .number?:
      if let digit = takeDigit() { return [.index(.number(digit))] }
    case .letter?:
      if dialect == .plain, case let range = wordRange(), range.count > 1 {
        jump(to: range.upperBound)
        return try lowered(range)
      }
    case .text(let words)?:
      advance()
      return [.label(words.trimmed)]
    default: break
    }
    return try lowered(try scriptRange())
  }

  /// The letters that stand here side by side, and the number directly behind them.
  private func wordRange() -> Range<Int> {
    var end = position + letterRun().count
    if end > position, end < self.end, list.tokens[end].isGlued, case .number(let digits) = list.tokens[end].kind,
      !digits.contains(".")
    {
      end += 1
    }
    return position..<end
  }

  /// The subscripts of a range.
  mutating func lowered(_ range: Range<Int>) throws(SyntaxError) -> [Subscript] {
    var items: [Subscript] = []
    var start = range.lowerBound
    for place in list.outermost(in: range) where list.tokens[place].kind == .comma {
      items += try loweredItem(start..<place)
      start = place + 1
    }
    return items + (try loweredItem(start..<range.upperBound))
  }

  private mutating func loweredItem(_ range: Range<Int>) throws(SyntaxError) -> [Subscript] {
    var range = range
    while let first = range.first, list.tokens[first].kind == .wideSpace { range.removeFirst() }
    guard let first = range.first else { return [] }
    let outermost = list.outermost(in: range)
    if outermost.count == 1 {
      switch list.tokens[first].kind {
      case .colon, .sign: return [.slice]
      case .text(let words): return [.label(words.trimmed)]
      case .beginGroup: return try lowered(first + 1..<range.upperBound - 1)
      default: break
      }
    }
    if let colon = outermost.first(where: { list.tokens[$0].kind == .colon }) {
      let before = range.lowerBound..<colon
      let after = colon + 1..<range.upperBound
      if before.isEmpty { return [.slice] + (try loweredItem(after)) }
      if after.isEmpty { return try loweredItem(before) + [.slice] }
      return [.index(.application(.symbol(Symbol(name: ":")), [try formula(in: before), try formula(in: after)]))]
    }
    if let last = outermost.last, outermost.count == 2 {
      if case .sign = list.tokens[last].kind { return try loweredItem(first..<last) + [.slice] }
      if case .sign = list.tokens[first].kind { return [.slice] + (try loweredItem(last..<range.upperBound)) }
    }
    if let word = word(in: range) { return word }
    return [.index(try inside(range) { parser throws(SyntaxError) in try parser.item() })]
  }

  /// Letters without a sign between them: a label, or an index each.
  private func word(in range: Range<Int>) -> [Subscript]? {
    var symbols: [Symbol] = []
    var digits: String?
    for place in range {
      switch list.tokens[place].kind {
      case .letter(let symbol) where digits == nil: symbols.append(set(symbol))
      case .number(let number) where place == range.upperBound - 1 && !symbols.isEmpty && !number.contains("."):
        digits = number
      default: return nil
      }
    }
    guard symbols.count + (digits == nil ? 0 : 1) > 1 else { return nil }
    let word = symbols.map(\.name).joined() + (digits ?? "")
    let isPlain = symbols.allSatisfy { $0.name == $0.latex }
    if isPlain, Vocabulary.labels.contains(word.lowercased()) { return [.label(word)] }
    if let digits {
      guard symbols.count == 1 else { return isPlain ? [.label(word)] : nil }
      return ["i", "j", "k"].contains(symbols[0].name)
        ? [.index(.symbol(symbols[0])), .index(.number(digits))] : [.label(word)]
    }
    if symbols.count > 3, isPlain { return [.label(word)] }
    return symbols.map { .index(.symbol($0)) }
  }
}
