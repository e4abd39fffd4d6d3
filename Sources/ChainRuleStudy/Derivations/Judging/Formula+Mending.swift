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
    if let simpler = result.cancelling(above, below) { return simpler }
    let scale: Formula = below.map { .fraction(above ?? number(1), $0, .bar) } ?? above ?? number(1)
    if case .negated(let a) = result { return .negated(.product([scale, a.grouped], [.juxtaposition])) }
    return .product([scale, result.grouped], [.juxtaposition])
  }

  /// The formula times a scale that one of its factors has already: m · 1/m is left out, and so is half of 2.
  private func cancelling(_ above: Formula?, _ below: Formula?) -> Formula? {
    if case .negated(let a) = self { return a.cancelling(above, below).map { .negated($0) } }
    guard case .product(var factors, var signs) = self, (above == nil) != (below == nil) else { return nil }
    for place in factors.indices {
      guard let rest = factors[place].divided(above, below) else { continue }
      if rest == .number("1"), factors.count > 1 {
        factors.remove(at: place)
        signs.remove(at: max(0, place - 1))
        return factors.count == 1 ? factors[0].bare : .product(factors, signs)
      }
      factors[place] = rest
      return .product(factors, signs)
    }
    return nil
  }

  /// A number over another, 1/m or m² divided by what is below, or multiplied by what is above, if nothing is left over.
  private func divided(_ above: Formula?, _ below: Formula?) -> Formula? {
    func power(_ base: Formula, _ exponent: String) -> Formula {
      .scripted(base, subscripts: [], superscripts: [.plain(.number(exponent))])
    }
    switch self {
    case .fraction(let top, let bottom, let style):
      if let above, bottom == above { return top }
      if let above, bottom == power(above, "2") { return .fraction(top, above, style) }
      return below.flatMap { top.divided(nil, $0) }.map { .fraction($0, bottom, style) }
    case .number(let digits):
      guard case .number(let divisor)? = below, let value = Int(digits), let divisor = Int(divisor), divisor > 1,
        value % divisor == 0
      else { return nil }
      return .number(String(value / divisor))
    default:
      guard let below else { return nil }
      return self == below ? .number("1") : self == power(below, "2") ? below : nil
    }
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
