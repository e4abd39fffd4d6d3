/// Judges the printed figures of a document, statement by statement in its order.
///
/// A figure is right if it is the exact value, rounded as it is printed. It is right from rounded figures if it only
/// follows from what the document printed before, and wrong if it is neither.
final class FigureJudge {
  private let guide: NotationGuide
  /// `nil` where there are no figures.
  private let scope: FigureScope?
  private var memory = FigureMemory()
  /// What was printed for symbols, by their formula.
  private var printed: [Formula: FigureArray] = [:]
  private var computations: [Formula: Formula] = [:]
  /// Exact values of what no equation computes.
  private var known: [Formula: FigureArray] = [:]
  private var place = 0
  private var example = 0
  /// Longer lines are no worked examples, and take long to judge.
  private static let mostNumbers = 400

  init(_ documents: [ReadDocument], guide: NotationGuide, options: Derivation.Options) {
    self.guide = guide
    let hasFigures = documents.contains { $0.statements.contains { $0.isNumeric(guide) } }
    scope = hasFigures ? FigureScope(documents, guide: guide, options: options) : nil
    for literal in scope?.givenNumbers ?? [] { remember(literal) }
  }

  /// The verdict on a statement's figures; `nil` if it has none, or only gives numbers.
  ///
  /// Statements are asked for in the order of the document, each once.
  func judged(_ statement: Statement) -> CheckedEquation? {
    guard let scope, let place = scope.place(of: statement, from: place) else { return nil }
    self.place = place + 1
    guard statement.code == nil, let subject = statement.members.first, statement.members.count >= 2,
      statement.members.allSatisfy({ $0.printedNumbers.count <= Self.mostNumbers }),
      statement.relations.allSatisfy({ [.equal, .approximately, .defined, .assigned].contains($0) })
    else { return nil }
    if scope.takeGiven(place) {
      if scope.example != example { forget(scope) }
      remember(statement.members[1])
      printed[subject.canonical] = statement.members[1].literalRows.flatMap { FigureArray($0) }
      return nil
    }
    guard statement.members.contains(where: { $0.isFigures(scope.isFunction) }), !isCount(statement) else { return nil }
    let model = scope.model(at: place)
    let members = statement.members.map { $0.applyingFunctions(model.isFunction) }
    let findings = findings(members, scope, model, place)
    take(findings, scope, subject: members[0], line: statement.range.line, model)
    guard findings.isJudged || guide.role(of: statement) == .claim && statement.isNumeric(guide) else { return nil }
    return FigureReport(statement, findings).entry
  }

  /// `l = 1`, `L = 3`: numbers of layers and the like, which are no results.
  private func isCount(_ statement: Statement) -> Bool {
    guard statement.members.count == 2, let letter = statement.members[0].letter else { return false }
    return guide.instanceLetters.contains(letter) && statement.members[1].isWholeNumber
  }

  // MARK: Judging

  private func findings(_ members: [Formula], _ scope: FigureScope, _ model: FigureModel, _ place: Int)
    -> FigureFindings
  {
    let subject = members[0]
    var reading = FigureReading(model: model, printed: printed, memory: memory)
    reading.memory = memory
    var earlier = StatementFigures.Earlier()
    var exact: [FigureArray?] = [nil]
    if !reading.isFigures(subject) {
      let key = subject.canonical
      earlier.computation = computations[key]
      earlier.written = printed[key]
      earlier.definitions = definitions(of: subject, scope, model, place)
      var values = isUpdate(members, model) ? [] : model.values(of: subject)
      if values.isEmpty { values = step(to: subject, scope, place).map { model.values(of: $0) } ?? [] }
      if values.isEmpty, let value = known[key] { values = [value] }
      if !values.isEmpty { exact = values.prefix(4).map { $0 } }
    }
    let isClaim = guide.hasGradients(subject)
    let judged = exact.map {
      StatementFigures(members, exact: $0, isClaim: isClaim, reading: reading, earlier: earlier).result
    }
    return judged.min { rank($0) < rank($1) } ?? FigureFindings()
  }

