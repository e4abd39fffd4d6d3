/// e^x. Derivative: e^x, its own value.
public struct Exp: ElementaryPrimitive {
  public static let name = "exp"
  static let instruction = ElementwiseOpcode.exp
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(output) }

  public func notation(_ x: [Notation]) -> Notation { .power(.symbol("e"), x[0]) }
}

/// The natural logarithm. Derivative: 1/x.
///
/// log 0 is −∞, with an infinite derivative (NaN for a zero cotangent). Of a negative number the value is NaN, while the
/// derivative stays 1/x.
public struct Log: ElementaryPrimitive {
  public static let name = "log"
  static let instruction = ElementwiseOpcode.log
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .oneOver(inputs[0]) }

  public func notation(_ x: [Notation]) -> Notation { .call("log", x) }
}

/// log(1 + x), accurate for small x. Derivative: 1/(1 + x).
///
/// At −1 the value is −∞ and the derivative infinite; below −1 the value is NaN.
public struct Log1p: ElementaryPrimitive, FusedPrimitive {
  public static let name = "log1p"
  static let instruction = ElementwiseOpcode.log1p
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { log(1 + x[0]) }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .oneOver(1 + inputs[0]) }

  public func notation(_ x: [Notation]) -> Notation { .call("log", [.sum(.number(1), x[0])]) }
}

/// e^x − 1, accurate for small x. Derivative: e^x.
public struct Expm1: ElementaryPrimitive, FusedPrimitive {
  public static let name = "expm1"
  static let instruction = ElementwiseOpcode.expm1
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { exp(x[0]) - 1 }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    // Not the value plus 1, which has no correct digit left below −37.
    .factor(exp(inputs[0]))
  }

  public func notation(_ x: [Notation]) -> Notation { .difference(.power(.symbol("e"), x[0]), .number(1)) }
}

/// e^x of each element.
public func exp<X: ElementwiseOperand>(_ x: X) -> X { .apply(Exp(), x) }

/// The natural logarithm of each element: −∞ at 0, NaN below.
public func log<X: ElementwiseOperand>(_ x: X) -> X { .apply(Log(), x) }

/// log(1 + x) of each element, accurate for small x.
public func log1p<X: ElementwiseOperand>(_ x: X) -> X { .apply(Log1p(), x) }

/// e^x − 1 of each element, accurate for small x.
public func expm1<X: ElementwiseOperand>(_ x: X) -> X { .apply(Expm1(), x) }
