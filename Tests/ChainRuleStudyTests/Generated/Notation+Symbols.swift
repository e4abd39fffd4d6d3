/// Single symbols and their scripts.
extension Notation {
  private var isPlain: Bool { format == .plainText }

  /// A letter in the document's typeface.
  func face(_ letter: String) -> String {
    switch bold {
    case .none: letter
    case .mathbf: "\\mathbf{\(letter)}"
    case .boldsymbol: "\\boldsymbol{\(letter)}"
    case .bf: "{\\bf \(letter)}"
    }
  }

  func letter(_ quantity: Quantity, isSingle: Bool) -> String {
    switch quantity.kind {
    case .input: isSingle ? "x" : "X"
    case .label: isSingle ? "y" : "Y"
    case .output: isPlain ? (isSingle ? "ŷ" : "Ŷ") : (isSingle ? "y" : "Y")
    case .weight: letters.weight
    case .bias: letters.bias
    case .preactivation: letters.preactivation
    case .activation: letters.activation
    }
  }

  /// A symbol without scripts; elements of a bold value are not bold.
  func base(_ quantity: Quantity, isSingle: Bool, isElement: Bool = false) -> String {
    let plain = letter(quantity, isSingle: isSingle)
    let symbol = isElement ? plain : face(plain)
    return quantity.kind == .output && !isPlain ? "\\hat{\(symbol)}" : symbol
  }

  func layerText(_ layer: Quantity.Layer) -> String {
    switch layer {
    case .number(let number): "\(number)"
    case .letter(let offset): offset == 0 ? "l" : "l \(offset < 0 ? "-" : "+") \(abs(offset))"
    }
  }

  /// A layer as it stands above or below.
  func layerScript(_ layer: Quantity.Layer) -> String {
    let text = layerText(layer)
    return switch layerStyle {
    case .brackets: isPlain ? "[\(text)]" : "^{[\(text)]}"
    case .parentheses: "^{(\(text))}"
    case .bare: isPlain ? Self.superscript(text) : "^{\(text)}"
    case .subscripted: "_{\(text)}"
    }
  }

  private static func superscript(_ digits: String) -> String {
    let raised: [Character: Character] = ["0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴"]
    return String(digits.map { raised[$0] ?? $0 })
  }

  /// A symbol with its layer, a transpose and indices.
  func symbol(_ base: String, layer: Quantity.Layer?, transposed: Bool = false, indices: [String] = []) -> String {
    let below = indices.isEmpty ? "" : "_{\(indices.contains(":") ? indices.joined(separator: ",") : indices.joined())}"
    guard let layer else { return base + below + (transposed ? (isPlain ? transpose : "^{\(transpose)}") : "") }
    let script = layerScript(layer)
    guard transposed else { return base + script + below }
    if isPlain { return base + script + transpose }
    let above = transpose.hasPrefix("\\") ? transpose : "T"
    switch (layerStyle, transposePlace) {
    case (.subscripted, _): return "\(base)\(script)^{\(above)}"
    case (_, .parenthesised), (.bare, _): return "(\(base)\(script))^{\(above)}"
    case (_, .braced): return "{\(base)\(script)}^{\(above)}"
    case (_, .inside): return "\(base)\(script.dropLast()) \(above)}"
    case (_, .nested): return "\(base)\(script.dropLast())^{\(above)}}"
    }
  }

  var samples: String { letters.samples }

  func dimension(_ layer: String) -> String { "\(letters.dimension)_{\(layer)}" }

  /// The vector of ones.
  var ones: String { isPlain ? "𝟏" : "\\mathbf{1}" }

  /// Whether the sums over samples are products with ones: slices need a place for their indices.
  var writesSumsWithOnes: Bool { usesOnes || layerStyle == .subscripted || gradientStyle == .nabla || isPlain }

  func coefficient(_ coefficient: Coefficient) -> String {
    let over = isPlain ? "(%/\(samples)) " : "\\\(fractionStyle == 1 ? "tfrac" : "frac"){%}{\(samples)} "
    func filled(_ numerator: String) -> String { over.replacing("%", with: numerator) }
    let lambda = isPlain ? "λ" : "\\lambda"
    return switch coefficient {
    case .overSamples: filled("1")
    case .twoOverSamples: filled("2")
    case .overTwiceSamples: isPlain ? "(1/(2\(samples))) " : "\\frac{1}{2\(samples)} "
    case .two: "2 "
    case .half: isPlain ? "(1/2) " : "\\frac{1}{2} "
    case .halfPenalty: isPlain ? "(\(lambda)/2) " : "\\frac{\(lambda)}{2} "
    case .penalty: lambda + " "
    }
  }
}
