import ChainRule

/// How a generated derivation is written: random choices that authors make.
struct Notation: Sendable {
  enum Format: Sendable {
    case markdown, latex, plainText
  }

  enum LayerStyle: CaseIterable, Sendable {
    /// `W^{[2]}`, `W^{(2)}`, `W^{2}`, `W_{2}`.
    case brackets, parentheses, bare, subscripted
  }

  enum Bold: CaseIterable, Sendable {
    case none, mathbf, boldsymbol, bf
  }

  enum GradientStyle: CaseIterable, Sendable {
    case fraction, solidus, nabla
    /// `dZ` and `\bar{Z}`, which the document explains.
    case differential, bar
  }

  enum TransposePlace: CaseIterable, Sendable {
    /// `W^{[2]T}`, `W^{[2]^T}`, `{W^{[2]}}^T`, `(W^{[2]})^T`.
    case inside, nested, braced, parenthesised
  }

  let format: Format
  let layerStyle: LayerStyle
  let bold: Bold
  let gradientStyle: GradientStyle
  /// Whether the gradients at preactivations are called δ.
  let usesDelta: Bool
  let transpose: String
  let transposePlace: TransposePlace
  let elementwiseSign: String
  let matrixSign: String
  let putsProductsInParentheses: Bool
  /// `\frac{1}{m} x`, `\tfrac1m x`, `x / m`.
  let fractionStyle: Int
  /// Whether sums over samples are products with a vector of ones.
  let usesOnes: Bool
  /// Whether derivatives of activations are written with the activations' values.
  let writesSlopesByValue: Bool
  let usesAlignment: Bool
  let letters: Letters

  struct Letters: Sendable {
    let preactivation, activation, weight, bias, loss, samples, dimension, function: String
  }

  init(for plan: NetworkPlan, using generator: inout PhiloxGenerator) {
    func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &generator)] }
    func coin(_ chance: Int = 2) -> Bool { Int.random(in: 0..<chance, using: &generator) == 0 }
    format = pick([.markdown, .markdown, .markdown, .latex, .plainText])
    let isPlain = format == .plainText
    layerStyle = pick(isPlain ? [.brackets, .bare] : LayerStyle.allCases)
    bold = isPlain ? .none : pick([.none, .none, .mathbf, .boldsymbol, .bf])
    gradientStyle = isPlain ? pick([.solidus, .differential]) : pick(GradientStyle.allCases)
    usesDelta = coin(3) && !isPlain
    transpose = isPlain ? "ᵀ" : pick(["T", "T", "\\top", "\\intercal", "\\mathsf{T}"])
    transposePlace = pick(TransposePlace.allCases)
    elementwiseSign = isPlain ? pick(["∘", "⊙"]) : pick(["\\odot", "\\odot", "\\circ", "*"])
    matrixSign = isPlain || coin() ? " " : pick([" ", " \\, ", " \\cdot "])
    putsProductsInParentheses = coin()
    fractionStyle = Int.random(in: 0..<3, using: &generator)
    usesOnes = plan.layout != .single && (coin(3) || isPlain)
    writesSlopesByValue = coin()
    usesAlignment = coin()
    let isSingle = plan.layout == .single
    letters = Letters(
      preactivation: pick(isSingle ? ["z", "u", "s"] : ["Z", "U"]),
      activation: pick(isSingle ? ["a", "h"] : ["A", "H"]),
      weight: "W", bias: "b", loss: pick(isPlain ? ["L", "J"] : ["L", "J", "C", "\\mathcal{L}"]),
      samples: pick(["m", "m", "N"]), dimension: pick(["n", "d"]),
      function: isPlain ? pick(["φ", "g"]) : pick(["\\phi", "\\varphi", "g"]))
  }

  /// Whether elements can be written: a layer below would be taken for an index.
  var hasElements: Bool { layerStyle != .subscripted && format != .plainText && gradientStyle != .nabla }

  /// Whether gradients have symbols of their own, of which a reader may think that they hide a factor.
  var usesShorthand: Bool { usesDelta || gradientStyle == .differential || gradientStyle == .bar }
}
