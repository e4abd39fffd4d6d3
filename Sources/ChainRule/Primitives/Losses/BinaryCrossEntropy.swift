/// y ∘ softplus(−z) + (1 − y) ∘ softplus(z): the cross-entropy of labels y against the probabilities sigmoid(z).
///
/// Derivatives: (sigmoid(z) − y)/n with respect to the logits and −z/n with respect to the labels, each times the
/// cotangent, where n is the number of elements; without 1/n where the reduction is not the mean. No logarithm of a
/// probability is taken, and 0 · ∞ counts as 0, so that logits of any size are fine.
public struct BinaryCrossEntropy: FusedPrimitive, OperandChecking {
  public static let name = "binaryCrossEntropy"
  public let reduction: LossReduction

  public init(reduction: LossReduction) { self.reduction = reduction }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = try inputs[0].check(isTargetShape: inputs[1], "the logits", "the labels")
    return reduction.shape(of: reduction == .mean ? try shape.check(isNotEmptyAlong: AxisSet(shape.indices)) : shape)
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    check(operands[1], asOperand: 1)
    return reduction.reduce(losses(operands[0], operands[1]))
  }

  /// Stops unless the labels are probabilities.
  public func check<Scalar>(_ labels: Tensor<Scalar>, asOperand slot: Int) {
    guard slot == 1 else { return }
    let bad = ((labels .>= 0) * (labels .<= 1)).scalars.firstIndex(of: 0)
    if let bad {
      stop("\(Self.name): label \(bad) is \(labels.scalars[bad]); labels are probabilities, in 0 ... 1")
    }
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    reduction.reduce(losses(x[0], x[1]))
  }

  private func losses<X: ElementwiseOperand>(_ z: X, _ y: X) -> X {
    let positive = select(where: y .== 0, 0, otherwise: y * softplus(-z))
    let negative = select(where: y .== 1, 0, otherwise: (1 - y) * softplus(z))
    return positive + negative
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    derivative(input, inputs) * cotangent
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let terms = (0..<2).compactMap { slot in tangents[slot].map { derivative(slot, inputs) * $0 } }
    guard let first = terms.first else { return nil }
    let sum = terms.dropFirst().reduce(first, +)
    return reduction == .none ? sum : sum.sum()
  }

  private func derivative<Scalar>(_ input: Int, _ inputs: Inputs<Scalar>) -> Variable<Scalar> {
    let derivative = input == 0 ? sigmoid(inputs[0]) - inputs[1] : -inputs[0]
    return reduction.scale(derivative, samples: inputs[0].shape.elementCount)
  }

  public func notation(_ x: [Notation]) -> Notation { .call("cross-entropy", [x[1], .call("σ", [x[0]])]) }
}

/// The cross-entropy of labels in 0 ... 1 against the probabilities with these logits, averaged over all elements.
/// Stops unless both have one shape.
public func binaryCrossEntropy<Scalar>(
  logits: Tensor<Scalar>, labels: Tensor<Scalar>, reduction: LossReduction = .mean
) -> Tensor<Scalar> {
  logits.applying(BinaryCrossEntropy(reduction: reduction), labels)
}

/// The cross-entropy of labels in 0 ... 1 against the probabilities with these logits, averaged over all elements.
/// Stops unless both have one shape. Gradients flow to both.
public func binaryCrossEntropy<Scalar>(
  logits: Variable<Scalar>, labels: Variable<Scalar>, reduction: LossReduction = .mean
) -> Variable<Scalar> {
  Tape.apply(BinaryCrossEntropy(reduction: reduction), logits, labels)
}
