import ChainRule

/// W6: the product of the Hessian of W2's loss, with respect to all parameters, with a vector.
struct CurvatureProduct: Workload {
  private let problem = CurvatureProduct.problem
  private let direction = CurvatureProduct.direction
  private var product: [Tensor<Float>] = []

  static var problem: LearningProblem { LearningProblem(.classification, sizes: [64, 32, 32, 10], batch: 32) }

  /// What the Hessian is multiplied with: a part for each parameter.
  static var direction: [Tensor<Float>] {
    var random = LegacyRandomState(seed: 1)
    return problem.parameters.map { .normal(rows: $0.shape[0], columns: $0.shape[1], using: &random) }
  }

  mutating func step() {
    product = hessianVectorProduct(at: problem.parameters, along: direction) { problem.loss(at: $0) }
  }

  func checks() -> [Check] { [Self.check(product)] }

  static func check(_ product: [Tensor<Float>]) -> Check {
    let squares = product.flatMap(\.scalars).reduce(0) { $0 + Double($1) * Double($1) }
    return Check(name: "squared norm", value: squares, reference: 472.333195)
  }
}
