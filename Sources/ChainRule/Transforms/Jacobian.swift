/// The derivative of every element of a function's value by every element of its argument.
///
/// The result has the value's axes followed by the argument's. Taken row by row in reverse mode, or column by column in
/// forward mode, whichever are fewer.
/// - Complexity: min(elements of the value, elements of the argument) passes.
public func jacobian<Scalar>(
  at point: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Tensor<Scalar> {
  let tape = Tape<Scalar>()
  return jacobian(at: tape.parameter(point), of: function).value
}

/// The derivative of every element of a function's value by every element of its argument, recorded.
public func jacobian<Scalar>(
  at point: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Variable<Scalar> {
  let call = RecordedCall(at: [point]) { function($0[0]) }
  let tape = point.tape
  let (rows, columns) = (call.output.shape.elementCount, point.shape.elementCount)
  let shape = orStop("jacobian") { () throws(ShapeError) in
    try Shape(validating: Array(call.output.shape) + Array(point.shape))
  }
  guard rows > 0, columns > 0 else { return tape.constant(Tensor(repeating: 0, shape: shape)) }
  /// 1 at one place of a shape, 0 elsewhere.
  func unit(_ place: Int, _ shape: Shape) -> Variable<Scalar> {
    tape.constant(Tensor.oneHot([place], classCount: shape.elementCount).reshaped(to: shape))
  }
  if rows <= columns {
    let parts = (0..<rows).map { call.pullingBack(unit($0, call.output.shape))[0].reshaped(to: [1, columns]) }
    return concatenate(parts, alongAxis: 0).reshaped(to: shape)
  }
  let parts = (0..<columns).map {
    call.pushingForward([unit($0, point.shape)], to: [call.output])[0].reshaped(to: [rows, 1])
  }
  return concatenate(parts, alongAxis: 1).reshaped(to: shape)
}

/// The second derivatives of a scalar function: the argument's axes twice. Complexity: as many passes as elements.
public func hessian<Scalar>(
  at point: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Tensor<Scalar> {
  jacobian(at: point) { gradient(at: $0, of: function) }
}

/// The second derivatives of a scalar function, recorded.
public func hessian<Scalar>(
  at point: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Variable<Scalar> {
  jacobian(at: point) { gradient(at: $0, of: function) }
}
