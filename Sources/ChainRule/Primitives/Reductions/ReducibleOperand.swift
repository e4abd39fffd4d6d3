/// What can be reduced as well as computed with element by element: tensors and variables.
///
/// An operation whose value takes more care than its definition states the value once, for both: a tensor computes it, and
/// a program expands it.
protocol ReducibleOperand: ElementwiseOperand {
  var shape: Shape { get }
  func reshaped(to shape: Shape) -> Self
  func sum(alongAxes axes: [Int]?, keepingAxes: Bool) -> Self
  func max(alongAxes axes: [Int]?, keepingAxes: Bool) -> Self
}

extension Tensor: ReducibleOperand {}
extension Variable: ReducibleOperand {}
