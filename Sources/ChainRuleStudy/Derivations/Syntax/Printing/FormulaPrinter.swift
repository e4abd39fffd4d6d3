/// Prints formulas with the brackets that their structure needs, and no others.
struct FormulaPrinter<Notation: FormulaNotation> {
  let notation: Notation

  /// Where a formula stands; each place wants more brackets than the one before.
  enum Place: Comparable {
    /// Between brackets, or alone.
    case whole
    /// Behind a plus or minus.
    case term
    /// In a product.
    case factor
    /// What ∂ or ∇ applies to.
    case operand
    /// Under scripts.
    case base
  }

  func print(_ formula: Formula, _ place: Place) -> String {
    needsBrackets(formula, place) ? notation.fenced(.round, plain(formula)) : plain(formula)
  }

  private func needsBrackets(_ formula: Formula, _ place: Place) -> Bool {
    switch formula {
    case .sum, .negated: place > .whole
    case .product(let factors, let signs):
      place > .term && !(place == .operand && Self.isCall(factors[...], signs[...]))
    case .fraction(_, _, let style): place == .base || place == .operand || style != .bar && place > .factor
    case .big, .differential: place > .factor
    case .derivative: place > .factor
    case .cases: place > .factor
    case .application(_, let arguments): place == .base && Self.isOpen(arguments)
    case .root: place == .base
    case .number, .symbol, .scripted, .fenced, .matrix, .indicator, .ellipsis, .placeholder, .words: false
    }
  }

  private func plain(_ formula: Formula) -> String {
    switch formula {
    case .number(let digits): return notation.number(digits)
    case .symbol(let symbol): return notation.symbol(symbol)
    case .scripted(let base, let subscripts, let superscripts):
      return notation.scripts(print(base, .base), subscripts, superscripts)
    case .negated(let operand): return notation.minus + print(operand, .term)
    case .sum(let terms): return sum(terms)
    case .product(let factors, let signs): return product(factors[...], signs[...])
    case .fraction(let above, let below, let style): return fraction(above, below, style)
    case .derivative(let derivative): return self.derivative(derivative)
    case .differential(let operand, let sign):
      return spaced(notation.differentialSign(sign, order: 1), print(operand, .operand))
    case .root(let radicand, let degree): return notation.root(radicand, degree: degree)
    case .fenced(let fence, let items): return notation.fenced(fence, notation.list(items))
    case .application(let function, let arguments):
      if Self.isOpen(arguments), case .fenced(_, let inner) = arguments[0], isOperand(inner[0]) {
        return print(function, .base) + " " + plain(inner[0])
      }
      return notation.application(function, arguments.map(Self.withoutFence))
    case .big(let sign): return notation.big(sign) + " " + print(sign.body, Self.isNegated(sign.body) ? .whole : .term)
    case .matrix(let rows, let style): return notation.matrix(rows, style)
    case .cases(let rows): return notation.cases(rows)
    case .indicator(let condition): return notation.indicator(condition)
    case .ellipsis: return notation.ellipsis
    case .placeholder: return notation.placeholder
    case .words(let words): return notation.words(words)
    }
  }

  private static func isNegated(_ formula: Formula) -> Bool {
    if case .negated = formula { true } else { false }
  }

  /// Whether a function stands before its argument without brackets.
  private static func isOpen(_ arguments: [Formula]) -> Bool {
    if arguments.count == 1, case .fenced(.none, let items) = arguments[0], items.count == 1 { true } else { false }
  }

  private static func withoutFence(_ argument: Formula) -> Formula {
    if case .fenced(.none, let items) = argument, items.count == 1 { items[0] } else { argument }
  }

  /// Whether a function may stand before this without brackets.
  private func isOperand(_ formula: Formula) -> Bool {
    switch formula {
    case .sum, .fenced, .negated, .cases, .words: false
    case .fraction(_, _, let style): style == .bar && notation.hasFractionBars
    case .product(let factors, let signs):
      signs.allSatisfy { $0 == .juxtaposition }
        && factors.allSatisfy { factor in
          switch factor {
          case .symbol, .scripted(.symbol, _, _), .number: true
          default: false
          }
        }
    case .application, .derivative, .differential: false
    default: true
    }
  }

  private func sum(_ terms: [Formula]) -> String {
    var text = ""
    for (index, term) in terms.enumerated() {
      if case .negated(let operand) = term {
        text += (index == 0 ? notation.minus : " \(notation.minus) ") + print(operand, .term)
      } else {
        text += (index == 0 ? "" : " + ") + print(term, .term)
      }
    }
    return text
  }

  // MARK: Products

  /// A letter and the brackets behind it, which may be a call.
  static func isCall(_ factors: ArraySlice<Formula>, _ signs: ArraySlice<ProductSign>) -> Bool {
    guard factors.count == 2, signs.first == .juxtaposition, let head = factors.first, isSymbol(head),
      case .fenced(.round, _)? = factors.last
    else { return false }
    return true
  }

