extension FormulaParser {
  /// `\frac` was read.
  mutating func fraction() throws(SyntaxError) -> Formula {
    let start = position
    if let above = try groupContent() {
      if let below = try groupContent() {
        if let derivative = try derivative(above, below) { return derivative }
        let numerator = try grouped(above)
        return .fraction(numerator, try grouped(below), .bar)
      }
      jump(to: start)
    }
    let numerator = try argument()
    return .fraction(numerator, try argument(), .bar)
  }

  /// A ∂ or d that begins here, its order, and where what follows begins.
  private struct DifferentialSign {
    var sign: String
    var order = 1
    var end: Int
  }

  private func differentialSign(at place: Int, upTo end: Int) -> DifferentialSign? {
    guard place < end else { return nil }
    var result: DifferentialSign
    switch list.tokens[place].kind {
    case .partial: result = DifferentialSign(sign: "∂", end: place + 1)
    case .letter(let symbol) where (symbol.name == "d" || symbol.name == "D") && symbol.accents.isEmpty:
      result = DifferentialSign(sign: symbol.name, end: place + 1)
    case .command(let name) where Vocabulary.typefaces[name] != nil && place + 1 < end:
      if list.tokens[place + 1].kind == .beginGroup, list.partners[place + 1] == place + 3,
        let word = plainWord(in: place + 2..<place + 3), word == "d" || word == "D"
      {
        result = DifferentialSign(sign: word, end: place + 4)
      } else if case .letter(let symbol) = list.tokens[place + 1].kind, symbol.name == "d" {
        result = DifferentialSign(sign: "d", end: place + 2)
      } else {
        return nil
      }
    default: return nil
    }
    guard result.end < end, list.tokens[result.end].kind == .superscript, result.end + 1 < end else { return result }
    let raised = result.end + 1
    let content =
      list.tokens[raised].kind == .beginGroup
      ? raised + 1..<max(raised + 1, list.partners[raised]) : raised..<raised + 1
    guard content.count == 1 else { return result }
    switch list.tokens[content.lowerBound].kind {
    case .plus: result.sign += "⁺"
    case .number(let digits):
      guard let order = Int(digits), (1...4).contains(order) else { return result }
      result.order = order
    default: return result
    }
    result.end = list.after(raised)
    return result
  }

  /// \frac{\partial a}{\partial b}, \frac{d}{dw}; `nil` for a fraction that is no derivative.
  mutating func derivative(_ above: Range<Int>, _ below: Range<Int>) throws(SyntaxError) -> Formula? {
    if let quotient = try quotientWithFactor(above, below) { return quotient }
    guard let sign = differentialSign(at: above.lowerBound, upTo: above.upperBound),
      let lower = differentialSign(at: below.lowerBound, upTo: below.upperBound), lower.end < below.upperBound,
      sign.sign.first == lower.sign.first, startsOperand(lower.end)
    else { return nil }
    if sign.sign != "∂" {
      // (dZ + a)/(dW b) is a quotient of quantities.
      guard !holdsOperator(lower.end..<below.upperBound) else { return nil }
      if sign.end < above.upperBound, !startsOperand(sign.end) || holdsOperator(sign.end..<above.upperBound) {
        return nil
      }
    }
    let by = try inside(below) { parser throws(SyntaxError) in
      try parser.denominator(order: sign.order, sign: sign.sign)
    }
    if sign.end < above.upperBound {
      let numerator = try formula(in: sign.end..<above.upperBound)
      return .derivative(DerivativeFormula(sign: sign.sign, style: .bar, of: numerator, by: by))
    }
    let operand = try operatorOperand()
    return .derivative(DerivativeFormula(sign: sign.sign, style: .operatorBar, of: operand, by: by))
  }

  private func holdsOperator(_ range: Range<Int>) -> Bool {
    list.outermost(in: range).contains { place in
      switch list.tokens[place].kind {
      case .plus, .minus, .sign: true
      default: false
      }
    }
  }

  /// \frac{\partial L}{T \cdot \partial x} is 1/T and a derivative.
  private mutating func quotientWithFactor(_ above: Range<Int>, _ below: Range<Int>) throws(SyntaxError) -> Formula? {
    guard let first = above.first, let start = below.first, list.tokens[first].kind == .partial,
      list.tokens[start].kind != .partial,
      let place = list.outermost(in: below).first(where: { list.tokens[$0].kind == .partial })
    else { return nil }
    var factor = below.lowerBound..<place
    if case .sign = list.tokens[place - 1].kind { factor.removeLast() }
    guard !factor.isEmpty, let derivative = try derivative(above, place..<below.upperBound) else { return nil }
    return .product([.fraction(.number("1"), try formula(in: factor), .bar), derivative], [.juxtaposition])
  }

