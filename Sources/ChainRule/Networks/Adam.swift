/// Adam: gradient descent with a step for each number, from running means of its gradient and of the square of it.
///
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η·m̂ / (√v̂ + ε), where m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) make up
/// for the start at 0. Source: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
public struct Adam: Optimizer {
  /// η.
  public var learningRate: Double
  /// β₁.
  public let gradientDecay: Double
  /// β₂.
  public let squareDecay: Double
  /// ε.
  public let epsilon: Double
  public var state = OptimizerState()

  public init(
    learningRate: Double = 0.001, gradientDecay: Double = 0.9, squareDecay: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.gradientDecay = gradientDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  /// m, v and t, the number of steps.
  public var memory: [OptimizerMemory] { [.zeros, .zeros, .number(0)] }

  public func step<X: ElementwiseOperand>(from value: X, along gradient: X, rate: X, memory: inout [X]) -> X {
    let mean = gradientDecay * memory[0] + (1 - gradientDecay) * gradient
    let meanSquare = squareDecay * memory[1] + (1 - squareDecay) * square(gradient)
    let count = memory[2] + 1
    memory = [mean, meanSquare, count]
    // Both corrections are single numbers: η·m̂ has one factor, √v̂ another.
    let correctedRate = rate / Self.correction(gradientDecay, count)
    let deviation = sqrt(meanSquare / Self.correction(squareDecay, count)) + epsilon
    return value - correctedRate * mean / deviation
  }

  /// 1 − βᵗ. In the form 1 − exp(t log β), of a logarithm in double precision, no digits cancel: 1 − 0.999 in single
  /// precision has four that are right.
  private static func correction<X: ElementwiseOperand>(_ decay: Double, _ count: X) -> X {
    -expm1(log(Tensor<Double>(decay)).scalar * count)
  }
}
