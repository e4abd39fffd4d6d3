/// The verdict on a statement's figures, in words.
struct FigureReport {
  private let statement: Statement
  private let findings: FigureFindings

  init(_ statement: Statement, _ findings: FigureFindings) {
    self.statement = statement
    self.findings = findings
  }

  var entry: CheckedEquation {
    var entry = CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .numeric, verdict: .ambiguous)
    let wrong = findings.findings.filter { $0.outcome == .wrong }
    let chained = findings.findings.filter { $0.outcome == .chained }
    if let contradiction = findings.contradiction, findings.outcome.map({ $0 > .right }) ?? false {
      let formula = statement.members[contradiction].latex
      entry.verdict = .wrong
      entry.message = "\(formula) is not \(statement.members[0].latex), so the figures that follow from it are others"
      entry.faults = [.init(mistake: "\(formula) is not \(statement.members[0].latex)")]
      return entry
    }
    entry.inheritedFrom = findings.inheritedFrom
    switch findings.outcome {
    case nil:
      entry.message = "the document does not say from what \(statement.members[0].latex) is computed"
    case .wrong:
      entry.verdict = .figureWrong
      entry.message = Self.sentence(wrong.map { "\($0.printed) is off, the exact value is \($0.exact)" })
      let correct = corrected(wrong + chained)
      entry.faults = wrong.map { .init(mistake: "printed \($0.printed), exact \($0.exact)", correct: correct) }
    case .chained:
      entry.verdict = .figureRightFromRounded
      entry.message =
        chained.isEmpty
        ? "it is right with the rounded figures it is computed from, and not exact"
        : Self.sentence(
          chained.map { "\($0.printed) follows from the document's rounded figures, the exact value is \($0.exact)" })
    case .right, .repeated:
      entry.verdict = .figureRight
      entry.message = "every figure is the exact value, rounded as it is printed"
    }
    return entry
  }

  private static func sentence(_ parts: [String]) -> String {
    var seen: Set<String> = []
    return parts.filter { seen.insert($0).inserted }.joined(separator: "; ")
  }

  /// The statement with the right figures in place of those that are off; `nil` where they cannot be told apart.
  private func corrected(_ figures: [FigureFinding]) -> String? {
    let numbers = statement.members.map(\.printedNumbers)
    var replacements: [Int: String] = [:]
    for finding in figures {
      guard let place = finding.place, numbers.indices.contains(finding.member),
        numbers[finding.member].indices.contains(place)
      else { return nil }
      let before = numbers.prefix(finding.member).reduce(0) { $0 + $1.count }
      // The sign stands in the formula already, unless it is the sign that is wrong.
      replacements[before + place] =
        finding.exact.hasPrefix("-") && finding.printed.hasPrefix("-")
        ? String(finding.exact.dropFirst()) : finding.exact
    }
    var parts: [String] = []
    var rest = Substring(statement.latex)
    for (index, digits) in numbers.flatMap({ $0 }).enumerated() {
      guard let found = rest.range(of: digits) else { return nil }
      parts.append(String(rest[..<found.lowerBound]))
      parts.append(replacements[index] ?? digits)
      rest = rest[found.upperBound...]
    }
    return parts.joined() + rest
  }
}
