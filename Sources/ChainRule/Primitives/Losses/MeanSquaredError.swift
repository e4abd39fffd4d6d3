/// ‖x − y‖²/n, where n is the number of elements. Derivatives: 2(x − y)/n and −2(x − y)/n.
public struct MeanSquaredError: FusedPrimitive {
  public static let name = "meanSquaredError"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = try inputs[0].check(isTargetShape: inputs[1], "the prediction", "the target")
    _ = try shape.check(isNotEmptyAlong: AxisSet(shape.indices))
    return .scalar
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    square(operands[0] - operands[1]).mean()
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    square(x[0] - x[1]).mean()
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    slope(inputs) * (input == 0 ? cotangent : -cotangent)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents.difference().map { dot(slope(inputs), $0) }
  }

  private func slope<Scalar>(_ inputs: Inputs<Scalar>) -> Variable<Scalar> {
    2 * (inputs[0] - inputs[1]) / Double(inputs[0].shape.elementCount)
  }

  public func notation(_ x: [Notation]) -> Notation {
    .reduction("mean", .power(.difference(x[0], x[1]), .number(2)))
  }
}

/// The mean over all elements of the squared difference. Stops unless both have one shape.
public func meanSquaredError<Scalar>(prediction: Tensor<Scalar>, target: Tensor<Scalar>) -> Tensor<Scalar> {
  prediction.applying(MeanSquaredError(), target)
}

/// The mean over all elements of the squared difference. Stops unless both have one shape.
public func meanSquaredError<Scalar>(prediction: Variable<Scalar>, target: Variable<Scalar>) -> Variable<Scalar> {
  Tape.apply(MeanSquaredError(), prediction, target)
}
