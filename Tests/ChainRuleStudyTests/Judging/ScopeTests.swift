import ChainRuleStudy
import Testing

/// A symbol that is defined anew means the new, and the rest of a document keeps its meaning.
@Suite struct ScopeTests {
  private func verdicts(_ text: String) -> [Verdict] { judgedDocument(text).equations.map(\.verdict) }

  @Test("examples one after the other each have their own function")
  func examples() {
    let text = #"""
      All letters are numbers.

      For $f(x,y) = x y$: $\frac{\partial f}{\partial x} = y$.

      For $f(x,y) = x^2 + y$: $\frac{\partial f}{\partial x} = 2 x$ and $\frac{\partial f}{\partial y} = x$.
      """#
    #expect(verdicts(text) == [.definition, .exact, .definition, .exact, .wrong])
  }

  @Test("a section with another network has its own errors")
  func sections() {
    let text = #"""
      ## One layer

      $$z = W x + b$$

      $$a = \tanh(z)$$

      $$\delta = \frac{\partial L}{\partial z}$$

      $$\frac{\partial L}{\partial W} = \delta x^\top$$

      ## Samples as rows

      $X \in \mathbb{R}^{m \times n}$, $V \in \mathbb{R}^{n \times k}$.

      $$U = X V$$

      $$H = \tanh(U)$$

      $$\delta = \frac{\partial L}{\partial U}$$

      $$\frac{\partial L}{\partial V} = X^\top \delta$$

      $$\frac{\partial L}{\partial V} = \delta^\top X$$
      """#
    let checked = judgedDocument(text)
    let claims = checked.equations.filter { $0.verdict != .definition }
    #expect(claims.map(\.verdict) == [.exact, .exact, .shape])
  }

  @Test("a definition that says the same in other words opens no scope")
  func restated() {
    let text =
      Opening.columns + #"""
        ## Again

        $$A = \frac{e^{Z} - e^{-Z}}{e^{Z} + e^{-Z}}$$

        $$\frac{\partial L}{\partial W} = \frac{1}{m} \left( (A - T) \odot (1 - A \odot A) \right) X^\top$$
        """#
    #expect(judgedDocument(text).equations.last?.verdict == .exact)
  }

  @Test("a definition that is written out again has to be equal to it")
  func falseRestatement() {
    let right = #"$$p = \frac{1}{1 + \exp(-w^\top x)} = \frac{\exp(w^\top x)}{1 + \exp(w^\top x)}$$"#
    let wrong = #"$$p = \frac{1}{1 + \exp(-w^\top x)} = \frac{\exp(-w^\top x)}{1 + \exp(-w^\top x)}$$"#
    let shapes = #"$w \in \mathbb{R}^n$, $x \in \mathbb{R}^n$."# + "\n\n"
    #expect(judgedDocument(shapes + right).equations.last?.verdict == .definition)
    #expect(judgedDocument(shapes + wrong).equations.last?.verdict == .wrong)
  }

  @Test("what a sentence says of a function is judged with that function, and a general condition excuses nothing")
  func conditions() {
    let head = Opening.columns.replacing(#"A = \tanh(Z)"#, with: "A = f(Z)")
    let right = "If $f$ is the identity, then $f'(Z) = 1$."
    let wrong = "If $f$ is the identity, then $f'(Z) = 2$."
    let careless = #"If we differentiate, we get $\frac{\partial L}{\partial A} = \frac{1}{m} (T - A)$."#
    #expect(judgedDocument(head + right).equations.last?.verdict == .convention)
    #expect(judgedDocument(head + wrong).equations.last?.verdict.isFault == true)
    #expect(judgedDocument(head + careless).equations.last?.verdict == .factor)
  }

  @Test("the equation for any layer does not speak of the layer that has one of its own")
  func lastLayer() {
    let text = #"""
      $$Z^{[l]} = W^{[l]} A^{[l-1]} + b^{[l]}$$

      $$A^{[l]} = g^{[l]}(Z^{[l]})$$

      The last layer is a softmax, and $A^{[0]} = X$ has $m$ columns.

      $$J = -\frac{1}{m} \sum_{i=1}^{m} \sum_{j=1}^{C} Y_{ji} \log A^{[L]}_{ji}$$

      $$dZ^{[L]} = \frac{1}{m} (A^{[L]} - Y)$$

      $$dZ^{[l]} = (W^{[l+1]})^\top dZ^{[l+1]} \odot g'^{[l]}(Z^{[l]})$$

      $$dW^{[l]} = dZ^{[l]} (A^{[l-1]})^\top$$
      """#
    #expect(judgedDocument(text).equations.suffix(3).map(\.verdict) == [.exact, .exact, .exact])
  }

  @Test("through time, ∂h/∂W may hold the earlier states, and dh/dW may not")
  func recurrence() {
    let head = #"""
      $x_t \in \mathbb{R}^d$, $h_t \in \mathbb{R}^h$, $W \in \mathbb{R}^{h \times d}$, $U \in \mathbb{R}^{h \times h}$.

      $$h_t = W x_t + U h_{t-1}$$

      $$L = \sum_{t=1}^T \ell(h_t)$$


      """#
    let partial =
      #"$$\frac{\partial L}{\partial W} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} \frac{\partial h_t}{\partial W}$$"#
    let total = #"$$\frac{dL}{dW} = \sum_{t=1}^T \frac{dL}{dh_t} \frac{dh_t}{dW}$$"#
    #expect(judgedDocument(head + partial).equations.last?.verdict == .convention)
    #expect(judgedDocument(head + total).equations.last?.verdict == .wrong)
  }
}
