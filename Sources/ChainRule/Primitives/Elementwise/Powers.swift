/// x^y. Derivatives: y·x^(y−1) and x^y·log x.
///
/// The edges, which are chosen so that no derivative is NaN where the function has one:
/// - x⁰ is 1 for every x, and its derivative in x is 0, at x = 0 too.
/// - At x = 0 the derivative in the exponent is 0 for y ≥ 0; for y < 0 the power is infinite and the derivative NaN.
/// - A negative x has real powers only for integer exponents, so that its derivative in the exponent is NaN. An exponent
///   that is a plain number (``ConstantPower``) is asked for none.
/// - For 0 < y < 1 the derivative in x at 0 is infinite, as the mathematics says.
public struct Power: ElementaryPrimitive {
  public static let name = "power"
  static let instruction = ElementwiseOpcode.power
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let x = inputs[0]
    let y = inputs[1]
    let xIsZero = x .== 0
    guard input == 0 else { return .factor(output * log(select(where: xIsZero, 1, otherwise: x))) }
    // 0 · 0^(−1) would be NaN.
    return .factor(y * power(x, select(where: xIsZero * (y .== 0), 0, otherwise: y - 1)))
  }

  public func notation(_ x: [Notation]) -> Notation { .power(x[0], x[1]) }
}

/// x^p for a number p. Derivative: p·x^(p−1); 1 for p = 1, at x = 0 too, and none for p = 0.
///
/// A negative x gives NaN unless p is an integer; at x = 0 the derivative is infinite for p < 1, p ≠ 0.
public struct ConstantPower: ElementwisePrimitive {
  public static let name = "constantPower"
  public static let operandCount = 1
  public let exponent: Double

  public init(exponent: Double) { self.exponent = exponent }

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
    switch exponent {
    case 1: x[0]
    case 2: square(x[0])
    default: power(x[0], x[0].constant(exponent))
    }
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let x = inputs[0]
    switch exponent {
    case 0: return .none
    case 1: return .one
    case 2: return .factor(2 * x)
    default: return .factor(exponent * power(x, exponent - 1))
    }
  }

  public func notation(_ x: [Notation]) -> Notation { .power(x[0], .number(exponent)) }
}

/// x². Derivative: 2x.
public struct Square: ElementaryPrimitive, FusedPrimitive {
  public static let name = "square"
  static let instruction = ElementwiseOpcode.square
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { x[0] * x[0] }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(2 * inputs[0]) }

  public func notation(_ x: [Notation]) -> Notation { .power(x[0], .number(2)) }
}

/// √x. Derivative: 1/(2√x).
///
/// At 0 the derivative is infinite, and a zero cotangent makes it NaN (0/0); of a negative number the root is NaN. Where
/// x can be 0, keep 0 out of the root, and not only its result out of the sum:
/// ```
/// let isZero = x .== 0
/// let root = select(where: isZero, 0, otherwise: sqrt(select(where: isZero, 1, otherwise: x)))
/// ```
public struct SquareRoot: ElementaryPrimitive {
  public static let name = "sqrt"
  static let instruction = ElementwiseOpcode.sqrt
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .oneOver(2 * output) }

  public func notation(_ x: [Notation]) -> Notation { .root(x[0]) }
}

/// x^y of each pair of elements; shapes broadcast. Its edges at 0 and for negative x: see ``Power``.
public func power<X: ElementwiseOperand>(_ x: X, _ y: X) -> X { .apply(Power(), x, y) }

/// Each element to the power of one number, which is not differentiated.
public func power<X: ElementwiseOperand>(_ x: X, _ exponent: Double) -> X {
  .apply(ConstantPower(exponent: Double(exponent)), x)
}

/// One number to the power of each element.
public func power<X: ElementwiseOperand>(_ base: Double, _ y: X) -> X { .apply(Power(), y.constant(base), y) }

/// x² of each element.
public func square<X: ElementwiseOperand>(_ x: X) -> X { .apply(Square(), x) }

/// √x of each element. Its derivative at 0 is infinite: see ``SquareRoot``.
public func sqrt<X: ElementwiseOperand>(_ x: X) -> X { .apply(SquareRoot(), x) }
