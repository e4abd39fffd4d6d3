extension Tensor {
  /// The index of the greatest element along an axis, or without an axis, its place in row-major order, as whole
  /// numbers.
  ///
  /// Of equal elements the first counts; a NaN counts as the greatest. Not differentiable. Stops where there is no
  /// element to choose from, and for `Float` where there are more than 2²⁴ of them, beyond which it lacks whole
  /// numbers.
  public func argmax(alongAxis axis: Int? = nil, keepingAxes: Bool = false) -> Tensor {
    let axes = orStop("argmax") { () throws(ShapeError) in try shape.axes(axis.map { [$0] }) }
    let source = axis == nil ? untyped.reshaped(to: [elementCount]) : untyped
    let reduced = source.reduced(.argmax, along: axis == nil ? AxisSet([0]) : axes)
    let choices = axes.reduce(1) { $0 * shape[$1] }
    guard Scalar.format != .float32 || choices <= 1 << 24 else {
      stop("argmax: Float cannot name each of \(choices) elements; convert the tensor to Double")
    }
    return Tensor(reduced.reshaped(to: shape.reduced(along: axes, keepingAxes: keepingAxes)))
  }
}
