extension FormulaParser {
  private static let extrema: [String: BigOperator.Kind] = [
    "max": .maximum, "min": .minimum, "argmax": .argMaximum, "argmin": .argMinimum,
  ]

  /// A function's name was read: its scripts and arguments.
  mutating func function(_ symbol: Symbol, isUpright: Bool = false) throws(SyntaxError) -> Formula {
    let name = symbol.name.lowercased()
    if let kind = Self.extrema[name], next == .subscript { return try big(kind) }
    if symbol.name == "E", symbol.typeface == .roman { return try big(.mean) }
    if name == "sum" || name == "prod", next == .subscript || next == .superscript {
      return try big(name == "sum" ? .sum : .product)
    }
    let head = try scripts(on: .symbol(symbol))
    let isKnown = Vocabulary.functions.contains(name)
    if next == .open(.round) {
      let content = try fenceContent()
      return .application(head, try inside(content) { parser throws(SyntaxError) in try parser.arguments() })
    }
    guard isKnown, let next else { return head }
    switch next {
    case .open(.square), .open(.curly):
      // \max\{0, x\} has two arguments, \exp\{-x\} one in brackets of its own.
      let argument = try factor()
      if case .fenced(_, let items) = argument, items.count > 1 { return .application(head, items) }
      return .application(head, [argument])
    default:
      guard Vocabulary.prefixes.contains(name), startsFactor(next), !isText(next) else { return head }
      return .application(head, [.fenced(.none, [try operand()])])
    }
  }

  /// What stands between a function's brackets; `f(\cdot)` has a placeholder.
  mutating func arguments() throws(SyntaxError) -> [Formula] {
    if case .sign? = next, position + 1 == end {
      advance()
      return [.placeholder]
    }
    if case .period? = next, position + 1 == end {
      advance()
      return [.placeholder]
    }
    return try items()
  }

  private func isText(_ kind: MathToken.Kind) -> Bool {
    if case .text = kind { true } else { false }
  }

  /// What a prefix without brackets applies to: the factors side by side, up to a sign or the next such prefix.
  mutating func operand() throws(SyntaxError) -> Formula {
    var factors = [try signedFactor()]
    while let next, startsFactor(next), !startsPrefix(next), !isText(next) { factors.append(try factor()) }
    return Self.product(factors, Array(repeating: .juxtaposition, count: factors.count - 1))
  }

  private func startsPrefix(_ kind: MathToken.Kind) -> Bool {
    switch kind {
    case .big, .nabla, .partial, .begin: true
    case .command(let name): Vocabulary.functions.contains(name.lowercased()) || name == "operatorname"
    case .letter: Vocabulary.prefixes.contains(letterRun())
    default: false
    }
  }

  // MARK: Σ and its like

  /// The sign was read: what it runs over, and its body.
  mutating func big(_ kind: BigOperator.Kind) throws(SyntaxError) -> Formula {
    var sign = BigOperator(kind: kind, body: .placeholder)
    var scripts = 0
    while scripts < 2, next == .subscript || next == .superscript {
      let isBelow = next == .subscript
      advance()
      let range = try scriptRange()
      if isBelow {
        try inside(range) { parser throws(SyntaxError) in try parser.readRange(of: &sign) }
      } else {
        if !range.isEmpty { sign.to = try formula(in: range) }
      }
      scripts += 1
    }
    guard let next, next == .minus || next == .plus || startsFactor(next) else {
      throw unexpected("what “\(kind.rawValue)” applies to")
    }
    sign.body = try deeper { parser throws(SyntaxError) in try parser.term() }
    return .big(sign)
  }

  /// The tokens of a script: those of a group, or one.
  mutating func scriptRange() throws(SyntaxError) -> Range<Int> {
    if let content = try groupContent() { return content }
    guard position < end else { throw unexpected("an index") }
    let start = position
    switch list.tokens[position].kind {
    case .command, .root:
      skipCommand()
      return start..<position
    case .open, .openNothing:
      let place = list.after(position)
      jump(to: place)
      return start..<place
    default:
      advance()
      return start..<start + 1
    }
  }

  /// Passes over a command with the groups behind it, or with the token that is its argument.
  private mutating func skipCommand() {
    while case .command? = next { advance() }
    if next == .root { advance() }
    if next == .open(.square) { jump(to: list.after(position)) }
    guard next == .beginGroup else {
      if let next, startsFactor(next), !isCommandComplete { advance() }
      return
    }
    for _ in 0..<3 where next == .beginGroup { jump(to: list.after(position)) }
  }

  /// Whether the command before needs no argument.
  private var isCommandComplete: Bool {
    guard position > 0, case .command(let name) = list.tokens[position - 1].kind else { return false }
    return Vocabulary.typefaces[name] == nil && Vocabulary.accents[name] == nil
      && !Vocabulary.transparent.contains(name) && !name.hasSuffix("frac")
  }

  /// What stands below a Σ.
  private mutating func readRange(of sign: inout BigOperator) throws(SyntaxError) {
    var conditions: [Condition] = []
    while let next {
      switch next {
      case .comma, .semicolon, .lineBreak, .colon, .bar, .text, .alignment:
        advance()
        continue
      case .command("substack"):
        advance()
        if let content = try groupContent() {
          try inside(content) { parser throws(SyntaxError) in try parser.readRange(of: &sign) }
        }
        continue
      default: break
      }
      let first = try expression()
      guard case .relation? = self.next else {
        sign.indices += Self.indices(of: first)
        continue
      }
      let condition = try condition(after: first)
      if condition.relations == [.equal] {
        sign.indices += Self.indices(of: first)
        if sign.from == nil { sign.from = condition.members[1] } else { conditions.append(condition) }
      } else if condition.relations.count == 2, condition.relations.allSatisfy({ $0 == .lessOrEqual }), sign.from == nil
      {
        sign.indices.append(condition.members[1])
        sign.from = condition.members[0]
        sign.to = condition.members[2]
      } else {
        let indices = condition.relations.count > 1 ? condition.members.dropFirst().dropLast() : [first]
        for index in indices where !sign.indices.contains(index) { sign.indices.append(index) }
        conditions.append(condition)
      }
    }
    guard !conditions.isEmpty else { return }
    if sign.condition == nil { sign.condition = conditions.removeFirst() }
    sign.condition?.also += conditions
  }

  /// `ij` below a Σ is two indices.
  private static func indices(of formula: Formula) -> [Formula] {
    if case .product(let factors, let signs) = formula, signs.allSatisfy({ $0 == .juxtaposition }) { return factors }
    return [formula]
  }
}
