/// Entry i of an axis added to entry indices[i] of a longer or shorter one that is 0: the transpose of ``Gather``.
///
/// Derivative: the cotangent's entries at the indices.
public struct Scatter: LinearPrimitive {
  public static let name = "scatter"
  public let axis: Int
  public let indices: [Int]
  /// The length of the axis in the output.
  public let length: Int

  public init(axis: Int, indices: [Int], length: Int) {
    self.axis = axis
    self.indices = indices
    self.length = length
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    let axis = try shape.axis(axis)
    guard shape[axis] == indices.count else {
      throw ShapeError(
        "{0} is \(shape): axis \(axis) has \(shape[axis]) entries, but there are \(indices.count) indices")
    }
    if let place = indices.firstIndex(where: { $0 < 0 || $0 >= length }) {
      throw ShapeError("index \(place) is \(indices[place]), which is not in 0 ..< \(length), the output's length")
    }
    return try Shape(validating: shape.indices.map { $0 == axis ? length : shape[$0] })
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    var shape = operands[0].shape
    shape[axis] = length
    return Tensor(operands[0].untyped.scattered(axis: axis, indices, to: shape))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.gathered(alongAxis: axis, indices)
  }
}

extension Tensor {
  /// A tensor whose entry j along an axis is the sum of the entries i with `indices[i] == j`, or 0 where there are none.
  public func scattered(alongAxis axis: Int, _ indices: [Int], length: Int) -> Tensor {
    let axis = orStop(Scatter.name) { () throws(ShapeError) in try shape.axis(axis) }
    return applying(Scatter(axis: axis, indices: indices, length: length))
  }
}

extension Variable {
  /// A tensor whose entry j along an axis is the sum of the entries i with `indices[i] == j`, or 0 where there are none.
  public func scattered(alongAxis axis: Int, _ indices: [Int], length: Int) -> Variable {
    let axis = orStop(Scatter.name) { () throws(ShapeError) in try shape.axis(axis) }
    return Tape.apply(Scatter(axis: axis, indices: indices, length: length), self)
  }
}
