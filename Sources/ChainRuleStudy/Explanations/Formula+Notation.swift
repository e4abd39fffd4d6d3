import ChainRule

extension Formula {
  /// What an operation states of how it is written, as a formula, so that it is printed as all formulas are.
  ///
  /// - Parameter symbol: What the names in it stand for; `nil` for those that are only names.
  public init(_ notation: Notation, symbol: (String) -> Formula? = { _ in nil }) {
    func formula(_ notation: Notation) -> Formula { Formula(notation, symbol: symbol) }
    func factor(_ notation: Notation) -> Formula { formula(notation).asFactor }
    switch notation {
    case .symbol(let name): self = symbol(name) ?? Formula(name: name)
    case .number(let value): self = Formula(number: value)
    case .call(let name, let arguments): self = Formula(function: name, arguments.map(formula))
    case .negative(let x): self = .negated(Formula.unsummed(formula(x)))
    case .sum(let a, let b): self = .sum([formula(a), formula(b)])
    case .difference(let a, let b): self = .sum([formula(a), .negated(Formula.unsummed(formula(b)))])
    case .product(let kind, let a, let b):
      self = .product([factor(a), factor(b)], [kind == .elementwise ? .elementwise : .juxtaposition])
    case .quotient(let a, let b): self = .fraction(formula(a), formula(b), .bar)
    case .power(let base, let exponent): self = formula(base).raised(to: formula(exponent))
    case .root(let x): self = .root(formula(x), degree: nil)
    case .transposed(let x): self = formula(x).transposed
    case .indicator(let a, let relation, let b):
      self = .indicator(
        Condition(members: [formula(a), formula(b)], relations: [Relation(rawValue: relation) ?? .equal]))
    case .reduction(let sign, let x):
      self =
        sign.hasPrefix("Σ")
        ? .big(BigOperator(kind: .sum, body: factor(x))) : Formula(function: sign, [formula(x)])
    case .delimited("|", let x, _): self = .fenced(.bars, [formula(x)])
    case .delimited("‖", let x, _): self = .fenced(.doubleBars, [formula(x)])
    case .delimited(_, let x, _): self = .fenced(.round, [formula(x)])
    case .subscripted(let x, let index):
      self = .scripted(formula(x).asAtom, subscripts: [.label(index)], superscripts: [])
    }
  }

  private static func unsummed(_ formula: Formula) -> Formula {
    switch formula {
    case .sum, .negated: .fenced(.round, [formula])
    default: formula
    }
  }

  /// A power of every element.
  func raised(to exponent: Formula) -> Formula {
    .scripted(
      { if case .symbol = self { self } else if case .fenced = self { self } else { .fenced(.round, [self]) } }(),
      subscripts: [], superscripts: [.plain(exponent)])
  }

  /// A named function of arguments.
  init(function name: String, _ arguments: [Formula]) {
    let words = name.split(separator: " ").map(String.init)
    guard let inner = words.last, words.count > 1 else {
      self = .application(.symbol(Formula.functionSymbol(name)), arguments)
      return
    }
    self = words.dropLast().reversed().reduce(Formula(function: inner, arguments)) { Formula(function: $1, [$0]) }
  }

  private static let commands: Set<String> = ["log", "exp", "sin", "cos", "tanh", "max", "min"]

  private static func functionSymbol(_ name: String) -> Symbol {
    if name == "σ" { return Symbol(name: "σ", latex: "\\sigma") }
    if commands.contains(name) { return Symbol(name: name, typeface: .roman, latex: "\\\(name)") }
    let letters = String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
    return Symbol(name: letters, typeface: .roman, latex: "\\operatorname{\(letters)}")
  }

  /// A variable's name, read as mathematics where it is: W[1], b_2, θ. Other names are words.
  public init(name: String) {
    if let read = Formula(readingName: name) {
      self = read
    } else {
      let letters = String(name.map { $0.isLetter || $0.isNumber || $0 == " " ? $0 : "-" })
      self = .symbol(Symbol(name: letters, typeface: .roman, latex: "\\text{\(letters)}"))
    }
  }

  private init?(readingName name: String) {
    guard !name.isEmpty, name.utf8.count <= 40 else { return nil }
    let document = ReadDocument(readingEquation: "\(name) = 0")
    guard document.problems.isEmpty, document.statements.count == 1,
      let formula = document.statements.first?.members.first
    else { return nil }
    switch formula {
    case .symbol(let symbol) where symbol.name.count == 1: self = formula
    case .scripted(.symbol(let symbol), _, let superscripts)
    where symbol.name.count == 1 && !superscripts.contains(.transpose): self = formula
    default: return nil
    }
  }
}
