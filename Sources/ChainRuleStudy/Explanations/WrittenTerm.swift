/// A formula with its scale in front, while it is composed: scales are folded, sums are flat.
struct WrittenTerm {
  var scale = WrittenScale.one
  /// `nil` for a number alone.
  var body: Body?
  /// How many operations it spells out.
  var operations = 0

  indirect enum Body {
    case formula(Formula)
    case sum([WrittenTerm])
    case product([WrittenTerm], ProductSign)
  }

  init(number: Double) { scale = WrittenScale(value: number) }

  init(_ formula: Formula, operations: Int = 0) {
    body = .formula(formula)
    self.operations = operations
  }

  init(scale: WrittenScale = .one, body: Body?, operations: Int) {
    self.scale = scale
    self.body = body
    self.operations = operations
  }

  var isNumber: Bool { body == nil }

  func scaled(by factor: WrittenScale) -> WrittenTerm {
    var term = self
    term.scale = term.scale * factor
    if case .sum(let terms)? = body, term.scale == WrittenScale.one.negated {
      // −(a − b) is b − a.
      let flipped = terms.map { $0.scaled(by: WrittenScale.one.negated) }
      if flipped.contains(where: { $0.scale.value > 0 }) {
        return WrittenTerm(body: .sum(flipped), operations: operations)
      }
    }
    return term
  }

  static func sum(_ a: WrittenTerm, _ b: WrittenTerm) -> WrittenTerm {
    if a.isNumber, a.scale.value == 0 { return b }
    if b.isNumber, b.scale.value == 0 { return a }
    var terms: [WrittenTerm] = []
    for term in [a, b] {
      if case .sum(let inner)? = term.body, term.scale == .one { terms += inner } else { terms.append(term) }
    }
    // A sum begins with what has no minus sign, if anything has none.
    if let first = terms.firstIndex(where: { $0.scale.value > 0 }), terms[0].scale.value < 0 {
      terms.insert(terms.remove(at: first), at: 0)
    }
    return WrittenTerm(body: .sum(terms), operations: a.operations + b.operations + 1)
  }

  /// The product, with scales in front. Numbers are folded into them.
  static func product(_ a: WrittenTerm, _ b: WrittenTerm, _ sign: ProductSign) -> WrittenTerm {
    let scale = a.scale * b.scale
    guard a.body != nil, b.body != nil else {
      return WrittenTerm(
        scale: scale, body: a.body ?? b.body, operations: a.operations + b.operations
      )
      .refolded
    }
    func factors(_ term: WrittenTerm) -> [WrittenTerm] {
      if case .product(let inner, sign)? = term.body { return inner }
      return [WrittenTerm(body: term.body, operations: term.operations)]
    }
    return WrittenTerm(
      scale: scale, body: .product(factors(a) + factors(b), sign), operations: a.operations + b.operations + 1)
  }

  private var refolded: WrittenTerm {
    WrittenTerm(body: body, operations: operations).scaled(by: scale)
  }

  // MARK: Formulas

  /// The whole as a formula.
  func formula(_ lengths: AxisNames) -> Formula {
    let factor = scale.formula(lengths)
    let unsigned: Formula
    switch body {
    case nil: unsigned = factor ?? .number("1")
    case .sum(let terms)? where factor == nil && scale.value > 0: return WrittenTerm.sum(terms, lengths)
    case let body?:
      guard let factor else {
        unsigned = body.formula(lengths, isFactor: scale.value < 0)
        break
      }
      switch body.formula(lengths, isFactor: true) {
      case .product(let factors, let signs) where signs.allSatisfy { $0 == .juxtaposition }:
        unsigned = .product([factor] + factors, [.juxtaposition] + signs)
      case .product(let factors, let signs):
        unsigned = .product([factor, .fenced(.round, [.product(factors, signs)])], [.juxtaposition])
      case let body: unsigned = .product([factor, body], [.juxtaposition])
      }
    }
    return scale.value < 0 ? .negated(unsigned) : unsigned
  }

  private static func sum(_ terms: [WrittenTerm], _ lengths: AxisNames) -> Formula {
    .sum(terms.map { $0.formula(lengths) })
  }

  /// The formula as something that a sign can stand before or behind.
  func atom(_ lengths: AxisNames) -> Formula { formula(lengths).asAtom }
}

extension WrittenTerm.Body {
  fileprivate func formula(_ lengths: AxisNames, isFactor: Bool) -> Formula {
    switch self {
    case .formula(let formula): return formula
    case .sum(let terms):
      let sum = Formula.sum(terms.map { $0.formula(lengths) })
      return isFactor ? .fenced(.round, [sum]) : sum
    case .product(let factors, let sign):
      return .product(
        factors.map { $0.factor(lengths, sign) }, Array(repeating: sign, count: max(0, factors.count - 1)))
    }
  }
}

extension WrittenTerm {
  fileprivate func factor(_ lengths: AxisNames, _ sign: ProductSign) -> Formula {
    let formula = formula(lengths)
    switch formula {
    case .big, .application: return sign == .juxtaposition ? formula.asFactor : formula
    default: return formula.asFactor
    }
  }
}

extension Formula {
  /// The formula in brackets where it is a sum, a product or the like.
  var asFactor: Formula {
    switch self {
    case .sum, .negated, .product, .big, .cases, .differential: .fenced(.round, [self])
    default: self
    }
  }

  /// The formula in brackets where something that hangs on it would seem to hang on a part of it.
  var asAtom: Formula {
    switch self {
    case .symbol, .fenced, .number, .indicator: self
    case .scripted(_, _, let superscripts)
    where superscripts.allSatisfy { if case .plain = $0 { false } else { true } }:
      self
    default: .fenced(.round, [self])
    }
  }

  var transposed: Formula {
    switch self {
    case .scripted(let base, let subscripts, let superscripts):
      if superscripts.last == .transpose {
        let rest = Array(superscripts.dropLast())
        return subscripts.isEmpty && rest.isEmpty
          ? base : .scripted(base, subscripts: subscripts, superscripts: rest)
      }
      if superscripts.allSatisfy({ if case .plain = $0 { false } else { true } }) {
        return .scripted(base, subscripts: subscripts, superscripts: superscripts + [.transpose])
      }
      return .scripted(asAtom, subscripts: [], superscripts: [.transpose])
    default: return .scripted(asAtom, subscripts: [], superscripts: [.transpose])
    }
  }

  func with(subscripts: [Subscript]) -> Formula {
    if case .scripted(let base, let own, let superscripts) = self, own.isEmpty, superscripts.last != .transpose {
      return .scripted(base, subscripts: subscripts, superscripts: superscripts)
    }
    return .scripted(asAtom, subscripts: subscripts, superscripts: [])
  }
}
