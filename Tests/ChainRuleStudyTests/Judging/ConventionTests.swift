import ChainRuleStudy
import Testing

/// What a document may mean by its shorthand, and what it may not.
@Suite struct ConventionTests {
  @Test("dZ = A − Y with dW = (1/m) dZ Aᵀ is a convention, and is called one")
  func scaledShorthand() {
    let checked = CheckedDerivation.of(
      Opening.softmax, "dZ^{[2]} = A^{[2]} - Y", #"dW^{[2]} = \frac1m dZ^{[2]} (A^{[1]})^T"#,
      #"dZ^{[1]} = (W^{[2]})^T dZ^{[2]} \circ 1[Z^{[1]} > 0]"#, #"dW^{[1]} = \frac1m dZ^{[1]} X^T"#)
    #expect(checked.complaints == [])
    #expect(checked.equations.suffix(4).map(\.verdict) == [.convention, .convention, .exact, .convention])
    #expect(checked.conventions.contains { $0.hasPrefix("dZ stands for ") })
    #expect(checked.findings.isEmpty)
  }

  @Test("a convention never rescales ∂L/∂Z: it is charged, and what follows from it is not charged again")
  func derivativesAreNotRescaled() throws {
    let checked = CheckedDerivation.of(
      Opening.softmax, "⟨Z^{[2]}⟩ = A^{[2]} - Y", #"⟨W^{[2]}⟩ = \frac1m ⟨Z^{[2]}⟩ (A^{[1]})^T"#)
    #expect(checked.faults.count == 1)
    #expect(checked.faults.first?.verdict == .factor)
    #expect(try checked.last.inheritedFrom == checked.faults.first?.range.line)
  }

  @Test("a shorthand in two meanings is a finding about all of its lines")
  func twoMeanings() throws {
    let checked = CheckedDerivation.of(
      Opening.softmax, "dZ^{[2]} = ⟨Z^{[2]}⟩", "dZ^{[2]} = A^{[2]} - Y",
      #"dW^{[2]} = \frac1m dZ^{[2]} (A^{[1]})^T"#, "dW^{[2]} = ⟨W^{[2]}⟩")
    let lines = checked.equations.suffix(4).map(\.range.line)
    let finding = try #require(checked.findings.first)
    #expect(checked.findings.count == 1)
    #expect(Set(finding.lines) == Set(lines.prefix(3)))
    #expect(finding.repairs.count == 2)
    // The finding is all that is charged.
    #expect(checked.faults.isEmpty)
  }

  @Test("the layout that a document uses is what its samples are read by")
  func samples() {
    #expect(CheckedDerivation.of(Opening.rows).conventions.contains { $0.contains("in rows") })
    #expect(CheckedDerivation.of(Opening.columns).conventions.contains { $0.contains("in columns") })
  }
}
