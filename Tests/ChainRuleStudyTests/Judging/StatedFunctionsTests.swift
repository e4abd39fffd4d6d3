import ChainRuleStudy
import Testing

/// Functions that documents state and then use, and what follows from a gradient that is set to zero.
@Suite struct StatedFunctionsTests {
  private func verdicts(_ text: String) -> [Verdict] {
    Derivation(text, name: "notes.md", format: .markdown).check().equations.map(\.verdict)
  }

  private let logistic = """
    $$h_\\theta(x) = \\sigma(\\theta^T x), \\quad \\sigma(z) = \\frac{1}{1+e^{-z}}$$

    $$J(\\theta) = -\\frac{1}{m}\\sum_{i=1}^m \\left[ y^{(i)} \\log h_\\theta(x^{(i)}) \
    + (1-y^{(i)})\\log(1-h_\\theta(x^{(i)})) \\right]$$


    """

  @Test("a model's value at a sample is a quantity")
  func modelValue() {
    let claim =
      "$$\\frac{\\partial J}{\\partial \\theta_j} = \\frac{1}{m}\\sum_{i=1}^m "
      + "(h_\\theta(x^{(i)}) - y^{(i)}) x^{(i)}_j$$"
    #expect(verdicts(logistic + claim).last == .exact)
    #expect(verdicts(logistic + claim.replacing("= \\frac{1}{m}", with: "= ")).last == .factor)
  }

  @Test("an equation that follows from a vanishing gradient is no claim of its own")
  func optimum() {
    let text = """
      $X \\in \\mathbb{R}^{n \\times d}$, $w \\in \\mathbb{R}^d$, $y \\in \\mathbb{R}^n$

      $$J = \\frac{1}{2} \\|X w - y\\|^2$$

      $$\\nabla_w J = X^T (X w - y) = 0$$

      $$X^T X w = X^T y$$

      $$X^T X w = 2 X^T y$$
      """
    let found = verdicts(text).suffix(3)
    #expect(Array(found) == [.exact, .convention, .wrong] || Array(found) == [.exact, .convention, .factor])
  }
}
