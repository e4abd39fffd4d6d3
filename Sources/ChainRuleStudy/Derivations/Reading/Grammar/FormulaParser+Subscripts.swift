/// What stands below a symbol.
extension FormulaParser {
  /// The subscripts behind `_`.
  mutating func subscriptArgument() throws(SyntaxError) -> [Subscript] {
    if let content = try groupContent() { return try lowered(content) }
    switch next {
    case .number?:
      if let digit = takeDigit() { return [.index(.number(digit))] }
    case .letter?:
      if dialect == .plain, case let range = wordRange(), range.count > 1 {
        let run = letterRun()
        jump(to: range.upperBound)
        if run.count == range.count, !run.allSatisfy({ Vocabulary.indexLetters.contains($0) }) { return [.label(run)] }
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
    let last = start..<range.upperBound
    return items + (try deeper { parser throws(SyntaxError) in try parser.loweredItem(last) })
  }

  private mutating func loweredItem(_ range: Range<Int>) throws(SyntaxError) -> [Subscript] {
    var range = range
    while let first = range.first, list.tokens[first].kind == .wideSpace { range.removeFirst() }
    guard let first = range.first else { return [] }
    let outermost = list.outermost(in: range)
    if outermost.count == 1 {
      switch list.tokens[first].kind {
      case .colon, .sign: return [.slice]
      case .plus: return [.label("+")]
      case .minus: return [.label("-")]
      case .text(let words): return [.label(words.trimmed)]
      case .beginGroup:
        if let content = list.onlyContent(of: range) { return try lowered(content) }
      default: break
      }
    }
    if let colon = outermost.first(where: { list.tokens[$0].kind == .colon }) {
      let before = range.lowerBound..<colon
      let after = colon + 1..<range.upperBound
      if before.isEmpty {
        return [.slice] + (try deeper { parser throws(SyntaxError) in try parser.loweredItem(after) })
      }
      if after.isEmpty { return try loweredItem(before) + [.slice] }
      return [.index(.application(.symbol(Symbol(name: ":")), [try formula(in: before), try formula(in: after)]))]
    }
    if let last = outermost.last, outermost.count == 2 {
      if case .sign = list.tokens[last].kind { return try loweredItem(first..<last) + [.slice] }
      if case .sign = list.tokens[first].kind { return [.slice] + (try loweredItem(last..<range.upperBound)) }
    }
    if let word = word(in: range) { return word }
    let items = try inside(range) { parser throws(SyntaxError) in try parser.items() }
    return [.index(items.count == 1 ? items[0] : .fenced(.none, items))]
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
