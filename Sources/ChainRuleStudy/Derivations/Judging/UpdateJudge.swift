/// Judges update rules: they are given, but for the direction in which they go and the gradient that they take.
struct UpdateJudge {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// A verdict where the step goes up the gradient, or is not one of the parameter's; `nil` where there is nothing to say.
  func judged(_ statement: Statement) -> CheckedEquation? {
    guard statement.members.count == 2, statement.relations.count == 1 else { return nil }
    let (left, right) = (statement.members[0], statement.members[1])
    guard let target = model.guide.use(left), case .sum(let terms) = right, terms.count == 2,
      let start = model.guide.use(terms[0]), start.name.base == target.name.base
    else { return nil }
    var entry = CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .update, verdict: .wrong)
    let place = statement.range.cell.map { "cell \($0), line " } ?? "line "
    func charge(_ step: Formula, _ words: String, factor: String? = nil, repair: String, mistake: String? = nil) {
      let mended = Formula.sum([terms[0], step])
      entry.message =
        "\(place)\(statement.range.line): \(words): \(left.unicode) \(statement.relations[0].rawValue) \(right.unicode)"
        + " should be \(mended.unicode)"
      entry.faults = [
        CheckedEquation.Fault(
          factor: factor, repair: repair, mistake: mistake,
          correct: "\(left.latex) \(statement.relations[0].latex) \(mended.latex)")
      ]
    }
    if let (gradient, plain) = transposedGradient(in: terms[1], of: target) {
      entry.verdict = .shape
      charge(
        terms[1].replacing(gradient, by: plain),
        "the gradient has the shape of \(left.unicode), its transpose has not", repair: "leave out the transpose")
      return entry
    }
    guard !statement.mentionsAscent, isStep(terms[1], along: target.name.base) else { return nil }
    charge(
      .negated(terms[1]), "the step goes up the gradient, and the loss grows; the sign before it should be −",
      factor: "-1", repair: "change the sign of the step", mistake: "gradient ascent")
    return entry
  }

  /// The factor (∂L/∂W)ᵀ or dWᵀ of a step, with the same without its transpose; `nil` where W is a number or square.
  private func transposedGradient(in term: Formula, of target: ScriptedUse) -> (gradient: Formula, plain: Formula)? {
    let interpreter = Interpreter(model)
    guard let shape = model.shape(of: target, interpreter) ?? firstShape(of: target), shape.rows != shape.columns
    else { return nil }
    let step: Formula = if case .negated(let a) = term { a } else { term }
    let factors: [Formula] = if case .product(let factors, _) = step.ungrouped { factors } else { [step] }
    for factor in factors {
      guard case .scripted(let base, let subscripts, let superscripts) = factor, superscripts.contains(.transpose)
      else { continue }
      let others = superscripts.filter { $0 != .transpose }
      let plain: Formula =
        subscripts.isEmpty && others.isEmpty
        ? base.ungrouped : .scripted(base, subscripts: subscripts, superscripts: others)
      if isGradient(plain.ungrouped, of: target.name.base) { return (factor, plain) }
    }
    return nil
  }

  /// The shape in the first layer that there is, where the rule is for all of them.
  private func firstShape(of target: ScriptedUse) -> (rows: Dimension, columns: Dimension)? {
    (model.instances[target.name] ?? []).sorted { $0.lexicographicallyPrecedes($1) }.lazy.compactMap {
      model.shape(ofKnown: target.name, $0.map { .number($0) }, [:])
    }.first
  }

  /// η ∂L/∂W or α dW, with no minus sign in it.
  private func isStep(_ term: Formula, along base: String) -> Bool {
    guard case .product(let factors, _) = term else { return false }
    return factors.contains { isGradient($0.ungrouped, of: base) }
  }

  private func isGradient(_ factor: Formula, of base: String) -> Bool {
    switch factor {
    case .derivative(let derivative):
      derivative.by.first?.baseName == base
        && derivative.of.map { model.guide.use($0)?.name == model.loss?.name } ?? true
    default: model.guide.use(factor).map { $0.isDifferential && $0.name.base == base } ?? false
    }
  }
}

extension Statement {
  /// Whether the words around it say that something is made larger.
  fileprivate var mentionsAscent: Bool {
    let words = (proseBefore + " " + proseAfter + " " + headings.joined(separator: " ")).lowercased()
    return words.contains("ascent") || words.contains("maximi")
  }
}
