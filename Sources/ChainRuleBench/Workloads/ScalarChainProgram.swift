import ChainRule

/// W5: the same chain and its derivative as a program.
///
/// c and d are inputs, so that planning cannot compute beforehand what only depends on them, and all is executed.
struct ScalarChainProgram: Workload {
  private let state: Program<Float>.State
  private let derivative: Variable<Float>
  private let tape = Tape<Float>(evaluation: .onDemand)

  init() {
    let x = tape.parameter(Tensor(0.5))
    let c = tape.data(Tensor(0.99999))
    let d = tape.data(Tensor(0.00001))
    var y = x
    for _ in 0..<ScalarChain.length {
      y = y * c
      y = y + d
    }
    derivative = y.backward(withRespectTo: [x]).require(x)
    state = tape.program(computing: [y, derivative], from: [x, c, d]).makeState()
  }

  func step() { state.run() }

  func checks() -> [Check] { [ScalarChain.check(derivative: Double(state[derivative].scalar))] }
}
