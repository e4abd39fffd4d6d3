/// What stands above a symbol.
extension FormulaParser {
  /// The superscripts behind `^`.
  mutating func superscriptArgument() throws(SyntaxError) -> [Superscript] {
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
      case .plus where position + 1 == end, .minus where position + 1 == end:
        items.append(.plain(.symbol(Symbol(name: next == .plus ? "+" : "-"))))
        advance()
      case .relation(.less):
        items.append(.plain(try angled()))
      case .open(.square):
        let content = try fenceContent()
        items.append(.bracketed(try formula(in: content)))
      case .open(.round) where endsItem(list.after(position)):
        let content = try fenceContent()
        items.append(.parenthesised(try formula(in: content)))
      case .beginGroup where list.onlyContent(of: position..<end) != nil:
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

  /// `<t>`: a step of a sequence.
  private mutating func angled() throws(SyntaxError) -> Formula {
    guard let closing = (position..<end).first(where: { list.tokens[$0].kind == .relation(.greater) }) else {
      throw unexpected("an exponent")
    }
    let content = position + 1..<closing
    jump(to: closing + 1)
    return .fenced(.angles, [try formula(in: content)])
  }

  /// Whether a superscript is complete at a position: it ends, or goes on with a transpose or another bracket.
  private func endsItem(_ place: Int) -> Bool {
    guard place < end else { return true }
    switch list.tokens[place].kind {
    case .open, .transpose, .prime, .comma, .superscript, .text, .relation(.less): return true
    case .letter(let symbol): return symbol.name == "T" && place + 1 == end
    case .command: return place < end && transposeLetter(from: place)
    default: return false
    }
  }

  /// `T`, `\mathsf{T}`, `\rm T` up to the end.
  private func transposeLetter(from start: Int) -> Bool {
    var place = start
    while place < end {
      switch list.tokens[place].kind {
      case .letter(let symbol): return symbol.name == "T" && place + 1 == end
      case .command(let name) where Vocabulary.typefaceSwitches[name] != nil: place += 1
      case .command(let name) where Vocabulary.typefaces[name] != nil:
        place += 1
        if place < end, let content = list.onlyContent(of: place..<end) { return plainWord(in: content) == "T" }
      default: return false
      }
    }
    return false
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
}
