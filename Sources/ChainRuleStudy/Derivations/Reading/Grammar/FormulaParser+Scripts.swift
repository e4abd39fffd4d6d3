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
    if let condition = try conditions(in: range) {
      derivative.at = condition
    } else if let variable = derivative.by.first {
      derivative.at = Condition(members: [variable, try formula(in: range)], relations: [.equal])
    }
    return .derivative(derivative)
  }
}
