import ChainRule

/// W7: the same sum and its gradient as a program.
struct LongElementwiseProgram: Workload {
  private let state: Program<Float>.State

  init() {
    let tape = Tape<Float>(evaluation: .onDemand)
    let x = tape.parameter(LongElementwise.input)
    let sum = LongElementwise.sum(x)
    state = tape.program(computing: [sum, sum.backward().require(x)], from: [x]).makeState()
  }

  func step() { state.run() }

  func checks() -> [Check] {
    let outputs = state.outputs
    return LongElementwise.checks(sum: Double(outputs[0].scalar), gradient: outputs[1])
  }

  func figures(stepTime: Double) -> [Figure] { LongElementwise.figures(stepTime: stepTime) }
}
