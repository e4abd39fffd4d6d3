/// The sine of an angle in radians. Derivative: cos x.
public struct Sin: ElementaryPrimitive {
  public static let name = "sin"
  static let instruction = ElementwiseOpcode.sin
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(cos(inputs[0])) }

  public func notation(_ x: [Notation]) -> Notation { .call("sin", x) }
}

/// The cosine of an angle in radians. Derivative: −sin x.
public struct Cos: ElementaryPrimitive {
  public static let name = "cos"
  static let instruction = ElementwiseOpcode.cos
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(-sin(inputs[0])) }

  public func notation(_ x: [Notation]) -> Notation { .call("cos", x) }
}

/// The sine of each element, in radians.
public func sin<X: ElementwiseOperand>(_ x: X) -> X { .apply(Sin(), x) }

/// The cosine of each element, in radians.
public func cos<X: ElementwiseOperand>(_ x: X) -> X { .apply(Cos(), x) }
