/// A small change of a line of code: what a teacher would try to mend it.
struct CodeEdit {
  var statement: Statement
  /// What was done, in words.
  var words: String

  /// All small changes of a line, the smallest first.
  static func all(of statement: Statement, _ program: CodeProgram) -> [CodeEdit] {
    guard statement.members.count >= 2, let value = statement.members.last else { return [] }
    var edits = relations(statement)
    func add(_ formula: Formula, _ words: String, at place: Int) {
      var changed = statement
      changed.members[place] = formula
      edits.append(CodeEdit(statement: changed, words: words))
    }
    if statement.members.count == 3 {
      for edit in comparisons(statement.members[1]) { add(edit.0, edit.1, at: 1) }
    }
    let last = statement.members.count - 1
    let context = context(program)
    for (formula, words) in everywhere(value, depth: 0) { add(formula, words, at: last) }
    for edit in FormulaEdit.all(of: value, context).prefix(200) { add(edit.formula, edit.words, at: last) }
    for edit in FormulaEdit.all(of: statement.members[0], EditContext(steps: context.steps)) where edit.kind == .index {
      add(edit.formula, edit.words + " on the left", at: 0)
    }
    var seen: Set<Statement> = [statement]
    return edits.filter { seen.insert($0.statement).inserted }
  }

  /// The line with its right side divided by a factor that it is off by.
  static func dividing(_ statement: Statement, by factor: ClaimFactor) -> CodeEdit? {
    guard let value = statement.members.last?.grouped else { return nil }
    func number(_ value: Int) -> Formula { .number(String(value)) }
    var changed = value
    if abs(factor.denominator) != 1 { changed = .product([number(factor.denominator), changed], [.asterisk]) }
    if let length = factor.length, factor.power != 0 {
      let name = Formula.symbol(Symbol(name: length, typeface: .typewriter))
      for _ in 0..<abs(factor.power) {
        changed = factor.power > 0 ? .fraction(changed, name, .solidus) : .product([name, changed], [.asterisk])
      }
    }
    if abs(factor.numerator) != 1 { changed = .fraction(changed, number(abs(factor.numerator)), .solidus) }
    if factor.numerator < 0 { changed = .negated(changed) }
    var mended = statement
    mended.members[statement.members.count - 1] = changed
    return CodeEdit(statement: mended, words: "divide by \(factor.text)")
  }

  /// `-=` in place of `+=`.
  private static func relations(_ statement: Statement) -> [CodeEdit] {
    let others: [Relation: Relation] = [
      .addAssigned: .subtractAssigned, .subtractAssigned: .addAssigned, .multiplyAssigned: .divideAssigned,
      .divideAssigned: .multiplyAssigned,
    ]
    guard let last = statement.relations.last, let other = others[last] else { return [] }
    var changed = statement
    changed.relations[changed.relations.count - 1] = other
    return [CodeEdit(statement: changed, words: "write \(other.rawValue) in place of \(last.rawValue)")]
  }

  private static func comparisons(_ formula: Formula) -> [(Formula, String)] {
    guard case .indicator(var condition) = formula, condition.relations.count == 1 else { return [] }
    let others: [Relation: Relation] = [
      .less: .greaterOrEqual, .greater: .lessOrEqual, .lessOrEqual: .greater, .greaterOrEqual: .less,
    ]
    guard let other = others[condition.relations[0]] else { return [] }
    condition.relations[0] = other
    return [(.indicator(condition), "turn the comparison round")]
  }

  // MARK: Functions of arrays

  private static func everywhere(_ formula: Formula, depth: Int) -> [(Formula, String)] {
    guard depth < 12 else { return [] }
    var edits = local(formula)
    switch formula {
    case .derivative, .symbol, .number, .scripted(.symbol, _, _): return edits
    default: break
    }
    let children = formula.children
    for place in children.indices {
      if case .application = formula, place == 0 { continue }
      for (child, words) in everywhere(children[place], depth: depth + 1) {
        edits.append((formula.replacingChild(place, by: child), words))
      }
    }
    return edits
  }

