/// What was found out about a document, as `--json` prints it.
public struct DerivationRecord: Hashable, Sendable, Codable {
  /// Name and version of this form. Keys may be added under the same version; none is removed or changes its meaning.
  public static let schema = "chain-rule-check/1"

  public var schema: String
  public var document: String
  public var conventions: [String]
  public var symbols: [CheckedDerivation.SymbolReading]
  public var assumptions: [String]
  public var findings: [CheckedDerivation.Finding]
  public var expected: [ExpectedOutcome]?
  public var equations: [EquationRecord]
  /// `judged`, `claims`, and how many equations have each verdict.
  public var summary: NamedCounts

  public init(_ checked: CheckedDerivation) {
    schema = DerivationRecord.schema
    document = checked.name
    conventions = checked.conventions
    symbols = checked.symbols
    assumptions = checked.assumptions
    findings = checked.findings
    expected = checked.expected.isEmpty ? nil : checked.expected
    let reasons = checked.reasons
    equations = checked.equations.map { EquationRecord($0, reason: $0.verdict == .unread ? reasons[$0.range] : nil) }
    let counts = checked.counts
    summary = NamedCounts(
      [("judged", checked.judged), ("claims", checked.claims)]
        + Verdict.allCases.compactMap { verdict in counts[verdict].map { (verdict.rawValue, $0) } })
  }

  /// The record as one line of JSON, with the keys in the order of the properties.
  public var json: String { get throws { try OrderedJSON.text(self) } }
}

extension CheckedDerivation {
  /// Why statements were not read, by their place.
  var reasons: [SourceRange: ReadingProblem.Reason] {
    Dictionary(document.problems.map { ($0.range, $0.reason) }, uniquingKeysWith: { first, _ in first })
  }
}
