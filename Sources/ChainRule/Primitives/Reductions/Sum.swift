/// The sum along axes. Derivative: the cotangent broadcast back along them.
public struct Sum: LinearPrimitive {
  public static let name = "sum"
  /// The axes that are summed; `nil` for all of them.
  public let axes: AxisSet?
  public let keepsAxes: Bool

  public init(axes: AxisSet?, keepsAxes: Bool) {
    self.axes = axes
    self.keepsAxes = keepsAxes
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    inputs[0].reduced(along: axes ?? AxisSet(inputs[0].indices), keepingAxes: keepsAxes)
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    operands[0].sum(alongAxes: axes.map(Array.init), keepingAxes: keepsAxes)
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let shape = inputs[0].shape
    let kept = shape.reduced(along: axes ?? AxisSet(shape.indices), keepingAxes: true)
    return cotangent.reshaped(to: kept).broadcast(to: shape)
  }

  public func notation(_ inputs: [Notation]) -> Notation { .reduction(axes?.sign("Σ") ?? "Σ", inputs[0]) }
}

extension Tensor {
  /// The sum of the elements along axes, by default all of them. Pairwise, so that the error grows with log n.
  public func sum(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    let set = shape.axes(axes, for: Sum.name)
    return Tensor(untyped.reduced(.sum, along: set).reshaped(to: shape.reduced(along: set, keepingAxes: keepingAxes)))
  }
}

extension Variable {
  /// The sum of the elements along axes, by default all of them.
  public func sum(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    let set = axes.map { self.axes($0, for: Sum.name) }
    if let set, set.isEmpty { return self }
    return Tape.apply(Sum(axes: set, keepsAxes: keepingAxes), self)
  }
}
