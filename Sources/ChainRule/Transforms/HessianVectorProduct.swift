/// The product of a scalar function's Hessian with a vector: the derivative of the gradient along it, forward over reverse.
///
/// Complexity: a small multiple of the function's own, whatever the size of the Hessian.
/// B. A. Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6 (1994).
public func hessianVectorProduct<Scalar>(
  at point: Tensor<Scalar>, along vector: Tensor<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Tensor<Scalar> {
  hessianVectorProduct(at: [point], along: [vector]) { function($0[0]) }[0]
}

/// The product of a scalar function's Hessian with a vector, recorded.
public func hessianVectorProduct<Scalar>(
  at point: Variable<Scalar>, along vector: Variable<Scalar>, of function: (Variable<Scalar>) -> Variable<Scalar>
) -> Variable<Scalar> {
  hessianVectorProduct(at: [point], along: [vector]) { function($0[0]) }[0]
}

/// The product of the Hessian of a function of several tensors with a vector that has a part for each.
public func hessianVectorProduct<Scalar>(
  at points: [Tensor<Scalar>], along vector: [Tensor<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> [Tensor<Scalar>] {
  let tape = Tape<Scalar>()
  return hessianVectorProduct(at: points.map { tape.parameter($0) }, along: vector.map { tape.data($0) }, of: function)
    .map(\.value)
}

/// The product of the Hessian of a function of several variables with a vector that has a part for each, recorded.
public func hessianVectorProduct<Scalar>(
  at points: [Variable<Scalar>], along vector: [Variable<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>
) -> [Variable<Scalar>] {
  guard points.count == vector.count else {
    stop("hessianVectorProduct: there are \(points.count) points, but the vector has \(vector.count) parts")
  }
  for (point, part) in zip(points, vector) { checkDirection("hessianVectorProduct", point, part) }
  let call = RecordedCall(at: points, of: function)
  let gradients = call.pullingBack(call.output.validatedSeed(nil))
  return call.pushingForward(vector, to: gradients)
}
