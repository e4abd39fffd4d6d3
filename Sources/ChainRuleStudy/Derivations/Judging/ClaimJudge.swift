/// Gives a claim its verdict, with the evidence and the repair.
struct ClaimJudge {
  let model: Model
  let material: EditMaterial
  let verdicts: ClaimVerdicts
  /// Whether the author has a sign for the elementwise product.
  private let writesElementwiseSigns: Bool
  /// Whether a fault is explained; a mend takes many times as long to find as the fault.
  let isExplaining: Bool

  init(_ model: Model, _ statements: [Statement], isExplaining: Bool = true) {
    self.model = model
    self.isExplaining = isExplaining
    material = EditMaterial(statements)
    writesElementwiseSigns = statements.flatMap(\.members).contains { member in
      member.contains { part in
        if case .product(_, let signs) = part { signs.contains { $0 == .elementwise || $0 == .circle } } else { false }
      }
    }
    verdicts = ClaimVerdicts(model)
  }

  /// The verdict; `mistakes` are those of the lines before, whose consequences are not charged again.
  func judged(_ statement: Statement, after mistakes: EarlierMistakes = EarlierMistakes()) -> CheckedEquation {
    let entry = judged(statement)
    guard entry.verdict.isFault else { return entry }
    for (mistake, readings) in mistakes.readings(of: statement) {
      guard
        let finding = readings.lazy.map({ members in
          model.keepingGiven { verdicts.finding(members, statement) }
        }).first(where: { $0.holds })
      else { continue }
      var inherited = entry
      inherited.verdict = .convention
      inherited.faults = []
      inherited.inheritedFrom = mistake.line
      inherited.convention = "it follows from line \(mistake.line)"
      inherited.message = "it holds if line \(mistake.line) is taken as it stands"
      inherited.links = links(of: statement, finding)
      return inherited
    }
    return entry
  }

