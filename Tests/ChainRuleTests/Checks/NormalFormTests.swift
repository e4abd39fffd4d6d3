import ChainRuleTestSupport
import Foundation
import Testing

@testable import ChainRule

/// What claims call the identical expression.
@Suite struct NormalFormTests {
  static let isLong = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil

  /// Expressions over a few leaves whose shapes agree, differ or broadcast, so that near misses are frequent.
  struct Pool {
    let tape = Tape<Double>()
    var nodes: [Variable<Double>] = []
    var generator: PhiloxGenerator

    init(seed: Int) {
      generator = PhiloxGenerator(seed: UInt64(seed))
      let all: [Shape] = [
        [3, 3], [3, 3], [1, 3], [3, 1], [3], [2, 3, 3], [1, 3, 3], [3, 4], [4, 3], .scalar, [2, 1, 3],
      ]
      for shape in all.shuffled(using: &generator).prefix(4) {
        nodes.append(tape.parameter(.uniform(0.5..<2, shape: shape, using: &generator)))
      }
      nodes.append(tape.constant(Tensor(repeating: 2, shape: [3, 3])))
      for _ in 0..<300 where nodes.count < 70 {
        guard let node = grown(), node.rank <= 4, node.shape.elementCount <= 64 else { continue }
        // Small numbers may be what rounding left over of a cancellation.
        if node.value.scalars.allSatisfy({ abs($0) > 1e-3 && abs($0) < 1e4 }) { nodes.append(node) }
      }
    }

    private mutating func grown() -> Variable<Double>? {
      let x = nodes.randomElement(using: &generator)!
      let suitable = nodes.filter { (try? $0.shape.broadcast(with: x.shape)) != nil }
      let y = suitable.randomElement(using: &generator)!
      let axes = x.shape.indices.filter { _ in Bool.random(using: &generator) }
      let keeps = Bool.random(using: &generator)
      let number = [2, 0.5, -1, 3, 1.0 / 3].randomElement(using: &generator)!
      switch Int.random(in: 0..<26, using: &generator) {
      case 0, 1: return x + y
      case 2, 3: return x - y
      case 4, 5: return x * y
      case 6: return x / y
      case 7: return -x
      case 8: return x * number
      case 9: return x / number
      case 10: return x + number
      case 11: return number / x
      case 12: return square(x)
      case 13: return power(x, [-2, -1, 0, 1, 2, 3, 0.5].randomElement(using: &generator)!)
      case 14: return x.rank >= 2 ? x.transposed() : nil
      case 15, 16:
        let others = nodes.filter { (try? MatrixProduct().outputShape(for: [x.shape, $0.shape])) != nil }
        return others.randomElement(using: &generator).map { matmul(x, $0) }
      case 17, 18: return x.sum(alongAxes: axes, keepingAxes: keeps)
      case 19: return x.mean(alongAxes: axes, keepingAxes: keeps)
      case 20: return x.shape == y.shape ? dot(x, y) : nil
      case 21:
        let shapes: [Shape] = [
          [9], [3, 3], [1, 3, 3], [3, 1], [1, 3], [3], [1, 1, 3], [2, 9], [6, 3], [12], [4, 3],
        ]
        let fitting = shapes.filter { $0.elementCount == x.shape.elementCount }
        return fitting.randomElement(using: &generator).map { x.reshaped(to: $0) }
      case 22:
        let shapes: [Shape] = [[3, 3], [2, 3, 3], [1, 3], [4, 3], [2, 1, 3], [3, 1, 3]]
        let fitting = shapes.filter { (try? x.shape.broadcastAxes(to: $0)) != nil }
        return fitting.randomElement(using: &generator).map { x.broadcast(to: $0) }
      case 23: return tanh(x)
      case 24: return x.rank >= 2 ? x.permuted(Array(x.shape.indices).shuffled(using: &generator)) : nil
      default:
        let isClear = (x.value - y.value).scalars.allSatisfy { abs($0) > 1e-3 }
        return isClear ? 1 + [x .> y, x .< y, x .>= y, x .<= y].randomElement(using: &generator)! : nil
      }
    }
  }

  @Test("expressions with one normal form have one value", arguments: 0..<(isLong ? 2000 : 40))
  func soundness(seed: Int) {
    let pool = Pool(seed: seed)
    var form = NormalForm(pool.tape.core)
    for (place, x) in pool.nodes.enumerated() {
      for y in pool.nodes[..<place] where x.shape == y.shape && form.areIdentical(x.index, y.index) {
        let scale = x.value.scalars.map(abs).max()!
        let error = zip(x.value.scalars, y.value.scalars).map { abs($0 - $1) }.max()!
        #expect(error <= 1e-9 * scale, "#\(x.index) and #\(y.index)\n\(pool.tape)")
      }
    }
  }

