/// Checks a document: reads its conventions out of all of its equations together, then judges each.
struct DocumentCheck {
  private let derivation: Derivation
  private let directions: Directions
  private let options: Derivation.Options
  private let refutations: [BindingCheck.Refutation]
  private let guide: NotationGuide
  private let documents: [ReadDocument]
  private let statements: [Statement]

  /// The judges of a document: under its best reading, for a network of one layer, and for one sample.
  private struct Judges {
    var usual: ClaimJudge
    var variant: Model.Variant
    var oneLayer: ClaimJudge?
    var oneSample: ClaimJudge?
  }

  init(_ derivation: Derivation) {
    self.derivation = derivation
    let written = [derivation.given, derivation.document].compactMap { $0 }
    let functions = StatedFunctions(written)
    documents = written.map { functions.rewritten($0) }
    statements = functions.rewritten(derivation.document).statements
    let said = Directions(derivation)
    refutations =
      BindingCheck(documents: documents, directions: said, options: said.resolved(derivation.options)).refutations
    directions = said.removing(refutations.map(\.located))
    options = directions.resolved(derivation.options)
    guide = NotationGuide(documents, directions)
  }

  func run() -> CheckedDerivation {
    let judges = judges()
    var entries = judged(judges) + unread
    nameDecisions(&entries, judges)
    entries.sort {
      ($0.range.cell ?? 0, $0.range.line, $0.range.column) < ($1.range.cell ?? 0, $1.range.line, $1.range.column)
    }
    let written = Dictionary(derivation.document.statements.map { ($0.range, $0) }) { first, _ in first }
    for place in entries.indices {
      entries[place].id = "E\(place + 1)"
      entries[place].statement = entries[place].statement.map { written[$0.range] ?? $0 }
    }
    var checked = CheckedDerivation(name: derivation.document.name, document: derivation.document)
    checked.equations = entries
    checked.assumptions = judges.usual.model.assumptions
    DocumentSummary(judges.usual.model, documents, options).complete(&checked)
    let bindings = BindingFindings(documents: documents, directions: directions, refutations: refutations)
    checked.findings += bindings.findings
    return checked
  }

  /// The smallest counterexample of the equation at a line.
  func counterexample(atLine line: Int) -> Counterexample? {
    let judge = judges().usual
    return statements.lazy.filter { $0.range.line <= line && line <= $0.range.endLine && guide.role(of: $0) == .claim }
      .compactMap { judge.counterexample($0) }.first
  }

  private func judges() -> Judges {
    let claims = statements.filter {
      [.claim, .gradientName].contains(guide.role(of: $0)) && !$0.isNumeric(guide)
    }
    let search = VariantSearch(documents: documents, guide: guide, claims: claims, options: options)
    let (model, variant) = search.best()
    let all = documents.flatMap(\.statements)
    var judges = Judges(usual: ClaimJudge(model, all), variant: variant)
    if variant.depth > 1, !guide.instanceLetters.contains("t"),
      claims.contains(where: { judges.usual.hasBareLayers($0) })
    {
      var oneLayer = variant
      oneLayer.depth = 1
      judges.oneLayer = ClaimJudge(search.model(oneLayer), all)
    }
    if model.sampleDimension != nil, claims.contains(where: { judges.usual.speaksOfOneSample($0) }) {
      var oneSample = variant
      oneSample.hasOneSample = true
      judges.oneSample = ClaimJudge(search.model(oneSample), all)
    }
    return judges
  }

  private func judged(_ judges: Judges) -> [CheckedEquation] {
    var entries = CodeJudge(options: options).judged(statements.filter { $0.code != nil })
    var mistakes: [ClaimJudge.Mistake] = []
    let figures = FigureJudge(documents, guide: guide, options: options)
    for statement in statements where statement.code == nil {
      if let figure = figures.judged(statement), figure.verdict != .ambiguous || statement.isNumeric(guide) {
        entries.append(figure)
        continue
      }
      let entry = entry(statement, judges, mistakes)
      if entry.verdict == .factor || entry.verdict == .wrong, let left = statement.members.first,
        let right = statement.claimedMembers.last
      {
        mistakes.append(ClaimJudge.Mistake(left: left, right: right, line: statement.range.line))
      }
      entries.append(entry)
    }
    return entries
  }

  /// Says for what is open which option would decide it.
  private func nameDecisions(_ entries: inout [CheckedEquation], _ judges: Judges) {
    let search = DecisionSearch(
      documents: documents, directions: directions, options: derivation.options, variant: judges.variant)
    var budget = search.budget
    for place in entries.indices where entries[place].verdict == .ambiguous {
      guard let statement = entries[place].statement, guide.role(of: statement) == .claim,
        let decision = search.decision(of: statement, judges.usual.model, budget: &budget)
      else { continue }
      let flags = decision.map(\.flag).joined(separator: " ")
      entries[place].message += "\(entries[place].message.isEmpty ? "" : "; ")\(flags) would decide it"
    }
  }

  private var unread: [CheckedEquation] {
    derivation.document.problems.map { problem in
      CheckedEquation(
        id: "", range: problem.range, latex: problem.latex, statement: nil, kind: .gradient, verdict: .unread,
        message: "not read (\(problem.reason.rawValue)) at \(problem.line):\(problem.column): \(problem.message)")
    }
  }

  private func entry(_ statement: Statement, _ judges: Judges, _ mistakes: [ClaimJudge.Mistake]) -> CheckedEquation {
    func given(_ kind: CheckedEquation.Kind) -> CheckedEquation {
      CheckedEquation(
        id: "", range: statement.range, latex: statement.latex, statement: statement, kind: kind, verdict: .definition)
    }
    switch guide.role(of: statement) {
    case .shape, .indexRange, .literal, .function: return given(.declaration)
    case .forward:
      let isLoss = guide.use(statement.members[0])?.name == judges.usual.model.loss?.name
      return given(isLoss ? .loss : .forward)
    case .gradientName: return given(.gradient)
    case .update: return UpdateJudge(judges.usual.model).judged(statement) ?? given(.update)
    case .code: return CodeJudge.entry(statement)
    case .claim: return claim(statement, judges, mistakes)
    }
  }

