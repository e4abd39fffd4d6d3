/// −Σ y ∘ log softmax(z) of each sample: the cross-entropy of labels y against the distribution with the logits z.
///
/// Derivatives: (softmax(z) − y)/m with respect to the logits and −log softmax(z)/m with respect to the labels, each
/// times the cotangent; without 1/m where the reduction is not the mean. The first holds because each sample's labels
/// sum to 1. Computed with the maximum subtracted; 0 · log 0 counts as 0, so that masked classes (logits of −∞) are fine.
public struct SoftmaxCrossEntropy: FusedPrimitive, OperandChecking {
  public static let name = "softmaxCrossEntropy"
  /// The axis along which the samples stand; `nil` where the logits are a vector, which is one sample.
  public let samplesAxis: Int?
  public let reduction: LossReduction

  public init(samplesAxis: Int?, reduction: LossReduction) {
    self.samplesAxis = samplesAxis
    self.reduction = reduction
  }

  private var classes: [Int] { samplesAxis.map { [1 - $0] } ?? [0] }

  private func sampleCount(_ logits: Shape) -> Int { samplesAxis.map { logits[$0] } ?? 1 }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let (logits, labels) = (inputs[0], inputs[1])
    guard logits == labels else {
      let transposed = logits.rank == 2 && labels.rank == 2 && logits[0] == labels[1] && logits[1] == labels[0]
      throw ShapeError(
        "the logits {0} are \(logits), but the labels {1} are \(labels); "
          + (transposed
            ? "did you mean {1}.transposed()?"
            : "labels are distributions of the logits' shape, or the index of a class for each sample"))
    }
    let axes = try logits.check(isNotEmptyAlong: AxisSet(logits.indices)).axes(classes)
    return reduction.shape(of: logits.reduced(along: axes, keepingAxes: false))
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    check(operands[1], asOperand: 1)
    return reduction.reduce(-weightedSum(of: logSoftmax(operands[0], alongAxis: classes[0]), under: operands[1]))
  }

  /// Stops unless the labels of each sample are a distribution.
  public func check<Scalar>(_ labels: Tensor<Scalar>, asOperand slot: Int) {
    guard slot == 1 else { return }
    let tolerance = 1e-6 * Double(labels.shape[classes[0]])
    let sums = labels.sum(alongAxes: classes)
    let negatives = (labels .< 0).sum(alongAxes: classes)
    // A sum that is not a number is in no interval.
    let good = (sums .>= 1 - tolerance) * (sums .<= 1 + tolerance) * (negatives .== 0)
    guard let sample = good.scalars.firstIndex(of: 0) else { return }
    let negative = negatives.scalars[sample] > 0
    stop(
      "\(Self.name): the labels of sample \(sample) are no distribution: "
        + (negative ? "one of them is negative" : "they sum to \(sums.scalars[sample]), not 1"))
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    reduction.reduce(-expectation(of: logSoftmax(x[0], alongAxis: classes[0]), under: x[1]))
  }

  /// Σ p ∘ x of each sample, in which what has no weight counts as 0, infinite or not. The derivative by a weight is x,
  /// also where the weight is 0.
  private func expectation<Scalar>(of x: Variable<Scalar>, under weights: Variable<Scalar>) -> Variable<Scalar> {
    let isLeftOut = (weights .== 0) * ((x - x) .!= 0)
    return (weights * select(where: isLeftOut, 0, otherwise: x)).sum(alongAxes: classes)
  }

  /// The same for values alone.
  private func weightedSum<X: ReducibleOperand>(of x: X, under weights: X) -> X {
    select(where: weights .== 0, 0, otherwise: weights * x).sum(alongAxes: classes, keepingAxes: false)
  }

  public func expansion<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    reduction.reduce(-weightedSum(of: logSoftmax(x[0], alongAxis: classes[0]), under: x[1]))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let logits = inputs[0]
    let derivative =
      input == 0
      ? softmax(logits, alongAxis: classes[0]) - inputs[1] : -logSoftmax(logits, alongAxis: classes[0])
    let scaled = reduction.scale(derivative, samples: sampleCount(logits.shape))
    guard reduction == .none else { return scaled * cotangent }
    return scaled * cotangent.reshaped(to: logits.shape.reduced(along: AxisSet(classes), keepingAxes: true))
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let logits = inputs[0]
    let first = tangents[0].map {
      reduction.reduce(((softmax(logits, alongAxis: classes[0]) - inputs[1]) * $0).sum(alongAxes: classes))
    }
    let second = tangents[1].map {
      reduction.reduce(-expectation(of: logSoftmax(logits, alongAxis: classes[0]), under: $0))
    }
    return first.map { first in second.map { first + $0 } ?? first } ?? second
  }

  public func notation(_ x: [Notation]) -> Notation { .call("cross-entropy", [x[1], .call("softmax", [x[0]])]) }
}

