/// Operands put one after the other along an axis. Derivative: for each operand, its slice of the cotangent.
public struct Concatenate: Primitive {
  public static let name = "concatenate"
  public let axis: Int

  public init(axis: Int) { self.axis = axis }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    _ = try shape.axis(axis)
    for (slot, other) in inputs.enumerated().dropFirst() {
      guard other.rank == shape.rank else {
        throw ShapeError("{0} is \(inputs[0]) and {\(slot)} is \(other); all must have as many axes")
      }
      for axis in shape.indices where axis != self.axis && other[axis] != shape[axis] {
        let fits = shape.indices.filter { axis in shape.indices.allSatisfy { $0 == axis || shape[$0] == other[$0] } }
        throw ShapeError(
          "{0} is \(inputs[0]) and {\(slot)} is \(other): along axis \(axis), \(inputs[0][axis]) ≠ \(other[axis]); only axis "
            + "\(self.axis), along which they are concatenated, may differ"
            + (inputs.count == 2 && fits.count == 1 ? "; did you mean alongAxis: \(fits[0])?" : ""))
      }
    }
    let length = inputs.reduce(0) { $0 + $1[axis] }
    return try Shape(validating: shape.indices.map { $0 == axis ? length : shape[$0] })
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    var shape = operands[0].shape
    shape[axis] = operands.reduce(0) { $0 + $1.shape[axis] }
    return Tensor(UntypedTensor.concatenated(operands.map { $0.untyped }, axis: axis, shape: shape))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let start = (0..<input).reduce(0) { $0 + inputs[$1].shape[axis] }
    return cotangent.sliced(alongAxis: axis, start..<start + inputs[input].shape[axis])
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    guard tangents.contains(where: { $0 != nil }) else { return nil }
    let parts = zip(tangents, inputs).map { tangent, input in
      tangent ?? output.tape.constant(Tensor(repeating: 0, shape: input.shape))
    }
    return Tape.record(self, inputs: parts)
  }
}

/// The operands one after the other along an axis. Stops where they differ along another one, or where there are none.
public func concatenate<Scalar>(_ parts: [Tensor<Scalar>], alongAxis axis: Int) -> Tensor<Scalar> {
  guard let first = parts.first else { stop("\(Concatenate.name): there is nothing to concatenate") }
  let primitive = orStop(Concatenate.name) { () throws(ShapeError) in Concatenate(axis: try first.shape.axis(axis)) }
  let operands = OperandList(parts)
  _ = orStop(Concatenate.name) { () throws(ShapeError) in
    try primitive.outputShape(for: OperandList(parts.map(\.shape)))
  }
  return primitive.evaluate(operands)
}

/// The operands one after the other along an axis. Stops where they differ along another one, or where there are none.
public func concatenate<Scalar>(_ parts: [Variable<Scalar>], alongAxis axis: Int) -> Variable<Scalar> {
  guard let first = parts.first else { stop("\(Concatenate.name): there is nothing to concatenate") }
  let axis = first.orStop(Concatenate.name) { () throws(ShapeError) in try first.shape.axis(axis) }
  return Tape.record(Concatenate(axis: axis), inputs: parts)
}
