import ChainRule

/// W1 to W4: the same step as a program, whose updates overwrite the parameters.
struct TrainingStepProgram: Workload {
  private let task: TrainingTask
  private let problem: LearningProblem
  private let state: Program<Float>.State
  private let firstLoss: Double

  init(_ task: TrainingTask) {
    self.task = task
    problem = task.makeProblem()
    let program = problem.program(learningRate: task.learningRate)
    // A run in a state of its own, which is gone before the measured one is made.
    firstLoss = Double(program()[0].scalar)
    state = program.makeState()
  }

  func step() { state.run() }

  func checks() -> [Check] { task.checks(first: firstLoss, later: problem.loss(at: state.updated)) }

  func figures(stepTime: Double) -> [Figure] { task.figures(stepTime: stepTime) }
}

extension LearningProblem {
  /// A step of gradient descent: computes the loss before it, and changes the parameters.
  fileprivate func program(learningRate: Double) -> Program<Float> {
    let tape = Tape<Float>(evaluation: .onDemand)
    let variables = parameters.map { tape.parameter($0) }
    let loss = loss(at: variables)
    let gradients = loss.backward()
    return tape.program(
      computing: [loss],
      updating: Dictionary(
        uniqueKeysWithValues: variables.map { ($0, $0 - learningRate * gradients.require($0)) }))
  }
}
