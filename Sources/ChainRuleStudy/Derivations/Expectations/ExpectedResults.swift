/// Finds the results that must be there among the equations of a checked document.
struct ExpectedResults {
  let names: [String]
  let model: Model

  func complete(_ checked: inout CheckedDerivation) {
    for name in names {
      var entry: CheckedEquation?
      if let result = try? ExpectedResult(parsing: name) { entry = equation(for: result, checked) }
      let outcome = ExpectedOutcome(name: name, state: state(of: entry), line: entry?.range.line)
      checked.expected.append(outcome)
      if let finding = finding(outcome) { checked.findings.append(finding) }
    }
  }

  private func state(of entry: CheckedEquation?) -> ExpectedOutcome.State {
    guard let entry else { return .missing }
    return entry.verdict.isFault ? .faulty : entry.verdict.isUndecided ? .undecided : .found
  }

  /// The last equation that derives a result; one that only says what a symbol stands for derives nothing.
  private func equation(for result: ExpectedResult, _ checked: CheckedDerivation) -> CheckedEquation? {
    checked.equations.last { entry in
      guard entry.verdict != .definition, let left = entry.statement?.members.first else { return false }
      return names(of: left).contains(result)
    }
  }

  /// What a left side is called, for all the layers it speaks of.
  private func names(of left: Formula) -> [ExpectedResult] {
    let letters = left.indexLetters.intersection(model.guide.instanceLetters).sorted()
    guard let letter = letters.first, letters.count == 1 else { return [ExpectedResult(of: left)].compactMap { $0 } }
    let layers = (1...max(1, model.variant.depth)).map { number in
      left.replacing(.symbol(Symbol(name: letter)), by: .number(String(number)))
    }
    return ([left] + layers).compactMap { ExpectedResult(of: $0) }
  }

  private func finding(_ outcome: ExpectedOutcome) -> CheckedDerivation.Finding? {
    switch outcome.state {
    case .found, .undecided: return nil
    case .faulty:
      return CheckedDerivation.Finding(
        cause: "faulty: \(outcome.name)", message: "\(outcome.name) is faulty", lines: [outcome.line].compactMap { $0 })
    case .missing:
      return CheckedDerivation.Finding(
        cause: "missing: \(outcome.name)", message: "\(outcome.name) is missing: no equation derives it", lines: [],
        repairs: ["add an equation that begins with \(outcome.name) ="])
    }
  }
}
