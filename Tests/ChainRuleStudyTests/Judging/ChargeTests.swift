import ChainRuleStudy
import Testing

/// A mistake is charged once, where it is made.
@Suite struct ChargeTests {
  @Test("a later line that uses a wrong gradient by its symbol is not blamed for it")
  func onlyTheFirstLine() {
    let checked = CheckedDerivation.of(
      Opening.softmax, #"⟨Z^{[2]}⟩ = \frac1m (Y - A^{[2]})"#,
      "⟨W^{[2]}⟩ = ⟨Z^{[2]}⟩ (A^{[1]})^T", "⟨A^{[1]}⟩ = (W^{[2]})^T ⟨Z^{[2]}⟩")
    #expect(checked.equations.suffix(3).map(\.verdict) == [.factor, .exact, .exact])
  }

  @Test("a shorthand for a gradient takes its true value in later lines")
  func shorthand() {
    let checked = CheckedDerivation.of(
      Opening.elements, #"\delta_i = ⟨z_i⟩ = (t_i - a_i)(1 - a_i^2)"#,
      #"⟨w_{ij}⟩ = \delta_i x_j"#)
    #expect(checked.equations.suffix(2).map(\.verdict) == [.factor, .exact])
  }

  @Test("of a chain with a wrong middle member only that member is blamed")
  func middleMember() throws {
    let equation = try CheckedDerivation.of(
      Opening.columns,
      #"⟨Z⟩ = ⟨A⟩ \circ (1 - A \circ A) = \frac1m (A - T) \circ (1 + A \circ A) = \frac1m (A - T) \circ (1 - A \circ A)"#
    ).last
    #expect(equation.verdict == .wrong)
    #expect(equation.links.map(\.verdict) == [.exact, .wrong, .exact])
  }

  @Test("of a chain whose first member has the wrong sign only that one is blamed")
  func firstMember() throws {
    let equation = try CheckedDerivation.of(
      Opening.columns, #"⟨A⟩ = \frac1m (T - A) = \frac1m (A - T)"#
    ).last
    #expect(equation.verdict == .factor)
    #expect(equation.links.map(\.verdict) == [.factor, .exact])
  }

  @Test("a line that repeats a mistake names the line it is from, and is not charged again")
  func repeated() throws {
    let claim = #"⟨Z^{[2]}⟩ = \frac1m (Y - A^{[2]})"#
    let checked = CheckedDerivation.of(Opening.softmax, claim, claim)
    #expect(checked.faults.count == 1)
    #expect(try checked.last.inheritedFrom == checked.faults.first?.range.line)
  }

  @Test("a line that writes a mistake out again is not charged for it")
  func writtenOut() throws {
    let checked = CheckedDerivation.of(
      Opening.softmax, #"⟨Z^{[2]}⟩ = \frac1m (Y - A^{[2]})"#,
      #"⟨W^{[2]}⟩ = \frac1m (Y - A^{[2]}) (A^{[1]})^T"#, #"⟨A^{[1]}⟩ = (W^{[2]})^T \frac1m (Y - A^{[2]})"#)
    #expect(checked.faults.count == 1)
    #expect(
      checked.equations.suffix(2).map(\.inheritedFrom) == Array(repeating: checked.faults[0].range.line, count: 2))
  }

  @Test("a mistake beside one that is written out again is charged")
  func ownMistake() {
    let checked = CheckedDerivation.of(
      Opening.softmax, #"⟨Z^{[2]}⟩ = \frac1m (Y - A^{[2]})"#, #"⟨W^{[2]}⟩ = \frac1m (Y - A^{[2]}) A^{[1]}"#)
    #expect(checked.faults.count == 2)
  }
}