  private static func isSymbol(_ formula: Formula) -> Bool {
    switch formula {
    case .symbol, .scripted(.symbol, _, _): true
    default: false
    }
  }

  private func product(_ factors: ArraySlice<Formula>, _ signs: ArraySlice<ProductSign>) -> String {
    let factors = Array(factors)
    let signs = Array(signs)
    let isPlain = signs.allSatisfy { $0 == .juxtaposition }
    var text = ""
    for (index, factor) in factors.enumerated() {
      let following = index < signs.count ? signs[index] : nil
      if index > 0 {
        let sign = notation.sign(signs[index - 1])
        let isGlued = signs[index - 1] == .juxtaposition && sign.isEmpty && isGluable(factors[index - 1], factor)
        text += sign.isEmpty ? (isGlued ? "" : " ") : " \(sign) "
      }
      text += self.factor(factor, before: index > 0 ? factors[index - 1] : nil, following, isPlain: isPlain)
    }
    return text
  }

  private func isGluable(_ head: Formula, _ factor: Formula) -> Bool {
    guard case .fenced(.round, _) = factor else { return false }
    if case .number = head { return true }
    return Self.isSymbol(head)
  }

  private func factor(_ factor: Formula, before: Formula?, _ following: ProductSign?, isPlain: Bool) -> String {
    switch factor {
    case .product(_, let signs) where isPlain && signs.allSatisfy({ $0 == .juxtaposition }):
      return plain(factor)
    case .big where following != nil, .cases where following != nil:
      return notation.fenced(.round, plain(factor))
    case .derivative(let derivative) where derivative.style == .operatorBar && following == .juxtaposition:
      return notation.fenced(.round, plain(factor))
    case .application(let function, let arguments) where Self.isOpen(arguments) && following == .juxtaposition:
      return notation.application(function, arguments.map(Self.withoutFence))
    case .fraction where before.map(Self.isSymbol) == true:
      // A bracket directly behind a letter would be a call's.
      let text = print(factor, .factor)
      return text.hasPrefix("(") ? notation.fenced(.round, text) : text
    case .symbol(let symbol) where symbol.name == "d" && following == .juxtaposition:
      return "{" + plain(factor) + "}"
    default: return print(factor, .factor)
    }
  }

  // MARK: Fractions and derivatives

  private func fraction(_ above: Formula, _ below: Formula, _ style: FractionStyle) -> String {
    if style == .bar, notation.hasFractionBars { return notation.fraction(print(above, .whole), print(below, .whole)) }
    let solidus = style == .elementwise ? " \(notation.elementwiseSolidus) " : notation.solidus
    return quotient(above) + solidus + quotient(below, isBelow: true)
  }

  /// One side of a solidus.
  private func quotient(_ formula: Formula, isBelow: Bool = false) -> String {
    switch formula {
    case .product(let factors, let signs):
      return Self.isCall(factors[...], signs[...]) ? plain(formula) : notation.fenced(.round, plain(formula))
    case .fraction, .derivative: return isBelow ? notation.fenced(.round, plain(formula)) : plain(formula)
    case .big, .differential: return notation.fenced(.round, plain(formula))
    case .application(let function, let arguments) where Self.isOpen(arguments):
      return notation.application(function, arguments.map(Self.withoutFence))
    default: return print(formula, .factor)
    }
  }

  private func derivative(_ derivative: DerivativeFormula) -> String {
    var text: String
    let by = derivative.by
    let order = by.count
    switch derivative.style {
    case .nabla:
      text = notation.nabla(derivative)
      if let operand = derivative.of {
        let printed = print(operand, .operand)
        text = derivative.by.isEmpty ? spaced(text, printed) : text + " " + printed
      }
    case .bar, .operatorBar:
      let above = notation.differentialSign(derivative.sign, order: order)
      let below = denominator(derivative)
      guard let of = derivative.of, derivative.style == .bar else {
        text = notation.fraction(above, below)
        if let of = derivative.of { text += " " + operatorOperand(of) }
        break
      }
      text = notation.fraction(spaced(above, print(of, notation.hasFractionBars ? .term : .operand)), below)
    case .solidus:
      text = notation.differentialSign(derivative.sign, order: order)
      text = derivative.of.map { spaced(text, print($0, .operand)) } ?? text
      text += notation.derivativeSolidus + denominator(derivative)
    }
    return derivative.at.map { notation.evaluated(text, at: $0) } ?? text
  }

  private func denominator(_ derivative: DerivativeFormula) -> String {
    let sign = notation.differentialSign(String(derivative.sign.prefix(1)), order: 1)
    let place: Place = derivative.style == .bar && notation.hasFractionBars ? .factor : .base
    return derivative.by.map { spaced(sign, print($0, place)) }.joined(separator: " ")
  }

  private func operatorOperand(_ formula: Formula) -> String {
    isOperand(formula) ? plain(formula) : print(formula, .base)
  }

  /// A space stands behind a command.
  private func spaced(_ sign: String, _ text: String) -> String { sign + (sign.hasPrefix("\\") ? " " : "") + text }
}
