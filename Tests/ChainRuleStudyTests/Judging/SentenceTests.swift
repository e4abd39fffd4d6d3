import Testing

@testable import ChainRuleStudy

/// What is said of a fault is a sentence with the line, the mistake, what stands there and what should.
@Suite struct SentenceTests {
  @Test(
    "a fault is explained in a sentence",
    arguments: [
      (
        #"⟨A⟩ = \frac1m (T - A)"#,
        "the sign is wrong: ∂L/∂A = 1/m (T − A) should be 1/m (A − T)"
      ),
      (
        "⟨A⟩ = A - T",
        "the right side is m times the true value, a factor 1/m is missing: ∂L/∂A = A − T should be 1/m (A − T)"
      ),
      (
        #"⟨A⟩ = \frac{1}{m^2} (A - T)"#,
        "the right side is 1/m of the true value, a factor 1/m is too much: ∂L/∂A = 1/m² (A − T) should be 1/m (A − T)"
      ),
      (
        #"⟨A⟩ = \frac2m (A - T)"#,
        "the right side is 2 times the true value: ∂L/∂A = 2/m (A − T) should be 1/m (A − T)"
      ),
      (
        "⟨W⟩ = ⟨Z⟩ X",
        "the shapes of both sides do not fit: transpose X: ∂L/∂W = ∂L/∂Z X should be ∂L/∂Z Xᵀ"
      ),
      (
        #"⟨Z⟩ = ⟨A⟩ \circ (1 + A \circ A)"#,
        "it does not hold: change the sign of one term: ∂L/∂Z = ∂L/∂A ∘ (1 + A ∘ A) should be ∂L/∂A ∘ (1 − A ∘ A)"
      ),
    ] as [(String, String)])
  func sentence(claim: String, sentence: String) throws {
    let equation = try CheckedDerivation.of(Opening.columns, claim).last
    #expect(equation.message == "line \(equation.range.line): \(sentence)")
  }

  @Test("of two mistakes in a line both are named")
  func twoMistakes() throws {
    let equation = try CheckedDerivation.of(Opening.columns, "⟨W⟩ = -⟨Z⟩ X").last
    #expect(equation.verdict == .shape)
    #expect(equation.message.contains("two mistakes: transpose X; then the sign is wrong"))
    #expect(equation.corrections.count == 1)
  }

  @Test("a corrected line has no bracket or minus sign more than the right one")
  func plainMends() throws {
    let sign = try CheckedDerivation.of(Opening.columns, #"⟨A⟩ = -\frac1m (A - T)"#).last
    #expect(sign.corrections == [#"\frac{\partial L}{\partial A} = \frac{1}{m} (A - T)"#])
    let difference = try CheckedDerivation.of(Opening.columns, #"⟨A⟩ = \frac1m (T - A)"#).last
    #expect(difference.corrections == sign.corrections)
  }
}
