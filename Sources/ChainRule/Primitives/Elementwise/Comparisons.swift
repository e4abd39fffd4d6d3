/// A comparison of two numbers: 1 where it holds, else 0.
///
/// Piecewise constant, so that no gradient flows. A comparison with NaN does not hold, but for ≠, which does.
protocol ComparisonPrimitive: ElementaryPrimitive {
  static var relation: String { get }
}

extension ComparisonPrimitive {
  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .none }

  public func notation(_ x: [Notation]) -> Notation { .indicator(x[0], Self.relation, x[1]) }
}

/// 1 where x > y, else 0. No gradient flows.
public struct Greater: ComparisonPrimitive {
  public static let name = "greater"
  static let instruction = ElementwiseOpcode.greater
  static let relation = ">"
  public init() {}
}

/// 1 where x ≥ y, else 0. No gradient flows.
public struct GreaterOrEqual: ComparisonPrimitive {
  public static let name = "greaterOrEqual"
  static let instruction = ElementwiseOpcode.greaterOrEqual
  static let relation = "≥"
  public init() {}
}

/// 1 where x < y, else 0. No gradient flows.
public struct Less: ComparisonPrimitive {
  public static let name = "less"
  static let instruction = ElementwiseOpcode.less
  static let relation = "<"
  public init() {}
}

/// 1 where x ≤ y, else 0. No gradient flows.
public struct LessOrEqual: ComparisonPrimitive {
  public static let name = "lessOrEqual"
  static let instruction = ElementwiseOpcode.lessOrEqual
  static let relation = "≤"
  public init() {}
}

/// 1 where x = y, else 0. No gradient flows.
public struct Equal: ComparisonPrimitive {
  public static let name = "equal"
  static let instruction = ElementwiseOpcode.equal
  static let relation = "="
  public init() {}
}

/// 1 where x ≠ y, else 0. No gradient flows.
public struct NotEqual: ComparisonPrimitive {
  public static let name = "notEqual"
  static let instruction = ElementwiseOpcode.notEqual
  static let relation = "≠"
  public init() {}
}

extension ElementwiseOperand {
  /// A mask: 1 where the left element is greater, else 0; shapes broadcast.
  public static func .> (x: Self, y: Self) -> Self { apply(Greater(), x, y) }
  public static func .> (x: Self, y: Double) -> Self { apply(Greater(), x, x.constant(y)) }
  public static func .> (x: Double, y: Self) -> Self { apply(Greater(), y.constant(x), y) }

  /// A mask: 1 where the left element is greater or equal, else 0; shapes broadcast.
  public static func .>= (x: Self, y: Self) -> Self { apply(GreaterOrEqual(), x, y) }
  public static func .>= (x: Self, y: Double) -> Self { apply(GreaterOrEqual(), x, x.constant(y)) }
  public static func .>= (x: Double, y: Self) -> Self { apply(GreaterOrEqual(), y.constant(x), y) }

  /// A mask: 1 where the left element is less, else 0; shapes broadcast.
  public static func .< (x: Self, y: Self) -> Self { apply(Less(), x, y) }
  public static func .< (x: Self, y: Double) -> Self { apply(Less(), x, x.constant(y)) }
  public static func .< (x: Double, y: Self) -> Self { apply(Less(), y.constant(x), y) }

  /// A mask: 1 where the left element is less or equal, else 0; shapes broadcast.
  public static func .<= (x: Self, y: Self) -> Self { apply(LessOrEqual(), x, y) }
  public static func .<= (x: Self, y: Double) -> Self { apply(LessOrEqual(), x, x.constant(y)) }
  public static func .<= (x: Double, y: Self) -> Self { apply(LessOrEqual(), y.constant(x), y) }

  /// A mask: 1 where the elements are equal, else 0; shapes broadcast.
  public static func .== (x: Self, y: Self) -> Self { apply(Equal(), x, y) }
  public static func .== (x: Self, y: Double) -> Self { apply(Equal(), x, x.constant(y)) }
  public static func .== (x: Double, y: Self) -> Self { apply(Equal(), y.constant(x), y) }

  /// A mask: 1 where the elements differ, else 0; shapes broadcast.
  public static func .!= (x: Self, y: Self) -> Self { apply(NotEqual(), x, y) }
  public static func .!= (x: Self, y: Double) -> Self { apply(NotEqual(), x, x.constant(y)) }
  public static func .!= (x: Double, y: Self) -> Self { apply(NotEqual(), y.constant(x), y) }
}
