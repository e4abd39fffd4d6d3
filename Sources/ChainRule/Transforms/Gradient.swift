// Each transform has two forms. At tensors it records on a tape of its own and returns tensors. At variables it records on
// their tape and returns variables, so that transforms nest in one another to any order. The function sees a node of its
// own for its argument, and so differentiating it does not see other uses of the same variable.

/// The gradient of a scalar function at a point; zero where the function does not depend on it.
public func gradient<Scalar>(
  at point: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Tensor<Scalar> {
  valueWithGradient(at: point, of: function).gradient
}

/// The gradient of a scalar function at a recorded point, recorded.
public func gradient<Scalar>(
  at point: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Variable<Scalar> {
  valueWithGradient(at: point, of: function).gradient
}

/// The gradients of a scalar function of several tensors.
public func gradient<Scalar>(
  at points: [Tensor<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> [Tensor<Scalar>] {
  valueWithGradient(at: points, of: function).gradients
}

/// The gradients of a scalar function of several variables, recorded.
public func gradient<Scalar>(
  at points: [Variable<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> [Variable<Scalar>] {
  valueWithGradient(at: points, of: function).gradients
}

/// The value and the gradient of a scalar function at a point.
public func valueWithGradient<Scalar>(
  at point: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Tensor<Scalar>, gradient: Tensor<Scalar>) {
  let (value, gradients) = valueWithGradient(at: [point]) { function($0[0]) }
  return (value, gradients[0])
}

/// The value and the gradient of a scalar function at a recorded point, recorded.
public func valueWithGradient<Scalar>(
  at point: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> (value: Variable<Scalar>, gradient: Variable<Scalar>) {
  let (value, gradients) = valueWithGradient(at: [point]) { function($0[0]) }
  return (value, gradients[0])
}

/// The value and the gradients of a scalar function of several tensors.
public func valueWithGradient<Scalar>(
  at points: [Tensor<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> (value: Tensor<Scalar>, gradients: [Tensor<Scalar>]) {
  let tape = Tape<Scalar>()
  let (value, gradients) = valueWithGradient(at: points.map { tape.parameter($0) }, of: function)
  return (value.value, gradients.map(\.value))
}

/// The value and the gradients of a scalar function of several variables, recorded.
public func valueWithGradient<Scalar>(
  at points: [Variable<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> (value: Variable<Scalar>, gradients: [Variable<Scalar>]) {
  let call = RecordedCall(at: points, of: function)
  return (call.output, call.pullingBack(call.output.validatedSeed(nil)))
}