  /// Of several readings, the one is taken under which the figures are best.
  private func rank(_ findings: FigureFindings) -> Int {
    (findings.outcome?.rawValue ?? 1) * 2 + (findings.contradiction == nil ? 0 : 1)
  }

  /// What the document computes a symbol from: the symbol itself, or the parameter and the step of an update.
  private func definitions(of subject: Formula, _ scope: FigureScope, _ model: FigureModel, _ place: Int) -> [Formula] {
    var definitions = scope.definitions(of: subject, at: place)
    if let step = step(to: subject, scope, place) { definitions.append(step) }
    return definitions.map { $0.applyingFunctions(model.isFunction) }
  }

  /// `w = 0.5 − 0.1 · 0.2` with the given w = 0.5 takes a step away from it.
  private func isUpdate(_ members: [Formula], _ model: FigureModel) -> Bool {
    guard members.count > 1, case .sum(let terms) = members[1].ungrouped, terms.count == 2,
      let start = PrintedFigure(terms[0]), let given = printed[members[0].canonical]?.number
    else { return false }
    return start.value == given && !model.isComputed(members[0])
  }

  /// One step of gradient descent, for W_new.
  private func step(to subject: Formula, _ scope: FigureScope, _ place: Int) -> Formula? {
    guard let parameter = subject.beforeUpdate, let rate = scope.rate, let loss = scope.loss(at: place) else {
      return nil
    }
    let gradient = Formula.derivative(DerivativeFormula(sign: "∂", style: .bar, of: loss, by: [parameter]))
    return .sum([parameter, .negated(.product([.number(String(rate)), gradient], [.dot]))])
  }

  // MARK: Memory

  /// With other numbers, nothing follows from what was printed before.
  private func forget(_ scope: FigureScope) {
    example = scope.example
    (memory, printed, computations, known) = (FigureMemory(), [:], [:], [:])
    for literal in scope.givenNumbers { remember(literal) }
  }

  private func remember(_ literal: Formula) {
    literal.figures?.forEach { row in row.forEach { memory.remember($0, exact: $0.value) } }
  }

  private func take(_ findings: FigureFindings, _ scope: FigureScope, subject: Formula, line: Int, _ model: FigureModel)
  {
    for (symbol, value) in findings.learned { scope.learn(value, of: symbol) }
    for (figure, exact, outcome) in findings.figures {
      memory.remember(figure, exact: exact, mistakenIn: outcome == .wrong ? line : findings.inheritedFrom)
    }
    guard !subject.isFigures(model.isFunction) else { return }
    let key = subject.canonical
    if let written = findings.written { printed[key] = written }
    if let computation = findings.computation { computations[key] = computation }
    if let exact = findings.exact, known[key] == nil, model.values(of: subject).isEmpty {
      known[key] = exact
      scope.learn(exact, of: subject)
    }
  }
}

extension Formula {
  /// f(x) with a letter f that is a function, as an application of it.
  func applyingFunctions(_ isFunction: (Formula) -> Bool) -> Formula {
    func applied(_ formula: Formula) -> Formula {
      guard case .product(let factors, let signs) = formula else { return formula.mapChildren(applied) }
      var newFactors: [Formula] = []
      var newSigns: [ProductSign] = []
      for (place, factor) in factors.enumerated() {
        let sign = place > 0 ? signs[place - 1] : .juxtaposition
        if place > 0, sign == .juxtaposition, case .fenced(let fence, _) = factor, fence != .bars,
          let head = newFactors.last,
          isFunction(head)
        {
          newFactors[newFactors.count - 1] = .application(head, [applied(factor)])
        } else {
          if place > 0 { newSigns.append(sign) }
          newFactors.append(applied(factor))
        }
      }
      return newFactors.count == 1 ? newFactors[0] : .product(newFactors, newSigns)
    }
    return applied(self)
  }
}
