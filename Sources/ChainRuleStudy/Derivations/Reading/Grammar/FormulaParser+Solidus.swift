/// Fractions in one line.
extension FormulaParser {
  private static let multipliers: Set<String> = ["m", "n", "N", "M", "B", "K", "T", "k", "i", "j", "C", "D", "d"]

  /// The solidus was read: it takes the factor before it and the one behind it.
  mutating func divide(
    _ factors: inout [Formula], _ signs: inout [ProductSign], style: FractionStyle
  ) throws(SyntaxError) {
    var numerator = factors.removeLast()
    if case .fenced(.round, _) = numerator, signs.last == .juxtaposition, let head = factors.last,
      Self.mayBeCalled(head)
    {
      factors.removeLast()
      signs.removeLast()
      numerator = .product([head, numerator], [.juxtaposition])
    }
    var denominator = try signedFactor()
    if next == .open(.round), isNextGlued, Self.mayBeCalled(denominator) {
      denominator = .product([denominator, try fenced(.round)], [.juxtaposition])
    }
    factors.append(try quotient(numerator, denominator, style))
  }

  /// σ(x)/m: whether a letter before brackets may be a function.
  private static func mayBeCalled(_ formula: Formula) -> Bool {
    switch formula {
    case .symbol(let symbol), .scripted(.symbol(let symbol), _, _): !multipliers.contains(symbol.name)
    default: false
    }
  }

  /// dL/da is a derivative.
  private mutating func quotient(
    _ above: Formula, _ below: Formula, _ style: FractionStyle
  ) throws(SyntaxError) -> Formula {
    guard let by = below.withoutDifferential else { return .fraction(above, below, style) }
    if let of = above.withoutDifferential {
      return .derivative(DerivativeFormula(sign: "d", style: .solidus, of: of, by: [by]))
    }
    if case .symbol(let symbol) = above, symbol.name == "d" {
      return .derivative(DerivativeFormula(sign: "d", style: .operatorBar, of: try operatorOperand(), by: [by]))
    }
    return .fraction(above, below, style)
  }
}

extension Formula {
  /// Z of a shorthand dZ; `nil` for what is none.
  var withoutDifferential: Formula? {
    switch self {
    case .symbol(var symbol):
      guard symbol.name.hasPrefix("d"), symbol.name.count > 1, symbol.latex.hasPrefix("d") else { return nil }
      symbol.name.removeFirst()
      symbol.latex.removeFirst()
      symbol.latex = symbol.latex.trimmed
      return .symbol(symbol)
    case .scripted(let base, let subscripts, let superscripts):
      return base.withoutDifferential.map { .scripted($0, subscripts: subscripts, superscripts: superscripts) }
    case .differential(let operand, sign: "d"): return operand
    default: return nil
    }
  }
}
