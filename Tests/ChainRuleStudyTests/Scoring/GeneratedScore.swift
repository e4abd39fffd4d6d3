import ChainRuleStudy

/// How the verdicts on a generated document compare with what it was made of.
struct GeneratedScore {
  let document: String
  /// How many of its equations claim something.
  let claims: Int
  /// The kind of its mistake; `nil` where it has none.
  let mistake: Mistake?
  /// Right claims that were called faulty.
  private(set) var falseAlarms = 0
  /// Right claims that were left open.
  private(set) var open = 0
  /// Whether the mistake was called one.
  private(set) var isDetected = false
  private(set) var isMistakeOpen = false
  /// Whether the factor is the one that was put in; `nil` where there is none to compare.
  private(set) var factorAgrees: Bool?
  /// A line for each equation that is not judged as it should be.
  private(set) var complaints: [String] = []

  init(_ checked: CheckedDerivation, of derivation: GeneratedDerivation) {
    document = derivation.name
    claims = derivation.claims.count
    mistake = derivation.mistake
    let labels = derivation.claims.map { claim in
      LabelledDocument.Equation(
        id: "\(derivation.name)-\(claim.line)", line: claim.line, endLine: claim.line, cell: nil, latex: claim.source,
        kind: "claim", verdict: claim.mistake == nil ? .exact : .wrong, accept: claim.accepted, factor: claim.factor,
        correct: claim.corrected, reason: claim.mistake?.rawValue)
    }
    for (claim, judgement) in zip(derivation.claims, Score(checked, against: labels).judgements) {
      let said = judgement.found?.verdict ?? .unread
      if claim.mistake != nil {
        isDetected = said.isFault
        isMistakeOpen = said.isUndecided
        factorAgrees = judgement.factorAgrees
      } else if said.isFault {
        falseAlarms += 1
      } else if said.isUndecided {
        open += 1
      }
      let asExpected = claim.mistake == nil ? Score.isFine(said) : said.isFault && factorAgrees != false
      if !asExpected {
        complaints.append(
          "\(derivation.name), line \(claim.line), \(claim.source): "
            + "\(claim.mistake.map { "\($0.rawValue) (right: \(claim.corrected ?? "?"))" } ?? "right"), called "
            + "\(said.rawValue): \(judgement.found?.message ?? "no such equation")")
      }
    }
  }
}
