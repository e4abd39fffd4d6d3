/// The logarithm of softmax, xₖ − log Σ exp(xₗ) along axes, computed with the maximum subtracted.
///
/// Derivative: c − softmax(x) ∘ Σ c. An element that is −∞ gets −∞, also where all of them are −∞.
public struct LogSoftmax: FusedPrimitive {
  public static let name = "logSoftmax"
  /// The axes over which the exponentials of the output sum to 1.
  public let axes: AxisSet

  public init(axes: AxisSet) { self.axes = axes }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    try inputs[0].check(isNotEmptyAlong: axes)
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { value(operands[0]) }

  public func expansion<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { value(x[0]) }

  private func value<X: ReducibleOperand>(_ x: X) -> X {
    let (shift, _, sum) = x.shiftedExponentials(along: axes)
    return (x - shift) - log(select(where: sum .== 0, 1, otherwise: sum))
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    x[0] - x[0].logSumExp(alongAxes: Array(axes), keepingAxes: true)
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent - Tape.apply(Softmax(axes: axes), inputs[0]) * cotangent.sum(alongAxes: Array(axes), keepingAxes: true)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map { tangent in
      let softmax = Tape.apply(Softmax(axes: axes), inputs[0])
      return tangent - (softmax * tangent).sum(alongAxes: Array(axes), keepingAxes: true)
    }
  }

  public func notation(_ x: [Notation]) -> Notation { .call("log softmax", x) }
}

/// The logarithms of the probabilities with these logits along one axis, by default the first.
public func logSoftmax<Scalar>(_ logits: Tensor<Scalar>, alongAxis axis: Int = 0) -> Tensor<Scalar> {
  logits.applying(LogSoftmax(axes: logits.shape.axes([axis], for: LogSoftmax.name)))
}

/// The logarithms of the probabilities with these logits along one axis, by default the first.
public func logSoftmax<Scalar>(_ logits: Variable<Scalar>, alongAxis axis: Int = 0) -> Variable<Scalar> {
  Tape.apply(LogSoftmax(axes: logits.axes([axis], for: LogSoftmax.name)), logits)
}
