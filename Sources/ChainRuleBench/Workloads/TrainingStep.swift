import ChainRule

/// W1 to W4: forward, loss, backward, and gradient descent on every parameter, recorded on a new tape each time.
struct TrainingStep: Workload {
  private let problem: LearningProblem
  private let learningRate: Double
  private var parameters: [Tensor<Float>]
  private let operations: Double
  private let firstLoss: Double
  private let references: (first: Double, later: Double)?

  /// A network with the losses that it must have before the first step and after the checked ones, where they are known.
  init(
    _ kind: LearningProblem.Kind, sizes: [Int], batch: Int, learningRate: Double,
    losses references: (first: Double, later: Double)?
  ) {
    problem = LearningProblem(kind, sizes: sizes, batch: batch)
    self.learningRate = learningRate
    parameters = problem.parameters
    operations = Self.operations(sizes: sizes, batch: batch)
    firstLoss = problem.loss(at: parameters)
    self.references = references
  }

  mutating func step() {
    parameters = problem.parameters(after: parameters, learningRate: learningRate)
  }

  /// The multiplications and additions in the matrix products of a step.
  static func operations(sizes: [Int], batch: Int) -> Double {
    // Each layer makes two products forward and backward, and all but the first a third, for their inputs.
    let products = zip(sizes, sizes.dropFirst()).map { Double($0 * $1) }
    return 2 * Double(batch) * (3 * products.reduce(0, +) - products[0])
  }

  func checks() -> [Check] {
    guard let references else { return [] }
    return [
      Check(name: "loss before the first step", value: firstLoss, reference: references.first),
      Check(name: "loss after \(checkedSteps)", value: problem.loss(at: parameters), reference: references.later),
    ]
  }

  /// How fast the matrix products are, if they were all there is to a step; they are next to nothing in the regression.
  func figures(stepTime: Double) -> [Figure] {
    problem.kind == .regression ? [] : [Figure(name: Figure.productRate, value: operations / stepTime / 1e9)]
  }
}

/// Steps of the same training in every mode.
func trainingSteps(
  _ kind: LearningProblem.Kind, sizes: [Int], batch: Int, learningRate: Double,
  losses: (first: Double, later: Double)? = nil
) -> [Mode: () -> any Workload] {
  [
    .eager: { TrainingStep(kind, sizes: sizes, batch: batch, learningRate: learningRate, losses: losses) },
    .program: {
      TrainingStepProgram(kind, sizes: sizes, batch: batch, learningRate: learningRate, losses: losses)
    },
  ]
}
