/// The last two axes exchanged. Derivative: the cotangent transposed.
public struct Transpose: LinearPrimitive {
  public static let name = "transpose"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    var shape = inputs[0]
    guard shape.rank >= 2 else {
      throw ShapeError("{0} is \(shape); transposing takes a matrix: reshape it to a row or a column first")
    }
    shape.swapAt(shape.rank - 1, shape.rank - 2)
    return shape
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(operands[0].untyped.transposed())
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.transposed()
  }

  public func notation(_ inputs: [Notation]) -> Notation { .transposed(inputs[0]) }
}

extension Tensor {
  /// The matrix, or each matrix of a batch, transposed. Copies nothing.
  public func transposed() -> Tensor { applying(Transpose()) }
}

extension Variable {
  /// The matrix, or each matrix of a batch, transposed. Copies nothing.
  public func transposed() -> Variable { Tape.apply(Transpose(), self) }
}
