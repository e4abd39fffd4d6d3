import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct ArgmaxTests {
  @Test("the first greatest element along each axis, against a plain loop", arguments: [0, 1, 2])
  func alongAxis(axis: Int) {
    // Few different numbers, so that there are ties.
    let t = uneven([3, 4, 5], seed: 8).map { ($0 * 1.5).rounded() }
    let lengths = [3, 4, 5]
    var expected: [Double] = []
    let others = [0, 1, 2].filter { $0 != axis }
    for i in 0..<lengths[others[0]] {
      for j in 0..<lengths[others[1]] {
        var place = [0, 0, 0]
        (place[others[0]], place[others[1]]) = (i, j)
        let values = (0..<lengths[axis]).map { k -> Double in
          place[axis] = k
          return t[place[0], place[1], place[2]]
        }
        expected.append(Double(values.firstIndex(of: values.max()!)!))
      }
    }
    #expect(t.argmax(alongAxis: axis).scalars == expected)
    #expect(t.argmax(alongAxis: axis - 3).scalars == expected)
    #expect(t.argmax(alongAxis: axis).shape == Shape(others.map { lengths[$0] }))
    #expect(
      Array(t.argmax(alongAxis: axis, keepingAxes: true).shape) == lengths.indices.map { $0 == axis ? 1 : lengths[$0] })
  }

  @Test("without an axis it is the place in row-major order, of views too")
  func flat() {
    let t: Tensor<Float> = [[1, 9, 2], [9, 3, 9]]
    #expect(t.argmax().scalar == 1)
    #expect(t.argmax().rank == 0)
    #expect(t.argmax(keepingAxes: true).shape == [1, 1])
    #expect(t[0..., 1...].argmax().scalar == 0)
    #expect(t[1, 0...].argmax().scalar == 0)
    #expect(Tensor<Double>(5).argmax().scalar == 0)
    #expect(Tensor<Double>.ones(2, 3).argmax(alongAxis: 1) == [0, 0])
  }

  @Test("a NaN counts as the greatest")
  func nan() {
    #expect(Tensor<Double>([1, .nan, .infinity, .nan]).argmax().scalar == 1)
    #expect(Tensor<Double>([[1, 5], [.nan, 2]]).argmax(alongAxis: 0) == [1, 0])
  }

  @Test("of nothing there is none, unless nothing is asked")
  func empty() async {
    #expect(Tensor<Double>.zeros(0, 3).argmax(alongAxis: 1).shape == [0])
    let message = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(0, 3).argmax(alongAxis: 0)
    }
    #expect(message.message.contains("argmax: the operand is 0 × 3, and of no elements none is the greatest"))
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(2, 3).argmax(alongAxis: 2)
    }
    #expect(axis.message.contains("axis 2 is out of range; its axes are 0 ... 1, or −2 ... −1 from the back"))
  }
}
