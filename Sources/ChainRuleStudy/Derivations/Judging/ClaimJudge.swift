/// Gives a claim its verdict, with the evidence and the repair.
struct ClaimJudge {
  let model: Model
  private let statements: [Statement]
  private let verdicts: ClaimVerdicts

  init(_ model: Model, _ statements: [Statement]) {
    self.model = model
    self.statements = statements
    verdicts = ClaimVerdicts(model)
  }

  /// The verdict; `mistakes` are those of the lines before, whose consequences are not charged again.
  func judged(_ statement: Statement, after mistakes: [Mistake] = []) -> CheckedEquation {
    let entry = judged(statement)
    guard entry.verdict.isFault else { return entry }
    for mistake in mistakes.reversed() where mistake.line != statement.range.line {
      let members = statement.claimedMembers.map { $0.replacing(mistake.left, by: mistake.right) }
      guard members != statement.claimedMembers else { continue }
      let finding = verdicts.finding(members, statement)
      guard finding.holds else { continue }
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

  /// A side of an equation that was found false, with what it was said to be.
  struct Mistake {
    var left: Formula
    var right: Formula
    var line: Int
  }

  private func judged(_ statement: Statement) -> CheckedEquation {
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
    case .factor, .misfit, .different:
      faulty(statement, finding, worst, &entry)
    case .undecided(let reason):
      entry.verdict = .ambiguous
      entry.message = reason
    }
    if entry.verdict.isFault, !statement.damage.isEmpty { entry.verdict = .garbled }
    return entry
  }

  private func faulty(
    _ statement: Statement, _ finding: ClaimFinding, _ worst: ClaimFinding.Link, _ entry: inout CheckedEquation
  ) {
    // The first step that fails is where the mistake is; what follows from it is not charged again.
    guard let place = finding.links.firstIndex(where: { severity($0) >= 30 }) else { return }
    let link = finding.links[place]
    if !isConfirmed(link, statement, &entry) { return }
    let members = statement.claimedMembers
    let (left, right) = (members[0], members[place + 1])
    var fault = CheckedEquation.Fault()
    switch link.kind {
    case .factor(let factor):
      entry.verdict = .factor
      fault.factor = factor.text
      fault.correct = corrected(statement, place + 1, left, right, scaledBy: factor)
      entry.message =
        factor.text == "-1" ? "the sign is wrong" : "the right side is \(factor.text) times the true value"
      entry.faults = [fault]
    default:
      let isMisfit = if case .misfit = link.kind { true } else { false }
      let repairs = RepairSearch(verdicts, statements).repairs(left: left, right: right, statement)
      let shapeKinds: Set<FormulaEdit.Kind> = [.transpose, .order, .sum, .product]
      entry.verdict =
        isMisfit || repairs.first.map { shapeKinds.contains($0.kind) && isMisfit } ?? false ? .shape : .wrong
      entry.message = isMisfit ? "the shapes of both sides do not fit" : "it does not hold"
      for repair in repairs {
        var fault = CheckedEquation.Fault(factor: repair.factor?.text, repair: repair.words, mistake: nil)
        fault.correct = corrected(statement, place + 1, repair.members[0], repair.members[1], scaledBy: repair.factor)
        entry.faults.append(fault)
      }
      if let words = entry.faults.first?.repair { entry.message += ": " + words }
    }
  }

  /// Whether plain arithmetic and finite differences find the fault too. If they do not, nothing is charged.
  private func isConfirmed(_ link: ClaimFinding.Link, _ statement: Statement, _ entry: inout CheckedEquation) -> Bool {
    guard let left = link.left, let right = link.right else { return true }
    if case .misfit = link.kind { return true }
    let reading = ClaimReading(model, members: statement.claimedMembers, environment: link.environment)
    guard case .refuted = FaultConfirmation(left, right, reading, seed: 11) else {
      entry.witness = WitnessSearch(left, right, reading).smallest()?.witness
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

  /// The line with one member mended.
  private func corrected(
    _ statement: Statement, _ place: Int, _ left: Formula, _ right: Formula, scaledBy factor: ClaimFactor?
  ) -> String? {
    var members = statement.members
    guard members.indices.contains(place),
      let original = statement.claimedMembers.indices.contains(place) ? statement.claimedMembers[place] : nil,
      let index = members.firstIndex(of: original)
    else { return nil }
    members[0] = left
    members[index] = factor.map { right.divided(by: $0) } ?? right
    var text = members[0].latex
    for (relation, member) in zip(statement.relations, members.dropFirst()) {
      text += " \(relation.latex) \(member.latex)"
    }
    return text
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
    if self == part { return other.grouped }
    return mapChildren { $0.replacing(part, by: other) }
  }
}

extension Formula {
  /// The formula without a factor that it has too much.
  fileprivate func divided(by factor: ClaimFactor) -> Formula {
    var result = self
    if factor.numerator < 0 {
      if case .negated(let a) = result { result = a } else { result = .negated(result.grouped) }
    }
    func number(_ value: Int) -> Formula { .number(String(value)) }
    func times(_ base: Int, _ length: String?, _ power: Int) -> Formula? {
      let symbol = length.map { name -> Formula in
        let symbol: Formula =
          factor.isRoot ? .root(.symbol(Symbol(name: name)), degree: nil) : .symbol(Symbol(name: name))
        return power == 1 ? symbol : .scripted(symbol, subscripts: [], superscripts: [.plain(number(power))])
      }
      guard let symbol, power > 0 else { return base == 1 ? nil : number(base) }
      return base == 1 ? symbol : .product([number(base), symbol], [.juxtaposition])
    }
    let above = times(factor.denominator, factor.length, -factor.power)
    let below = times(abs(factor.numerator), factor.length, factor.power)
    guard above != nil || below != nil else { return result }
    let scale: Formula = below.map { .fraction(above ?? number(1), $0, .bar) } ?? above ?? number(1)
    if case .negated(let a) = result { return .negated(.product([scale, a.grouped], [.juxtaposition])) }
    return .product([scale, result.grouped], [.juxtaposition])
  }
}

extension Relation {
  /// The relation in TeX's notation.
  var latex: String {
    switch self {
    case .defined: ":="
    case .assigned: "\\leftarrow"
    case .approximately: "\\approx"
    case .element: "\\in"
    case .proportional: "\\propto"
    case .lessOrEqual: "\\le"
    case .greaterOrEqual: "\\ge"
    case .unequal: "\\ne"
    case .maps: "\\to"
    case .distributed: "\\sim"
    default: rawValue
    }
  }
}
