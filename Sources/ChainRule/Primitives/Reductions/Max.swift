/// The largest element along axes. A NaN, once met, is the largest.
///
/// Derivative: the cotangent goes to the largest element; elements that tie share it equally.
public struct Max: AxisReduction, Kinked {
  public static let name = "max"
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
    let shape = operands[0].shape.reduced(along: axes, keepingAxes: keepsAxes)
    return Tensor(operands[0].untyped.reduced(.max, along: axes).reshaped(to: shape))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let (mask, count) = winners(inputs[0], output)
    return mask * (cotangent.reshaped(to: count.shape) / count)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map {
      let (mask, count) = winners(inputs[0], output)
      return ((mask * $0).sum(alongAxes: Array(axes), keepingAxes: true) / count).reshaped(to: output.shape)
    }
  }

  /// 1 where an element is the largest, and how many of them tie.
  private func winners<Scalar>(
    _ x: Variable<Scalar>, _ output: Variable<Scalar>
  ) -> (mask: Variable<Scalar>, count: Variable<Scalar>) {
    let mask = x .== output.reshaped(to: x.shape.reduced(along: axes, keepingAxes: true))
    return (mask, mask.sum(alongAxes: Array(axes), keepingAxes: true))
  }

  public func branches<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> [Tensor<Scalar>] {
    [operands[0] .== operands[0].max(alongAxes: Array(axes), keepingAxes: true)]
  }

  public func notation(_ x: [Notation]) -> Notation { .reduction(axes.sign("max"), x[0]) }
}

extension Tensor {
  /// The largest element along axes, by default all of them. Stops where there is none.
  public func max(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(by: Max.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}

extension Variable {
  /// The largest element along axes, by default all of them. Stops where there is none.
  public func max(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    reduced(by: Max.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}
