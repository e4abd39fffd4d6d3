import ChainRule

/// W1 to W4: forward, loss, backward, and gradient descent on every parameter, recorded on a new tape each time.
struct TrainingStep: Workload {
  private let problem: LearningProblem
  private let learningRate: Double
  private var parameters: [Tensor<Float>]
  /// The multiplications and additions in a step's matrix products.
  private let operations: Double
  private let firstLoss: Double
  private let references: (first: Double, later: Double)

  /// A network with the losses that it must have before the first step and after the checked ones.
  init(
    _ kind: LearningProblem.Kind, sizes: [Int], batch: Int, learningRate: Double,
    losses references: (first: Double, later: Double)
  ) {
    problem = LearningProblem(kind, sizes: sizes, batch: batch)
    self.learningRate = learningRate
    parameters = problem.parameters
    // Each layer makes two products forward and backward, and all but the first a third, for their inputs.
    let products = zip(sizes, sizes.dropFirst()).map { Double($0 * $1) }
    operations = 2 * Double(batch) * (3 * products.reduce(0, +) - products[0])
    firstLoss = problem.loss(at: parameters)
    self.references = references
  }

  mutating func step() {
    parameters = problem.parameters(after: parameters, learningRate: learningRate)
  }

  func checks() -> [Check] {
    [
      Check(name: "loss before the first step", value: firstLoss, reference: references.first),
      Check(name: "loss after \(checkedSteps)", value: problem.loss(at: parameters), reference: references.later),
    ]
  }

  /// How fast the matrix products are, if they were all there is to a step; they are next to nothing in the regression.
  func figures(stepTime: Double) -> [Figure] {
    problem.kind == .regression ? [] : [Figure(name: "GFLOP/s", value: operations / stepTime / 1e9)]
  }
}
