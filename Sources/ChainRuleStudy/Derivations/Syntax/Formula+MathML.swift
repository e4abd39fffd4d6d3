extension Formula {
  /// The formula in MathML Core, without the `math` element around it.
  public var mathML: String { MathMLPrinter().row(self) }
}

extension Statement {
  /// The statement as a `math` element; what it was read from is in its annotation.
  ///
  /// - Parameter isBlock: Whether it stands in lines of its own.
  public func mathML(isBlock: Bool) -> String {
    let printer = MathMLPrinter()
    var content = ""
    for (place, member) in members.enumerated() {
      if place > 0, place <= relations.count { content += MathML.sign(relations[place - 1].rawValue) }
      content += printer.row(member)
    }
    return MathML.document(content, source: latex, isBlock: isBlock)
  }
}

/// The elements of MathML that formulas are printed with.
enum MathML {
  static func document(_ content: String, source: String, isBlock: Bool) -> String {
    "<math\(isBlock ? " display=\"block\"" : "")><semantics><mrow>\(content)</mrow>"
      + "<annotation encoding=\"application/x-tex\">\(escapedForHTML(source))</annotation></semantics></math>"
  }

  static func element(_ name: String, _ content: String, _ attributes: String = "") -> String {
    "<\(name)\(attributes.isEmpty ? "" : " \(attributes)")>\(content)</\(name)>"
  }

  static func row(_ content: String) -> String { element("mrow", content) }

  static func sign(_ text: String, _ attributes: String = "") -> String {
    element("mo", escapedForHTML(text), attributes)
  }

  static func text(_ text: String) -> String { element("mtext", escapedForHTML(text)) }

  /// Brackets that grow with what is between them.
  static func fenced(_ left: String, _ content: String, _ right: String) -> String {
    row(sign(left, "fence=\"true\"") + content + sign(right, "fence=\"true\""))
  }
}

/// Prints formulas, down to a depth at which no reader would follow.
struct MathMLPrinter {
  var depth = 0

  static let deepest = 120

  /// The formula as exactly one element.
  func row(_ formula: Formula) -> String {
    guard depth < MathMLPrinter.deepest else { return MathML.text("…") }
    return MathMLPrinter(depth: depth + 1).element(formula)
  }

  /// The formula in round brackets if it binds more loosely than a factor does.
  func factor(_ formula: Formula, isFirst: Bool = false) -> String {
    switch formula {
    case .sum, .cases: parenthesised(formula)
    case .negated where !isFirst: parenthesised(formula)
    default: row(formula)
    }
  }

  /// The formula in round brackets if a part of it would seem to be all that ∂ or ∇ applies to.
  func operand(_ formula: Formula) -> String {
    guard case .product(let factors, let signs) = formula else { return factor(formula) }
    if factors.count == 2, signs == [.juxtaposition], case .fenced = factors[1] { return row(formula) }
    return parenthesised(formula)
  }

  /// The formula in round brackets if scripts behind it would seem to belong to a part of it.
  func base(_ formula: Formula) -> String {
    switch formula {
    case .symbol, .fenced, .scripted, .placeholder, .matrix, .words, .ellipsis, .indicator, .number: row(formula)
    default: parenthesised(formula)
    }
  }

  func parenthesised(_ formula: Formula) -> String { MathML.fenced("(", row(formula), ")") }

