import ChainRuleStudy
import Testing

/// Each verdict, on a document that calls for it.
@Suite struct VerdictTests {
  static let right: [(opening: String, claims: [String])] = [
    (
      Opening.columns,
      [
        #"⟨A⟩ = \frac1m (A - T)"#, #"⟨Z⟩ = ⟨A⟩ \circ (1 - A \circ A)"#,
        "⟨W⟩ = ⟨Z⟩ X^T", #"⟨b⟩ = \sum_{j=1}^m \left(⟨Z⟩\right)_{:,j}"#,
        "⟨X⟩ = W^T ⟨Z⟩",
      ]
    ),
    (
      Opening.rows,
      [
        #"⟨A⟩ = \frac1m (A - T)"#, #"⟨Z⟩ = ⟨A⟩ \odot (1 - A \odot A)"#,
        "⟨W⟩ = X^T ⟨Z⟩", #"⟨b⟩ = \sum_{i=1}^m \left(⟨Z⟩\right)_{i,:}"#,
      ]
    ),
    (
      Opening.softmax,
      [
        #"⟨Z^{[2]}⟩ = \frac1m (A^{[2]} - Y)"#, "⟨A^{[1]}⟩ = (W^{[2]})^T ⟨Z^{[2]}⟩",
        #"⟨Z^{[1]}⟩ = ⟨A^{[1]}⟩ \circ 1[Z^{[1]} > 0]"#, "⟨W^{[1]}⟩ = ⟨Z^{[1]}⟩ X^T",
      ]
    ),
    (
      Opening.elements,
      [
        "⟨a_i⟩ = a_i - t_i", "⟨z_i⟩ = (a_i - t_i)(1 - a_i^2)", "⟨w_{ij}⟩ = ⟨z_i⟩ x_j",
        #"⟨x_j⟩ = \sum_{i=1}^k w_{ij} ⟨z_i⟩"#,
      ]
    ),
    (Opening.scores, [#"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"#, "⟨z_j⟩ = p_j - y_j"]),
    (
      Opening.anyFunction,
      [#"⟨z⟩ = (a - t) \odot f'(z)"#, "⟨W⟩ = ⟨z⟩ x^T"]
    ),
  ]

  @Test("what is right holds as it is written", arguments: right)
  func exact(opening: String, claims: [String]) {
    let checked = CheckedDerivation.of(opening, claims)
    #expect(checked.complaints == [])
    #expect(checked.equations.suffix(claims.count).map(\.verdict) == claims.map { _ in .exact })
  }

  @Test(
    "a claim that is right but for a constant is off by a factor",
    arguments: [
      (Opening.columns, #"⟨A⟩ = \frac1m (T - A)"#, "-1"),
      (Opening.columns, #"⟨A⟩ = \frac2m (A - T)"#, "2"), (Opening.columns, "⟨A⟩ = A - T", "m"),
      (Opening.columns, #"⟨W⟩ = \frac1m ⟨Z⟩ X^T"#, "1/m"),
      (Opening.scores, "⟨z_j⟩ = y_j - p_j", "-1"),
      (Opening.sigma, #"⟨z⟩ = 2 (a - t) \odot a \odot (1 - a)"#, "2"),
    ] as [(String, String, String)])
  func factor(opening: String, claim: String, factor: String) throws {
    let equation = try CheckedDerivation.of(opening, claim).last
    #expect(equation.verdict == .factor, "\(equation.message)")
    #expect(equation.faults.map(\.factor) == [factor])
  }

  @Test(
    "a claim whose sides have different shapes does not fit",
    arguments: [
      // A transpose is missing.
      (Opening.columns, "⟨W⟩ = ⟨Z⟩ X"),
      (Opening.softmax, "⟨A^{[1]}⟩ = W^{[2]} ⟨Z^{[2]}⟩"),
      // The factors are in the wrong order.
      (Opening.columns, "⟨W⟩ = X^T ⟨Z⟩"), (Opening.rows, "⟨W⟩ = ⟨Z⟩ X^T"),
      // The right side is the transpose of what it should be.
      (Opening.columns, "⟨W⟩ = X ⟨Z⟩^T"),
      // A sum over the samples is missing.
      (Opening.columns, "⟨b⟩ = ⟨Z⟩"),
      // The mask is that of another layer.
      (Opening.softmax, #"⟨Z^{[1]}⟩ = ⟨A^{[1]}⟩ \circ 1[Z^{[2]} > 0]"#),
    ] as [(String, String)])
  func shape(opening: String, claim: String) throws {
    let equation = try CheckedDerivation.of(opening, claim).last
    #expect(equation.verdict == .shape, "\(equation.message)")
    #expect(equation.faults.contains { $0.correct != nil })
  }

  @Test(
    "a claim that is false does not hold",
    arguments: [
      (Opening.columns, #"⟨Z⟩ = ⟨A⟩ \circ (1 - A)"#),
      // The mask is missing.
      (Opening.softmax, "⟨Z^{[1]}⟩ = (W^{[2]})^T ⟨Z^{[2]}⟩"),
      // The index of the softmax Jacobian.
      (Opening.scores, #"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_i)"#),
      (Opening.elements, "⟨z_i⟩ = (a_i - t_i)(1 + a_i^2)"),
      // The slope is taken at the activation.
      (Opening.anyFunction, #"⟨z⟩ = (a - t) \odot f'(a)"#),
      // An update with the wrong sign.
      (Opening.columns, #"W \leftarrow W + \eta ⟨W⟩"#),
    ] as [(String, String)])
  func wrong(opening: String, claim: String) throws {
    let equation = try CheckedDerivation.of(opening, claim).last
    #expect(equation.verdict == .wrong, "\(equation.message)")
    #expect(!equation.message.isEmpty)
  }

  @Test("what defines something is given, an update down the gradient among it")
  func definition() throws {
    let checked = CheckedDerivation.of(Opening.columns, #"W \leftarrow W - \eta ⟨W⟩"#)
    #expect(checked.equations.allSatisfy { $0.verdict == .definition }, "\(checked.complaints)")
    #expect(try checked.last.kind == .update)
  }

  @Test(
    "what is left open is not called a fault, whatever is the reason",
    arguments: [
      ("⟨z⟩ = q", Verdict.ambiguous), (#"⟨z⟩ = \frac{"#, .unread), (#"⟨z⟩ = \oint a"#, .unread),
    ] as [(String, Verdict)])
  func undecided(claim: String, verdict: Verdict) throws {
    let checked = CheckedDerivation.of(Opening.sigma, claim, "⟨W⟩ = ⟨z⟩ x^T")
    #expect(checked.equations.contains { $0.verdict == verdict && !$0.message.isEmpty })
    #expect(checked.faults.isEmpty)
    // One equation that is not understood does not stop the rest.
    #expect(try checked.last.verdict == .exact)
  }

  @Test("printed figures are compared at their own precision")
  func figures() {
    let checked = judgedDocument(
      #"""
      $w = 0.4$, $x = 0.7$, $b = 0.1$

      $$z = w x + b = 0.38$$

      $$a = \sigma(z) = 0.593$$
      """#)
    #expect(checked.equations.suffix(2).map(\.verdict) == [.figureRight, .figureWrong])
    #expect(checked.equations.last?.corrections == [#"a = \sigma(z) = 0.594"#])
  }
}
