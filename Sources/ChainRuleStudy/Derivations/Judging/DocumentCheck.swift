/// Checks a document: reads its conventions out of all of its equations together, then judges each.
struct DocumentCheck {
  private let derivation: Derivation
  private let guide: NotationGuide
  private let documents: [ReadDocument]
  private var checked: CheckedDerivation

  init(_ derivation: Derivation) {
    self.derivation = derivation
    documents = [derivation.given, derivation.document].compactMap { $0 }
    guide = NotationGuide(documents)
    checked = CheckedDerivation(name: derivation.document.name, document: derivation.document)
  }

  mutating func run() -> CheckedDerivation {
    let statements = derivation.document.statements
    let roles = statements.map { guide.role(of: $0) }
    let claims = zip(statements, roles).filter { ($1 == .claim || $1 == .gradientName) && !$0.isNumeric(guide) }.map(\.0)
    let search = VariantSearch(documents: documents, guide: guide, claims: claims, options: derivation.options)
    let (model, variant) = search.best()
    debugDump(model)
    let judge = ClaimJudge(model, documents.flatMap(\.statements))
    // Symbols without a layer belong to a network that has only one.
    var single = variant
    single.depth = 1
    let other = variant.depth == 1 ? nil : ClaimJudge(search.model(single), documents.flatMap(\.statements))
    var oneSample = variant
    oneSample.hasOneSample = true
    let one = model.sampleDimension == nil ? nil : ClaimJudge(search.model(oneSample), documents.flatMap(\.statements))
    var entries: [CheckedEquation] = []
    var mistakes: [ClaimJudge.Mistake] = []
    let figures = FigureJudge(documents, guide: guide, options: derivation.options)
    entries += CodeJudge(options: derivation.options).judged(statements.filter { $0.code != nil })
    for (statement, role) in zip(statements, roles) where role != .code {
      if let figure = figures.judged(statement), figure.verdict != .ambiguous || statement.isNumeric(guide) {
        entries.append(figure)
      } else {
        let entry = entry(statement, role, judge, other, one, mistakes)
        if entry.verdict == .factor || entry.verdict == .wrong, let left = statement.members.first, let right = statement.claimedMembers.last {
          mistakes.append(ClaimJudge.Mistake(left: left, right: right, line: statement.range.line))
        }
        entries.append(entry)
      }
    }
    for problem in derivation.document.problems {
      var entry = CheckedEquation(
        id: "", range: problem.range, latex: problem.latex, statement: nil, kind: .gradient, verdict: .unread,
        message: "not read (\(problem.reason.rawValue)) at \(problem.line):\(problem.column): \(problem.message)")
      entry.points = 0
      entries.append(entry)
    }
    entries.sort {
      ($0.range.cell ?? 0, $0.range.line, $0.range.column) < ($1.range.cell ?? 0, $1.range.line, $1.range.column)
    }
    for place in entries.indices { entries[place].id = "E\(place + 1)" }
    checked.equations = entries
    checked.assumptions = model.assumptions
    return checked
  }

  private func entry(
    _ statement: Statement, _ role: StatementRole, _ judge: ClaimJudge, _ single: ClaimJudge?, _ oneSample: ClaimJudge?,
    _ mistakes: [ClaimJudge.Mistake]
  ) -> CheckedEquation {
    func given(_ kind: CheckedEquation.Kind) -> CheckedEquation {
      CheckedEquation(
        id: "", range: statement.range, latex: statement.latex, statement: statement, kind: kind, verdict: .definition)
    }
    switch role {
    case .shape, .indexRange, .literal, .function: return given(.declaration)
    case .forward:
      let isLoss = guide.use(statement.members[0])?.name == judge.model.loss?.name
      return given(isLoss ? .loss : .forward)
    case .gradientName: return given(.gradient)
    case .update: return given(.update)
    case .code: return CodeJudge.entry(statement)
    case .claim:
      // Where an array of samples has one index only, one sample is meant.
      if let oneSample, judge.speaksOfOneSample(statement) { return oneSample.judged(statement, after: mistakes) }
      let entry = judge.judged(statement, after: mistakes)
      guard entry.verdict != .exact, entry.verdict != .convention, let single, judge.hasBareLayers(statement) else {
        return entry
      }
      var simpler = single.judged(statement, after: mistakes)
      guard !simpler.verdict.isFault, !simpler.verdict.isUndecided else { return entry }
      simpler.verdict = .convention
      simpler.convention = "for a network of one layer"
      return simpler
    }
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
  /// Judges every statement of the document.
  ///
  /// - Complexity: A few milliseconds for each equation, and a bounded number of operations for each.
  public func check() -> CheckedDerivation {
    var check = DocumentCheck(self)
    return check.run()
  }
}
