/// The value of a function and its derivative along a direction, J·tangent, by forward mode.
public func jvp<Scalar>(
  at point: Tensor<Scalar>, along tangent: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Tensor<Scalar>, tangent: Tensor<Scalar>) {
  let tape = Tape<Scalar>()
  let (value, derivative) = jvp(at: tape.parameter(point), along: tape.data(tangent), of: function)
  return (value.value, derivative.value)
}

/// The value of a function and its derivative along a direction, recorded, so that they can be differentiated again.
public func jvp<Scalar>(
  at point: Variable<Scalar>, along tangent: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Variable<Scalar>, tangent: Variable<Scalar>) {
  guard tangent.shape == point.shape else {
    stop("jvp: the point is \(point.shape), but the direction is \(tangent.shape)")
  }
  let input = Tape.record(Alias(), inputs: [point])
  let output = function(input)
  let derivative = output.pushingForward([input.index: tangent.index], from: input.index)
  return (output, derivative ?? output.tape.constant(Tensor(repeating: 0, shape: output.shape)))
}
