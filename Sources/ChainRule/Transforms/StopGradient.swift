/// The input's value, through which no gradient flows.
public struct StopGradient: Primitive {
  public static let name = "stopGradient"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { operands[0] }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }
}

/// The same value, treated as a constant by every derivative.
public func stopGradient<Scalar>(_ x: Variable<Scalar>) -> Variable<Scalar> { Tape.apply(StopGradient(), x) }
