/// 1 where x > y, else 0. No gradient flows.
public struct Greater: ElementaryPrimitive {
  public static let name = "greater"
  static let instruction = ElementwiseOpcode.greater
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .none }

  public func notation(_ x: [Notation]) -> Notation { .indicator(x[0], ">", x[1]) }
}

infix operator .> : ComparisonPrecedence

extension ElementwiseOperand {
  /// A mask: 1 where the left element is greater, else 0.
  public static func .> (x: Self, y: Self) -> Self { apply(Greater(), x, y) }
  public static func .> (x: Self, y: Scalar) -> Self { apply(Greater(), x, x.constant(y)) }
}
