/// How formulas look on paper, on a terminal or in code. The parts of a formula are given as they were printed already.
protocol FormulaNotation: Sendable {
  func symbol(_ symbol: Symbol) -> String
  func number(_ digits: String) -> String
  func words(_ words: String) -> String
  func sign(_ sign: ProductSign) -> String
  func relation(_ relation: Relation) -> String
  func scripts(_ base: String, _ subscripts: [Subscript], _ superscripts: [Superscript]) -> String
  /// Brackets around what was printed.
  func fenced(_ fence: Fence, _ content: String) -> String
  /// A function and what stands between its brackets.
  func application(_ function: Formula, _ arguments: [Formula]) -> String
  func root(_ radicand: Formula, degree: Formula?) -> String
  func big(_ sign: BigOperator) -> String
  func matrix(_ rows: [[Formula]], _ style: MatrixStyle) -> String
  func cases(_ rows: [CaseRow]) -> String
  func indicator(_ condition: Condition) -> String
  func differentialSign(_ sign: String, order: Int) -> String
  func nabla(_ derivative: DerivativeFormula) -> String
  /// What was printed with the place where a derivative is taken.
  func evaluated(_ derivative: String, at condition: Condition) -> String
  var minus: String { get }
  var ellipsis: String { get }
  var placeholder: String { get }
  /// Between both parts of a fraction in one line.
  var solidus: String { get }
  /// The same in ∂L / ∂W.
  var derivativeSolidus: String { get }
  var elementwiseSolidus: String { get }
  /// ‖ between distributions.
  var doubleBar: String { get }
  /// Whether fractions have bars; else a solidus stands for them.
  var hasFractionBars: Bool { get }
  func fraction(_ above: String, _ below: String) -> String
}

/// Notations in one line.
extension FormulaNotation {
  var solidus: String { "/" }
  var derivativeSolidus: String { solidus }
  var elementwiseSolidus: String { "⊘" }
  var hasFractionBars: Bool { false }
  var doubleBar: String { "‖" }
  func fraction(_ above: String, _ below: String) -> String { above + solidus + below }
}

extension FormulaNotation {
  var printer: FormulaPrinter<Self> { FormulaPrinter(notation: self) }

  func print(_ formula: Formula) -> String { printer.print(formula, .whole) }

  /// Formulas between commas, or on both sides of a bar. In a list an indicator is its condition.
  func list(_ formulas: [Formula]) -> String {
    var text = ""
    for (index, formula) in formulas.enumerated() {
      switch formula {
      case .words(let bar) where Self.bars.contains(bar):
        text += " " + (bar == "‖" ? doubleBar : bar) + " "
        continue
      case .indicator(let condition) where formulas.count > 1: text += self.condition(condition)
      case .application(.symbol(let name), let values) where name.name.hasSuffix("="):
        text += name.latex + list(values)
      default: text += print(formula)
      }
      if index + 1 < formulas.count, !Self.isBar(formulas[index + 1]) { text += ", " }
    }
    return text
  }

  /// What separates the parts of a list, where it is no comma.
  private static var bars: Set<String> { ["|", "‖", ":"] }

  private static func isBar(_ formula: Formula) -> Bool {
    if case .words(let words) = formula { bars.contains(words) } else { false }
  }

  /// A formula in a script, without spaces beside its signs.
  func compact(_ formula: Formula) -> String {
    var text = ""
    var pending = ""
    for character in print(formula) {
      if character == " ", pending.isEmpty {
        pending = " "
      } else if character == "+" || character == "-" || character == "−" {
        text.append(character)
        pending = "sign"
      } else {
        if pending == " " { text += " " }
        if pending != "sign" || character != " " { text.append(character) }
        pending = ""
      }
    }
    return text
  }

  func condition(_ condition: Condition) -> String {
    var text = print(condition.members[0])
    for (relation, member) in zip(condition.relations, condition.members.dropFirst()) {
      text += " " + self.relation(relation) + " " + print(member)
    }
    return ([text] + condition.also.map { self.condition($0) }).joined(separator: ", ")
  }

  func chain(_ members: [Formula], _ relations: [Relation]) -> String {
    guard let first = members.first else { return "" }
    return condition(Condition(members: [first] + members.dropFirst(), relations: relations))
  }
}