  /// Whether something that can be differentiated stands at a position.
  private func startsOperand(_ place: Int) -> Bool {
    switch list.tokens[place].kind {
    case .letter, .number, .text, .open, .beginGroup, .command, .bar, .doubleBar, .root, .big, .begin, .partial: true
    default: false
    }
  }

  /// `\partial w_i \partial w_j`, `dx^2`.
  private mutating func denominator(order: Int, sign: String) throws(SyntaxError) -> [Formula] {
    var by: [Formula] = []
    while let lower = differentialSign(at: position, upTo: end) {
      jump(to: lower.end)
      var factors: [Formula] = []
      while let next, startsFactor(next), factors.isEmpty || differentialSign(at: position, upTo: end) == nil {
        factors.append(try factor())
      }
      guard !factors.isEmpty else { throw unexpected("by what is differentiated") }
      let operand = Self.product(factors, Array(repeating: .juxtaposition, count: factors.count - 1))
      by += Self.repeated(operand, order: order - by.count)
    }
    return by
  }

  /// x² below a second derivative is x twice.
  private static func repeated(_ operand: Formula, order: Int) -> [Formula] {
    guard order > 1, case .scripted(let base, let subscripts, var superscripts) = operand,
      case .plain(.number(let digits))? = superscripts.last, Int(digits) == order
    else { return [operand] }
    superscripts.removeLast()
    let once =
      subscripts.isEmpty && superscripts.isEmpty
      ? base : Formula.scripted(base, subscripts: subscripts, superscripts: superscripts)
    return Array(repeating: once, count: order)
  }

  /// What the operator ∂/∂x in front applies to.
  mutating func operatorOperand() throws(SyntaxError) -> Formula? {
    guard let next, startsFactor(next) else { return nil }
    if case .open = next { return try factor() }
    return try operand()
  }

  /// One factor, with the brackets directly behind it where it may be a function.
  private mutating func differentiated() throws(SyntaxError) -> Formula {
    let first = try factor()
    switch first {
    case .symbol, .scripted(.symbol, _, _):
      guard next == .open(.round), isNextGlued else { return first }
      return .product([first, try fenced(.round)], [.juxtaposition])
    case .fraction, .number:
      guard let next, startsFactor(next) else { return first }
      return .product([first, try operand()], [.juxtaposition])
    default: return first
    }
  }

  /// ∂ was not read yet: ∂L/∂W, ∂_x f, or a differential.
  mutating func partial() throws(SyntaxError) -> Formula {
    let start = position
    guard let sign = differentialSign(at: position, upTo: end) else { throw unexpected("“∂”") }
    jump(to: sign.end)
    if next == .subscript {
      advance()
      let by = try indices()
      return .derivative(
        DerivativeFormula(sign: "∂", style: .nabla, of: try differentiated(), by: by))
    }
    if next == .solidus, differentialSign(at: position + 1, upTo: end) != nil {
      advance()
      let by = try solidusDenominator(order: sign.order)
      return .derivative(
        DerivativeFormula(sign: sign.sign, style: .operatorBar, of: try operatorOperand(), by: by))
    }
    guard let next, startsFactor(next) else { throw failure("“∂” stands alone", at: start) }
    let operand = try differentiated()
    guard self.next == .solidus, differentialSign(at: position + 1, upTo: end)?.sign.first == sign.sign.first else {
      return .differential(operand, sign: sign.sign)
    }
    advance()
    let by = try solidusDenominator(order: sign.order)
    return .derivative(DerivativeFormula(sign: sign.sign, style: .solidus, of: operand, by: by))
  }

  private mutating func solidusDenominator(order: Int) throws(SyntaxError) -> [Formula] {
    var by: [Formula] = []
    while by.isEmpty || by.count < order, let lower = differentialSign(at: position, upTo: end) {
      jump(to: lower.end)
      by += Self.repeated(try factor(), order: order - by.count)
    }
    return by
  }

  /// ∇_W L, ∇L, ∇²L.
  mutating func nabla() throws(SyntaxError) -> Formula {
    advance()
    var by: [Formula] = []
    var sign = "∇"
    while next == .subscript || next == .superscript {
      let isBelow = next == .subscript
      advance()
      if isBelow {
        by += try indices()
      } else {
        let range = try scriptRange()
        guard range.count == 1, case .number(let digits) = list.tokens[range.lowerBound].kind, digits == "2" else {
          throw failure("expected 2 above ∇", at: range.lowerBound)
        }
        sign = "∇²"
      }
    }
    guard let next, startsFactor(next) else {
      return .derivative(DerivativeFormula(sign: sign, style: .nabla, of: nil, by: by))
    }
    return .derivative(DerivativeFormula(sign: sign, style: .nabla, of: try differentiated(), by: by))
  }

  /// The formulas of a subscript between commas.
  private mutating func indices() throws(SyntaxError) -> [Formula] {
    let range = try scriptRange()
    return try inside(range) { parser throws(SyntaxError) in try parser.items() }
  }
}
