import Testing

@testable import ChainRuleStudy

/// What bindings change about how a document is judged: each test has a document that is judged otherwise without.
@Suite struct EffectiveBindingsTests {
  /// A document with a comment in its first line.
  private func bound(_ bindings: String, _ text: String) -> CheckedDerivation {
    judgedDocument("<!-- chain-rule: \(bindings) -->\n" + text)
  }

  /// The same said by a reader.
  private func told(_ bindings: String, _ text: String) throws -> CheckedDerivation {
    let bindings = try DocumentBindings(parsing: bindings)
    return judgedDocument("\n" + text) { $0.bindings = bindings }
  }

  /// What a binding makes of the last equation, said by the author and by the reader.
  private func verdicts(_ bindings: String, _ text: String) throws -> [Verdict] {
    let checked = [bound(bindings, text), try told(bindings, text)]
    for document in checked { #expect(document.findings.isEmpty, "\(document.findings)") }
    return try checked.map { try $0.last.verdict }
  }

  // MARK: Roles

  private static let twoNumbers = #"""
    One sample $x \in \mathbb{R}^n$, its target $t \in \mathbb{R}^k$, and $W \in \mathbb{R}^{k \times n}$.

    $$z = W x$$

    $$L = \frac12 \| z - t \|^2$$

    $$Q = 3 L$$

    $$dz = 3 (z - t)$$

    """#

  @Test("loss: of which number gradients are")
  func loss() throws {
    #expect(try judgedDocument(Self.twoNumbers).last.verdict == .factor)
    #expect(try verdicts("loss Q", Self.twoNumbers) == [.exact, .exact])
  }

  private static let namedInput = #"""
    Samples are the columns of $U \in \mathbb{R}^{n \times m}$; $T \in \mathbb{R}^{k \times m}$.

    $$Z^{[1]} = W^{[1]} A^{[0]} + b^{[1]}$$

    $$A^{[1]} = \tanh(Z^{[1]})$$

    $$L = \frac{1}{2m} \sum_{i=1}^{k} \sum_{j=1}^{m} (A^{[1]}_{ij} - T_{ij})^2$$

    $$dW^{[1]} = dZ^{[1]} U^\top$$

    """#

  @Test("input: what the first layer is made from")
  func input() throws {
    #expect(try judgedDocument(Self.namedInput).last.verdict != .exact)
    #expect(try verdicts("input U", Self.namedInput) == [.exact, .exact])
  }

  private static let gain = #"""
    With $x \in \mathbb{R}^n$, $b \in \mathbb{R}^n$ and the target $t \in \mathbb{R}^n$:

    $$y = g(x + b)$$

    $$L = \frac12 \| y - t \|^2$$

    $$\frac{\partial L}{\partial g} = (x + b)^\top (y - t)$$

    """#

  @Test("parameter: a letter that looks like a function's is a factor")
  func parameter() throws {
    #expect(try judgedDocument(Self.gain).last.verdict.isUndecided)
    #expect(try verdicts("parameter g; shape g = 1", Self.gain) == [.exact, .exact])
  }

  private static let namedLabel = #"""
    A softmax classifier with the cross-entropy loss. For scores $z \in \mathbb{R}^K$ and the one-hot target
    $d \in \mathbb{R}^K$,

    $$p = \mathrm{softmax}(z)$$

    $$\frac{\partial L}{\partial z} = p - d$$

    """#

  @Test("label: what a loss that is only named compares with")
  func label() throws {
    #expect(try judgedDocument(Self.namedLabel).last.verdict != .exact)
    #expect(try verdicts("label d", Self.namedLabel) == [.exact, .exact])
  }

  private static let centred = #"""
    For $x \in \mathbb{R}^n$ and a target $t \in \mathbb{R}^n$:

    $$\mu = \frac1n \sum_{i=1}^n x_i$$

    $$y_i = x_i^2 - \mu x_i$$

    $$L = \frac12 \sum_{i=1}^n (y_i - t_i)^2$$

    $$\frac{\partial L}{\partial x_i} = (y_i - t_i)(2 x_i - \mu)$$

    """#

  @Test("constant: no gradient flows through it")
  func constant() throws {
    #expect(try judgedDocument(Self.centred).last.verdict == .wrong)
    #expect(try verdicts("constant mu", Self.centred) == [.exact, .exact])
  }

  private static let step = #"""
    For $x, u \in \mathbb{R}^n$ and a target $t \in \mathbb{R}^n$:

    $$y = x + dt\, u$$

    $$L = \frac12 \| y - t \|^2$$

    $$\frac{\partial L}{\partial u} = dt\, (y - t)$$

    """#

  @Test("constant: what looks like a gradient's name is a number")
  func constantStep() throws {
    #expect(try judgedDocument(Self.step).last.verdict != .exact)
    #expect(try verdicts("constant dt", Self.step) == [.exact, .exact])
  }

  @Test("a constant has no gradient of its own")
  func gradientOfConstant() throws {
    let text = Self.centred + "\n$$\\frac{\\partial L}{\\partial \\mu} = -\\sum_{i=1}^n (y_i - t_i) x_i$$\n"
    #expect(try judgedDocument(text).last.verdict == .exact)
    let last = try bound("constant mu", text).last
    #expect(last.verdict == .ambiguous)
    #expect(
      last.message.hasPrefix("'constant mu' (line 1, column 18) says that μ is a constant, which has no gradient"))
  }

  // MARK: Shapes and values

  private static let smallMatrix = #"""
    With a target $t \in \mathbb{R}^k$:

    $$z = w x$$

    $$L = \frac12 \| z - t \|^2$$

    $$\frac{\partial L}{\partial w} = (z - t) x^\top$$

    """#

  @Test("shape: a small letter is a matrix")
  func shape() throws {
    #expect(try judgedDocument(Self.smallMatrix).last.verdict != .exact)
    #expect(try verdicts("shape w = k × n", Self.smallMatrix) == [.exact, .exact])
  }

  @Test("shape: another name for a length is no contradiction")
  func renamedLength() throws {
    let text =
      Opening.columns
      + "$$⟨W⟩ = ⟨Z⟩ X^\\top$$\n"
      .replacing("⟨W⟩", with: #"\frac{\partial L}{\partial W}"#).replacing(
        "⟨Z⟩", with: #"\frac{\partial L}{\partial Z}"#)
    #expect(try verdicts("shape X = n_x × m; shape W = k × n_x", text) == [.exact, .exact])
  }

  private static let layers = #"""
    One sample $x \in \mathbb{R}^n$ and the target $t \in \mathbb{R}^n$; $g$ scales every layer.

    $$h^{[1]} = c^{[1]} x$$

    $$h^{[2]} = c^{[2]} h^{[1]}$$

    $$L = \frac12 \| h^{[2]} - t \|^2$$

    $$\frac{\partial L}{\partial x} = 6 (h^{[2]} - t)$$

    """#

  @Test("a name without a layer is that of every layer, and one with a letter too")
  func everyLayer() throws {
    let shapes = "shape c[l] = 1; "
    #expect(try verdicts(shapes + "value c[1] = 2, c[2] = 3", Self.layers) == [.exact, .exact])
    let square = Self.layers.replacing("6 (", with: "9 (")
    #expect(try verdicts("shape c = 1; value c = 3", square) == [.exact, .exact])
    #expect(try bound("shape c = 1; value c = 2", square).last.verdict == .factor)
  }

  private static let power = #"""
    For $x \in \mathbb{R}^n$ and a target $t \in \mathbb{R}^n$:

    $$L = \frac{c}{2} \| x - t \|^2$$

    $$\frac{\partial L}{\partial x} = 3 (x - t)$$

    """#

  @Test("value: a number at every random point")
  func value() throws {
    #expect(try judgedDocument(Self.power).last.verdict.isFault)
    #expect(try verdicts("value c = 3", Self.power) == [.exact, .exact])
    #expect(try bound("value c = 2", Self.power).last.verdict == .factor)
  }

  private static let figure = #"""
    A neuron with $z = w x$, where $w = 0.5$. Then

    $$z = 0.20$$

    """#

  @Test("value: a figure is computed from it")
  func figure() throws {
    #expect(try judgedDocument(Self.figure).last.verdict == .definition)
    #expect(try verdicts("value x = 0.4", Self.figure) == [.figureRight, .figureRight])
    #expect(try verdicts("value x = 0.6", Self.figure) == [.figureWrong, .figureWrong])
  }

  // MARK: What is wrong about bindings themselves

  @Test(
    "a binding that the document contradicts is said, with its place, and not used",
    arguments: [
      (
        "shape X = m × n",
        "'shape X = m × n' (line 1, column 18) contradicts the document: by line 2, X is n × m; it is not used"
      ),
      (
        "shape W = n × k",
        "'shape W = n × k' (line 1, column 18) contradicts the document: by line 3, W is k × n; it is not used"
      ),
      (
        "shape b = 1 × k",
        "'shape b = 1 × k' (line 1, column 18) contradicts the document: by line 3, b is k × 1; it is not used"
      ),
      (
        "shape Z = n × m",
        "'shape Z = n × m' (line 1, column 18) contradicts the document: by the equations, Z is k × m; it is not used"
      ),
      (
        "samples columns; value W = 2",
        "'value W = 2' (line 1, column 35) contradicts the document: by line 3, W is k × n; it is not used"
      ),
    ])
  func contradiction(binding: String, message: String) throws {
    let claim = #"$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial Z} X$$"#
    let checked = bound(binding, Opening.columns + claim + "\n")
    #expect(checked.findings.map(\.message) == [message])
    #expect(checked.findings[0].lines.first == 1)
    #expect(checked.outcome == .faulty)
    // A wrong length must not make a wrong claim fit.
    #expect(try checked.last.verdict == .shape)
  }

  @Test("a name that the document does not have is said")
  func withoutEffect() {
    let checked = bound("function sigm = tanh; parameter V", Opening.sigma + "$$dz = (a - t) \\odot \\sigma'(z)$$\n")
    #expect(
      checked.findings.map(\.message) == [
        "'function sigm = tanh' (line 1, column 18) has no effect: the document has no sigm",
        "'parameter V' (line 1, column 40) has no effect: the document has no V",
      ])
    #expect(checked.outcome == .holds)
  }

  @Test("what the reader says goes before what the author says")
  func precedence() throws {
    let text = Opening.sigma + "$$dz = (a - t) \\odot (1 - a^2)$$\n"
    #expect(try bound("function sigma = tanh", text).last.verdict == .exact)
    let told = judgedDocument("<!-- chain-rule: function sigma = tanh -->\n" + text) {
      $0.bindings = DocumentBindings([.function(BoundName("σ"), .sigmoid)])
    }
    #expect(try told.last.verdict.isFault)
  }

  @Test("layers, samples and layout of a comment count as those of the command line do")
  func arrangement() {
    let rows = Opening.rows + "$$dW = X^\\top dZ$$\n"
    #expect(
      bound("samples rows; layers 2; layout numerator", rows).arrangement == [.samples(.rows), .layout(.numerator)])
  }

  // MARK: Another document is given

  @Test("with a given document the own bindings excuse nothing, and those of the given one count")
  func given() throws {
    let claim = "$$dz = 3 (z - t)$$\n"
    let forward = Self.twoNumbers.replacing("$$dz = 3 (z - t)$$\n", with: "")
    let own = judgedDocument("<!-- chain-rule: loss Q; input x -->\n" + claim, given: forward)
    #expect(try own.last.verdict == .factor)
    #expect(
      own.findings.map(\.message) == ["the document binds Q, x itself; with --given this is not used"])
    #expect(own.findings[0].lines == [1])
    let given = judgedDocument(claim, given: "<!-- chain-rule: loss Q -->\n" + forward)
    #expect(try given.last.verdict == .exact)
    #expect(given.findings.isEmpty)
    let wrong = judgedDocument(claim, given: "<!-- chain-rule: loss Q; shape x = k -->\n" + forward)
    #expect(
      wrong.findings.map(\.message) == [
        "'shape x = k' (given, line 1, column 26) contradicts the document: by line 2, x is n × 1; it is not used"
      ])
  }
}
