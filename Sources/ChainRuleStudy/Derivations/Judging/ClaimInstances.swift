/// For which layers and time steps a statement speaks.
struct ClaimInstances {
  let model: Model

  /// The values of its free layers and steps for which everything it mentions is there; one empty choice if it has none.
  func environments(of statement: Statement) -> [[String: Int]] {
    environments(of: statement, members: statement.members)
  }

  /// The same, where only some members have to be there.
  func environments(of statement: Statement, members: [Formula]) -> [[String: Int]] {
    let letters = freeLetters(statement)
    var environments: [[String: Int]] = [[:]]
    for letter in letters {
      environments = environments.flatMap { environment in
        (0...model.variant.depth).map { environment.merging([letter: $0]) { $1 } }
      }
      if environments.count > 64 { break }
    }
    let possible = environments.filter { environment in
      let interpreter = Interpreter(model, environment: environment)
      guard !statement.conditions.contains(where: { interpreter.decided($0) == false }) else { return false }
      return !members.contains { isMissing($0, interpreter, bound: []) }
    }
    // What is said of step t is said of those that are computed, and not of what they begin with.
    let computed = possible.filter { !isBeginning($0, statement) }
    // Nor of the layer that has an equation of its own.
    let general = computed.filter { environment in
      guard !environment.isEmpty, let target = members.first.flatMap({ model.gradientTarget(of: $0, environment) })
      else { return true }
      return !model.singleGradients.contains(target)
    }
    return general.isEmpty ? computed.isEmpty ? possible : computed : general
  }

  /// Whether a symbol of layer or step zero is given here, and computed in the others.
  private func isBeginning(_ environment: [String: Int], _ statement: Statement) -> Bool {
    guard environment.values.contains(0) else { return false }
    return statement.members.contains { member in
      member.contains { part in
        guard let use = model.guide.use(part), use.instance.count == 1, let letter = use.instance[0].letter,
          environment[letter] == 0
        else { return false }
        func isComputed(_ step: Int) -> Bool {
          model.quantities[model.resolve(QuantityID(name: use.name, instance: [step]))]?.definition != nil
        }
        return isComputed(1) && !isComputed(0)
      }
    }
  }

  private func freeLetters(_ statement: Statement) -> [String] {
    var letters: [String] = []
    func visit(_ formula: Formula, _ bound: Set<String>) {
      var bound = bound
      if case .big(let big) = formula {
        for part in [big.from, big.to].compactMap({ $0 }) { part.forEach { note($0, bound) } }
        bound.formUnion(big.indices.compactMap(\.letter))
      }
      if let use = model.guide.use(formula) {
        for index in use.instance { index.forEach { note($0, bound) } }
      }
      for child in formula.children { visit(child, bound) }
    }
    func note(_ part: Formula, _ bound: Set<String>) {
      guard let letter = part.letter, model.guide.instanceLetters.contains(letter) || isStep(letter),
        !bound.contains(letter),
        !letters.contains(letter), letter != "L" || model.loss?.name.base == "none", letter != "T"
      else { return }
      letters.append(letter)
    }
    for member in statement.members { visit(member, []) }
    return letters
  }

  private func isStep(_ letter: String) -> Bool { false }

  /// Whether it mentions a layer or step that there is not.
  private func isMissing(_ formula: Formula, _ interpreter: Interpreter, bound: Set<String>) -> Bool {
    var bound = bound
    if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
    if let use = model.guide.use(formula), !use.instance.isEmpty {
      let depends = use.instance.contains { index in index.contains { $0.letter.map { bound.contains($0) } ?? false } }
      if !depends {
        let numbers = use.instance.compactMap { interpreter.integer($0) }
        if numbers.count == use.instance.count {
          var name = use.name
          if !model.isKnown(name) {
            name = model.gradientSymbols[name] ?? (name.base == "δ" ? model.defaultErrorTarget ?? name : name)
          }
          if model.isKnown(name), model.known(name, numbers.map { .number($0) }, interpreter.environment) == nil,
            !interpreter.isFunction(formula)
          {
            return true
          }
        }
      }
    }
    if case .cases(let rows) = formula {
      // Only the cases that apply have to be there.
      return rows.contains { row in
        row.condition.flatMap { interpreter.decided($0) } != false && isMissing(row.value, interpreter, bound: bound)
      }
    }
    return formula.children.contains { isMissing($0, interpreter, bound: bound) }
  }
}
