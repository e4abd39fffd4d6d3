/// How gradients are called.
public enum GradientStyle: String, Hashable, Sendable, CaseIterable {
  /// ∂L/∂W.
  case partial
  /// dW.
  case differential
  /// δ for the argument Z of a layer's activation, ∂L/∂W for the others.
  case delta

  /// The gradient of a loss with respect to something of a name.
  func gradient(of variable: Formula, loss: Formula) -> Formula {
    let partial = Formula.derivative(DerivativeFormula(sign: "∂", style: .bar, of: loss, by: [variable]))
    switch self {
    case .partial: return partial
    case .differential: return variable.renamed { $0.shorthand } ?? partial
    case .delta: return variable.renamed { $0.delta } ?? partial
    }
  }
}

extension Formula {
  fileprivate func renamed(_ rename: (Symbol) -> Symbol?) -> Formula? {
    switch self {
    case .symbol(let symbol): return rename(symbol).map { .symbol($0) }
    case .scripted(.symbol(let symbol), let subscripts, let superscripts):
      return rename(symbol).map { .scripted(.symbol($0), subscripts: subscripts, superscripts: superscripts) }
    default: return nil
    }
  }
}

extension Symbol {
  fileprivate var shorthand: Symbol? {
    guard name.count == 1, accents.isEmpty else { return nil }
    return Symbol(name: "d\(name)", latex: latex.hasPrefix("\\") ? "d\(latex)" : "d\(name)")
  }

  fileprivate var delta: Symbol? {
    name == "Z" || name == "z" ? Symbol(name: "δ", latex: "\\delta") : nil
  }
}
