/// The entries of an axis named by indices, in their order; an index may come more than once.
///
/// Derivative: each entry of the cotangent added where it came from, which is ``Scatter``.
public struct Gather: LinearPrimitive {
  public static let name = "gather"
  public let axis: Int
  public let indices: [Int]

  public init(axis: Int, indices: [Int]) {
    self.axis = axis
    self.indices = indices
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    let axis = try shape.axis(axis)
    if let place = indices.firstIndex(where: { !(0..<shape[axis]).contains($0) }) {
      throw ShapeError(
        "{0} is \(shape): index \(place) is \(indices[place]), which is not in 0 ..< \(shape[axis]), the length of axis \(axis)"
      )
    }
    return try Shape(validating: shape.indices.map { $0 == axis ? indices.count : shape[$0] })
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(operands[0].untyped.gathered(axis: axis, indices))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.scattered(alongAxis: axis, indices, length: inputs[0].shape[axis])
  }
}

extension Tensor {
  /// The entries `indices` of an axis, in their order; one may come more than once. Stops at an index out of range.
  public func gathered(alongAxis axis: Int, _ indices: [Int]) -> Tensor {
    let axis = orStop(Gather.name) { () throws(ShapeError) in try shape.axis(axis) }
    return applying(Gather(axis: axis, indices: indices))
  }
}

extension Variable {
  /// The entries `indices` of an axis, in their order; one may come more than once. Stops at an index out of range.
  public func gathered(alongAxis axis: Int, _ indices: [Int]) -> Variable {
    let axis = orStop(Gather.name) { () throws(ShapeError) in try shape.axis(axis) }
    return Tape.apply(Gather(axis: axis, indices: indices), self)
  }
}
