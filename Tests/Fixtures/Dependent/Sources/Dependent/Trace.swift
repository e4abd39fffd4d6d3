import ChainRule

/// The sum of a square matrix's diagonal, a general operation of this package. Derivative: the identity.
struct Trace: Primitive {
  static let name = "trace"

  func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    guard inputs[0].rank == 2, inputs[0][0] == inputs[0][1] else {
      throw ShapeError("{0} is \(inputs[0]); only a square matrix has a trace")
    }
    return .scalar
  }

  func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    (operands[0] * Tensor.identity(operands[0].shape[0])).sum()
  }

  func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent * cotangent.tape.constant(Tensor.identity(inputs[0].shape[0]))
  }

  func notation(_ inputs: [Notation]) -> Notation { .call("tr", inputs) }
}

func trace<Scalar>(_ x: Variable<Scalar>) -> Variable<Scalar> { Tape.record(Trace(), x) }