  private static func local(_ formula: Formula) -> [(Formula, String)] {
    guard case .application(let head, let arguments) = formula, let name = head.baseName else {
      return comparisons(formula)
    }
    switch name {
    case "dot", "matmul":
      guard arguments.count == 2 else { return [] }
      let (a, b) = (arguments[0], arguments[1])
      func call(_ a: Formula, _ b: Formula) -> Formula { .application(head, [a, b]) }
      return [
        (call(a.flipped, b), "transpose the first factor, or leave its transpose out"),
        (call(a, b.flipped), "transpose the second factor, or leave its transpose out"),
        (call(b, a), "swap the factors"),
        (call(b.flipped, a), "swap the factors and transpose the first"),
        (call(b, a.flipped), "swap the factors and transpose the second"),
        (call(a.flipped, b.flipped), "transpose both factors"),
        (call(b.flipped, a.flipped), "swap the factors and transpose both"),
      ]
    case "sum", "mean":
      var edits: [(Formula, String)] = []
      for (place, argument) in arguments.enumerated() {
        guard case .application(let key, let values) = argument, key.baseName == "axis=" else { continue }
        let other = values.first == .number("0") ? "1" : "0"
        var changed = arguments
        changed[place] = .application(key, [.number(other)])
        edits.append((.application(head, changed), "sum along axis \(other)"))
      }
      if let body = arguments.first { edits.append((body, "leave out the \(name)")) }
      let exchanged = name == "sum" ? "mean" : "sum"
      var symbol = Symbol(name: exchanged, typeface: .typewriter)
      if case .symbol(let old) = head, old.latex.hasSuffix(name) {
        symbol.latex = old.latex.dropLast(name.count) + exchanged
      }
      return edits + [(.application(.symbol(symbol), arguments), "take the \(exchanged)")]
    default: return []
    }
  }

  // MARK: What the program offers

  private static func context(_ program: CodeProgram) -> EditContext {
    var context = EditContext()
    let usesModule = program.statements.contains { $0.latex.contains("np.") }
    let sum = Symbol(name: "sum", typeface: .typewriter, latex: usesModule ? "np.sum" : "sum")
    context.sums = ["0", "1"].map { axis in
      { body in
        .application(
          .symbol(sum),
          [
            body, .application(.symbol(Symbol(name: "axis=")), [.number(axis)]),
            .application(.symbol(Symbol(name: "keepdims=")), [.words("True")]),
          ])
      }
    }
    var names: [String: Symbol] = [:]
    for statement in program.statements {
      if case .loop(let variable, _, _, _)? = statement.code?.kind { context.steps.insert(variable) }
      for member in statement.members {
        member.forEach {
          if case .symbol(let symbol) = $0, names[symbol.fullName] == nil { names[symbol.fullName] = symbol }
        }
      }
    }
    context.masks = masks(program)
    let used = names.keys.filter { CodeFunctions.elementwise($0) == nil && !$0.hasSuffix("=") }.sorted().prefix(16)
    for name in used {
      for other in used where other != name {
        if let symbol = names[other] { context.exchanges.append((name, symbol)) }
      }
    }
    return context
  }

  /// Comparisons and derivatives of activations that the program has, each derivative of everything that an activation
  /// is applied to.
  private static func masks(_ program: CodeProgram) -> [Formula] {
    var masks: [Formula] = []
    var derivatives: [Formula] = []
    var arguments: [Formula] = []
    for formula in program.statements.flatMap(\.members) {
      formula.forEach { part in
        if case .indicator = part { masks.append(part) }
        guard case .application(let head, let values) = part, values.count == 1, let name = head.baseName,
          let function = CodeFunctions.elementwise(name)
        else { return }
        arguments.append(values[0])
        if case .derivative = function {
          derivatives.append(head)
          masks.append(part)
        }
      }
    }
    for head in derivatives { masks += arguments.map { .application(head, [$0]) } }
    var seen: Set<Formula> = []
    return masks.filter { seen.insert($0).inserted }.prefix(12).map { $0 }
  }
}

extension Formula {
  /// The transpose, or what it is the transpose of.
  fileprivate var flipped: Formula {
    if case .scripted(let base, let subscripts, var superscripts) = self {
      if let place = superscripts.firstIndex(of: .transpose) {
        superscripts.remove(at: place)
        return subscripts.isEmpty && superscripts.isEmpty
          ? base : .scripted(base, subscripts: subscripts, superscripts: superscripts)
      }
      return .scripted(base, subscripts: subscripts, superscripts: superscripts + [.transpose])
    }
    return .scripted(grouped, subscripts: [], superscripts: [.transpose])
  }
}
