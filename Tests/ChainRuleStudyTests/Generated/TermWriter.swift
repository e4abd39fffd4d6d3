/// Writes terms in a notation, for a network.
struct TermWriter {
  let plan: NetworkPlan
  let notation: Notation

  private var isPlain: Bool { notation.format == .plainText }
  private var isSingle: Bool { plan.layout == .single }

  /// How tightly a term's parts hold together.
  private enum Binding: Int, Comparable {
    case sum, elementwise, product, factor

    static func < (a: Binding, b: Binding) -> Bool { a.rawValue < b.rawValue }
  }

  func text(_ term: Term) -> String { write(term, within: .sum) }

  func text(_ quantity: Quantity, transposed: Bool = false) -> String {
    notation.symbol(notation.base(quantity, isSingle: isSingle), layer: quantity.layer, transposed: transposed)
  }

  private func write(_ term: Term, within outer: Binding) -> String {
    let (text, binding) = written(term)
    return binding < outer ? parenthesised(text) : text
  }

  private func parenthesised(_ text: String) -> String {
    isPlain || !text.contains("\\frac") ? "(\(text))" : "\\left( \(text) \\right)"
  }

  private func written(_ term: Term) -> (String, Binding) {
    switch term {
    case .value(let quantity): return (text(quantity), .factor)
    case .element(let quantity, let indices): return (element(quantity, indices), .factor)
    case .gradient(let quantity): return (gradient(quantity, []), gradientBinding(quantity))
    case .gradientElement(let quantity, let indices): return (gradient(quantity, indices), gradientBinding(quantity))
    case .transposed(.value(let quantity)): return (text(quantity, transposed: true), .factor)
    case .transposed(let inner):
      let body = parenthesised(written(inner).0)
      return (isPlain ? "\(body)ᵀ" : "\(body)^{\(notation.transpose)}", .factor)
    case .product(let factors):
      return (factors.map { write($0, within: .factor) }.joined(separator: notation.matrixSign), .product)
    case .elementwise(let factors):
      let inner: Binding = notation.putsProductsInParentheses ? .factor : .product
      return (factors.map { write($0, within: inner) }.joined(separator: " \(notation.elementwiseSign) "), .elementwise)
    case .sum(let terms): return (sum(terms), .sum)
    case .negative(let inner): return ("-" + write(inner, within: .elementwise), .sum)
    case .scaled(let coefficient, let inner): return scaled(coefficient, inner)
    case .quotient(let a, let b):
      return isPlain
        ? ("\(write(a, within: .factor)) / \(write(b, within: .factor))", .product)
        : ("\\frac{\(text(a))}{\(text(b))}", .factor)
    case .slope(let quantity, let indices):
      let argument = indices.isEmpty ? text(quantity) : element(quantity, indices)
      return (functionName + (isPlain ? "′" : "'") + "(\(argument))", .factor)
    case .mask(let quantity, let indices): return (mask(quantity, indices), .factor)
    case .sumOverSamples(let quantity): return sumOverSamples(quantity)
    case .sumOver(let index, let limit, let inner):
      let bounds = limit.map { "_{\(index)=1}^{\($0)}" } ?? "_{\(index)}"
      return ("\(isPlain ? "Σ" : "\\sum")\(bounds) \(write(inner, within: .product))", .product)
    case .broadcast(let quantity): return broadcast(quantity)
    case .activated(let quantity): return ("\(functionName)(\(text(quantity)))", .factor)
    case .softmax(let quantity): return ("\(isPlain ? "softmax" : "\\mathrm{softmax}")(\(text(quantity)))", .factor)
    case .raw(let text): return (text, .factor)
    case .kronecker(let a, let b): return ("\\delta_{\(a)\(b)}", .factor)
    case .elementDerivative(let a, let i, let b, let j):
      return ("\\frac{\\partial \(element(a, i))}{\\partial \(element(b, j))}", .factor)
    case .one: return ("1", .factor)
    }
  }

  private func sum(_ terms: [Term]) -> String {
    terms.enumerated().map { place, term in
      if case .negative(let inner) = term { return (place == 0 ? "-" : " - ") + write(inner, within: .elementwise) }
      return (place == 0 ? "" : " + ") + write(term, within: .elementwise)
    }.joined()
  }

