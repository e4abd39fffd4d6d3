/// x + y. Derivatives: 1 and 1.
public struct Add: ElementaryPrimitive {
  public static let name = "add"
  static let instruction = ElementwiseOpcode.add
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .one }

  public func notation(_ x: [Notation]) -> Notation { .sum(x[0], x[1]) }
}

/// x − y. Derivatives: 1 and −1.
public struct Subtract: ElementaryPrimitive {
  public static let name = "subtract"
  static let instruction = ElementwiseOpcode.subtract
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { input == 0 ? .one : .minusOne }

  public func notation(_ x: [Notation]) -> Notation { .difference(x[0], x[1]) }
}

/// x ∘ y. Derivatives: y and x.
public struct Multiply: ElementaryPrimitive {
  public static let name = "multiply"
  static let instruction = ElementwiseOpcode.multiply
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(inputs[1 - input]) }

  public func notation(_ x: [Notation]) -> Notation { .product(.elementwise, x[0], x[1]) }
}

/// x / y. Derivatives: 1/y and −(x/y)/y.
///
/// Division by zero gives the infinities and NaN of IEEE 754, in the value and in both derivatives.
public struct Divide: ElementaryPrimitive {
  public static let name = "divide"
  static let instruction = ElementwiseOpcode.divide
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { input == 0 ? .oneOver(inputs[1]) : .factor(-(output / inputs[1])) }

  public func notation(_ x: [Notation]) -> Notation { .quotient(x[0], x[1]) }
}

/// −x. Derivative: −1.
public struct Negate: ElementaryPrimitive {
  public static let name = "negate"
  static let instruction = ElementwiseOpcode.negate
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .minusOne }

  public func notation(_ x: [Notation]) -> Notation { .negative(x[0]) }
}

extension ElementwiseOperand {
  /// The sum of each pair of elements; shapes broadcast.
  public static func + (x: Self, y: Self) -> Self { apply(Add(), x, y) }
  public static func + (x: Self, y: Double) -> Self { apply(Add(), x, x.constant(y)) }
  public static func + (x: Double, y: Self) -> Self { apply(Add(), y.constant(x), y) }

  /// The difference of each pair of elements; shapes broadcast.
  public static func - (x: Self, y: Self) -> Self { apply(Subtract(), x, y) }
  public static func - (x: Self, y: Double) -> Self { apply(Subtract(), x, x.constant(y)) }
  public static func - (x: Double, y: Self) -> Self { apply(Subtract(), y.constant(x), y) }

  /// The product of each pair of elements; shapes broadcast. For the matrix product see `matmul`.
  public static func * (x: Self, y: Self) -> Self { apply(Multiply(), x, y) }
  public static func * (x: Self, y: Double) -> Self { apply(Multiply(), x, x.constant(y)) }
  public static func * (x: Double, y: Self) -> Self { apply(Multiply(), y.constant(x), y) }

  /// The quotient of each pair of elements; shapes broadcast.
  public static func / (x: Self, y: Self) -> Self { apply(Divide(), x, y) }
  public static func / (x: Self, y: Double) -> Self { apply(Divide(), x, x.constant(y)) }
  public static func / (x: Double, y: Self) -> Self { apply(Divide(), y.constant(x), y) }

  public static prefix func - (x: Self) -> Self { apply(Negate(), x) }
}
