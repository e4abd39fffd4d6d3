/// The value of a function and its derivative along a direction, J·tangent, by forward mode.
public func jvp<Scalar>(
  at point: Tensor<Scalar>, along tangent: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Tensor<Scalar>, tangent: Tensor<Scalar>) {
  let tape = Tape<Scalar>()
  let (value, derivative) = jvp(at: tape.parameter(point), along: tape.data(tangent), of: function)
  return (value.value, derivative.value)
}

/// The value of a function and its derivative along a direction, recorded.
public func jvp<Scalar>(
  at point: Variable<Scalar>, along tangent: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Variable<Scalar>, tangent: Variable<Scalar>) {
  let call = RecordedCall(at: [point]) { function($0[0]) }
  checkDirection("jvp", point, tangent)
  return (call.output, call.pushingForward([tangent], to: [call.output])[0])
}

/// Stops unless a direction has its point's shape.
func checkDirection<Scalar>(_ transform: String, _ point: Variable<Scalar>, _ direction: Variable<Scalar>) {
  direction.check(transform, point.core)
  guard direction.shape == point.shape else {
    stop("\(transform): the point is \(point.shape), but the direction is \(direction.shape)")
  }
}
