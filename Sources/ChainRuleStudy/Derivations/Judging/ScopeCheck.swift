/// Judges the statements of one scope: reads its conventions out of all of its equations together, then judges each.
struct ScopeCheck {
  let guide: NotationGuide
  private let documents: [ReadDocument]
  private let statements: [Statement]
  private let options: Derivation.Options
  private let judges: Judges
  /// The statements that set a gradient to zero.
  private let conditions: [Statement]
  /// What is added to a value by +=, by the value.
  private let additions: [Formula: [Statement]]

  /// The judges of a scope: under its best reading, for a network of one layer, and for one sample.
  private struct Judges {
    var usual: ClaimJudge
    var variant: Model.Variant
    var oneLayer: ClaimJudge?
    var oneSample: ClaimJudge?
    let special = SpecialJudges()
    let claims: [Statement]

    init(_ search: VariantSearch, _ guide: NotationGuide) {
      let all = search.documents.flatMap(\.statements)
      claims = search.claims
      let (model, variant) = search.best()
      usual = ClaimJudge(model, all)
      self.variant = variant
      if variant.depth > 1, !guide.instanceLetters.contains("t"),
        search.claims.contains(where: { [usual] in usual.hasBareLayers($0) })
      {
        var oneLayer = variant
        oneLayer.depth = 1
        self.oneLayer = ClaimJudge(search.model(oneLayer), all)
      }
      if model.sampleDimension != nil, search.claims.contains(where: { [usual] in usual.speaksOfOneSample($0) }) {
        var oneSample = variant
        oneSample.hasOneSample = true
        self.oneSample = ClaimJudge(search.model(oneSample), all)
      }
    }
  }

  init(_ scope: DocumentScopes.Scope, _ directions: Directions, _ options: Derivation.Options) {
    documents = scope.documents
    statements = scope.statements
    self.options = options
    let guide = NotationGuide(scope.documents, directions)
    self.guide = guide
    conditions = statements.filter { $0.vanishingGradient != nil }
    let added = statements.filter { $0.relations == [.addAssigned] && $0.members.count == 2 }
    additions = Dictionary(grouping: added) { $0.members[0] }
    let claims = scope.statements.filter {
      [.claim, .gradientName].contains(guide.role(of: $0)) && !$0.isNumeric(guide)
    }
    judges = Judges(
      VariantSearch(documents: documents, guide: guide, claims: claims, options: options), guide)
  }

  var model: Model { judges.usual.model }

  /// The smallest counterexample of the equation at a line.
  func counterexample(atLine line: Int) -> Counterexample? {
    statements.lazy.filter { $0.range.line <= line && line <= $0.range.endLine && guide.role(of: $0) == .claim }
      .compactMap { judges.usual.counterexample($0) }.first
  }

  /// A verdict for each statement but those of code.
  func judged(_ figures: FigureJudge) -> [CheckedEquation] {
    var entries: [CheckedEquation] = []
    var mistakes = EarlierMistakes()
    for statement in statements where statement.code == nil {
      if let figure = figures.judged(statement), figure.verdict != .ambiguous || statement.isNumeric(guide) {
        entries.append(figure)
        continue
      }
      let entry = entry(statement, mistakes)
      mistakes.add(statement, entry)
      entries.append(entry)
    }
    return entries
  }

  /// Says for what is open which option would decide it.
  func nameDecisions(_ entries: inout [CheckedEquation], _ directions: Directions, _ given: Derivation.Options) {
    let search = DecisionSearch(
      documents: documents, directions: directions, options: given, variant: judges.variant)
    var budget = search.budget
    for place in entries.indices where entries[place].verdict == .ambiguous {
      guard let statement = entries[place].statement, guide.role(of: statement) == .claim,
        let decision = search.decision(of: statement, judges.usual.model, budget: &budget)
      else { continue }
      let flags = decision.map(\.flag).joined(separator: " ")
      entries[place].message += "\(entries[place].message.isEmpty ? "" : "; ")\(flags) would decide it"
    }
  }