extension SoftmaxCrossEntropy {
  /// The primitive for logits of a shape. Stops where they are neither a vector nor a matrix.
  fileprivate init(_ logits: Shape, samplesAlong axis: Int, _ reduction: LossReduction) throws(ShapeError) {
    guard logits.rank == 1 || logits.rank == 2 else {
      throw ShapeError(
        "the logits {0} are \(logits); they must be a matrix, one sample per column or row, or a vector for one sample")
    }
    self.init(samplesAxis: logits.rank == 1 ? nil : try logits.axis(axis), reduction: reduction)
  }

  /// Whether labels of this shape are class indices, one per sample of the logits.
  fileprivate func takesIndices(_ labels: Shape, for logits: Shape) -> Bool {
    labels == logits.reduced(along: AxisSet(classes), keepingAxes: false)
  }
}

/// The cross-entropy of labels against the distributions with these logits, averaged over the samples.
///
/// - Parameters:
///   - logits: A matrix; by default classes × m, one sample per column. A vector is one sample.
///   - labels: One-hot or soft labels, which have the logits' shape and are for each sample not negative and sum to 1
///     within 10⁻⁶ times the number of classes; or class indices, one whole number in 0 ..< classes for each sample.
///     Stops, naming the sample, where they are neither.
///   - axis: The axis along which samples stand: the last one for one sample per column, 0 for one per row.
///   - reduction: The mean over the samples, their sum, or the loss of each.
public func softmaxCrossEntropy<Scalar>(
  logits: Tensor<Scalar>, labels: Tensor<Scalar>, samplesAlong axis: Int = -1, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
  let primitive = orStop(SoftmaxCrossEntropy.name) { () throws(ShapeError) in
    try SoftmaxCrossEntropy(logits.shape, samplesAlong: axis, reduction)
  }
  guard primitive.takesIndices(labels.shape, for: logits.shape) else { return logits.applying(primitive, labels) }
  let classCount = logits.shape[primitive.samplesAxis.map { 1 - $0 } ?? 0]
  return logits.applying(primitive, oneHot(labels, classCount: classCount, samplesAlong: axis))
}

/// The cross-entropy of labels against the distributions with these logits, averaged over the samples.
///
/// - Parameters:
///   - logits: A matrix; by default classes × m, one sample per column. A vector is one sample.
///   - labels: One-hot or soft labels, which have the logits' shape and are for each sample not negative and sum to 1
///     within 10⁻⁶ times the number of classes; or class indices, one whole number in 0 ..< classes for each sample.
///     Stops, naming the sample, where they are neither. Gradients flow to soft labels.
///   - axis: The axis along which samples stand: the last one for one sample per column, 0 for one per row.
///   - reduction: The mean over the samples, their sum, or the loss of each.
public func softmaxCrossEntropy<Scalar>(
  logits: Variable<Scalar>, labels: Variable<Scalar>, samplesAlong axis: Int = -1, reduction: LossReduction = .mean
) -> Variable<Scalar> {
  let primitive = logits.orStop(SoftmaxCrossEntropy.name) { () throws(ShapeError) in
    try SoftmaxCrossEntropy(logits.shape, samplesAlong: axis, reduction)
  }
  guard primitive.takesIndices(labels.shape, for: logits.shape) else {
    return Tape.apply(primitive, logits, labels)
  }
  let classCount = logits.shape[primitive.samplesAxis.map { 1 - $0 } ?? 0]
  return Tape.apply(primitive, logits, oneHot(labels, classCount: classCount, samplesAlong: axis))
}