  private typealias Two = (Variable<Double>, Variable<Double>)

  @Test("what people write for one another is one expression")
  func completeness() {
    let tape = Tape<Double>()
    let x = tape.parameter(uneven([3, 4], seed: 1), named: "x")
    let y = tape.parameter(uneven([3, 4], seed: 2), named: "y")
    let row = tape.parameter(uneven([1, 4], seed: 3), named: "row")
    let cube = tape.parameter(uneven([2, 3, 4], seed: 4), named: "cube")
    let s = sigmoid(x)
    let equal: [String: Two] = [
      "square": (x * x, square(x)), "power": (square(x), power(x, 2)), "power −1": (power(x, -1), 1 / x),
      "power 3": (power(2 * x, 3), 8 * x * x * x), "power of a quotient": (square(x / y), x * x / (y * y)),
      "quotient": (x / y, x * (1 / y)), "difference": (-(x - y), y - x), "scaled sum": ((x + y) * 2, 2 * x + 2 * y),
      "scaled product": ((x + y) * 2 * x, x * (2 * x + 2 * y)), "sum": ((2 * x).sum(), 2 * x.sum()),
      "mean": (x.mean(), x.sum() / 12), "mean of an axis": (x.mean(alongAxes: [1]), x.sum(alongAxes: [1]) / 4),
      "dot": (dot(x, y), (x * y).sum()), "dot with itself": (dot(x, x), square(x).sum()),
      "mask": (x .> 0, 0 .< x), "mask with equality": (x .<= y, y .>= x), "sigmoid′": (s * (1 - s), -(s * (s - 1))),
      "tanh′": (1 - square(tanh(x)), 1 - tanh(x) * tanh(x)),
      "sum of equal elements": (row.broadcast(to: [3, 4]).sum(alongAxes: [0], keepingAxes: true), 3 * row),
      "sum of a broadcast": (row.broadcast(to: [3, 4]).sum(), 3 * row.sum()),
      "sum of an axis of length 1": (row.sum(alongAxes: [0]).reshaped(to: [1, 4]), row),
      "sum by sum": (
        x.sum(alongAxes: [0], keepingAxes: true).sum(alongAxes: [1], keepingAxes: true),
        x.sum(alongAxes: [0, 1], keepingAxes: true)
      ),
      "permutation": (cube.permuted([0, 2, 1]), cube.transposed()), "no permutation": (cube.permuted([0, 1, 2]), cube),
      "stopped": (stopGradient(x) * 2, x + x),
    ]
    for (name, (a, b)) in equal {
      var form = NormalForm(tape.core)
      let areIdentical = form.areIdentical(a.index, b.index)
      #expect(a.shape == b.shape && areIdentical, "\(name)")
    }
  }

  @Test("numbers that over- or underflow, or divide by 0, are not gathered")
  func extremes() {
    let tape = Tape<Double>()
    let x = tape.parameter([1e-300, 1, 1e300], named: "x")
    let y = tape.parameter([1, 2, 3], named: "y")
    let different: [String: Two] = [
      "overflow": (x * 1e200 * 1e200, x * 1e200 * 1e300), "underflow": (x * 1e-200 * 1e-200, x * 1e-200 * 1e-300),
      "1/0": (y / 0, y * 2 / 0), "1/−0": (1 / (y * 0.0), 1 / (y * -0.0)), "0": (y * 0, y * 0 * y),
      "ratios": (1e-200 * x + 1e200 * y, 1e-200 * x + 2e200 * y), "NaN": (y * .nan, y * .infinity),
      "small": (y * 0x1p-1074, y * 0x1p-1073),
    ]
    for (name, (a, b)) in different {
      var form = NormalForm(tape.core)
      let areIdentical = form.areIdentical(a.index, b.index)
      #expect(!areIdentical, "\(name)")
    }
    var form = NormalForm(tape.core)
    let zero = y - y
    let isDropped = form.areIdentical((x + zero).index, x.index)
    #expect(isDropped)
  }

  @Test("a chain of sums that are all different is read in time and memory that grow with its length")
  func longChain() {
    let tape = Tape<Double>()
    func chain() -> Variable<Double> {
      (1...20_000).reduce(tape.data(Tensor(1))) { sum, _ in sum + tape.data(Tensor(1)) }
    }
    let (a, b) = (chain(), chain())
    var form = NormalForm(tape.core)
    let areIdentical = form.areIdentical(a.index, b.index)
    let areDoubled = form.areIdentical((2 * a).index, (a + a).index)
    #expect(!areIdentical)
    #expect(areDoubled)
  }
}
