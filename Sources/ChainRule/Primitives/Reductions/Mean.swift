/// The mean along axes. Derivative: the cotangent broadcast back along them, over their number of elements.
public struct Mean: AxisReduction, LinearPrimitive, FusedPrimitive {
  public static let name = "mean"
  public let axes: AxisSet
  public let keepsAxes: Bool

  public init(axes: AxisSet, keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    try reducedShape(of: inputs[0])
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    operands[0].sum(alongAxes: Array(axes), keepingAxes: keepsAxes)
      / Double(operands[0].shape.elementCount(along: axes))
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    x[0].sum(alongAxes: Array(axes), keepingAxes: keepsAxes) / Double(x[0].shape.elementCount(along: axes))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let shape = inputs[0].shape
    let share = cotangent / Double(shape.elementCount(along: axes))
    return share.reshaped(to: shape.reduced(along: axes, keepingAxes: true)).broadcast(to: shape)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map { Tape.apply(self, $0) }
  }

  public func notation(_ x: [Notation]) -> Notation { .reduction(axes.sign("mean"), x[0]) }
}

extension Tensor {
  /// The mean of the elements along axes, by default all of them. Stops where there are none.
  public func mean(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(by: Mean.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}

extension Variable {
  /// The mean of the elements along axes, by default all of them. Stops where there are none.
  public func mean(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    reduced(by: Mean.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}
