/// The logistic function σ(x) = 1/(1 + e^(−x)), without overflow. Derivative: y(1 − y), with y its value.
public struct Sigmoid: ElementaryPrimitive, FusedPrimitive {
  public static let name = "sigmoid"
  static let instruction = ElementwiseOpcode.sigmoid
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { 1 / (1 + exp(-x[0])) }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(output * (1 - output)) }

  public func notation(_ x: [Notation]) -> Notation { .call("σ", x) }
}

/// The hyperbolic tangent. Derivative: 1 − y², with y its value.
public struct Tanh: ElementaryPrimitive, FusedPrimitive {
  public static let name = "tanh"
  static let instruction = ElementwiseOpcode.tanh
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    (exp(x[0]) - exp(-x[0])) / (exp(x[0]) + exp(-x[0]))
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(1 - square(output)) }

  public func notation(_ x: [Notation]) -> Notation { .call("tanh", x) }
}

/// log(1 + e^x), a smooth max(x, 0), without overflow. Derivative: σ(x).
public struct Softplus: ElementaryPrimitive, FusedPrimitive {
  public static let name = "softplus"
  static let instruction = ElementwiseOpcode.softplus
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { log(1 + exp(x[0])) }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(sigmoid(inputs[0])) }

  public func notation(_ x: [Notation]) -> Notation { .call("softplus", x) }
}

/// 1/(1 + e^(−x)) of each element.
public func sigmoid<X: ElementwiseOperand>(_ x: X) -> X { .apply(Sigmoid(), x) }

/// The hyperbolic tangent of each element.
public func tanh<X: ElementwiseOperand>(_ x: X) -> X { .apply(Tanh(), x) }

/// log(1 + e^x) of each element, without overflow.
public func softplus<X: ElementwiseOperand>(_ x: X) -> X { .apply(Softplus(), x) }
