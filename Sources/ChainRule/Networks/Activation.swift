/// The function that a ``Dense`` layer applies to W·X + b.
public enum Activation: String, CaseIterable, Hashable, Sendable {
  case identity, relu, sigmoid, tanh, softplus, gelu

  /// Applies it to each element.
  public func callAsFunction<X: ElementwiseOperand>(_ x: X) -> X {
    switch self {
    case .identity: x
    case .relu: ChainRule.relu(x)
    case .sigmoid: ChainRule.sigmoid(x)
    case .tanh: ChainRule.tanh(x)
    case .softplus: ChainRule.softplus(x)
    case .gelu: ChainRule.gelu(x)
    }
  }
}
