/// Formulas as code, in the spelling of pseudo code and NumPy.
struct CodeNotation: FormulaNotation {
  var minus: String { "-" }
  var ellipsis: String { "..." }
  var placeholder: String { "..." }
  var solidus: String { " / " }

  func symbol(_ symbol: Symbol) -> String { symbol.latex.hasPrefix("\\") ? symbol.name : symbol.latex }
  func number(_ digits: String) -> String { digits }
  func words(_ words: String) -> String { words }

  func sign(_ sign: ProductSign) -> String {
    switch sign {
    case .juxtaposition, .asterisk, .circle, .elementwise: "*"
    case .dot: "·"
    case .times: "×"
    case .outer: "⊗"
    case .at: "@"
    }
  }

  func relation(_ relation: Relation) -> String {
    switch relation {
    case .equal: "=="
    case .defined: ":="
    case .assigned: "<-"
    case .lessOrEqual: "<="
    case .greaterOrEqual: ">="
    case .unequal: "!="
    default: relation.rawValue
    }
  }

  func scripts(_ base: String, _ subscripts: [Subscript], _ superscripts: [Superscript]) -> String {
    var text = base
    if !subscripts.isEmpty { text += "[\(subscripts.map { lowered($0) }.joined(separator: ", "))]" }
    for superscript in superscripts {
      switch superscript {
      case .bracketed(let formula), .parenthesised(let formula): text += "[\(compact(formula))]"
      case .transpose: text += ".T"
      case .prime: text += "'"
      case .plain(let formula): text += "**" + printer.print(formula, .base)
      case .label(let label): text += "_" + label
      }
    }
    return text
  }

  private func lowered(_ subscript: Subscript) -> String {
    switch `subscript` {
    case .index(.indicator(let condition)): self.condition(condition)
    case .index(let formula): compact(formula)
    case .slice: ":"
    case .label(let label): label
    }
  }

  func fenced(_ fence: Fence, _ content: String) -> String {
    switch fence {
    case .round, .curly, .angles: "(\(content))"
    case .square: "[\(content)]"
    case .bars: "abs(\(content))"
    case .doubleBars: "norm(\(content))"
    case .none: content
    }
  }

  func application(_ function: Formula, _ arguments: [Formula]) -> String {
    if case .symbol(let symbol) = function {
      if symbol.name == ":" { return arguments.map { print($0) }.joined(separator: ":") }
      if symbol.name.hasSuffix("=") { return symbol.name + list(arguments) }
      if symbol.latex.hasPrefix("."), let object = arguments.first {
        return printer.print(object, .base) + symbol.latex + "(\(list(Array(arguments.dropFirst()))))"
      }
    }
    return print(function) + "(\(list(arguments)))"
  }

  func root(_ radicand: Formula, degree: Formula?) -> String { "sqrt(\(print(radicand)))" }

  func big(_ sign: BigOperator) -> String { "sum_{\(below(sign))}" }

  func matrix(_ rows: [[Formula]], _ style: MatrixStyle) -> String {
    "[" + rows.map { "[\(list($0))]" }.joined(separator: ", ") + "]"
  }

  func cases(_ rows: [CaseRow]) -> String {
    "{"
      + rows.map { print($0.value) + ($0.condition.map { " if " + condition($0) } ?? " otherwise") }
      .joined(separator: "; ") + "}"
  }

  func indicator(_ condition: Condition) -> String { "(\(self.condition(condition)))" }
  func differentialSign(_ sign: String, order: Int) -> String { sign }
  func nabla(_ derivative: DerivativeFormula) -> String { "grad" }
  func evaluated(_ derivative: String, at condition: Condition) -> String { derivative }
}

extension Statement {
  /// What a line of code says, printed from its members; a line that was not read is printed as it stands.
  var printedCode: String {
    let notation = CodeNotation()
    guard members.count > 1 else { return latex }
    if code?.kind == .maskedAssignment, members.count == 3, case .indicator(let condition) = members[1] {
      return "\(notation.print(members[0]))[\(notation.condition(condition))] \(assignment(relations[1])) "
        + notation.print(members[2])
    }
    var text = notation.print(members[0])
    for (relation, member) in zip(relations, members.dropFirst()) {
      text += " \(assignment(relation)) \(notation.print(member))"
    }
    return text
  }

  private func assignment(_ relation: Relation) -> String {
    relation == .equal ? "=" : CodeNotation().relation(relation)
  }
}
