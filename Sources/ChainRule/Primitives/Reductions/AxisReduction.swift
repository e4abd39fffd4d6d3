/// An operation that makes one number of all those along some axes.
protocol AxisReduction: Primitive {
  /// The axes that are reduced.
  var axes: AxisSet { get }
  /// Whether they stay, with length 1.
  var keepsAxes: Bool { get }

  init(axes: AxisSet, keepsAxes: Bool)
}

extension AxisReduction {
  /// The shape rule: the axes must be there, and must have elements.
  func reducedShape(of input: Shape) throws(ShapeError) -> Shape {
    try input.check(isNotEmptyAlong: axes).reduced(along: axes, keepingAxes: keepsAxes)
  }
}

extension Tensor {
  /// The value of a reduction along axes, by default all of them.
  func reduced<R: AxisReduction>(by reduction: R.Type, alongAxes axes: [Int]?, keepingAxes: Bool) -> Tensor {
    applying(R(axes: shape.axes(axes, for: R.name), keepsAxes: keepingAxes))
  }
}

extension Variable {
  /// Records a reduction along axes, by default all of them.
  func reduced<R: AxisReduction>(by reduction: R.Type, alongAxes axes: [Int]?, keepingAxes: Bool) -> Variable {
    Tape.apply(R(axes: self.axes(axes, for: R.name), keepsAxes: keepingAxes), self)
  }
}
