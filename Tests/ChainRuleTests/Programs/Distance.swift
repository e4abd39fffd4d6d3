import ChainRule

/// ‖a − b‖ over ‖b‖, or over 1 where that is larger, by plain loops in double precision; not a number where the shapes
/// differ.
func distance<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Double {
  guard a.shape == b.shape else { return .nan }
  var (difference, size) = (0.0, 0.0)
  for (x, y) in zip(a.scalars, b.scalars) {
    difference += (Double(x) - Double(y)) * (Double(x) - Double(y))
    size += Double(y) * Double(y)
  }
  return (difference / max(1, size)).squareRoot()
}
