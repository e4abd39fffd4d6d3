import ChainRule

/// W6: the same product as a program.
struct CurvatureProductProgram: Workload {
  private let state: Program<Float>.State

  init() {
    let problem = CurvatureProduct.problem
    let tape = Tape<Float>(evaluation: .onDemand)
    let parameters = problem.parameters.map { tape.parameter($0) }
    let direction = CurvatureProduct.direction.map { tape.data($0) }
    let product = hessianVectorProduct(at: parameters, along: direction) { problem.loss(at: $0) }
    state = tape.program(computing: product, from: parameters + direction).makeState()
  }

  func step() { state.run() }

  func checks() -> [Check] { [CurvatureProduct.check(state.outputs)] }
}
