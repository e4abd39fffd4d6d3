/// Class indices as distributions: 1 at each sample's class, else 0. No gradient flows.
public struct OneHot: Primitive {
  public static let name = "oneHot"
  public let classes: Int
  /// The axis of the output along which the samples stand: 0 or 1. A single number becomes a vector.
  public let samplesAxis: Int

  public init(classes: Int, samplesAxis: Int) {
    self.classes = classes
    self.samplesAxis = samplesAxis
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    switch inputs[0].rank {
    case 0: [classes]
    case 1: samplesAxis == 1 ? [classes, inputs[0][0]] : [inputs[0][0], classes]
    default:
      throw ShapeError(
        "{0} is \(inputs[0]), but class indices are a vector; did you mean {0}.reshaped(to: [\(inputs[0].elementCount)])?"
      )
    }
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    let labels = operands[0].untyped
    let count = labels.elementCount
    let places = (0..<count).map { sample in
      let label = labels.element(at: sample)
      guard label >= 0, label < Double(classes), label == label.rounded() else {
        stop(
          "\(Self.name): sample \(sample) has the label \(label); a class index is a whole number in 0 ..< \(classes)")
      }
      return samplesAxis == 1 ? Int(label) * count + sample : sample * classes + Int(label)
    }
    let shape: Shape = labels.shape.rank == 0 ? [classes] : samplesAxis == 1 ? [classes, count] : [count, classes]
    return Tensor(shape: shape) { scalars in
      scalars.initialize(repeating: 0)
      for place in places { scalars[place] = 1 }
    }
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }
}

/// Class indices as distributions, by default one per column. Stops at a label that is no whole number in 0 ..< classes.
public func oneHot<Scalar>(_ labels: Tensor<Scalar>, classes: Int, samplesAlong axis: Int = -1) -> Tensor<Scalar> {
  labels.applying(OneHot(classes: classes, samplesAxis: samplesAxis(axis, of: OneHot.name)))
}

/// Class indices as distributions, by default one per column. Stops at a label that is no whole number in 0 ..< classes.
public func oneHot<Scalar>(_ labels: Variable<Scalar>, classes: Int, samplesAlong axis: Int = -1) -> Variable<Scalar> {
  Tape.record(OneHot(classes: classes, samplesAxis: samplesAxis(axis, of: OneHot.name)), inputs: [labels])
}