  private func scaled(_ coefficient: Coefficient, _ inner: Term) -> (String, Binding) {
    let number = notation.coefficient(coefficient)
    if notation.fractionStyle == 2, coefficient == .overSamples, case .sum = inner {
      let body = write(inner, within: .factor)
      return isPlain
        ? ("\(body)/\(notation.samples)", .product) : ("\\frac{\(text(inner))}{\(notation.samples)}", .factor)
    }
    return (number + write(inner, within: .product), .product)
  }

  func element(_ quantity: Quantity, _ indices: [String]) -> String {
    notation.symbol(
      notation.base(quantity, isSingle: isSingle, isElement: true), layer: quantity.layer, indices: indices)
  }

  /// The derivative of the loss by a value or an element of it.
  private func gradient(_ quantity: Quantity, _ indices: [String]) -> String {
    if notation.usesDelta, quantity.kind == .preactivation {
      let delta = notation.bold == .none || !indices.isEmpty ? "\\delta" : "\\boldsymbol{\\delta}"
      return notation.symbol(delta, layer: quantity.layer, indices: indices)
    }
    let isElement = !indices.isEmpty && !indices.contains(":")
    let base = notation.base(quantity, isSingle: isSingle, isElement: isElement)
    let target = notation.symbol(base, layer: quantity.layer, indices: indices)
    let loss = notation.letters.loss
    switch notation.gradientStyle {
    case .fraction where notation.format == .latex: return "\\pd{\(loss)}{\(target)}"
    case .fraction: return "\\frac{\\partial \(loss)}{\\partial \(target)}"
    case .solidus: return isPlain ? "∂\(loss)/∂\(target)" : "\\partial \(loss) / \\partial \(target)"
    case .nabla: return "\\nabla_{\(target)} \(loss)"
    case .differential: return notation.symbol("d\(base)", layer: quantity.layer, indices: indices)
    case .bar: return notation.symbol("\\bar{\(base)}", layer: quantity.layer, indices: indices)
    }
  }

  private func mask(_ quantity: Quantity, _ indices: [String]) -> String {
    let argument = indices.isEmpty ? text(quantity) : element(quantity, indices)
    return isPlain || notation.fractionStyle == 0
      ? "\(isPlain ? "1" : "\\mathbf{1}")[\(argument) > 0]" : "\\mathbb{1}_{\(argument) > 0}"
  }

  /// A derivative with a solidus, or with ∇ in front, does not hold together in a product.
  private func gradientBinding(_ quantity: Quantity) -> Binding {
    let isDelta = notation.usesDelta && quantity.kind == .preactivation
    return !isDelta && [.solidus, .nabla].contains(notation.gradientStyle) ? .product : .factor
  }

  private func sumOverSamples(_ quantity: Quantity) -> (String, Binding) {
    let gradient = Term.gradient(quantity)
    switch plan.layout {
    case .single: return written(gradient)
    case .columns where notation.writesSumsWithOnes:
      return ("\(write(gradient, within: .factor)) \(notation.ones)", .product)
    case .rows where notation.writesSumsWithOnes:
      return ("\(transposedOnes) \(write(gradient, within: .factor))", .product)
    case .columns: return ("\(sumSign) \(self.gradient(quantity, [":", "i"]))", .product)
    case .rows: return ("\(sumSign) \(self.gradient(quantity, ["i", ":"]))", .product)
    }
  }

  private func broadcast(_ bias: Quantity) -> (String, Binding) {
    guard notation.usesOnes else { return (text(bias), .factor) }
    return switch plan.layout {
    case .single: (text(bias), .factor)
    case .columns: ("\(text(bias)) \(transposedOnes)", .product)
    case .rows: ("\(notation.ones) \(text(bias))", .product)
    }
  }

  private var transposedOnes: String { notation.ones + (isPlain ? "ᵀ" : "^{\(notation.transpose)}") }

  private var sumSign: String { "\\sum_{i=1}^{\(notation.samples)}" }

  /// The activation function by its name.
  var functionName: String {
    switch plan.activation {
    case .relu: isPlain ? "ReLU" : "\\mathrm{ReLU}"
    case .tanh: isPlain ? "tanh" : "\\tanh"
    case .logistic: isPlain ? "σ" : "\\sigma"
    case .generic: notation.letters.function
    }
  }
}
