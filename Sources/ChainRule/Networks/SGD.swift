/// Stochastic gradient descent with momentum: v ← μv + g, w ← w − ηv, where v starts as 0.
///
/// Source of the momentum: B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
public struct SGD: Optimizer {
  /// η.
  public var learningRate: Double
  /// μ; 0 is plain gradient descent.
  public let momentum: Double
  public var state = OptimizerState()

  public init(learningRate: Double, momentum: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// v; nothing without momentum.
  public var memory: [OptimizerMemory] { momentum == 0 ? [] : [.zeros] }

  public func step<X: ElementwiseOperand>(from value: X, along gradient: X, rate: X, memory: inout [X]) -> X {
    guard momentum != 0 else { return value - rate * gradient }
    memory[0] = momentum * memory[0] + gradient
    return value - rate * memory[0]
  }
}
