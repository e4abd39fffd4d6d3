import Testing

@testable import ChainRuleStudy

/// Mistakes that leave a claim without a value, or that a charitable reading could hide.
@Suite struct MisplacedTests {
  @Test("an index that counts two axes is put in its place")
  func wrongIndex() throws {
    let equation = try CheckedDerivation.of(
      Opening.elements, #"\delta_i = ⟨z_i⟩"#, #"⟨w_{ij}⟩ = \delta_i x_i"#
    ).last
    #expect(equation.verdict == .wrong)
    #expect(equation.corrections == [#"\frac{\partial L}{\partial w_{ij}} = \delta_i x_j"#])
    #expect(equation.message.contains("the index i runs to k in"))
  }

  @Test("two indices in the wrong order are swapped")
  func swappedIndices() throws {
    let equation = try CheckedDerivation.of(Opening.columns, #"⟨A_{ij}⟩ = \frac1m (A_{ij} - T_{ji})"#).last
    #expect(equation.verdict == .wrong)
    #expect(equation.corrections == [#"\frac{\partial L}{\partial A_{ij}} = \frac{1}{m} (A_{ij} - T_{ij})"#])
  }

  @Test("a sum over an index that stands on the right only is added")
  func missingSum() throws {
    let equation = try CheckedDerivation.of(
      Opening.elements, #"⟨x_j⟩ = \sum_{i=1}^k ⟨z_i⟩ w_{ij}"#, "⟨x_j⟩ = ⟨z_i⟩ w_{ij}"
    ).last
    #expect(equation.verdict.isFault)
    #expect(equation.corrections.contains { $0.contains(#"\sum_{i}"#) || $0.contains(#"\sum_i"#) })
  }

  @Test("who writes ∘ elsewhere has forgotten it where matrices do not fit")
  func looseProduct() throws {
    let loose = #"⟨Z^{[1]}⟩ = ⟨A^{[1]}⟩ 1[Z^{[1]} > 0]"#
    let full = #"⟨Z^{[1]}⟩ = ⟨A^{[1]}⟩ \circ 1[Z^{[1]} > 0]"#
    #expect(try CheckedDerivation.of(Opening.softmax, loose).last.verdict == .convention)
    let equation = try CheckedDerivation.of(Opening.softmax, full, loose).last
    #expect(equation.verdict == .shape)
    #expect(equation.faults.first?.repair == "multiply elementwise")
  }

  @Test("a function's derivative is one of numbers, and needs no sign for the elementwise product")
  func functionIdentity() throws {
    let claim = #"\tanh'(z) = (1 - \tanh(z)) (1 + \tanh(z))"#
    let checked = CheckedDerivation.of(Opening.columns, #"⟨Z⟩ = ⟨A⟩ \circ (1 - A \circ A)"#, claim)
    #expect(try !checked.last.verdict.isFault)
  }

  @Test("a 1/m that is missing in one of two terms is put there")
  func meanOfOneTerm() throws {
    let opening = Opening.columns.replacing(
      "(A_{ij} - T_{ij})^2", with: #"(A_{ij} - T_{ij})^2 + \frac12 \sum_{i=1}^{k} \sum_{j=1}^{n} W_{ij}^2"#)
    let equation = try CheckedDerivation.of(
      opening, #"⟨W⟩ = ((A - T) \circ (1 - A \circ A)) X^T + W"#
    ).last
    #expect(equation.verdict == .wrong)
    #expect(
      equation.corrections.contains(
        #"\frac{\partial L}{\partial W} = \frac{1}{m} ((A - T) \circ (1 - A \circ A)) X^\top + W"#))
  }

  @Test("a step along the transposed gradient does not fit")
  func transposedStep() throws {
    let equation = try CheckedDerivation.of(Opening.columns, #"W \leftarrow W - \eta ⟨W⟩^T"#).last
    #expect(equation.verdict == .shape)
    #expect(equation.corrections == [#"W \leftarrow W - \eta \frac{\partial L}{\partial W}"#])
    #expect(try CheckedDerivation.of(Opening.columns, #"W \leftarrow W - \eta ⟨W⟩"#).last.verdict == .definition)
  }

  @Test("a gradient whose formula mentions itself is a claim, not an update")
  func gradientOfItself() throws {
    let checked = CheckedDerivation.of(
      Opening.softmax, #"\delta^{[2]} = ⟨Z^{[2]}⟩"#, #"\delta^{[1]} = ⟨Z^{[1]}⟩"#,
      #"\delta^{[1]} = (W^{[2]})^T \delta^{[1]} \circ 1[Z^{[1]} > 0]"#)
    #expect(try checked.last.verdict.isFault)
  }

  @Test("what the text has lost is said, and nobody is blamed for it")
  func damaged() throws {
    let checked = judgedDocument(Opening.columns + #"$$\frac{\partial L}{\partial A} = \frac1m (T - A))$$"#)
    let equation = try checked.last
    #expect(equation.verdict == .garbled)
    #expect(equation.message.hasPrefix("the text is damaged"))
  }
}
