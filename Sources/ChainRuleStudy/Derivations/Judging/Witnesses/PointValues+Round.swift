import ChainRule

extension PointValues {
  /// Multiples of one half between −2 and 2 but zero, at which there is often a kink; quarters where a formula may take
  /// the logarithm of the number or of what it lacks of one.
  func roundValue(
    _ quantity: Model.Quantity, _ rows: Int, _ columns: Int, using generator: inout PhiloxGenerator
  ) -> Tensor<Double> {
    let count = rows * columns
    func draws(_ choices: [Double]) -> Tensor<Double> {
      Tensor(shape: [rows, columns], scalars: (0..<count).map { _ in choices.randomElement(using: &generator) ?? 1 })
    }
    if let classes = quantity.classes { return draws((1...max(1, size(classes))).map { Double($0) }) }
    if let axis = quantity.sumsToOne {
      let parts = draws([1, 2, 3])
      return parts / parts.sum(alongAxes: [axis == .columns ? 1 : 0], keepingAxes: true)
    }
    if isPositive || quantity.isPositive { return draws([0.25, 0.5, 0.75]) }
    return draws([-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2])
  }
}
