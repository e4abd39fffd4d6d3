extension DocumentExpectations {
  /// What was found otherwise than expected, a sentence each: what is missing, what was not expected, what is open.
  public func shortcomings(of checked: CheckedDerivation) -> [String] {
    guard !checked.equations.isEmpty else { return ["no equation was found"] }
    var missing: [String] = []
    var expected: Set<String> = []
    for expectation in expectations {
      switch expectation {
      case .line(let line, let verdict, let factor):
        let there = checked.equations.filter { ($0.range.line...max($0.range.line, $0.range.endLine)).contains(line) }
        let fitting = there.filter { $0.verdict == verdict && (factor == nil || $0.hasFactor(factor)) }
        expected.formUnion(fitting.map(\.id))
        guard fitting.isEmpty else { continue }
        let found = there.isEmpty ? "nothing is there" : "found: \(there.map(\.headline).joined(separator: ", "))"
        missing.append("line \(line): expected: \(verdict.words)\(factor.map { " (\($0))" } ?? ""); \(found)")
      case .finding(let lines):
        if !checked.findings.contains(where: { Set($0.lines).isSuperset(of: lines) }) {
          missing.append("expected a finding about \(linesText(lines))")
        }
      }
    }
    let others = checked.equations.filter { $0.needsAttention && !expected.contains($0.id) }
    return missing + others.map { "\($0.range.words): \($0.headline): \($0.text)" }
  }

  /// The expectations in words.
  public var words: String {
    expectations.map { expectation in
      switch expectation {
      case .line(let line, .factor, let factor?): "line \(line) off by × \(factor)"
      case .line(let line, let verdict, _): "line \(line) \(verdict.words)"
      case .finding(let lines): "a finding about \(linesText(lines))"
      }
    }.joined(separator: ", ")
  }
}

extension CheckedEquation {
  fileprivate func hasFactor(_ factor: String?) -> Bool {
    faults.contains { $0.factor.map(plainFactor) == factor.map(plainFactor) }
  }
}

/// A factor without the ways to spell it: −1 and -1, √d and \sqrt{d}.
private func plainFactor(_ factor: String) -> String {
  let spelled = factor.replacing("\\sqrt", with: "√").replacing("−", with: "-")
  return String(spelled.filter { !$0.isWhitespace && !"{}$()".contains($0) })
}
