/// max(x, 0). Derivative: 1[x > 0], so 0 at the kink.
public struct ReLU: ElementaryPrimitive {
  public static let name = "relu"
  static let instruction = ElementwiseOpcode.relu
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(inputs[0] .> 0) }

  public func notation(_ x: [Notation]) -> Notation { .call("ReLU", x) }
}

/// max(x, 0) of each element.
public func relu<X: ElementwiseOperand>(_ x: X) -> X { .apply(ReLU(), x) }
