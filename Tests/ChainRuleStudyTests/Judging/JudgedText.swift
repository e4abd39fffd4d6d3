import Testing

@testable import ChainRuleStudy

/// Checks a document that a test writes.
func judgedDocument(
  _ text: String, given: String? = nil, format: ReadDocument.Format = .markdown,
  _ change: (inout Derivation.Options) -> Void = { _ in }
) -> CheckedDerivation {
  var derivation = Derivation(ReadDocument(reading: text, name: "notes", format: format))
  derivation.given = given.map { ReadDocument(reading: $0, name: "given", format: .markdown) }
  change(&derivation.options)
  return derivation.check()
}

/// What a document says before its claims.
enum Opening {
  /// One layer with tanh and the mean of half the squared errors, samples in columns.
  static let columns = #"""
    A layer on $m$ samples, the columns of $X \in \mathbb{R}^{n \times m}$, with targets $T \in \mathbb{R}^{k \times m}$;
    $W \in \mathbb{R}^{k \times n}$ and $b \in \mathbb{R}^{k \times 1}$.

    $$Z = W X + b$$

    $$A = \tanh(Z)$$

    $$L = \frac{1}{2m} \sum_{i=1}^{k} \sum_{j=1}^{m} (A_{ij} - T_{ij})^2$$


    """#

  /// The same with samples in rows.
  static let rows = #"""
    Samples are rows: $X \in \mathbb{R}^{m \times n}$, $T \in \mathbb{R}^{m \times k}$, $W \in \mathbb{R}^{n \times k}$,
    $b \in \mathbb{R}^{1 \times k}$.

    $$Z = X W + b$$

    $$A = \tanh(Z)$$

    $$L = \frac{1}{2m} \sum_{i=1}^{m} \sum_{j=1}^{k} (A_{ij} - T_{ij})^2$$


    """#

  /// A hidden ReLU layer, softmax and the mean cross-entropy.
  static let softmax = #"""
    Samples are the columns of $X \in \mathbb{R}^{n \times m}$; $Y \in \mathbb{R}^{k \times m}$ has a single one in each
    column; $W^{[1]} \in \mathbb{R}^{h \times n}$, $b^{[1]} \in \mathbb{R}^{h \times 1}$,
    $W^{[2]} \in \mathbb{R}^{k \times h}$, $b^{[2]} \in \mathbb{R}^{k \times 1}$.

    $$Z^{[1]} = W^{[1]} X + b^{[1]}$$

    $$A^{[1]} = \mathrm{ReLU}(Z^{[1]})$$

    $$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$

    $$A^{[2]} = \mathrm{softmax}(Z^{[2]})$$

    $$L = -\frac{1}{m} \sum_{i=1}^{m} \sum_{j=1}^{k} Y_{ji} \log A^{[2]}_{ji}$$


    """#

  /// One neuron's layer, element by element.
  static let elements = #"""
    One sample $x \in \mathbb{R}^n$ with the target $t \in \mathbb{R}^k$.

    $$z_i = \sum_{j=1}^n w_{ij} x_j + b_i, \quad a_i = \tanh(z_i)$$

    $$L = \frac12 \sum_{i=1}^k (a_i - t_i)^2$$


    """#

  /// Scores and labels.
  static let scores = #"""
    Scores $z \in \mathbb{R}^K$ and labels $y \in \mathbb{R}^K$ with $\sum_{j=1}^K y_j = 1$:

    $$p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}, \qquad L = -\sum_{j=1}^K y_j \log p_j$$


    """#

  /// One sample and an activation that is called σ.
  static let sigma = #"""
    One sample $x \in \mathbb{R}^n$, its target $t \in \mathbb{R}^k$, and $W \in \mathbb{R}^{k \times n}$.

    $$z = W x$$

    $$a = \sigma(z)$$

    $$L = \frac12 \| a - t \|^2$$


    """#

  /// The same with a function of no particular name.
  static let anyFunction = sigma.replacing(#"\sigma"#, with: "f")
}

extension CheckedDerivation {
  /// What is found about claims below an opening, each in a display of its own. ⟨Z⟩ stands for ∂L/∂Z.
  static func of(
    _ opening: String, _ claims: String..., options: (inout Derivation.Options) -> Void = { _ in }
  ) -> CheckedDerivation {
    of(opening, claims, options: options)
  }

  static func of(
    _ opening: String, _ claims: [String], given: String? = nil,
    options: (inout Derivation.Options) -> Void = { _ in }
  ) -> CheckedDerivation {
    let displays = claims.map { claim in
      let latex = claim.replacing("⟨", with: #"\frac{\partial L}{\partial "#).replacing("⟩", with: "}")
      return "$$\(latex)$$\n"
    }
    return judgedDocument(opening + displays.joined(separator: "\n"), given: given, options)
  }

  /// What was said about the last equation.
  var last: CheckedEquation {
    get throws { try #require(equations.last) }
  }

  /// A line for each equation that is faulty or was left open.
  var complaints: [String] {
    equations.filter { $0.verdict.isFault || $0.verdict.isUndecided }.map {
      "line \($0.range.line): \($0.verdict.rawValue): \($0.latex): \($0.message)"
    }
  }
}
