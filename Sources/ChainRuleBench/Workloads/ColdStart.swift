import ChainRule

/// W8: this program started anew, to make one step of W1's network and end.
struct ColdStart: Workload {
  private var failures = 0
  private var peak = 0

  /// The option that makes the program do this one step.
  static let option = "--one-step"

  mutating func step() {
    let end = System.runThisProgram([Self.option])
    peak = max(peak, end.peakResidentBytes)
    if end.status != 0 { failures += 1 }
  }

  func checks() -> [Check] { [Check(name: "processes that failed", value: Double(failures), reference: 0)] }

  var peakResidentElsewhere: Int? { peak }

  /// One step from weights that are all ½; whether it ended where it should.
  static func makeOneStep() -> Bool {
    let half: Float = 0.5
    let problem = LearningProblem(
      kind: .regression, inputs: .ones(2, 1), targets: .ones(1, 1),
      parameters: [[2, 2], [2, 1], [1, 2], [1, 1]].map { Tensor(repeating: half, shape: $0) })
    let after = problem.parameters(after: problem.parameters, learningRate: 0.1)
    return Check(name: "last bias", value: Double(after[3].scalar), reference: 0.5035191155).agrees
  }
}
