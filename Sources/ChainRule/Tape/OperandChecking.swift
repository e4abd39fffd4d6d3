/// An operation that is not defined for every value of an operand, such as one on labels that must be class indices.
///
/// On a tape its `evaluate(_:)` stops at such values. A program examines nothing while it runs; it examines a tensor that
/// it is given where such an operation takes the variable as it is.
public protocol OperandChecking: Primitive {
  /// Stops, and says why, where the operation is not defined for a value of one of its operands.
  func check<Scalar>(_ value: Tensor<Scalar>, asOperand slot: Int)
}