  private func judged(_ statement: Statement) -> CheckedEquation {
    let kind: CheckedEquation.Kind = statement.members.first.map { isJacobian($0) } ?? false ? .jacobian : .gradient
    var entry = CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: kind, verdict: .ambiguous)
    let finding = withoutLooseProducts(verdicts.finding(statement), statement)
    entry.points = ClaimTest.seeds.count
    entry.links = finding.links.count > 1 ? links(of: statement, finding) : []
    guard let worst = finding.links.max(by: { severity($0) < severity($1) }) else { return entry }
    entry.maxError =
      finding.links.filter {
        switch $0.kind {
        case .holds, .different: true
        default: false
        }
      }.map(\.error).max()
    switch worst.kind {
    case .holds:
      holds(statement, finding, &entry)
    case .factor, .misfit, .different:
      faulty(statement, finding, worst, &entry)
    case .undecided(let reason):
      entry.verdict = .ambiguous
      entry.message = reason
      misplacedIndex(statement, finding, &entry)
    }
    if entry.verdict.isFault || entry.verdict == .ambiguous, !statement.damage.isEmpty {
      entry.verdict = .garbled
      entry.message = "the text is damaged: " + statement.damage.joined(separator: ", ")
    }
    return entry
  }

  /// Who writes ⊙ elsewhere means the matrix product where nothing stands: a claim that only holds with an elementwise
  /// product in its place does not fit, if the sign mends it.
  private func withoutLooseProducts(_ finding: ClaimFinding, _ statement: Statement) -> ClaimFinding {
    // σ′(z) = σ(z)(1 − σ(z)) is about numbers, whatever z is elsewhere.
    guard writesElementwiseSigns, let left = statement.members.first, !left.isFunctionValue else { return finding }
    var finding = finding
    let members = statement.claimedMembers
    for place in finding.links.indices {
      let link = finding.links[place]
      guard case .holds = link.kind, link.notes.contains("the product is elementwise"),
        members.indices.contains(place + 1)
      else { continue }
      let search = RepairSearch(verdicts, material)
      if search.repair(.product, left: members[0], right: members[place + 1], statement).isEmpty { continue }
      finding.links[place].kind = .misfit
      finding.links[place].hasLooseProduct = true
    }
    return finding
  }

  /// Whether plain arithmetic and finite differences find the fault too. If they do not, nothing is charged.
  func isConfirmed(_ link: ClaimFinding.Link, _ statement: Statement, _ entry: inout CheckedEquation) -> Bool {
    guard let left = link.left, let right = link.right else { return true }
    if case .misfit = link.kind { return true }
    let reading = ClaimReading(model, members: statement.claimedMembers, environment: link.environment)
    guard case .refuted = FaultConfirmation(left, right, reading, seed: 11) else {
      if isExplaining { entry.witness = WitnessSearch(left, right, reading).smallest()?.witness }
      return true
    }
    entry.verdict = .ambiguous
    entry.message = "the tape finds a difference that finite differences do not confirm"
    return false
  }

  /// Whether the sides of a statement differ by a multiple of a gradient that is set to zero.
  func holds(_ statement: Statement, where condition: Statement) -> Bool {
    guard let gradient = condition.vanishingGradient, statement.members.count == 2 else { return false }
    let difference = Formula.sum([statement.members[0].grouped, .negated(statement.members[1].grouped)])
    return verdicts.finding([gradient, difference], statement).links.allSatisfy { link in
      switch link.kind {
      case .holds, .factor: true
      default: false
      }
    }
  }

  /// The smallest numbers at which a statement's sides differ.
  func counterexample(_ statement: Statement) -> Counterexample? {
    let finding = verdicts.finding(statement)
    guard let link = finding.links.first(where: { severity($0) >= 30 }), let left = link.left, let right = link.right
    else { return nil }
    let reading = ClaimReading(model, members: statement.claimedMembers, environment: link.environment)
    return WitnessSearch(left, right, reading).smallest()
  }

  func severity(_ link: ClaimFinding.Link) -> Int {
    switch link.kind {
    case .holds: link.cost
    case .undecided: 20
    case .factor: 30
    case .misfit: 31
    case .different: 32
    }
  }

  private func links(of statement: Statement, _ finding: ClaimFinding) -> [CheckedEquation.Link] {
    finding.links.enumerated().map { place, link in
      let verdict: Verdict =
        switch link.kind {
        case .holds: link.cost == 0 ? .exact : .convention
        case .undecided: .ambiguous
        case .factor: .factor
        case .misfit: .shape
        case .different: .wrong
        }
      return CheckedEquation.Link(text: "member \(place + 2)", verdict: verdict, convention: link.notes.first)
    }
  }

  private func holds(_ statement: Statement, _ finding: ClaimFinding, _ entry: inout CheckedEquation) {
    entry.mutants = ClaimMutants(verdicts).counts(statement, finding)
    let last = finding.links[finding.links.count - 1]
    let notes = finding.links.flatMap(\.notes)
    entry.reading = notes.isEmpty ? nil : Array(Set(notes)).sorted().joined(separator: "; ")
    let usesScale = !model.scaledShorthands.isEmpty && !holdsUnscaled(statement)
    // A chain whose end holds as written may be shortened on the way.
    if last.cost == 0, !usesScale {
      entry.verdict = .exact
      return
    }
    entry.verdict = .convention
    entry.convention =
      usesScale
      ? "the shorthands \(model.scaledShorthands.sorted().joined(separator: ", ")) are multiplied by the number of samples"
      : notes.first
  }

  private func holdsUnscaled(_ statement: Statement) -> Bool {
    let scaled = model.scaledShorthands
    model.scaledShorthands = []
    defer { model.scaledShorthands = scaled }
    return verdicts.finding(statement).holds
  }

  /// Whether it mentions, without its layer, something that every layer has.
  func hasBareLayers(_ statement: Statement) -> Bool { statement.members.contains { hasBareLayers($0) } }

  /// The W of W[2] does not stand without its layer.
  private func hasBareLayers(_ formula: Formula) -> Bool {
    guard let use = model.guide.use(formula) else { return formula.children.contains { hasBareLayers($0) } }
    return use.instance.isEmpty && model.instances[use.name]?.contains { !$0.isEmpty } == true
  }

  /// Whether it has one index where there are two axes, one of them of the samples, and mentions no sample.
  func speaksOfOneSample(_ statement: Statement) -> Bool {
    guard let sample = model.sampleDimension else { return false }
    let interpreter = Interpreter(
      model, environment: ClaimInstances(model: model).environments(of: statement).first ?? [:])
    var isOne = false
    var mentionsSamples = false
    for member in statement.members {
      member.forEach { part in
        guard let use = model.guide.use(part), let shape = model.shape(of: use, interpreter) else {
          if let use = model.guide.use(part), model.dimension(of: use, interpreter) == model.dimensions.root(sample) {
            mentionsSamples = true
          }
          return
        }
        guard shape.rows == sample || shape.columns == sample, shape.rows != .one, shape.columns != .one else { return }
        if use.axes.count == 1, use.example == nil { isOne = true } else { mentionsSamples = true }
      }
    }
    return isOne && !mentionsSamples
  }

  private func isJacobian(_ formula: Formula) -> Bool {
    guard case .derivative(let derivative) = formula, let of = derivative.of else { return false }
    return model.guide.use(of)?.name != model.loss?.name
  }
}

extension Formula {
  /// The formula with every occurrence of another one replaced.
  func replacing(_ part: Formula, by other: Formula) -> Formula {
    if self == part || ungrouped == part, !isLiteral { return other.grouped }
    if case .product(let factors, let signs) = self, case .product(let partFactors, let partSigns) = part,
      let start = factors.indices.first(where: { start in
        factors.dropFirst(start).starts(with: partFactors) && signs.dropFirst(start).starts(with: partSigns)
      })
    {
      var factors = factors
      var signs = signs
      factors.replaceSubrange(start..<start + partFactors.count, with: [other.grouped])
      signs.removeSubrange(start..<start + partSigns.count)
      return factors.count == 1 ? factors[0] : .product(factors, signs)
    }
    return mapChildren { $0.replacing(part, by: other) }
  }
}

extension Formula {
  /// Whether it is f(x) or f′(x).
  fileprivate var isFunctionValue: Bool {
    switch self {
    case .application: true
    case .product(let factors, [.juxtaposition]):
      if case .fenced(.round, _) = factors[1] { factors[0].isPrimed } else { false }
    default: false
    }
  }
}
