/// What W1 to W4 do in every mode: gradient descent on the parameters of a network, with losses that must come out.
struct TrainingTask {
  let kind: LearningProblem.Kind
  let sizes: [Int]
  let batch: Int
  let learningRate: Double
  /// The losses before the first step and after the checked ones, where they are known.
  var losses: (first: Double, later: Double)?

  /// The network and its batch, made anew each time.
  func makeProblem() -> LearningProblem { LearningProblem(kind, sizes: sizes, batch: batch) }

  /// What does the task in each mode.
  var workloads: [Mode: () -> any Workload] {
    [.eager: { TrainingStep(self) }, .program: { TrainingStepProgram(self) }]
  }

  /// The multiplications and additions in the matrix products of a step.
  var operations: Double {
    // Each layer makes two products forward and backward, and all but the first a third, for their inputs.
    let products = zip(sizes, sizes.dropFirst()).map { Double($0 * $1) }
    return 2 * Double(batch) * (3 * products.reduce(0, +) - products[0])
  }

  func checks(first: Double, later: @autoclosure () -> Double) -> [Check] {
    guard let losses else { return [] }
    return [
      Check(name: "loss before the first step", value: first, reference: losses.first),
      Check(name: "loss after \(checkedSteps)", value: later(), reference: losses.later),
    ]
  }

  /// How fast the matrix products are, if they were all there is to a step; they are next to nothing in the regression.
  func figures(stepTime: Double) -> [Figure] {
    kind == .regression ? [] : [Figure(name: Figure.productRate, value: operations / stepTime / 1e9)]
  }
}
