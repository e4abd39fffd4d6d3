import ChainRuleStudy
import Testing

/// Equations as authors write them, and what they say.
@Suite("Reading formulas") struct FormulaReadingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let source: String
    let unicode: String
    var testDescription: String { source }

    init(_ source: String, _ unicode: String) {
      self.source = source
      self.unicode = unicode
    }
  }

  @Test("an equation in TeX's notation", arguments: latex)
  func latexEquation(equation: Case) {
    let document = ReadDocument(readingEquation: equation.source)
    #expect(document.statements.map(\.unicode) == [equation.unicode])
    #expect(document.problems.isEmpty)
    #expect(document.statements.allSatisfy { $0.damage.isEmpty })
  }

  @Test("an equation in Unicode", arguments: unicode)
  func unicodeEquation(equation: Case) {
    let document = ReadDocument(readingEquation: equation.source)
    #expect(document.statements.map(\.unicode) == [equation.unicode])
    #expect(document.problems.isEmpty)
  }

  static let latex: [Case] = [
    // Letters and typefaces
    Case("\\mathcal{L} = \\mathbf{W}\\bm{x}", "L = W x"),
    Case("\\boldsymbol\\delta = \\vec{a}", "δ = a"),
    Case("\\varepsilon = \\varphi + \\ell", "ε = φ + ℓ"),
    Case("\\hat{\\mathbf{y}} = \\mathbf{\\hat y}", "ŷ = ŷ"),
    Case("\\tilde c_t = \\bar{h} + \\dot x", "c̃ₜ = h̄ + ẋ"),
    Case("{\\bf W}^{[2]} = {\\bf z}_1", "W[2] = z₁"),
    Case("x \\in \\mathbb{R}^{n_x \\times m}", "x ∈ ℝ^{nₓ × m}"),
    Case("Y \\in \\{0,1\\}^{n}", "Y ∈ {0, 1}ⁿ"),
    Case("dW = \\mathrm{softmax}(z)", "dW = softmax(z)"),
    Case("W1 = dW2", "W1 = dW2"),
    Case("out_{h1} = net_{h1}", "out_h1 = net_h1"),
    Case("\\text{Loss} = \\mathsf{ReLU}(z)", "Loss = ReLU(z)"),
    Case("x = 1{,}000 + .5", "x = 1000 + .5"),
    Case("f'(z) = f^{'}(z) = f^\\prime(z)", "f′(z) = f′(z) = f′(z)"),
    // Scripts
    Case("W^{[l]^T} = W^{[l]T} = {W^{[l]}}^\\top = W^{[l]\\top}", "W[l]ᵀ = W[l]ᵀ = W[l]ᵀ = W[l]ᵀ"),
    Case("W^{(l)T} = (W^{(l)})^T", "W⁽ˡ⁾ᵀ = (W⁽ˡ⁾)ᵀ"),
    Case("W^\\mathsf{T} = W^{\\rm T} = W^\\intercal", "Wᵀ = Wᵀ = Wᵀ"),
    Case("a^{[l](i)} = a^{[l]}_{:,i}", "a[l]⁽ⁱ⁾ = a[l]_{:,i}"),
    Case("g^{[l]'}(z) = \\sigma'(z)", "g[l]′(z) = σ′(z)"),
    Case("A_{j,i}^{[3]} = A_{ji}", "A[3]ⱼᵢ = Aⱼᵢ"),
    Case("w_{11} = w_{i1} + w_{t-1} + w_{i:}", "w₁₁ = w_{i,1} + wₜ₋₁ + w_{i,:}"),
    Case("f_{y_i} = n_{h1} + x_\\text{new}", "f_{yᵢ} = n_h1 + x_new"),
    Case("\\alpha^23 = x^{23}", "α² 3 = x²³"),
    Case("W^{-1} = W^{-T}", "W⁻¹ = W⁻¹ᵀ"),
    Case("\\theta^* = w_5^{+}", "θ^{*} = w₅⁺"),
    Case("k^{th} = W^{\\text{new}}", "k^{th} = W^{new}"),
    Case("\\mu_{B} = \\delta_{k\\ell}", "μ_B = δ_{k,ℓ}"),
    // Fractions and products
    Case("1/2 x = \\frac12 x", "1/2 x = 1/2 x"),
    Case("a/(b+c) = 1/(1+e^{-x})", "a/(b + c) = 1/(1 + e⁻ˣ)"),
    Case("\\sigma(x)/m = \\frac{\\sigma(x)}{m}", "σ(x)/m = σ(x)/m"),
    Case("0.4(0.5) + 0.1 = 0.3", "0.4(0.5) + 0.1 = 0.3"),
    Case("A \\cdot B \\times C = A \\odot B \\circ C * D \\otimes E", "A ⋅ B × C = A ⊙ B ∘ C * D ⊗ E"),
    Case("a \\times -0.5 = -a b", "a × (−0.5) = −a b"),
    Case("{a \\over b} = \\tfrac{a}{b}", "a/b = a/b"),
    Case("\\sqrt[3]{x} = \\sqrt{d_k}", "\\sqrt[3]{x} = √(dₖ)"),
    Case("A \\oslash B = A \\div b", "A ⊘ B = A/b"),
    // Derivatives
    Case("\\frac{\\partial L}{\\partial W^{[1]}} = \\partial L / \\partial W^{[1]}", "∂L/∂W[1] = ∂L/∂W[1]"),
    Case("\\frac{dr}{dx} = \\frac{\\mathrm{d}r}{\\mathrm{d}x}", "dr/dx = dr/dx"),
    Case("\\frac{d}{dw}(\\frac12 w^2) = w", "d/dw (1/2 w²) = w"),
    Case("\\frac{\\partial^2 L}{\\partial w_i \\partial w_j} = H_{ij}", "∂²L/∂wᵢ ∂wⱼ = Hᵢⱼ"),
    Case("\\frac{d^2 f}{dx^2} = 2", "d²f/dx dx = 2"),
    Case(
      "\\frac{\\partial (x_j - \\mu)}{\\partial x_i} = \\frac{\\partial 1/\\sigma}{\\partial x}",
      "∂(xⱼ − μ)/∂xᵢ = ∂(1/σ)/∂x"),
    Case("\\frac{\\partial^+ h_k}{\\partial W} = \\partial_x f", "∂⁺hₖ/∂W = ∂_x f"),
    Case("\\nabla_W L = \\nabla L", "∇_W L = ∇L"),
    Case("\\nabla_\\theta J(\\theta) \\odot x = y", "∇_θ J(θ) ⊙ x = y"),
    Case("\\left.\\frac{dy}{dx}\\right|_{x=0} = \\frac{dy}{dx}\\Big|_{x=0}", "dy/dx|_{x = 0} = dy/dx|_{x = 0}"),
    Case("\\frac{\\partial L}{T \\cdot \\partial o_t} = \\frac{a}{b}", "1/T ∂L/∂oₜ = a/b"),
    Case("\\frac{d_1}{d_2} = \\frac{d}{n}", "d₁/d₂ = d/n"),
    Case("\\frac{dZ + a}{dW \\circ b} = 1", "(dZ + a)/(dW ∘ b) = 1"),
    Case("\\mathrm{d}L = \\mathrm{tr}(G^\\top \\mathrm{d}W)", "dL = tr(Gᵀ dW)"),
    // Functions, sums
    Case("y \\log \\hat y + (1-y)\\log(1-\\hat y) = c", "y log ŷ + (1 − y) log(1 − ŷ) = c"),
    Case("\\log A_{j,i}^{[3]} = \\ln a b \\cdot c", "log A[3]ⱼᵢ = ln a b ⋅ c"),
    Case("\\tanh^2(x) = \\exp\\{-x\\}", "tanh²(x) = exp{−x}"),
    Case("r = max(0, x) = \\max\\{0, x\\}", "r = max(0, x) = max(0, x)"),
    Case("\\sum_{i=1}^m \\sum_j a_i b_j = s", "Σᵢ₌₁ᵐ Σⱼ aᵢ bⱼ = s"),
    Case("\\sum_j^C -\\frac{y_j}{p_j} = \\sum_{j \\ne i} x_j", "Σⱼ^{C} −yⱼ/pⱼ = Σ_{j ≠ i} xⱼ"),
    Case("\\sum_{i \\in B} x_i = \\sum(A - y)", "Σ_{i ∈ B} xᵢ = Σ (A − y)"),
    Case("\\prod_{j=k+1}^t h_j = \\mathbb{E}_{x \\sim p}[x]", "Πⱼ₌ₖ₊₁ᵗ hⱼ = 𝔼_{x ∼ p} [x]"),
    Case("\\arg\\min_\\theta L = \\underset{\\theta}{\\arg\\min} L", "argmin_{θ} L = argmin_{θ} L"),
    Case("\\operatorname{tr}(A) = \\text{prod}\\left(a, b\\right)", "tr(A) = prod(a, b)"),
    Case("p(y|x) = p(y = k \\mid x)", "p(y | x) = p(y = k | x)"),
    // Brackets
    Case("\\|a\\|_2^2 = \\lVert b \\rVert", "‖a‖₂² = ‖b‖"),
    Case("|a - b| = \\left| c \\right|", "|a − b| = |c|"),
    Case("\\langle a, b \\rangle = [[1, 2], [3, 4]]", "⟨a, b⟩ = [[1, 2], [3, 4]]"),
    Case("\\sigma(\\cdot) = f(.)", "σ(·) = f(·)"),
    Case("W = \\begin{bmatrix} 1 & 2 \\\\ 3 & 4 \\end{bmatrix}", "W = [1, 2; 3, 4]"),
    Case("W = \\left( \\begin{array}{cc} 1 & 2 \\end{array} \\right)", "W = [1, 2]"),
    // Indicators and cases
    Case(
      "d = \\mathbf{1}_{z>0} = \\mathbb{1}(z > 0) = 1[z>0] = 1\\{z > 0\\}",
      "d = 1[z > 0] = 1[z > 0] = 1[z > 0] = 1[z > 0]"),
    Case("d = [\\![z > 0]\\!] = I(z > 0) = \\mathbb{I}[z>0]", "d = 1[z > 0] = 1[z > 0] = 1[z > 0]"),
    Case("u = \\mathbf{1}^T x", "u = 𝟏ᵀ x"),
    Case(
      "f = \\begin{cases} 1 & \\text{if } z > 0 \\\\ 0 & \\text{otherwise} \\end{cases}",
      "f = {1 if z > 0; 0 otherwise}"),
    Case("f = \\begin{cases} a, & l = 3, \\\\ b, & l < 3, \\end{cases}", "f = {a if l = 3; b if l < 3}"),
    Case(
      "f = \\left\\{ \\begin{array}{ll} 1 & x > 0 \\\\ 0 & \\text{else} \\end{array} \\right.",
      "f = {1 if x > 0; 0 otherwise}"),
    // Relations and decoration
    Case("w := w - \\alpha\\, \\nabla L", "w ≔ w − α ∇L"),
    Case("W \\leftarrow W - \\eta dW", "W ← W − η dW"),
    Case("a \\stackrel{why?}{=} b \\stackrel{\\text{why?}}= c \\approx d", "a = b = c ≈ d"),
    Case("\\underbrace{a + b}_{c} = \\boxed{d}", "a + b = d"),
    Case("\\color{red}{x} = \\displaystyle\\left( y \\right) \\tag{3}", "x = (y)"),
    Case("a &= b \\nonumber \\label{eq:1}", "a = b"),
    Case("f: \\mathbb{R}^n \\to \\mathbb{R}", "f : ℝⁿ → ℝ"),
    Case("x \\in {0.1, 0.2} = \\{x_i : x_i > 0\\}", "x ∈ {0.1, 0.2} = {xᵢ : xᵢ > 0}"),
    // As documents of many authors have it
    Case("step\\_size = d\\_out", "step_size = d_out"),
    Case("x_{1,1}.y_{1} = (a.b)", "x_{1,1} ⋅ y₁ = (a ⋅ b)"),
    Case("D(q(z \\mid x) \\parallel p) = \\mu_{z \\mid x}", "D(q(z | x) ‖ p) = μ_{z | x}"),
    Case("a^{<t>} = x^{(i)<t-1>} = a^{\\langle t \\rangle}", "a^{⟨t⟩} = x⁽ⁱ⁾^{⟨t−1⟩} = a^{⟨t⟩}"),
    Case("\\prod_{i}^{} q_i = {\\sum_j} a_j", "Πᵢ qᵢ = Σⱼ aⱼ"),
    Case("\\theta^*=x_+ - y^-", "θ^{*} = x₊ − y⁻"),
    Case("f\"(x) = \\text{np.sum}(x, axis=1)", "f′′(x) = sum(x, axis=1)"),
    Case("\\frac{\\partial L}{\\partial W}|_{W_0} = a", "∂L/∂W|_{W = W₀} = a"),
    Case("a = 2 \\left( b + \\right. \\\\ \\left. c \\right) = \\\\ = d", "a = 2(b + c) = d"),
  ]

  static let unicode: [Case] = [
    Case("dZ¹ = W²ᵀ dZ² ∘ 1[Z¹ > 0]", "dZ¹ = W²ᵀ dZ² ∘ 1[Z¹ > 0]"),
    Case("dZ[l] = (W[l+1]ᵀ dZ[l+1]) ⊙ g′(Z[l])", "dZ[l] = (W[l+1]ᵀ dZ[l+1]) ⊙ g′(Z[l])"),
    Case("dW2 = 1/m dZ2 A1.T", "dW2 = 1/m dZ2 A1ᵀ"),
    Case("δˡ = ((Wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ σ'(zˡ)", "δˡ = ((Wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ σ′(zˡ)"),
    Case("∂L/∂w = ∂L/∂a · ∂a/∂z", "∂L/∂w = ∂L/∂a ⋅ ∂a/∂z"),
    Case("dL/dW = (ŷ − y) xᵀ", "dL/dW = (ŷ − y) xᵀ"),
    Case("L = −1/m Σᵢ₌₁ᵐ Σⱼ Yⱼᵢ log A[3]ⱼᵢ", "L = −1/m Σᵢ₌₁ᵐ Σⱼ Yⱼᵢ log A[3]ⱼᵢ"),
    Case("𝐖 ∈ ℝ^{n×m}", "W ∈ ℝ^{n × m}"),
    Case("loss = -sum(y * log(a))", "loss = −sum(y * log(a))"),
    Case("out_h1 = 1/(1 + e^-net_h1)", "out_h1 = 1/(1 + e^{−net_h1})"),
    Case("f(x) = {x if x > 0; 0 otherwise}", "f(x) = {x if x > 0; 0 otherwise}"),
    Case("sigma'(z) = sigma(z)(1 - sigma(z))", "σ′(z) = σ(z) (1 − σ(z))"),
    Case("W_hx = w_ij + E_total", "W_hx = wᵢⱼ + E_total"),
    Case("Z[:, i] = W x[i, j]", "Z_{:,i} = W xᵢⱼ"),
    Case("a ≔ ½ ‖x‖²", "a ≔ 1/2 ‖x‖²"),
    Case("W ← W − η ∇_W L", "W ← W − η ∇_W L"),
    Case("**z**<sup>[2]</sup> = **W** a<sub>1</sub>", "z[2] = W a₁"),
    Case("y = 𝟙{x > 0} = ⟦x > 0⟧", "y = 1[x > 0] = 1[x > 0]"),
  ]
}
