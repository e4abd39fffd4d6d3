/// ‖x‖₂ = √Σ x² along axes, computed without overflow of the squares.
///
/// Derivative: x/‖x‖, and 0 at 0, the one of its subgradients that has no direction.
public struct Norm: AxisReduction, FusedPrimitive {
  public static let name = "norm"
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
    let largest = maximum(x, -x).max(alongAxes: Array(axes), keepingAxes: true)
    let isFinite = (largest - largest) .== 0
    let scale = select(where: (largest .> 0) * isFinite, largest, otherwise: 1)
    let sum = square(x / scale).sum(alongAxes: Array(axes), keepingAxes: true)
    return (scale * sqrt(sum)).reshaped(to: x.shape.reduced(along: axes, keepingAxes: keepsAxes))
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    sqrt(square(x[0]).sum(alongAxes: Array(axes), keepingAxes: keepsAxes))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let direction = direction(inputs[0], output)
    return cotangent.reshaped(to: kept(inputs[0].shape)) * direction
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map { (direction(inputs[0], output) * $0).sum(alongAxes: Array(axes), keepingAxes: keepsAxes) }
  }

  private func kept(_ shape: Shape) -> Shape { shape.reduced(along: axes, keepingAxes: true) }

  /// x/‖x‖, or 0 where x is 0.
  private func direction<Scalar>(_ x: Variable<Scalar>, _ output: Variable<Scalar>) -> Variable<Scalar> {
    let norm = output.reshaped(to: kept(x.shape))
    return x / select(where: norm .== 0, 1, otherwise: norm)
  }

  public func notation(_ x: [Notation]) -> Notation { .subscripted(.delimited("‖", x[0], "‖"), "2") }
}

extension Tensor {
  /// The Euclidean norm along axes, by default of all elements, which is the Frobenius norm of a matrix.
  public func norm(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Tensor {
    reduced(by: Norm.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}

extension Variable {
  /// The Euclidean norm along axes, by default of all elements, which is the Frobenius norm of a matrix.
  public func norm(alongAxes axes: [Int]? = nil, keepingAxes: Bool = false) -> Variable {
    reduced(by: Norm.self, alongAxes: axes, keepingAxes: keepingAxes)
  }
}
