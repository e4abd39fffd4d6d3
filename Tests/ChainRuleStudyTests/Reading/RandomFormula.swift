import ChainRuleStudy

/// Makes formulas at random, of the shapes that documents hold.
struct RandomFormula {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  private mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  private mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  // MARK: Sums and products

  mutating func sum(_ depth: Int) -> Formula {
    guard depth > 0, chance(50) else { return term(depth) }
    var terms: [Formula] = []
    for _ in 0..<2 + below(2) { terms.append(chance(40) ? .negated(term(depth - 1)) : term(depth - 1)) }
    return .sum(terms)
  }

  /// A product, or a single factor; behind a sign or alone.
  private mutating func term(_ depth: Int) -> Formula {
    guard depth > 0, chance(60) else { return last(depth) }
    var factors: [Formula] = [factor(depth - 1)]
    var signs: [ProductSign] = []
    for index in 0..<1 + below(2) {
      signs.append(pick([.juxtaposition, .juxtaposition, .dot, .times, .elementwise, .circle, .asterisk]))
      factors.append(index == 1 || signs.count == 2 ? last(depth - 1) : factor(depth - 1))
    }
    return .product(factors, signs)
  }

  /// What may end a product: also what takes everything that follows.
  private mutating func last(_ depth: Int) -> Formula {
    guard depth > 0, chance(25) else { return factor(depth) }
    let index = Formula.symbol(Symbol(name: pick(["i", "j", "k"])))
    var sign = BigOperator(kind: pick([.sum, .product, .maximum, .mean]), indices: [index], body: term(depth - 1))
    if sign.kind == .sum || sign.kind == .product, chance(50) {
      sign.from = .number("1")
      sign.to = .symbol(Symbol(name: pick(["m", "n"])))
    } else if chance(20) {
      sign.condition = Condition(members: [index, symbol()], relations: [.unequal])
    }
    return .big(sign)
  }

  private mutating func factor(_ depth: Int) -> Formula {
    guard depth > 0 else { return chance(15) ? .number(pick(["2", "0.5", "1"])) : scripted(0) }
    switch below(14) {
    case 0:
      // dZ over dW would be a derivative.
      let below = sum(depth - 1)
      return .fraction(.sum([.number("1"), sum(depth - 1)]), below, .bar)
    case 1: return .derivative(derivative(depth))
    case 2: return .fenced(.round, [sum(depth - 1)])
    case 3: return .fenced(pick([.doubleBars, .square]), [sum(depth - 1)])
    case 4: return .application(function(), [sum(depth - 1)])
    case 5:
      let max = Formula.symbol(Symbol(name: "max", typeface: .roman, latex: "\\max"))
      return .application(max, [.number("0"), sum(depth - 1)])
    case 6: return .root(sum(depth - 1), degree: nil)
    case 7:
      return .indicator(Condition(members: [scripted(0), .number("0")], relations: [pick([.greater, .lessOrEqual])]))
    case 8: return .product([scripted(0), .fenced(.round, [sum(depth - 1)])], [.juxtaposition])
    case 9:
      return .scripted(
        .fenced(.round, [sum(depth - 1)]), subscripts: [], superscripts: [pick([.transpose, .plain(.number("2"))])])
    default: return scripted(depth - 1)
    }
  }

  private mutating func function() -> Formula {
    .symbol(
      pick([
        Symbol(name: "log", typeface: .roman, latex: "\\log"), Symbol(name: "exp", typeface: .roman, latex: "\\exp"),
        Symbol(name: "softmax", typeface: .roman, latex: "\\operatorname{softmax}"),
        Symbol(name: "ReLU", typeface: .roman, latex: "\\text{ReLU}"),
      ]))
  }

  private mutating func derivative(_ depth: Int) -> DerivativeFormula {
    switch below(4) {
    case 0: DerivativeFormula(sign: "∇", style: .nabla, of: scripted(0), by: [scripted(0)])
    case 1: DerivativeFormula(sign: "∂", style: .solidus, of: scripted(0), by: [scripted(0)])
    case 2: DerivativeFormula(sign: "∂", style: .bar, of: scripted(0), by: [scripted(0), scripted(0)])
    default: DerivativeFormula(sign: "∂", style: .bar, of: scripted(0), by: [scripted(0)])
    }
  }

  // MARK: Symbols

  private mutating func symbol() -> Formula {
    .symbol(
      pick([
        Symbol(name: "W"), Symbol(name: "X"), Symbol(name: "b"), Symbol(name: "y"), Symbol(name: "z"),
        Symbol(name: "L", typeface: .calligraphic, latex: "\\mathcal{L}"), Symbol(name: "α", latex: "\\alpha"),
        Symbol(name: "δ", latex: "\\delta"), Symbol(name: "σ", latex: "\\sigma"), Symbol(name: "dZ"),
        Symbol(name: "dW"),
        Symbol(name: "y", accents: ["hat"], latex: "\\hat{y}"),
        Symbol(name: "x", accents: ["bar"], typeface: .bold, latex: "\\bar{\\mathbf{x}}"),
      ]))
  }

  private mutating func scripted(_ depth: Int) -> Formula {
    let symbol = symbol()
    guard chance(60) else { return symbol }
    var subscripts: [Subscript] = []
    var superscripts: [Superscript] = []
    let i = Formula.symbol(Symbol(name: "i"))
    let l = Formula.symbol(Symbol(name: "l"))
    switch below(9) {
    case 0: subscripts = [.index(i)]
    case 1: subscripts = [.index(i), .index(.symbol(Symbol(name: "j")))]
    case 2: subscripts = [.slice, .index(i)]
    case 3: subscripts = [.index(.number("1"))]
    case 4: subscripts = [.index(.sum([.symbol(Symbol(name: "t")), .negated(.number("1"))]))]
    case 5: subscripts = [.label("new")]
    default: break
    }
    switch below(8) {
    case 0: superscripts = [.bracketed(pick([l, .number("2"), .sum([l, .number("1")])]))]
    case 1: superscripts = [.parenthesised(pick([l, .number("1"), .sum([l, .negated(.number("1"))])]))]
    case 2: superscripts = [.plain(pick([l, .number("2"), .negated(.number("1")), .sum([l, .number("1")])]))]
    default: break
    }
    switch below(4) {
    case 0: superscripts.append(.transpose)
    case 1 where superscripts.allSatisfy { if case .plain = $0 { false } else { true } }: superscripts.append(.prime)
    default: break
    }
    if subscripts.isEmpty, superscripts.isEmpty { return symbol }
    return .scripted(symbol, subscripts: subscripts, superscripts: superscripts)
  }
}
