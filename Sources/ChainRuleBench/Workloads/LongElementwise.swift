import ChainRule

/// W7: Σ sigmoid(x)·tanh(x) + exp(−x²) over ten million numbers, with its gradient.
struct LongElementwise: Workload {
  private static let count = 10_000_000
  private let x = LongElementwise.input
  private var value = 0.0
  private var gradient = Tensor<Float>(0)

  static var input: Tensor<Float> {
    var random = LegacyRandomState(seed: 0)
    return .normal(rows: count, columns: 1, using: &random).reshaped(to: [count])
  }

  static func sum(_ x: Variable<Float>) -> Variable<Float> { (sigmoid(x) * tanh(x) + exp(-(x * x))).sum() }

  mutating func step() {
    let result = valueWithGradient(at: x) { Self.sum($0) }
    value = Double(result.value.scalar)
    gradient = result.gradient
  }

  func checks() -> [Check] { Self.checks(sum: value, gradient: gradient) }

  static func checks(sum: Double, gradient: Tensor<Float>) -> [Check] {
    let part = gradient[0..<1000].scalars.reduce(0) { $0 + Double($1) }
    return [
      Check(name: "sum", value: sum, reference: 7_068_660.187),
      Check(name: "sum of 1000 derivatives", value: part, reference: 327.6428583),
    ]
  }

  /// Counts reading each number once and writing its derivative once.
  func figures(stepTime: Double) -> [Figure] { Self.figures(stepTime: stepTime) }

  static func figures(stepTime: Double) -> [Figure] {
    [Figure(name: "GB/s", value: 8 * Double(Self.count) / stepTime / 1e9)]
  }
}
