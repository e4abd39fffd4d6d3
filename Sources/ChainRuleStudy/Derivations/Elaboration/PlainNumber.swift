import Foundation

/// Plain arithmetic with formulas of numbers and one letter.
enum PlainNumber {
  /// The value of a formula in which a letter stands for a number; `nil` where there is anything else in it.
  static func value(of formula: Formula, letter: String? = nil, _ x: Double = 0, depth: Int = 0) -> Double? {
    guard depth < 100 else { return nil }
    func inner(_ formula: Formula) -> Double? { value(of: formula, letter: letter, x, depth: depth + 1) }
    switch formula {
    case .number(let digits): return Double(digits)
    case .symbol(let symbol):
      if symbol.fullName == letter { return x }
      return symbol.name == "e" ? M_E : symbol.name == "π" ? .pi : nil
    case .negated(let a): return inner(a).map { -$0 }
    case .sum(let terms):
      let values = terms.compactMap { inner($0) }
      return values.count == terms.count ? values.reduce(0, +) : nil
    case .product(let factors, let signs):
      guard signs.allSatisfy({ $0 != .outer }) else { return nil }
      var result = 1.0
      var place = 0
      while place < factors.count {
        if place + 1 < factors.count, case .fenced(_, let arguments) = factors[place + 1], arguments.count == 1,
          let function = factors[place].baseName.flatMap({ TermFunction(named: $0) }), !factors[place].isPrimed
        {
          guard let argument = inner(arguments[0]) else { return nil }
          result *= function.value(at: argument)
          place += 2
          continue
        }
        guard let factor = inner(factors[place]) else { return nil }
        result *= factor
        place += 1
      }
      return result
    case .fraction(let a, let b, _):
      guard let a = inner(a), let b = inner(b) else { return nil }
      return a / b
    case .fenced(let fence, let parts):
      guard parts.count == 1, let value = inner(parts[0]) else { return nil }
      return fence == .bars ? abs(value) : value
    case .scripted(let base, let subscripts, let superscripts):
      guard subscripts.isEmpty, superscripts.count == 1, let power = superscripts[0].formula, let base = inner(base),
        let power = inner(power)
      else { return nil }
      return pow(base, power)
    case .root(let a, let degree):
      guard let a = inner(a) else { return nil }
      guard let degree else { return a.squareRoot() }
      return inner(degree).map { pow(a, 1 / $0) }
    case .application(let head, let arguments):
      let values = arguments.flatMap { argument -> [Double?] in
        switch argument {
        case .fenced(.round, let parts), .fenced(.none, let parts): parts.map { inner($0) }
        default: [inner(argument)]
        }
      }
      let numbers = values.compactMap { $0 }
      guard numbers.count == values.count, let name = head.baseName else { return nil }
      if name.lowercased() == "max" { return numbers.max() }
      if name.lowercased() == "min" { return numbers.min() }
      guard numbers.count == 1, let function = TermFunction(named: name) else { return nil }
      return function.value(at: numbers[0])
    case .cases(let rows):
      for row in rows {
        guard let condition = row.condition else { return inner(row.value) }
        guard let holds = holds(condition, { inner($0) }) else { return nil }
        if holds { return inner(row.value) }
      }
      return nil
    case .indicator(let condition): return holds(condition, { inner($0) }).map { $0 ? 1 : 0 }
    default: return nil
    }
  }

  private static func holds(_ condition: Condition, _ value: (Formula) -> Double?) -> Bool? {
    guard condition.also.isEmpty, condition.members.count == 2, let a = value(condition.members[0]),
      let b = value(condition.members[1])
    else { return nil }
    return condition.relations[0].holds(a, b)
  }
}

extension Relation {
  /// Whether two numbers stand in this relation; other relations than comparisons never hold.
  func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .equal, .defined: a == b
    case .unequal: a != b
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    default: false
    }
  }
}

extension TermFunction {
  /// The function of one number, by the C library.
  func value(at x: Double) -> Double {
    switch self {
    case .exp: return Foundation.exp(x)
    case .log: return Foundation.log(x)
    case .sqrt: return x.squareRoot()
    case .tanh: return Foundation.tanh(x)
    case .sigmoid: return 1 / (1 + Foundation.exp(-x))
    case .relu: return max(0, x)
    case .softplus: return Foundation.log1p(Foundation.exp(x))
    case .sin: return Foundation.sin(x)
    case .cos: return Foundation.cos(x)
    case .abs: return Swift.abs(x)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .square: return x * x
    case .identity: return x
    case .softmax: return .nan
    case .smooth(let name):
      let c = SmoothFunction(name)
      return c.a * Foundation.tanh(c.b * x + c.c) + c.d * x + c.e * Foundation.sin(c.f * x)
    case .derivative(let function):
      // Four points, so that the error is of the fourth order.
      let h = 1e-3
      return
        (8 * (function.value(at: x + h) - function.value(at: x - h))
        - (function.value(at: x + 2 * h) - function.value(at: x - 2 * h))) / (12 * h)
    }
  }
}

/// The numbers of a random smooth function, which its name decides: a·tanh(b x + c) + d x + e·sin(f x).
struct SmoothFunction {
  let a, b, c, d, e, f: Double

  init(_ name: String) {
    // FNV-1a, so that the function is the same in every run.
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    func next() -> Double {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / Double(1 << 53)
    }
    _ = next()
    a = 0.8 + next()
    b = 0.5 + next()
    c = next() - 0.5
    d = 0.3 + 0.4 * next()
    e = 0.2 + 0.3 * next()
    f = 0.7 + next()
  }
}
