/// An operation that is smooth only piece by piece, such as a maximum.
///
/// `GradientCheck` asks it whether two points lie on one piece, so that a kink between them is not mistaken for a wrong
/// gradient. Elementwise operations need not conform: their pieces follow from their expression.
public protocol Kinked: Primitive {
  /// Tensors that are equal at two points that lie on one smooth piece, and differ where a kink lies between them.
  func branches<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> [Tensor<Scalar>]
}
