import Testing

@testable import ChainRuleStudy

/// A claim that holds is tried against wrong copies of itself.
@Suite struct MutantTests {
  @Test(
    "all wrong copies of a claim that holds are rejected",
    arguments: [
      #"⟨A⟩ = \frac1m (A - T)"#, #"⟨Z⟩ = ⟨A⟩ \circ (1 - A \circ A)"#, "⟨W⟩ = ⟨Z⟩ X^T", "⟨X⟩ = W^T ⟨Z⟩",
      #"⟨b⟩ = \sum_{i=1}^m ⟨Z⟩_{:,i}"#,
    ])
  func rejected(claim: String) throws {
    let equation = try CheckedDerivation.of(Opening.columns, claim).last
    let mutants = try #require(equation.mutants)
    #expect(equation.verdict == .exact)
    #expect(mutants.tried >= 3)
    #expect(mutants.rejected == mutants.tried)
    #expect(!equation.isWeak)
  }

  @Test("of a claim that fails no copies are made")
  func faulty() throws {
    #expect(try CheckedDerivation.of(Opening.columns, "⟨W⟩ = ⟨Z⟩ X").last.mutants == nil)
  }

  @Test("a copy that says the same is not counted as wrong")
  func equalCopies() throws {
    // Numbers may be swapped, and the Kronecker delta is symmetric.
    let equation = try CheckedDerivation.of(
      Opening.scores, #"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"#
    ).last
    let mutants = try #require(equation.mutants)
    #expect(mutants.tried > 0 && mutants.rejected == mutants.tried)
  }

  @Test("a claim whose wrong copies hold as well is said to prove nothing")
  func weak() throws {
    var equation = try CheckedDerivation.of(Opening.columns, #"⟨A⟩ = \frac1m (A - T)"#).last
    equation.mutants = CheckedEquation.Mutants(tried: 3, rejected: 0)
    #expect(equation.isWeak)
    #expect(equation.evidence?.contains("0 of 3 wrong copies rejected, so that the comparison proves nothing") == true)
    equation.mutants = CheckedEquation.Mutants(tried: 3, rejected: 2)
    #expect(!equation.isWeak)
  }
}
