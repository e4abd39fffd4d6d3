/// exp(xₖ) / Σ exp(xₗ) along axes, computed with the maximum subtracted.
///
/// Derivative: y ∘ (c − Σ c∘y), both ways, as the Jacobian yₖ(δₖₗ − yₗ) is symmetric. An element that is −∞ gets 0; where
/// all of them are −∞, nothing is possible and all get 0.
public struct Softmax: FusedPrimitive {
  public static let name = "softmax"
  /// The axes over which the output sums to 1.
  public let axes: AxisSet

  public init(axes: AxisSet) { self.axes = axes }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    try inputs[0].check(isNotEmptyAlong: axes)
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { value(operands[0]) }

  public func expansion<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { value(x[0]) }

  private func value<X: ReducibleOperand>(_ x: X) -> X {
    let (_, exponentials, sum) = x.shiftedExponentials(along: axes)
    return exponentials / select(where: sum .== 0, 1, otherwise: sum)
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    exp(x[0] - x[0].logSumExp(alongAxes: Array(axes), keepingAxes: true))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    output * (cotangent - (cotangent * output).sum(alongAxes: Array(axes), keepingAxes: true))
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].flatMap { pullback(of: $0, to: 0, inputs: inputs, output: output) }
  }
}

/// The distribution with these logits along one axis, by default the first, so that in a matrix each column sums to 1.
public func softmax<Scalar>(_ logits: Tensor<Scalar>, alongAxis axis: Int = 0) -> Tensor<Scalar> {
  logits.applying(Softmax(axes: logits.shape.axes([axis], for: Softmax.name)))
}

/// The distribution with these logits along one axis, by default the first, so that in a matrix each column sums to 1.
public func softmax<Scalar>(_ logits: Variable<Scalar>, alongAxis axis: Int = 0) -> Variable<Scalar> {
  Tape.apply(Softmax(axes: logits.axes([axis], for: Softmax.name)), logits)
}
