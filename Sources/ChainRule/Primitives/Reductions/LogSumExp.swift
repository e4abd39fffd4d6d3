/// log Σ exp(x) along axes, computed with the maximum subtracted.
///
/// Derivative: the cotangent spread as softmax(x). Where all elements are −∞ the value is −∞ and the derivative 0.
public struct LogSumExp: AxisReduction, FusedPrimitive {
  public static let name = "logSumExp"
  public let axes: AxisSet
  public let keepsAxes: Bool

  public init(axes: AxisSet, keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    try reducedShape(of: inputs[0])
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { value(operands[0]) }

  public func expansion<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { value(x[0]) }

  private func value<X: ReducibleOperand>(_ x: X) -> X {
    let (shift, _, sum) = x.shiftedExponentials(along: axes)
    return (log(sum) + shift).reshaped(to: x.shape.reduced(along: axes, keepingAxes: keepsAxes))
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    let maximum = x[0].max(alongAxes: Array(axes), keepingAxes: true)
    let sum = exp(x[0] - maximum).sum(alongAxes: Array(axes), keepingAxes: true)
    return (log(sum) + maximum).reshaped(to: x[0].shape.reduced(along: axes, keepingAxes: keepsAxes))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let kept = inputs[0].shape.reduced(along: axes, keepingAxes: true)
    return cotangent.reshaped(to: kept) * Tape.apply(Softmax(axes: axes), inputs[0])
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map {
      (Tape.apply(Softmax(axes: axes), inputs[0]) * $0).sum(alongAxes: Array(axes), keepingAxes: keepsAxes)
    }
  }

  public func notation(_ x: [Notation]) -> Notation {
    .call("log", [.reduction(axes.sign("Σ"), .call("exp", x))])
  }
}

extension Tensor {
  /// The logarithm of the summed exponentials along axes, by default all of them.
  public func logSumExp(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(by: LogSumExp.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}

extension ReducibleOperand {
  /// What is subtracted before exponentials are taken, those exponentials, and their sums along axes.
  ///
  /// The shift is the maximum, or 0 where that is infinite: ∞ − ∞ is not a number.
  func shiftedExponentials(along axes: AxisSet) -> (shift: Self, exponentials: Self, sum: Self) {
    let maximum = max(alongAxes: Array(axes), keepingAxes: true)
    let shift = select(where: (maximum - maximum) .== 0, maximum, otherwise: 0)
    let exponentials = exp(self - shift)
    return (shift, exponentials, exponentials.sum(alongAxes: Array(axes), keepingAxes: true))
  }
}

extension Variable {
  /// The logarithm of the summed exponentials along axes, by default all of them.
  public func logSumExp(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    reduced(by: LogSumExp.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}
