import ChainRuleStudy
import Testing

/// A worked example of two layers, with figures of all three kinds. The exact values were computed apart from this package.
@Suite struct FigureDocumentTests {
  static let text = """
    # A network of tanh units

    $x = [0.8, -0.4]$, $y = 0.3$, $\\eta = 0.25$

    $V^{(1)} = \\begin{bmatrix} 0.5 & -0.3 \\\\ 0.2 & 0.9 \\end{bmatrix}$, $c^{(1)} = [0.1, -0.2]$

    $V^{(2)} = \\begin{bmatrix} 1.2 & -0.7 \\end{bmatrix}$, $c^{(2)} = [0.05]$

    $$s^{(1)} = V^{(1)} x + c^{(1)}$$

    $$h^{(1)} = \\tanh(s^{(1)})$$

    $$p = V^{(2)} h^{(1)} + c^{(2)}$$

    $$L = (p - y)^2$$


    """

  @Test(
    "each line has its verdict",
    arguments: [
      ("s_1^{(1)} = 0.5(0.8) - 0.3(-0.4) + 0.1 = 0.4 + 0.12 + 0.1 = 0.62", Verdict.figureRight),
      ("s^{(1)} = [0.62, -0.40]", .figureRight),
      ("s^{(1)} = [0.62, -0.04]", .figureWrong),
      ("\\mathbf{h}^{(1)} \\approx [0.551, -0.380]", .figureRight),
      ("p = 1.2 \\times 0.551 - 0.7 \\times (-0.380) + 0.05 = 0.977", .figureRight),
      ("\\frac{\\partial L}{\\partial p} = 2(p - y) = 1.355", .figureRight),
      ("\\frac{\\partial L}{\\partial V^{(2)}} = [0.747, -0.515]", .figureRight),
      ("\\partial L / \\partial v_2^{(2)} = -0.515", .figureRight),
      ("\\partial L / \\partial v_{21}^{(1)} = -0.649", .figureRight),
      ("\\partial L / \\partial v_{21}^{(1)} = 0.649", .figureWrong),
      ("\\frac{\\partial L}{\\partial V^{(1)}} = [[0.905, -0.453], [-0.649, 0.325]]", .figureRight),
      ("V^{(2)}_{\\text{new}} = [1.013, -0.571]", .figureRight),
      ("V^{(2)}_{\\text{new}} = [1.387, -0.829]", .figureWrong),
    ])
  func verdicts(line: String, verdict: Verdict) throws {
    let known = "$$h_1^{(1)} = 0.551$$\n\n$$h_2^{(1)} = -0.380$$\n\n"
    let document = ReadDocument(reading: Self.text + known + "$$\(line)$$\n", name: "example", format: .markdown)
    let entry = try #require(Derivation(document).check().equations.last)
    #expect(entry.verdict == verdict, "\(line): \(entry.message)")
  }

  @Test("given numbers are definitions")
  func givens() {
    let document = ReadDocument(reading: Self.text, name: "example", format: .markdown)
    #expect(Derivation(document).check().equations.allSatisfy { $0.verdict == .definition })
  }
}
