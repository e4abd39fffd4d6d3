/// The input itself, as a node of its own: what is differentiated with respect to it does not see other uses of the input.
struct Alias: LinearPrimitive {
  static let name = "alias"

  func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

  func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { operands[0] }

  func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { cotangent }

  func notation(_ inputs: [Notation]) -> Notation { inputs[0] }
}
