/// The input with a value before, after and between the entries of some axes. Derivative: the cotangent's entries where
/// the input's are.
public struct Pad: Primitive {
  public static let name = "pad"
  /// What is added, by axis.
  public let padding: [Int: AxisPadding]
  public let value: Double

  public init(_ padding: [Int: AxisPadding], value: Double) {
    self.padding = padding
    self.value = value
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    for (axis, padding) in padding {
      guard try shape.axis(axis) == axis else {
        throw ShapeError("axis \(axis) of the padding of {0} must be counted from the front")
      }
      guard padding.before >= 0, padding.after >= 0, padding.between >= 0 else {
        throw ShapeError(
          "the padding of axis \(axis) is \(padding.before) before, \(padding.after) after and \(padding.between) between, "
            + "but none may be negative; to shorten an axis, slice it")
      }
    }
    return try Shape(validating: shape.indices.map { padding[$0]?.length(of: shape[$0]) ?? shape[$0] })
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    let shape = operands[0].shape
    let target = Shape(shape.indices.map { padding[$0]?.length(of: shape[$0]) ?? shape[$0] })
    return Tensor(
      operands[0].untyped.padded(
        to: target, before: shape.indices.map { padding[$0]?.before ?? 0 },
        steps: shape.indices.map { (padding[$0]?.between ?? 0) + 1 }, with: value))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let shape = inputs[0].shape
    return padding.sorted { $0.key < $1.key }.reduce(cotangent) { cotangent, entry in
      let (axis, padding) = entry
      let end = padding.before + AxisPadding(between: padding.between).length(of: shape[axis])
      return cotangent.sliced(alongAxis: axis, padding.before..<end, step: padding.between + 1)
    }
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map { Tape.apply(Pad(padding, value: 0), $0) }
  }
}

extension Tensor {
  /// The tensor with `value` before and after the entries of an axis.
  public func padded(alongAxis axis: Int, before: Int = 0, after: Int = 0, with value: Scalar = 0) -> Tensor {
    let axis = orStop(Pad.name) { () throws(ShapeError) in try shape.axis(axis) }
    return applying(Pad([axis: AxisPadding(before: before, after: after)], value: Double(value)))
  }

  /// The tensor with `value` before, after and between the entries of some axes: `x.padded([2: AxisPadding(before: 1)])`.
  public func padded(_ padding: [Int: AxisPadding], with value: Scalar = 0) -> Tensor {
    let padding = orStop(Pad.name) { () throws(ShapeError) in try shape.countingFromFront(padding) }
    return applying(Pad(padding, value: Double(value)))
  }
}

extension Variable {
  /// The tensor with `value` before and after the entries of an axis.
  public func padded(alongAxis axis: Int, before: Int = 0, after: Int = 0, with value: Scalar = 0) -> Variable {
    let axis = orStop(Pad.name) { () throws(ShapeError) in try shape.axis(axis) }
    return padded([axis: AxisPadding(before: before, after: after)], with: value)
  }

  /// The tensor with `value` before, after and between the entries of some axes: `x.padded([2: AxisPadding(before: 1)])`.
  public func padded(_ padding: [Int: AxisPadding], with value: Scalar = 0) -> Variable {
    let padding = orStop(Pad.name) { () throws(ShapeError) in try shape.countingFromFront(padding) }
    return Tape.apply(Pad(padding, value: Double(value)), self)
  }
}

extension Shape {
  /// The padding with its axes counted from the front. Throws where one is out of range or named twice.
  fileprivate func countingFromFront(_ padding: [Int: AxisPadding]) throws(ShapeError) -> [Int: AxisPadding] {
    var result: [Int: AxisPadding] = [:]
    for axis in padding.keys.sorted() {
      guard result.updateValue(padding[axis]!, forKey: try self.axis(axis)) == nil else {
        throw ShapeError("axis \(axis) is named twice")
      }
    }
    return result
  }
}
