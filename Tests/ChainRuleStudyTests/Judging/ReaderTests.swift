import ChainRuleStudy
import Testing

/// What a reader says about a document decides what it leaves open.
@Suite struct ReaderTests {
  static let tanhSlope = #"⟨z⟩ = (a - t) \odot (1 - a \odot a)"#

  @Test("an activation is what the reader says it is")
  func bindings() throws {
    #expect(try CheckedDerivation.of(Opening.sigma, Self.tanhSlope).last.verdict == .wrong)
    let told = CheckedDerivation.of(Opening.sigma, Self.tanhSlope) {
      $0.bindings = DocumentBindings([.function(BoundName("σ"), .tanh)])
    }
    #expect(try told.last.verdict == .exact)
    let wrong = CheckedDerivation.of(Opening.sigma, #"⟨z⟩ = (a - t) \odot a \odot (1 - a)"#) {
      $0.bindings = DocumentBindings([.function(BoundName("σ"), .tanh)])
    }
    #expect(try wrong.last.verdict.isFault)
  }

  @Test("the forward equations may stand in another document")
  func given() {
    let claims = [#"⟨z⟩ = (a - t) \odot a \odot (1 - a)"#, "⟨W⟩ = x ⟨z⟩^T"]
    #expect(CheckedDerivation.of("", claims).equations.map(\.verdict) == [.ambiguous, .ambiguous])
    #expect(CheckedDerivation.of("", claims, given: Opening.sigma).equations.map(\.verdict) == [.exact, .shape])
  }

  @Test("a result that is expected and not derived is a finding")
  func expected() {
    let claim = #"dz = (a - t) \odot a \odot (1 - a)"#
    let checked = CheckedDerivation.of(Opening.sigma, claim) { $0.expected = ["dz", "dW"] }
    #expect(checked.findings.map(\.message) == ["dW is missing: no equation derives it"])
    let both = CheckedDerivation.of(Opening.sigma, claim, "dW = dz x^T") { $0.expected = ["dz", "dW"] }
    #expect(both.findings.isEmpty)
  }

  @Test("the way samples stand is what the reader says it is", arguments: Derivation.Options.Samples.allCases)
  func samples(samples: Derivation.Options.Samples) {
    let checked = judgedDocument("$$Z = X W$$\n\n$$L = \\frac12 \\| Z - T \\|^2$$\n") { $0.samples = samples }
    #expect(checked.conventions.contains { $0.contains("in \(samples.rawValue) (") })
  }

  @Test("the seed changes the points, not the verdicts", arguments: 1...4 as ClosedRange<UInt64>)
  func seeds(seed: UInt64) {
    let checked = CheckedDerivation.of(
      Opening.columns, #"⟨A⟩ = \frac1m (A - T)"#, "⟨W⟩ = ⟨Z⟩ X",
      #"⟨A⟩ = \frac2m (A - T)"#
    ) { $0.seed = seed }
    #expect(checked.equations.suffix(3).map(\.verdict) == [.exact, .shape, .factor])
  }
}
