/// What is said of a claim that fails: the kind of mistake, the mend, and a sentence for the one who made it.
extension ClaimJudge {
  func faulty(
    _ statement: Statement, _ finding: ClaimFinding, _ worst: ClaimFinding.Link, _ entry: inout CheckedEquation
  ) {
    // The first step that fails is where the mistake is; what follows from it is not charged again.
    guard let place = finding.links.firstIndex(where: { severity($0) >= 30 }) else { return }
    let link = finding.links[place]
    if !isConfirmed(link, statement, &entry) { return }
    let members = statement.claimedMembers
    let (left, right) = (members[0], members[place + 1])
    switch link.kind {
    case .factor(let factor):
      entry.verdict = .factor
      charge([LineMend([left, right.divided(by: factor)], factor: factor)], at: place + 1, statement, &entry)
    default:
      let isMisfit = if case .misfit = link.kind { true } else { false }
      entry.verdict = isMisfit ? .shape : .wrong
      guard isExplaining else { return }
      let search = RepairSearch(verdicts, material)
      let repairs =
        link.hasLooseProduct
        ? search.repair(.product, left: left, right: right, statement)
        : search.repairs(left: left, right: right, statement)
      charge(
        repairs.map(LineMend.init), at: place + 1, statement, &entry,
        because: isMisfit ? nil : ClaimIndices(model, [left, right], link.environment).clash)
    }
  }

  /// Charges a claim that has no value because an index or a layer is out of place, where a mend shows which one is meant.
  func misplacedIndex(_ statement: Statement, _ finding: ClaimFinding, _ entry: inout CheckedEquation) {
    guard let place = finding.links.firstIndex(where: { $0.misplacedIndex != nil }),
      let reason = finding.links[place].misplacedIndex,
      !finding.links.prefix(place).contains(where: { severity($0) >= 20 })
    else { return }
    let members = statement.claimedMembers
    let repairs = RepairSearch(verdicts, material)
      .repair(.index, left: members[0], right: members[place + 1], statement)
    guard !repairs.isEmpty else { return }
    entry.verdict = .wrong
    charge(repairs.map(LineMend.init), at: place + 1, statement, &entry, because: reason)
  }

  /// A change of the line that makes it hold.
  private struct LineMend {
    var members: [Formula]
    /// What to do, in words; a claim that is off by a factor only has none.
    var repair: String?
    var factor: ClaimFactor?

    init(_ members: [Formula], factor: ClaimFactor) {
      self.members = members
      self.factor = factor
    }

    init(_ repair: RepairSearch.Repair) {
      members = [repair.members[0], repair.factor.map { repair.members[1].divided(by: $0) } ?? repair.members[1]]
      self.repair = repair.words
      factor = repair.factor
    }

    /// Both mistakes, where there are two.
    var words: String? {
      guard let factor else { return repair }
      return repair.map { "two mistakes: \($0); then \(factor.words)" } ?? factor.words
    }
  }

  private func charge(
    _ mends: [LineMend], at place: Int, _ statement: Statement, _ entry: inout CheckedEquation,
    because reason: String? = nil
  ) {
    let members = statement.claimedMembers
    entry.faults = mends.map { mend in
      CheckedEquation.Fault(
        factor: mend.factor?.text, repair: mend.repair, mistake: mend.repair == nil ? mend.words : nil,
        correct: corrected(statement, place, mend.members))
    }
    if entry.faults.isEmpty, entry.verdict == .factor || entry.verdict == .shape { entry.faults = [.init()] }
    let start = statement.range.cell.map { "cell \($0), line " } ?? "line "
    let what =
      reason ?? (entry.verdict == .shape ? "the shapes of both sides do not fit" : "it does not hold")
    let said = [what].filter { _ in entry.verdict != .factor } + [mends.compactMap(\.words).joined(separator: ", or ")]
    entry.message =
      "\(start)\(statement.range.line): " + said.filter { !$0.isEmpty }.joined(separator: ": ")
      + comparison(members[0], members[place], mends)
  }

  /// What stands there and what should, where both are short enough to be read.
  private func comparison(_ left: Formula, _ right: Formula, _ mends: [LineMend]) -> String {
    guard !mends.isEmpty else { return "" }
    let stands = "\(left.unicode) = \(right.unicode)"
    let should = mends.map { mend in
      mend.members[0] == left ? mend.members[1].unicode : "\(mend.members[0].unicode) = \(mend.members[1].unicode)"
    }.joined(separator: " or ")
    if stands.count + should.count <= 160 { return ": \(stands) should be \(should)" }
    return should.count <= 120 ? ": it should be \(should)" : ""
  }

  /// The line with its first member and one of the others mended.
  private func corrected(_ statement: Statement, _ place: Int, _ mended: [Formula]) -> String? {
    var members = statement.members
    guard statement.claimedMembers.indices.contains(place),
      let index = members.firstIndex(of: statement.claimedMembers[place])
    else { return nil }
    members[0] = mended[0]
    members[index] = mended[1]
    var text = members[0].latex
    for (relation, member) in zip(statement.relations, members.dropFirst()) {
      text += " \(relation.latex) \(member.latex)"
    }
    return text
  }
}

extension ClaimFactor {
  /// What is wrong with a side that is this many times the true one.
  fileprivate var words: String {
    if numerator == -1, denominator == 1, length == nil { return "the sign is wrong" }
    let text = text.replacing("\\sqrt{", with: "√").replacing("}", with: "")
    guard let length, numerator == 1, denominator == 1, abs(power) == 1, !isRoot else {
      return "the right side is \(text) times the true value"
    }
    return power > 0
      ? "the right side is \(length) times the true value, a factor 1/\(length) is missing"
      : "the right side is 1/\(length) of the true value, a factor 1/\(length) is too much"
  }
}
