/// Every step-th entry of a range along one axis. Derivative: the cotangent padded with zeros to the input's shape.
public struct Slice: LinearPrimitive {
  public static let name = "slice"
  public let axis: Int
  public let range: Range<Int>
  public let step: Int

  public init(axis: Int, range: Range<Int>, step: Int = 1) {
    self.axis = axis
    self.range = range
    self.step = step
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    var shape = inputs[0]
    let axis = try shape.axis(axis)
    guard step > 0 else { throw ShapeError("the step is \(step), but must be at least 1") }
    guard range.lowerBound >= 0, range.upperBound <= shape[axis] else {
      throw ShapeError(Slice.outOfRange("\(range)", axis, shape))
    }
    shape[axis] = range.isEmpty ? 0 : (range.count - 1) / step + 1
    return shape
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(operands[0].untyped.sliced(axis: axis, range, step: step))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let length = output.shape[axis]
    guard length > 0 else { return nil }
    let end = range.lowerBound + (length - 1) * step + 1
    let padding = AxisPadding(before: range.lowerBound, after: inputs[0].shape[axis] - end, between: step - 1)
    return Tape.apply(Pad([axis: padding], value: 0), cotangent)
  }

  public func notation(_ x: [Notation]) -> Notation {
    let range = "\(range.lowerBound)..<\(range.upperBound)" + (step == 1 ? "" : ":\(step)")
    return .subscripted(x[0], "[\((Array(repeating: ":", count: axis) + [range]).joined(separator: ", "))]")
  }
}

extension Tensor {
  /// Every `step`-th entry of a range along an axis: `x.sliced(alongAxis: 1, 2..<7)`, `x.sliced(alongAxis: 0, 1..., step: 2)`.
  /// An integer takes one entry and drops the axis. Copies nothing. Stops where the range is not within the axis.
  public func sliced<R: AxisRange>(alongAxis axis: Int, _ range: R, step: Int = 1) -> Tensor {
    let slice = orStop(Slice.name) { () throws(ShapeError) in try Slice(shape, axis, range, step) }
    let part = applying(slice)
    return R.dropsAxis ? part.reshaped(to: part.shape.reduced(along: AxisSet([slice.axis]), keepingAxes: false)) : part
  }
}

extension Variable {
  /// Every `step`-th entry of a range along an axis: `x.sliced(alongAxis: 1, 2..<7)`, `x.sliced(alongAxis: 0, 1..., step: 2)`.
  /// An integer takes one entry and drops the axis. Stops where the range is not within the axis.
  public func sliced<R: AxisRange>(alongAxis axis: Int, _ range: R, step: Int = 1) -> Variable {
    let slice = orStop(Slice.name) { () throws(ShapeError) in try Slice(shape, axis, range, step) }
    let part = Tape.apply(slice, self)
    return R.dropsAxis ? part.reshaped(to: part.shape.reduced(along: AxisSet([slice.axis]), keepingAxes: false)) : part
  }
}

extension Slice {
  fileprivate init(_ shape: Shape, _ axis: Int, _ range: some AxisRange, _ step: Int) throws(ShapeError) {
    let axis = try shape.axis(axis)
    let (lower, upper) = range.axisBounds
    guard lower >= 0, lower <= upper ?? shape[axis], upper ?? 0 <= shape[axis] else {
      throw ShapeError(Slice.outOfRange("\(lower)" + (upper.map { "..<\($0)" } ?? "..."), axis, shape))
    }
    self.init(axis: axis, range: lower..<(upper ?? shape[axis]), step: step)
  }

  fileprivate static func outOfRange(_ range: String, _ axis: Int, _ shape: Shape) -> String {
    "{0} is \(shape): \(range) is out of range along axis \(axis), which has 0 ..< \(shape[axis])"
  }
}
