/// Stochastic gradient descent with momentum: v ← μv + g, w ← w − ηv, where v starts as 0.
///
/// Source of the momentum: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
public struct SGD: Optimizer {
  /// η.
  public var learningRate: Double
  /// μ; 0 is plain gradient descent.
  public let momentum: Double
  private var velocities: [ParameterIdentity: UntypedTensor] = [:]

  public init(learningRate: Double, momentum: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  public mutating func step<Scalar>(
    from value: Tensor<Scalar>, along gradient: Tensor<Scalar>, of parameter: ParameterIdentity
  ) -> Tensor<Scalar> {
    guard momentum != 0 else { return value - learningRate * gradient }
    let velocity = velocities[parameter].map { momentum * Tensor($0) + gradient } ?? gradient
    velocities[parameter] = velocity.untyped
    return value - learningRate * velocity
  }
}