  private func element(_ formula: Formula) -> String {
    switch formula {
    case .number(let digits): MathML.element("mn", escapedForHTML(digits))
    case .symbol(let symbol): symbol.mathML
    case .scripted(let base, let subscripts, let superscripts): scripted(base, subscripts, superscripts)
    case .negated(let term): MathML.row(MathML.sign("−") + factor(term))
    case .sum(let terms): MathML.row(sum(terms))
    case .product(let factors, let signs): MathML.row(product(factors, signs))
    case .fraction(let top, let bottom, let style): fraction(top, bottom, style)
    case .derivative(let derivative): self.derivative(derivative)
    case .differential(let formula, let sign): MathML.row(operatorLetter(sign) + factor(formula))
    case .root(let formula, nil): MathML.element("msqrt", row(formula))
    case .root(let formula, let degree?): MathML.element("mroot", row(formula) + row(degree))
    case .fenced(.none, let parts): MathML.row(list(parts))
    case .fenced(let fence, let parts): MathML.fenced(fence.left, list(parts), fence.right)
    case .application(let function, let arguments): MathML.row(application(function, arguments))
    case .big(let big): MathML.row(self.big(big))
    case .matrix(let rows, let style): matrix(rows, style)
    case .cases(let rows): cases(rows)
    case .indicator(let condition):
      MathML.row(MathML.element("mn", "1", "class=\"bold\"") + MathML.fenced("[", self.condition(condition), "]"))
    case .ellipsis: MathML.sign("⋯")
    case .placeholder: MathML.sign("·")
    case .words(let words): MathML.text(words)
    }
  }

  private func sum(_ terms: [Formula]) -> String {
    terms.enumerated().map { place, term in
      if case .negated(let inner) = term { return MathML.sign("−") + factor(inner) }
      return (place == 0 ? "" : MathML.sign("+")) + row(term)
    }.joined()
  }

  private func product(_ factors: [Formula], _ signs: [ProductSign]) -> String {
    factors.enumerated().map { place, factor in
      let sign = place == 0 || place > signs.count ? nil : signs[place - 1]
      // What nothing joins is joined by the invisible sign for a product, so that it is read aloud as one.
      let joint = sign.map { MathML.sign($0 == .juxtaposition ? "\u{2062}" : $0.rawValue) } ?? ""
      // What follows a sum would seem to belong to it.
      if case .big = factor, place + 1 < factors.count { return joint + parenthesised(factor) }
      return joint + self.factor(factor, isFirst: place == 0)
    }.joined()
  }

  private func fraction(_ top: Formula, _ bottom: Formula, _ style: FractionStyle) -> String {
    switch style {
    case .bar: MathML.element("mfrac", row(top) + row(bottom))
    case .solidus: MathML.row(factor(top, isFirst: true) + MathML.sign("/") + denominator(bottom))
    case .elementwise: MathML.row(factor(top, isFirst: true) + MathML.sign("⊘") + denominator(bottom))
    }
  }

  private func denominator(_ formula: Formula) -> String {
    if case .product = formula { parenthesised(formula) } else { factor(formula) }
  }

  private func application(_ function: Formula, _ arguments: [Formula]) -> String {
    if case .symbol(let symbol) = function, symbol.name == ":" {
      return arguments.map(row).joined(separator: MathML.sign(":"))
    }
    let name = base(function) + MathML.sign("\u{2061}")
    if arguments.count == 1, let argument = arguments.first {
      if case .fenced = argument { return name + row(argument) }
    }
    return name + MathML.fenced("(", list(arguments), ")")
  }

  /// Formulas between commas, or on both sides of a bar. In a list an indicator is its condition.
  func list(_ formulas: [Formula]) -> String {
    var text = ""
    for (place, formula) in formulas.enumerated() {
      if formula == .words("|") {
        text += MathML.sign("|")
        continue
      }
      if case .indicator(let condition) = formula, formulas.count > 1 {
        text += self.condition(condition)
      } else {
        text += row(formula)
      }
      if place + 1 < formulas.count, formulas[place + 1] != .words("|") {
        text += MathML.sign(",", "separator=\"true\"")
      }
    }
    return text
  }
}

extension Fence {
  var left: String {
    switch self {
    case .round: "("
    case .square: "["
    case .curly: "{"
    case .bars: "|"
    case .doubleBars: "‖"
    case .angles: "⟨"
    case .none: ""
    }
  }

  var right: String {
    switch self {
    case .round: ")"
    case .square: "]"
    case .curly: "}"
    case .bars: "|"
    case .doubleBars: "‖"
    case .angles: "⟩"
    case .none: ""
    }
  }
}
