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
  private var moments: [ParameterIdentity: Moments] = [:]

  private struct Moments {
    var mean: UntypedTensor
    var square: UntypedTensor
    // β₁ᵗ and β₂ᵗ.
    var gradientPower: Double
    var squarePower: Double
  }

  public init(
    learningRate: Double = 0.001, gradientDecay: Double = 0.9, squareDecay: Double = 0.999, epsilon: Double = 1e-8
  ) {
    self.learningRate = learningRate
    self.gradientDecay = gradientDecay
    self.squareDecay = squareDecay
    self.epsilon = epsilon
  }

  public mutating func step<Scalar>(
    from value: Tensor<Scalar>, along gradient: Tensor<Scalar>, of parameter: ParameterIdentity
  ) -> Tensor<Scalar> {
    let last = moments[parameter]
    let zero = Tensor<Scalar>(repeating: 0, shape: value.shape)
    let lastMean = last.map { Tensor<Scalar>($0.mean) } ?? zero
    let lastSquare = last.map { Tensor<Scalar>($0.square) } ?? zero
    let mean = gradientDecay * lastMean + (1 - gradientDecay) * gradient
    let meanSquare = squareDecay * lastSquare + (1 - squareDecay) * square(gradient)
    let gradientPower = (last?.gradientPower ?? 1) * gradientDecay
    let squarePower = (last?.squarePower ?? 1) * squareDecay
    moments[parameter] = Moments(
      mean: mean.untyped, square: meanSquare.untyped, gradientPower: gradientPower, squarePower: squarePower)
    // Both corrections are single numbers: η·m̂ has one factor, √v̂ another.
    let rate = learningRate / (1 - gradientPower)
    let deviation = sqrt(meanSquare / (1 - squarePower)) + epsilon
    return value - rate * mean / deviation
  }
}
