import ChainRule

/// W6: the product of the Hessian of W2's loss, with respect to all parameters, with a vector.
struct CurvatureProduct: Workload {
  private let problem = LearningProblem(.classification, sizes: [64, 32, 32, 10], batch: 32)
  private let direction: [Tensor<Float>]
  private var product: [Tensor<Float>] = []

  init() {
    var random = LegacyRandomState(seed: 1)
    direction = problem.parameters.map { .normal(rows: $0.shape[0], columns: $0.shape[1], using: &random) }
  }

  mutating func step() {
    product = hessianVectorProduct(at: problem.parameters, along: direction) { problem.loss(at: $0) }
  }

  func checks() -> [Check] {
    let squares = product.flatMap(\.scalars).reduce(0) { $0 + Double($1) * Double($1) }
    return [Check(name: "squared norm", value: squares, reference: 472.333195)]
  }
}
