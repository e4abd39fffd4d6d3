/// Gives a claim its verdict, with the evidence and the repair.
struct ClaimJudge {
  let model: Model
  let plain: VariantSearch
  let variant: Model.Variant
  private let verdicts: ClaimVerdicts

  init(model: Model, plain: VariantSearch, variant: Model.Variant) {
    self.model = model
    self.plain = plain
    self.variant = variant
    verdicts = ClaimVerdicts(model)
  }

  func judged(_ statement: Statement) -> CheckedEquation {
    let kind: CheckedEquation.Kind = statement.members.first.map { isJacobian($0) } ?? false ? .jacobian : .gradient
    var entry = CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: kind, verdict: .ambiguous)
    let finding = verdicts.finding(statement)
    entry.points = ClaimTest.seeds.count
    entry.links = finding.links.count > 1 ? links(of: statement, finding) : []
    guard let worst = finding.links.max(by: { severity($0) < severity($1) }) else { return entry }
    entry.maxError = finding.links.map(\.error).max()
    switch worst.kind {
    case .holds:
      holds(statement, finding, &entry)
    case .factor(let factor):
      entry.verdict = .factor
      entry.faults = [.init(factor: factor.text)]
      entry.message = "the right side is \(factor.text) times the true value"
    case .misfit:
      entry.verdict = .shape
      entry.message = "the shapes do not fit"
    case .different:
      entry.verdict = .wrong
      entry.message = "it does not hold"
    case .undecided(let reason):
      entry.verdict = .ambiguous
      entry.message = reason
    }
    if entry.verdict.isFault, !statement.damage.isEmpty { entry.verdict = .garbled }
    return entry
  }

  private func severity(_ link: ClaimFinding.Link) -> Int {
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
    entry.convention = usesScale ? "the shorthands \(model.scaledShorthands.sorted().joined(separator: ", ")) are multiplied by the number of samples" : notes.first
  }

  private func holdsUnscaled(_ statement: Statement) -> Bool {
    let scaled = model.scaledShorthands
    model.scaledShorthands = []
    defer { model.scaledShorthands = scaled }
    return verdicts.finding(statement).holds
  }

  private func isJacobian(_ formula: Formula) -> Bool {
    guard case .derivative(let derivative) = formula, let of = derivative.of else { return false }
    return model.guide.use(of)?.name != model.loss?.name
  }
}
