/// The value of a function and its pullback, which takes a cotangent of the value's shape to Jᵀ·cotangent.
///
/// The pullback keeps the recorded function and can be called any number of times.
public func vjp<Scalar>(
  at point: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Tensor<Scalar>, pullback: (Tensor<Scalar>) -> Tensor<Scalar>) {
  let tape = Tape<Scalar>()
  let (value, pullback) = vjp(at: tape.parameter(point), of: function)
  return (value.value, { pullback(tape.data($0)).value })
}

/// The value of a function and its pullback, recorded.
public func vjp<Scalar>(
  at point: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Variable<Scalar>, pullback: (Variable<Scalar>) -> Variable<Scalar>) {
  let call = RecordedCall(at: [point]) { function($0[0]) }
  return (call.output, { call.pullingBack($0)[0] })
}
