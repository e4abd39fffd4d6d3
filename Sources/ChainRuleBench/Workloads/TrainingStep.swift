import ChainRule

/// W1 to W4: forward, loss, backward, and gradient descent on every parameter, recorded on a new tape each time.
struct TrainingStep: Workload {
  private let task: TrainingTask
  private let problem: LearningProblem
  private var parameters: [Tensor<Float>]
  private let firstLoss: Double

  init(_ task: TrainingTask) {
    self.task = task
    problem = task.makeProblem()
    parameters = problem.parameters
    firstLoss = problem.loss(at: parameters)
  }

  mutating func step() {
    parameters = problem.parameters(after: parameters, learningRate: task.learningRate)
  }

  func checks() -> [Check] { task.checks(first: firstLoss, later: problem.loss(at: parameters)) }

  func figures(stepTime: Double) -> [Figure] { task.figures(stepTime: stepTime) }
}
