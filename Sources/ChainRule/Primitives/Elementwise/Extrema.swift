/// The smaller of x and y. Derivatives: 1[x < y] + ½·1[x = y] and 1[y < x] + ½·1[y = x]: a tie is shared equally.
///
/// NaN if either is; then neither operand has a derivative but 0.
public struct Minimum: ElementaryPrimitive {
  public static let name = "minimum"
  static let instruction = ElementwiseOpcode.minimum
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let own = inputs[input]
    let other = inputs[1 - input]
    return .factor((own .< other) + 0.5 * (own .== other))
  }

  public func notation(_ x: [Notation]) -> Notation { .call("min", x) }
}

/// The larger of x and y. Derivatives: 1[x > y] + ½·1[x = y] and 1[y > x] + ½·1[y = x]: a tie is shared equally.
///
/// NaN if either is; then neither operand has a derivative but 0.
public struct Maximum: ElementaryPrimitive {
  public static let name = "maximum"
  static let instruction = ElementwiseOpcode.maximum
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let own = inputs[input]
    let other = inputs[1 - input]
    return .factor((own .> other) + 0.5 * (own .== other))
  }

  public func notation(_ x: [Notation]) -> Notation { .call("max", x) }
}

/// x, or the bound it lies beyond. Derivative: 1[lower ≤ x ≤ upper], so 1 at the bounds.
public struct Clamp: ElementwisePrimitive, FusedPrimitive {
  public static let name = "clamp"
  public static let operandCount = 1
  public let lower: Double
  public let upper: Double

  public init(to bounds: ClosedRange<Double>) {
    lower = bounds.lowerBound
    upper = bounds.upperBound
  }

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
    select(where: x[0] .< lower, lower, otherwise: select(where: x[0] .> upper, upper, otherwise: x[0]))
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor((inputs[0] .>= lower) * (inputs[0] .<= upper)) }

  public func notation(_ x: [Notation]) -> Notation { .call("clamp", [x[0], .number(lower), .number(upper)]) }
}

/// The smaller of each pair of elements; shapes broadcast. A tie shares its gradient equally.
public func minimum<X: ElementwiseOperand>(_ x: X, _ y: X) -> X { .apply(Minimum(), x, y) }
public func minimum<X: ElementwiseOperand>(_ x: X, _ y: Double) -> X { minimum(x, x.constant(y)) }

/// The larger of each pair of elements; shapes broadcast. A tie shares its gradient equally.
public func maximum<X: ElementwiseOperand>(_ x: X, _ y: X) -> X { .apply(Maximum(), x, y) }
public func maximum<X: ElementwiseOperand>(_ x: X, _ y: Double) -> X { maximum(x, x.constant(y)) }

/// Each element, or the bound it lies beyond. The gradient is passed on within the bounds and at them.
public func clamp<X: ElementwiseOperand>(_ x: X, to bounds: ClosedRange<Double>) -> X {
  .apply(Clamp(to: Double(bounds.lowerBound)...Double(bounds.upperBound)), x)
}