  private func claim(_ statement: Statement, _ judges: Judges, _ mistakes: [ClaimJudge.Mistake]) -> CheckedEquation {
    // Where an array of samples has one index only, one sample is meant.
    if let oneSample = judges.oneSample, judges.usual.speaksOfOneSample(statement) {
      return oneSample.judged(statement, after: mistakes)
    }
    var entry = judges.usual.judged(statement, after: mistakes)
    if entry.verdict.isFault, let condition = statement.condition {
      return underCondition(condition, statement, entry, judges)
    }
    if entry.verdict.isFault,
      let condition = statements.last(where: {
        $0.vanishingGradient != nil && $0.range.line <= statement.range.line && $0 != statement
      }), judges.usual.holds(statement, where: condition)
    {
      entry = CheckedEquation(
        id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .gradient,
        verdict: .convention)
      entry.convention = "where the gradient of line \(condition.range.line) is zero"
      return entry
    }
    // What a later line adds belongs to it.
    if entry.verdict.isFault, let whole = accumulated(statement) {
      let sum = judges.usual.judged(whole, after: mistakes)
      if !sum.verdict.isFault, !sum.verdict.isUndecided {
        entry = sum
        entry.verdict = .convention
        entry.convention = "a later line adds the rest"
        entry.range = statement.range
        entry.latex = statement.latex
        entry.statement = statement
        return entry
      }
    }
    // Symbols without a layer belong to a network that has only one.
    guard entry.verdict.isFault || entry.verdict.isUndecided, let oneLayer = judges.oneLayer,
      judges.usual.hasBareLayers(statement)
    else { return entry }
    var simpler = oneLayer.judged(statement, after: mistakes)
    guard !simpler.verdict.isFault, !simpler.verdict.isUndecided else { return entry }
    simpler.verdict = .convention
    simpler.convention = "for a network of one layer"
    return simpler
  }
}

extension DocumentCheck {
  /// A statement together with what the lines behind it add to the same value by +=.
  private func accumulated(_ statement: Statement) -> Statement? {
    guard statement.members.count == 2 else { return nil }
    let added = statements.filter {
      $0.relations == [.addAssigned] && $0.members.first == statement.members[0]
        && $0.range.line > statement.range.line
    }
    guard !added.isEmpty else { return nil }
    var whole = statement
    whole.members[1] = .sum([statement.members[1].grouped] + added.map { $0.members[1].grouped })
    return whole
  }

  /// "If f is the identity, then f′(z) = 1": what fails in general is judged once more with the function that the words
  /// name.
  private func underCondition(
    _ condition: String, _ statement: Statement, _ entry: CheckedEquation, _ judges: Judges
  ) -> CheckedEquation {
    let words = condition.split { !$0.isLetter }.map(String.init)
    guard let name = words.first(where: { $0.count > 1 && TermFunction(named: $0) != nil }) else {
      guard condition.contains("=") else { return entry }
      var open = entry
      open.faults = []
      open.verdict = .ambiguous
      open.message = "it is stated under a condition that stands in the words before it"
      return open
    }
    var variant = judges.usual.model.variant
    for function in guide.functions { variant.functions[function] = name }
    variant.outputFunction = nil
    let model = VariantSearch(documents: documents, guide: guide, claims: [statement], options: options)
      .model(variant)
    var special = ClaimJudge(model, documents.flatMap(\.statements)).judged(statement)
    guard !special.verdict.isFault, !special.verdict.isUndecided else { return entry }
    special.verdict = .convention
    special.convention = "if the function is the one that the words before it name (\(name))"
    return special
  }
}

extension Statement {
  /// Whether it is about printed figures.
  func isNumeric(_ guide: NotationGuide) -> Bool {
    members.dropFirst().contains { $0.isArithmetic }
  }
}

extension Formula {
  /// Whether it is made of numbers only, with at least one decimal point among them.
  var isArithmetic: Bool {
    var hasDecimal = false
    var isPlain = true
    forEach { part in
      switch part {
      case .number(let digits): if digits.contains(".") { hasDecimal = true }
      case .symbol(let symbol):
        if symbol.name != "e", TermFunction(named: symbol.name) == nil, symbol.name != "σ" { isPlain = false }
      case .derivative, .big: isPlain = false
      default: break
      }
    }
    return hasDecimal && isPlain
  }
}

extension Derivation {
  /// The smallest numbers at which the sides of the equation at a line differ; `nil` where there are none: the equation
  /// holds, or was not judged.
  public func counterexample(atLine line: Int) -> Counterexample? {
    DocumentCheck(self).counterexample(atLine: line)
  }

  /// Judges every statement of the document.
  ///
  /// - Complexity: A few milliseconds for each equation, and a bounded number of operations for each.
  public func check() -> CheckedDerivation {
    DocumentCheck(self).run()
  }
}

extension Statement {
  /// The condition of the sentence that it stands in: "if f is the identity, then …".
  var condition: String? {
    // A full stop inside of f(.) ends no sentence.
    let words = proseBefore.lowercased().split(separator: " ")
    let start = words.lastIndex { $0.last.map { ".:;".contains($0) } ?? false }.map { $0 + 1 } ?? 0
    let sentence = words[start...]
    guard let place = sentence.firstIndex(of: "if") else { return nil }
    return sentence[place...].joined(separator: " ")
  }
}
