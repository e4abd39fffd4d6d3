extension FormulaParser {
  /// `(a)`, `[a, b]`, `\{0, 1\}`; behind the closing bracket then.
  mutating func fenced(_ fence: Fence) throws(SyntaxError) -> Formula {
    let opening = position
    let content = try fenceContent()
    let isLeftBrace = list.tokens[content.upperBound].kind == .closeNothing
    if content.isEmpty { return .fenced(fence, []) }
    if content.count == 1 {
      switch list.tokens[content.lowerBound].kind {
      case .sign, .period: return .fenced(fence, [.placeholder])
      default: break
      }
    }
    let items = try inside(content) { parser throws(SyntaxError) in try parser.items() }
    if items.count == 1, let style = MatrixStyle(fence), case .matrix(let rows, .plain) = items[0] {
      return .matrix(rows, style)
    }
    if isLeftBrace {
      switch items.count == 1 ? items[0] : .ellipsis {
      case .matrix(let rows, _): return Self.cases(of: rows)
      case .cases(let rows): return .cases(rows)
      default: throw failure("“\\right.” closes what is no list of cases", at: opening)
      }
    }
    // (x > 0) is an indicator; brackets around one are kept.
    if items.count == 1, case .indicator = items[0], fence == .round || fence == .square,
      list.holdsRelation(in: content)
    {
      return items[0]
    }
    return .fenced(fence, items)
  }

  /// The content of the bracket that opens here; the parser stands behind it then.
  mutating func fenceContent() throws(SyntaxError) -> Range<Int> {
    let closing = list.partners[position]
    guard closing >= 0, closing < end else { throw failure("the bracket is not closed") }
    let content = position + 1..<closing
    jump(to: closing + 1)
    return content
  }

  /// Formulas between commas, semicolons or bars; one with a relation is its indicator.
  mutating func items() throws(SyntaxError) -> [Formula] {
    var items: [Formula] = []
    while next != nil {
      items.append(try item())
      switch next {
      case .comma?, .semicolon?: advance()
      case .colon?:
        items.append(.words(":"))
        advance()
      case .bar(.unknown)? where openBars == 0, .doubleBar(.unknown)? where openDoubleBars == 0:
        items.append(.words(next == .bar(.unknown) ? "|" : "‖"))
        advance()
      default: return items
      }
    }
    return items
  }

  mutating func item() throws(SyntaxError) -> Formula {
    let first = try expression()
    guard case .relation(let relation)? = next else { return first }
    if relation == .equal, case .symbol(let name) = first, name.name.count > 1, name.typeface == .italic {
      advance()
      return .application(.symbol(Symbol(name: name.name + "=", latex: name.latex + "=")), [try expression()])
    }
    return .indicator(try condition(after: first))
  }

  // MARK: Conditions

  /// A relation and what follows it, up to a comma.
  mutating func condition(after first: Formula) throws(SyntaxError) -> Condition {
    var condition = Condition(members: [first], relations: [])
    while case .relation(let relation)? = next {
      advance()
      condition.relations.append(relation)
      condition.members.append(try expression())
    }
    return condition
  }

  /// All conditions of a range. What has no relation goes on with the list before it; words are passed over.
  mutating func conditions(in range: Range<Int>) throws(SyntaxError) -> Condition? {
    let all = try inside(range) { parser throws(SyntaxError) in try parser.allConditions() }
    guard var first = all.first else { return nil }
    first.also = Array(all.dropFirst())
    return first
  }

  private mutating func allConditions() throws(SyntaxError) -> [Condition] {
    var all: [Condition] = []
    var list: [Formula] = []
    func settle() {
      guard !list.isEmpty, let last = all.indices.last else { return }
      all[last].extendLast(by: list)
      list = []
    }
    while let next {
      switch next {
      case .text, .comma, .semicolon, .forAll, .period, .implication, .alignment:
        advance()
        continue
      case .letter where Vocabulary.connectives[letterRun().lowercased()] != nil && letterRun().count > 1:
        jump(to: position + letterRun().count)
        continue
      default: break
      }
      let first = try expression()
      if case .relation? = self.next {
        settle()
        all.append(try condition(after: first))
      } else if !all.isEmpty {
        list.append(first)
      }
    }
    settle()
    return all
  }

  /// The condition behind a 1 or I that makes it an indicator: `(y = k)`, `_{Z > 0}`.
  mutating func indicatorCondition() throws(SyntaxError) -> Condition? {
    var opening = position
    switch next {
    case .subscript? where peek(1) == .beginGroup: opening += 1
    case .open(.angles)?: return nil
    case .open?, .beginGroup?: break
    default: return nil
    }
    guard var content = list.content(at: opening), content.upperBound < end else { return nil }
    let closing = content.upperBound
    if let first = content.first, case .open = list.tokens[first].kind, let inner = list.onlyContent(of: content) {
      content = inner
    }
    guard list.holdsRelation(in: content) else { return nil }
    jump(to: closing + 1)
    return try conditions(in: content)
  }

  // MARK: Bars

  /// `|a|` and `\|a\|`.
  mutating func bars(_ fence: Fence, _ side: MathToken.Side) throws(SyntaxError) -> Formula {
    if side == .left {
      let content = try fenceContent()
      let items = try inside(content) { parser throws(SyntaxError) in try parser.items() }
      if items.count == 1, fence == .bars, case .matrix(let rows, .plain) = items[0] { return .matrix(rows, .bars) }
      return .fenced(fence, items)
    }
    let opening = position
    advance()
    if fence == .bars { openBars += 1 } else { openDoubleBars += 1 }
    let body = try deeper { parser throws(SyntaxError) in try parser.expression() }
    if fence == .bars { openBars -= 1 } else { openDoubleBars -= 1 }
    switch next {
    case .bar? where fence == .bars, .doubleBar? where fence == .doubleBars: advance()
    default: throw failure("the bar is not closed", at: opening)
    }
    return .fenced(fence, [body])
  }

  /// `\left. a \right|_{x = 0}`; `\left. a \right)` is the bracket's content.
  mutating func evaluated() throws(SyntaxError) -> Formula {
    let content = try fenceContent()
    let formula = try formula(in: content)
    guard next == .subscript, list.tokens[content.upperBound].kind == .bar(.right) else { return formula }
    return try evaluated(formula)
  }
}

extension Formula {
  /// The formula with what follows it in a list without brackets; `4\dots` is a number and an ellipsis.
  func followed(by items: [Formula]) -> Formula {
    .fenced(
      .none,
      ([self] + items).flatMap { item -> [Formula] in
        switch item {
        case .fenced(.none, let inner): inner
        case .product(let factors, [.juxtaposition]) where factors[1] == .ellipsis: factors
        default: [item]
        }
      })
  }
}

extension Condition {
  /// The last member begins a list that goes on.
  mutating func extendLast(by items: [Formula]) {
    guard !items.isEmpty else { return }
    members[members.count - 1] = members[members.count - 1].followed(by: items)
  }
}

extension MatrixStyle {
  /// The style of a matrix between these brackets.
  init?(_ fence: Fence) {
    switch fence {
    case .round: self = .round
    case .square: self = .square
    case .bars: self = .bars
    case .none: self = .plain
    case .curly, .doubleBars, .angles: return nil
    }
  }
}
