import ChainRule
import Testing

@Suite struct TensorComparisonTests {
  @Test("tensors are equal when shapes and elements are")
  func equality() {
    let t: Tensor<Double> = [[1, 2], [3, 4]]
    #expect(t == Tensor([[1, 2], [3, 4]]))
    #expect(t != [[1, 2], [3, 5]])
    #expect(t != [1, 2, 3, 4])
    #expect(Tensor<Double>.zeros(2, 0) == .zeros(2, 0))
    #expect(Tensor<Double>.zeros(2, 0) != .zeros(0, 2))
    #expect(Tensor<Float>.ones(2) == [1, 1])
    #expect(t[0..., 1] == [2, 4])
    #expect(Tensor<Double>([0]) == [-0.0])
    #expect(Tensor<Double>([.nan]) != Tensor([.nan]))
    let nan = Tensor<Double>(.nan)
    #expect(nan != nan)
  }

  @Test(
    "approximate equality is |a − b| ≤ max(absolute, relative · max(|a|, |b|))",
    arguments: [
      (100, 101, 0.01, 0, true), (100, 101.02, 0.01, 0, false), (100, 101.02, 0, 1.5, true),
      (-100, -101, 0.01, 0, true),
      (0, 1e-300, 0.5, 0, false), (0, 1e-3, 0, 1e-3, true), (1, 1, 0, 0, true), (1, 1 + 1e-15, 0, 0, false),
      (1, -1, 1, 0, false), (1, -1, 2, 0, true), (.infinity, .infinity, 0, 0, true),
      (.infinity, 1, 1, .infinity, false),
      (.infinity, -.infinity, 1, 0, false), (.nan, .nan, 1, .infinity, false), (.nan, 1, 1, .infinity, false),
      (1e308, -1e308, 1, 0, false),
    ] as [(Double, Double, Double, Double, Bool)])
  func approximateEquality(a: Double, b: Double, relative: Double, absolute: Double, expected: Bool) {
    for (a, b) in [(a, b), (b, a)] {
      // As a single number, as one element among equal ones, and seen through a stride.
      let pairs: [(Tensor<Double>, Tensor<Double>)] = [
        (Tensor(a), Tensor(b)), (Tensor([7, a, 7]), Tensor([7, b, 7])),
        (Tensor([[a, 5], [a, 6]])[0..., 0], Tensor([b, b])),
      ]
      for (x, y) in pairs {
        #expect(x.isApproximatelyEqual(to: y, relativeTolerance: relative, absoluteTolerance: absolute) == expected)
      }
    }
  }

  @Test("by default about half of the digits must agree, for each scalar type")
  func defaults() {
    #expect(Tensor<Double>([1]).isApproximatelyEqual(to: Tensor([1 + 1e-8])))
    #expect(!Tensor<Double>([1]).isApproximatelyEqual(to: Tensor([1 + 2e-8])))
    #expect(Tensor<Float>([1]).isApproximatelyEqual(to: Tensor([1 + 3e-4])))
    #expect(!Tensor<Float>([1]).isApproximatelyEqual(to: Tensor([1 + 4e-4])))
    #expect(!Tensor<Double>([1, 1]).isApproximatelyEqual(to: [[1, 1]]))
    #expect(Tensor<Double>.zeros(0).isApproximatelyEqual(to: .zeros(0)))
  }
}
