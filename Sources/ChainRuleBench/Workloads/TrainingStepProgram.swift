import ChainRule

/// W1 to W4: the same step as a program, whose updates overwrite the parameters.
struct TrainingStepProgram: Workload {
  private let problem: LearningProblem
  private let state: Program<Float>.State
  private let operations: Double
  private let firstLoss: Double
  private let references: (first: Double, later: Double)?

  /// A network with the losses that it must have before the first step and after the checked ones, where they are known.
  init(
    _ kind: LearningProblem.Kind, sizes: [Int], batch: Int, learningRate: Double,
    losses references: (first: Double, later: Double)?
  ) {
    problem = LearningProblem(kind, sizes: sizes, batch: batch)
    state = problem.program(learningRate: learningRate).makeState()
    operations = TrainingStep.operations(sizes: sizes, batch: batch)
    firstLoss = problem.loss(at: problem.parameters)
    self.references = references
  }

  func step() { state.run() }

  func checks() -> [Check] {
    guard let references else { return [] }
    return [
      Check(name: "loss before the first step", value: firstLoss, reference: references.first),
      Check(name: "loss after \(checkedSteps)", value: problem.loss(at: state.updated), reference: references.later),
    ]
  }

  func figures(stepTime: Double) -> [Figure] {
    problem.kind == .regression ? [] : [Figure(name: Figure.productRate, value: operations / stepTime / 1e9)]
  }
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
