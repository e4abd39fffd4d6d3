import ChainRule

/// W7: Σ sigmoid(x)·tanh(x) + exp(−x²) over ten million numbers, with its gradient.
struct LongElementwise: Workload {
  private static let count = 10_000_000
  private let x: Tensor<Float>
  private var value = 0.0
  private var gradient = Tensor<Float>(0)

  init() {
    var random = LegacyRandomState(seed: 0)
    x = .normal(rows: Self.count, columns: 1, using: &random).reshaped(to: [Self.count])
  }

  mutating func step() {
    let result = valueWithGradient(at: x) { x in (sigmoid(x) * tanh(x) + exp(-(x * x))).sum() }
    value = Double(result.value.scalar)
    gradient = result.gradient
  }

  func checks() -> [Check] {
    let part = gradient[0..<1000].scalars.reduce(0) { $0 + Double($1) }
    return [
      Check(name: "sum", value: value, reference: 7_068_660.187),
      Check(name: "sum of 1000 derivatives", value: part, reference: 327.6428583),
    ]
  }

  /// Counts reading each number once and writing its derivative once.
  func figures(stepTime: Double) -> [Figure] {
    [Figure(name: "GB/s", value: 8 * Double(Self.count) / stepTime / 1e9)]
  }
}
