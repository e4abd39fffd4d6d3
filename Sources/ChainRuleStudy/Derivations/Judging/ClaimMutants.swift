/// Wrong copies of a claim that holds: a test that takes them for right as well proves nothing.
struct ClaimMutants {
  private let quick: ClaimTest
  private let thorough: ClaimTest
  private let model: Model

  /// How many copies of a claim are made at most.
  private static let most = 6
  private static let kinds: [FormulaEdit.Kind] = [.sign, .transpose, .order, .product, .sum, .factor, .index]

  init(_ verdicts: ClaimVerdicts) {
    quick = ClaimTest(quick: verdicts.test)
    thorough = verdicts.test
    model = verdicts.model
  }

  /// How many copies of a claim's last member say something else, and how many of them do not hold.
  func counts(_ statement: Statement, _ finding: ClaimFinding) -> CheckedEquation.Mutants? {
    let members = statement.claimedMembers
    guard members.count >= 2, let left = members.first, let right = members.last, right != .number("0"),
      let environment = finding.links.last?.environment
    else { return nil }
    return model.keepingGiven {
      var counts = CheckedEquation.Mutants(tried: 0, rejected: 0)
      for copy in copies(of: right) {
        // What has the same value is no mistake. A sign always is one.
        if copy.kind != .sign, holds([right, copy.formula, left], environment) { continue }
        counts.tried += 1
        if !holds([left, copy.formula], environment) { counts.rejected += 1 }
      }
      return counts
    }
  }

  /// One change of each kind.
  private func copies(of right: Formula) -> [FormulaEdit] {
    let edits = FormulaEdit.all(of: right, EditContext(steps: model.guide.instanceLetters))
    return ClaimMutants.kinds.compactMap { kind in edits.first { $0.kind == kind } }.prefix(ClaimMutants.most)
      .map { $0 }
  }

  /// Whether the first two of some formulas are equal; the others tell what their indices count.
  private func holds(_ formulas: [Formula], _ environment: [String: Int]) -> Bool {
    let reading = ClaimReading(model, members: formulas, environment: environment)
    // A first look at few elements is enough for nearly all.
    return quick.test(reading).holds && thorough.test(reading).holds
  }
}
