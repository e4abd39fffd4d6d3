extension Formula {
  /// The formula without a factor that it has too much.
  func divided(by factor: ClaimFactor) -> Formula {
    var result = self
    if factor.numerator < 0 {
      result = result.withOtherSign
    }
    func number(_ value: Int) -> Formula { .number(String(value)) }
    func times(_ base: Int, _ length: String?, _ power: Int) -> Formula? {
      let symbol = length.map { name -> Formula in
        let symbol: Formula =
          factor.isRoot ? .root(.symbol(Symbol(name: name)), degree: nil) : .symbol(Symbol(name: name))
        return power == 1 ? symbol : .scripted(symbol, subscripts: [], superscripts: [.plain(number(power))])
      }
      guard let symbol, power > 0 else { return base == 1 ? nil : number(base) }
      return base == 1 ? symbol : .product([number(base), symbol], [.juxtaposition])
    }
    let above = times(factor.denominator, factor.length, -factor.power)
    let below = times(abs(factor.numerator), factor.length, factor.power)
    guard above != nil || below != nil else { return result }
    let scale: Formula = below.map { .fraction(above ?? number(1), $0, .bar) } ?? above ?? number(1)
    if case .negated(let a) = result { return .negated(.product([scale, a.grouped], [.juxtaposition])) }
    return .product([scale, result.grouped], [.juxtaposition])
  }

  /// The formula times −1, as one would write it: without the minus sign it has, or with its difference turned.
  var withOtherSign: Formula {
    switch self {
    case .negated(let a): return a.bare
    case .sum(let terms):
      if let turned = turnedDifference { return turned }
      return .negated(.fenced(.round, [.sum(terms)]))
    case .product(let factors, let signs):
      if case .negated(let a)? = factors.first { return .product([a] + factors.dropFirst(), signs) }
      let turned = factors.enumerated().compactMap { place, factor -> Formula? in
        guard case .fenced(.round, let parts) = factor, parts.count == 1, let other = parts[0].turnedDifference
        else { return nil }
        var changed = factors
        changed[place] = .fenced(.round, [other])
        return .product(changed, signs)
      }
      return turned.first ?? .negated(self)
    default: return .negated(grouped)
    }
  }

  /// b − a of a − b.
  private var turnedDifference: Formula? {
    guard case .sum(let terms) = self, terms.count == 2, case .negated(let second) = terms[1] else { return nil }
    if case .negated = terms[0] { return nil }
    return .sum([second.bare, .negated(terms[0])])
  }

  /// The formula without brackets around the whole of it.
  private var bare: Formula {
    if case .fenced(.round, let parts) = self, parts.count == 1 { parts[0] } else { self }
  }
}

extension Relation {
  /// The relation in TeX's notation.
  var latex: String {
    switch self {
    case .defined: ":="
    case .assigned: "\\leftarrow"
    case .approximately: "\\approx"
    case .element: "\\in"
    case .proportional: "\\propto"
    case .lessOrEqual: "\\le"
    case .greaterOrEqual: "\\ge"
    case .unequal: "\\ne"
    case .maps: "\\to"
    case .distributed: "\\sim"
    default: rawValue
    }
  }
}
