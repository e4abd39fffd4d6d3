/// x where the mask is not 0, y where it is. Derivatives: 1[mask ≠ 0] in x, 1[mask = 0] in y, none in the mask.
///
/// The cotangent is selected, not multiplied: an infinity or NaN that comes back from above reaches only the branch
/// that was taken, and the other gets a plain 0. What an operation feeding the branch not taken makes of that 0 is its
/// own affair (√ at 0 makes it 0/0): where such an operation has no derivative, select its operand as well:
/// ```
/// let safe = select(where: x .> 0, x, otherwise: 1)
/// let root = select(where: x .> 0, sqrt(safe), otherwise: 0)
/// ```
public struct Select: ElementaryPrimitive {
  public static let name = "select"
  static let instruction = ElementwiseOpcode.select
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    switch input {
    case 0: .none
    case 1: .factor(inputs[0] .!= 0)
    default: .factor(inputs[0] .== 0)
    }
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    switch input {
    case 0: nil
    case 1: select(where: inputs[0], cotangent, otherwise: 0)
    default: select(where: inputs[0], 0, otherwise: cotangent)
    }
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    switch (tangents[1], tangents[2]) {
    case (nil, nil): nil
    case (let x?, nil): select(where: inputs[0], x, otherwise: 0)
    case (nil, let y?): select(where: inputs[0], 0, otherwise: y)
    case (let x?, let y?): select(where: inputs[0], x, otherwise: y)
    }
  }
}

/// The elements of `x` where the mask is not 0, those of `y` where it is; shapes broadcast.
///
/// Masks come from comparisons: `select(where: x .> 0, x, otherwise: 0)`. A NaN in the mask selects `x`. No gradient
/// leaks from the branch not taken; see ``Select``.
public func select<X: ElementwiseOperand>(where mask: X, _ x: X, otherwise y: X) -> X {
  .apply(Select(), mask, x, y)
}

public func select<X: ElementwiseOperand>(where mask: X, _ x: X, otherwise y: Double) -> X {
  .apply(Select(), mask, x, mask.constant(y))
}

public func select<X: ElementwiseOperand>(where mask: X, _ x: Double, otherwise y: X) -> X {
  .apply(Select(), mask, mask.constant(x), y)
}

public func select<X: ElementwiseOperand>(where mask: X, _ x: Double, otherwise y: Double) -> X {
  .apply(Select(), mask, mask.constant(x), mask.constant(y))
}
