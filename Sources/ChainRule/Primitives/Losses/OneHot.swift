/// Class indices as distributions: 1 at each sample's class, else 0. No gradient flows.
public struct OneHot: OperandChecking {
  public static let name = "oneHot"
  public let classCount: Int
  /// The axis of the output along which the samples stand: 0 or 1. A single number becomes a vector.
  public let samplesAxis: Int

  public init(classCount: Int, samplesAxis: Int) {
    self.classCount = classCount
    self.samplesAxis = samplesAxis
  }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    switch inputs[0].rank {
    case 0: [classCount]
    case 1: samplesAxis == 1 ? [classCount, inputs[0][0]] : [inputs[0][0], classCount]
    default:
      throw ShapeError(
        "{0} is \(inputs[0]), but class indices are a vector; did you mean {0}.reshaped(to: [\(inputs[0].elementCount)])?"
      )
    }
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    check(operands[0], asOperand: 0)
    let labels = operands[0].untyped
    let classes = (0..<labels.elementCount).map { Int(labels.element(at: $0)) }
    let codes = Tensor<Scalar>.oneHot(classes, classCount: classCount, axis: 1 - samplesAxis)
    return labels.shape.rank == 0 ? codes.reshaped(to: [classCount]) : codes
  }

  public func check<Scalar>(_ value: Tensor<Scalar>, asOperand slot: Int) {
    let labels = value.untyped
    for sample in 0..<labels.elementCount {
      let label = labels.element(at: sample)
      guard label >= 0, label < Double(classCount), label == label.rounded() else {
        stop(
          "\(Self.name): sample \(sample) has the label \(label); a class index is a whole number in 0 ..< \(classCount)"
        )
      }
    }
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? { nil }
}

/// Class indices as distributions, by default one per column. Stops at a label that is no whole number in 0 ..< `classCount`.
public func oneHot<Scalar>(_ labels: Tensor<Scalar>, classCount: Int, samplesAlong axis: Int = -1) -> Tensor<Scalar> {
  labels.applying(OneHot(classCount: classCount, samplesAxis: samplesAxis(axis, of: OneHot.name)))
}

/// Class indices as distributions, by default one per column. Stops at a label that is no whole number in 0 ..< `classCount`.
public func oneHot<Scalar>(_ labels: Variable<Scalar>, classCount: Int, samplesAlong axis: Int = -1) -> Variable<Scalar>
{
  Tape.apply(OneHot(classCount: classCount, samplesAxis: samplesAxis(axis, of: OneHot.name)), labels)
}
