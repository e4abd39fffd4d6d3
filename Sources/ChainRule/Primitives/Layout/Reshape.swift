/// The same elements under another shape. Derivative: the cotangent under the old shape.
public struct Reshape: LinearPrimitive {
  public static let name = "reshape"
  public let shape: Shape
  public init(to shape: Shape) { self.shape = shape }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    guard inputs[0].elementCount == shape.elementCount else {
      throw ShapeError(
        "{0} is \(inputs[0]), which has \(inputs[0].elementCount) elements, but \(shape) has \(shape.elementCount)")
    }
    return shape
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(operands[0].untyped.reshaped(to: shape))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.reshaped(to: inputs[0].shape)
  }

  public func notation(_ inputs: [Notation]) -> Notation { inputs[0] }
}

extension Tensor {
  /// The same elements, in row-major order, under another shape. Copies only where the memory is not in that order.
  public func reshaped(to shape: Shape) -> Tensor {
    shape == self.shape ? self : applying(Reshape(to: shape))
  }
}

extension Variable {
  /// The same elements, in row-major order, under another shape; recorded only where the shape changes.
  public func reshaped(to shape: Shape) -> Variable {
    shape == self.shape ? self : Tape.apply(Reshape(to: shape), self)
  }
}
