/// ½‖x − y‖², summed over all elements and so without 1/m. Derivatives: x − y and −(x − y).
public struct HalfSquaredError: FusedPrimitive {
  public static let name = "halfSquaredError"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    _ = try inputs[0].check(isTargetShape: inputs[1], "the prediction", "the target")
    return .scalar
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    square(operands[0] - operands[1]).sum() / 2
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    square(x[0] - x[1]).sum() / 2
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    (input == 0 ? inputs[0] - inputs[1] : inputs[1] - inputs[0]) * cotangent
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents.difference().map { dot(inputs[0] - inputs[1], $0) }
  }

  public func notation(_ x: [Notation]) -> Notation {
    .product(.scalar, .symbol("½"), .power(.delimited("‖", .difference(x[0], x[1]), "‖"), .number(2)))
  }
}

/// Half the sum over all elements of the squared difference. Stops unless both have one shape.
public func halfSquaredError<Scalar>(prediction: Tensor<Scalar>, target: Tensor<Scalar>) -> Tensor<Scalar> {
  prediction.applying(HalfSquaredError(), target)
}

/// Half the sum over all elements of the squared difference. Stops unless both have one shape.
public func halfSquaredError<Scalar>(prediction: Variable<Scalar>, target: Variable<Scalar>) -> Variable<Scalar> {
  Tape.apply(HalfSquaredError(), prediction, target)
}
