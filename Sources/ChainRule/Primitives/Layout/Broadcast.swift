/// The input repeated along axes that are missing or of length 1. Its transpose is the one place where gradients are summed
/// back to a smaller shape.
public struct Broadcast: LinearPrimitive {
  public static let name = "broadcast"
  public let shape: Shape
  public init(to shape: Shape) { self.shape = shape }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    _ = try inputs[0].broadcastAxes(to: shape)
    return shape
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    operands[0].broadcast(to: shape)
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.summed(to: inputs[0].shape)
  }

  public func notation(_ inputs: [Notation]) -> Notation { inputs[0] }
}

extension Tensor {
  /// The elements repeated along axes that are missing or of length 1. Stops where the shapes do not allow it. Copies nothing.
  public func broadcast(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    _ = orStop("broadcast") { () throws(ShapeError) in try self.shape.broadcastAxes(to: shape) }
    return Tensor(untyped.broadcast(to: shape))
  }
}

extension Variable {
  /// The elements repeated along axes that are missing or of length 1; recorded only where the shape changes.
  public func broadcast(to shape: Shape) -> Variable {
    shape == self.shape ? self : Tape.apply(Broadcast(to: shape), self)
  }

  /// The transpose of broadcasting: the elements summed along the axes that `shape` lacks or has of length 1.
  func summed(to shape: Shape) -> Variable {
    let axes = orStop("broadcast") { () throws(ShapeError) in try shape.broadcastAxes(to: self.shape) }
    return sum(alongAxes: Array(axes), keepingAxes: true).reshaped(to: shape)
  }
}
