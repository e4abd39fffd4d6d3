/// |x|. Derivative: sign x, so 0 at the kink.
public struct Abs: ElementaryPrimitive, FusedPrimitive {
  public static let name = "abs"
  static let instruction = ElementwiseOpcode.abs
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { maximum(x[0], -x[0]) }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(sign(inputs[0])) }

  public func notation(_ x: [Notation]) -> Notation { .delimited("|", x[0], "|") }
}

/// −1, 0 or 1, as x is negative, zero or positive; NaN for NaN. Piecewise constant, so that no gradient flows.
public struct Sign: ElementaryPrimitive {
  public static let name = "sign"
  static let instruction = ElementwiseOpcode.sign
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .none }

  public func notation(_ x: [Notation]) -> Notation { .call("sign", x) }
}

/// |x| of each element.
public func abs<X: ElementwiseOperand>(_ x: X) -> X { .apply(Abs(), x) }

/// The sign of each element: −1, 0 or 1.
public func sign<X: ElementwiseOperand>(_ x: X) -> X { .apply(Sign(), x) }
