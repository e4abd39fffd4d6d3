import ChainRuleTestSupport
import Testing

@testable import ChainRule

@Suite struct ReductionKernelTests {
  /// All subsets of the axes of a shape with three.
  static let axisLists: [[Int]] = (0..<8).map { bits in (0..<3).filter { bits & 1 << $0 != 0 } }

  /// `combine` over all elements that share their place along the other axes, by plain loops.
  private func reference(
    _ t: Tensor<Double>, _ axes: [Int], _ initial: Double, _ combine: (Double, Double) -> Double
  ) -> [Double] {
    let lengths = Array(t.shape)
    let kept = lengths.indices.map { axes.contains($0) ? 1 : lengths[$0] }
    var results = Array(repeating: initial, count: kept.reduce(1, *))
    let scalars = t.scalars
    for i in 0..<lengths[0] {
      for j in 0..<lengths[1] {
        for k in 0..<lengths[2] {
          let place = zip([i, j, k], kept).map { $1 == 1 ? 0 : $0 }
          let result = (place[0] * kept[1] + place[1]) * kept[2] + place[2]
          results[result] = combine(results[result], scalars[(i * lengths[1] + j) * lengths[2] + k])
        }
      }
    }
    return results
  }

  @Test("sums and maxima along any axes, of transposed and broadcast tensors too", arguments: axisLists)
  func allAxes(axes: [Int]) {
    let t = uneven([3, 70, 5], seed: 4)
    let views = [
      t, Tensor<Double>(t.untyped.permuted([2, 0, 1])), t[1..., 3..<40, 2...],
      uneven([3, 1, 5], seed: 6).broadcast(to: [3, 9, 5]),
      Tensor(repeating: 0.1, shape: [2, 7, 3]),
    ]
    for view in views {
      let set = AxisSet(axes)
      let sum = Tensor<Double>(view.untyped.reduced(.sum, along: set))
      #expect(sum.shape == view.shape.reduced(along: set, keepingAxes: true))
      for (value, expected) in zip(sum.scalars, reference(view, axes, 0, +)) {
        #expect((value - expected).magnitude <= 1e-12)
      }
      let greatest = Tensor<Double>(view.untyped.reduced(.max, along: set))
      #expect(greatest.scalars == reference(view, axes, -.infinity) { max($0, $1) })
    }
  }

  @Test("sums of nothing are 0; maxima of nothing are asked for only where there is nothing")
  func empty() async {
    #expect(Tensor<Double>.zeros(0, 3).sum(alongAxes: [0]) == [0, 0, 0])
    #expect(Tensor<Double>.zeros(3, 0).sum(alongAxes: [1]) == [0, 0, 0])
    #expect(Tensor<Double>.zeros(3, 0).sum(alongAxes: [0]).shape == [0])
    #expect(Tensor<Float>.zeros(3, 0, 2).sum().scalar == 0)
    #expect(Tensor<Float>.zeros(0).sum().scalar == 0)
    #expect(Tensor<Double>(7).sum().scalar == 7)
    #expect(Tensor<Double>(Tensor<Double>.zeros(0, 3).untyped.reduced(.max, along: AxisSet([1]))).shape == [0, 1])
    let message = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(2, 0).untyped.reduced(.max, along: AxisSet([1]))
    }
    #expect(message.message.contains("max: the operand is 2 × 0, and of no elements none is the greatest"))
  }

  @Test("a NaN, wherever it stands, is the maximum; sums pass it on")
  func nan() {
    for place in 0..<3 {
      var t: Tensor<Double> = [[1, 5, 3], [2, 0, 9]]
      t[0, place] = .nan
      let greatest = Tensor<Double>(t.untyped.reduced(.max, along: AxisSet([1]))).scalars
      #expect(greatest[0].isNaN)
      #expect(greatest[1] == 9)
      #expect(t.sum().scalar.isNaN)
    }
  }

  #if DEBUG
    static let many = 1_000_000
  #else
    static let many = 10_000_000
  #endif

  @Test("a float32 sum of millions of numbers is right to 10⁻⁶, along either axis")
  func accuracy() {
    var generator = PhiloxGenerator(seed: 1)
    let t = Tensor<Float>.uniform(0..<1, shape: [Self.many / 10, 10], using: &generator)
    let (total, last) = t.withUnsafeScalars { scalars in
      var total = 0.0
      var last = 0.0
      for (place, value) in scalars.enumerated() {
        total += Double(value)
        if place % 10 == 9 { last += Double(value) }
      }
      return (total, last)
    }
    #expect((Double(t.sum().scalar) / total - 1).magnitude < 1e-6)
    #expect((Double(t.sum(alongAxes: [0])[9]) / last - 1).magnitude < 1e-6)
    #expect((Double(t[0..., 9].sum().scalar) / last - 1).magnitude < 1e-6)
    #expect(
      (Double(Tensor<Float>(repeating: 0.1, shape: [Self.many]).sum().scalar) / (Double(Float(0.1)) * Double(Self.many))
        - 1).magnitude < 1e-6)
  }
}
