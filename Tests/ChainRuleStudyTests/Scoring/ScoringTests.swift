import ChainRuleStudy
import Testing

/// The checker against labels that it had no part in.
@Suite struct ScoringTests {
  @Test("the transcriptions are judged at least as well as they were")
  func transcriptions() async throws {
    let scores = try await withThrowingTaskGroup { group in
      for document in LabelledDocument.transcriptions {
        group.addTask { Score(try Derivation(contentsOf: document.url.path).check(), against: document.equations) }
      }
      return try await group.reduce(into: [Score]()) { $0.append($1) }
    }
    func count(_ outcome: Score.Outcome) -> Int { scores.map { $0.count(outcome) }.reduce(0, +) }
    var report = ScoreReport()
    for score in scores { report.add(score) }
    let complaints = scores.flatMap(\.complaints).sorted().joined(separator: "\n")
    #expect(count(.right) >= Floors.Transcriptions.right, "\(report.documentTable)\n\(complaints)")
    #expect(report.total.falseAlarms <= Floors.Transcriptions.falseAlarms, "\(complaints)")
    #expect(report.total.detected >= Floors.Transcriptions.detected, "\(complaints)")
  }

  @Test("generated documents and their mutants are judged at least as well as they were")
  func generated() async {
    let scores = await withTaskGroup { group in
      for seed in 0..<Floors.Generated.seeds {
        group.addTask {
          let derivation = GeneratedDerivation(seed: UInt64(seed))
          let all = [derivation] + derivation.mutants(atMost: Floors.Generated.mutantsPerSeed)
          return all.map { derivation in
            GeneratedScore(
              judgedDocument(derivation.text, format: derivation.format), of: derivation)
          }
        }
      }
      return await group.reduce(into: [GeneratedScore]()) { $0 += $1 }
    }
    var report = ScoreReport()
    for score in scores { report.add(score) }
    let complaints = scores.flatMap(\.complaints).sorted().joined(separator: "\n")
    let open = scores.map(\.open).reduce(0, +)
    #expect(report.total.falseAlarms <= Floors.Generated.falseAlarms, "\(report.kindTable)\n\(complaints)")
    #expect(open <= Floors.Generated.open, "\(report.kindTable)\n\(complaints)")
    #expect(report.total.detected >= Floors.Generated.detected, "\(report.kindTable)\n\(complaints)")
  }
}