  private func entry(_ statement: Statement, _ mistakes: EarlierMistakes) -> CheckedEquation {
    func given(_ kind: CheckedEquation.Kind) -> CheckedEquation {
      CheckedEquation(
        id: "", range: statement.range, latex: statement.latex, statement: statement, kind: kind, verdict: .definition)
    }
    switch guide.role(of: statement) {
    case .shape, .indexRange, .literal, .function: return given(.declaration)
    case .forward:
      if let fault = restated(statement, mistakes) { return fault }
      let isLoss = guide.use(statement.members[0])?.name == judges.usual.model.loss?.name
      return given(isLoss ? .loss : .forward)
    case .gradientName: return given(.gradient)
    case .update:
      // A gradient is no parameter: that its formula mentions it is a mistake.
      if statement.relations.first == .equal, let use = guide.use(statement.members[0]),
        judges.usual.model.gradientSymbols[use.name] != nil
      {
        return claim(statement, mistakes)
      }
      return UpdateJudge(judges.usual.model).judged(statement) ?? given(.update)
    case .code: return CodeJudge.entry(statement)
    case .claim: return claim(statement, mistakes)
    }
  }

  private func claim(_ statement: Statement, _ mistakes: EarlierMistakes) -> CheckedEquation {
    // Where an array of samples has one index only, one sample is meant.
    if let oneSample = judges.oneSample, judges.usual.speaksOfOneSample(statement) {
      return oneSample.judged(statement, after: mistakes)
    }
    var entry = judges.usual.judged(statement, after: mistakes)
    if entry.verdict.isFault, let condition = statement.condition {
      return underCondition(condition, statement, entry)
    }
    if entry.verdict.isFault,
      let condition = conditions.last(where: { $0.range.line <= statement.range.line && $0 != statement }),
      judges.usual.holds(statement, where: condition)
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
    // Symbols without a layer belong to a network that has only one. It excuses no fault, and one that is found there is
    // charged if it is known how to mend it.
    guard entry.verdict.isUndecided, let oneLayer = judges.oneLayer, judges.usual.hasBareLayers(statement)
    else { return entry }
    var simpler = oneLayer.judged(statement, after: mistakes)
    if simpler.verdict.isFault, !simpler.corrections.isEmpty { return simpler }
    guard !simpler.verdict.isFault, !simpler.verdict.isUndecided else { return entry }
    simpler.verdict = .convention
    simpler.convention = "for a network of one layer"
    return simpler
  }
}

extension ScopeCheck {
  /// p = 1/(1 + e^{−z}) = …: what follows the definition has to be equal to it.
  private func restated(_ statement: Statement, _ mistakes: EarlierMistakes) -> CheckedEquation? {
    let members = statement.claimedMembers
    guard members.count > 2 else { return nil }
    // Only where it is the same in other words; a new symbol may be a new name.
    let names = members.dropFirst().map { member -> Set<QuantityName> in
      var names: Set<QuantityName> = []
      member.forEach { part in if let use = guide.use(part), part.letter != "e" { names.insert(use.name) } }
      return names
    }
    guard names.dropFirst().allSatisfy({ $0.isSubset(of: names[0]) }) else { return nil }
    let entry = judges.usual.judged(statement, after: mistakes)
    return [.wrong, .factor].contains(entry.verdict) && entry.inheritedFrom == nil ? entry : nil
  }

  /// Nobody adds up more lines than this by hand.
  private static let mostAdditions = 32

  /// A statement together with what the lines behind it add to the same value by +=.
  private func accumulated(_ statement: Statement) -> Statement? {
    guard statement.members.count == 2 else { return nil }
    let added = additions[statement.members[0], default: []].filter { $0.range.line > statement.range.line }
    guard !added.isEmpty, added.count <= Self.mostAdditions else { return nil }
    var whole = statement
    whole.members[1] = .sum([statement.members[1].grouped] + added.map { $0.members[1].grouped })
    return whole
  }

  /// "If f is the identity, then f′(z) = 1": what fails in general is judged once more with the function that the words
  /// name.
  private func underCondition(
    _ condition: String, _ statement: Statement, _ entry: CheckedEquation
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
    var special = judges.special[name, makingIt: { specialJudge(name) }].judged(statement)
    guard !special.verdict.isFault, !special.verdict.isUndecided else { return entry }
    special.verdict = .convention
    special.convention = "if the function is the one that the words before it name (\(name))"
    return special
  }

  /// The judge of a scope in which all functions are the one of this name.
  private func specialJudge(_ name: String) -> ClaimJudge {
    var variant = judges.usual.model.variant
    for function in guide.functions { variant.functions[function] = name }
    variant.outputFunction = nil
    let search = VariantSearch(documents: documents, guide: guide, claims: judges.claims, options: options)
    return ClaimJudge(search.model(variant), documents.flatMap(\.statements))
  }
}
