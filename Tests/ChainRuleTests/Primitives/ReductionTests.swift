import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

@Suite struct ReductionTests {
  /// The reduction of a 2 × 3 × 4 tensor by a plain loop: the elements that differ only in the reduced axes, made into one.
  static func reduce(
    _ x: Tensor<Double>, _ axes: [Int], keepingAxes: Bool, _ function: ([Double]) -> Double
  ) -> Tensor<Double> {
    let shape = Array(x.shape)
    var groups: [[Int]: [Double]] = [:]
    var order: [[Int]] = []
    for (position, value) in x.scalars.enumerated() {
      var rest = position
      var indices = [0, 0, 0]
      for axis in [2, 1, 0] {
        indices[axis] = axes.contains(axis) ? 0 : rest % shape[axis]
        rest /= shape[axis]
      }
      if groups[indices] == nil { order.append(indices) }
      groups[indices, default: []].append(value)
    }
    let target = (0..<3).compactMap { axes.contains($0) ? (keepingAxes ? 1 : nil) : shape[$0] }
    return Tensor(shape: Shape(target), scalars: order.map { function(groups[$0]!) })
  }

  static let axes: [[Int]] = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
  static let box = uneven([2, 3, 4], seed: 6)

  static let cases: [OperationCase] = axes.flatMap { axes -> [OperationCase] in
    let keeping = axes.count == 2
    return [
      OperationCase("sum along \(axes)", [box]) {
        $0[0].sum(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { $0.reduce(0, +) }
      },
      OperationCase("mean along \(axes)", [box]) {
        $0[0].mean(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { $0.reduce(0, +) / Double($0.count) }
      },
      OperationCase("variance along \(axes)", [box]) {
        $0[0].variance(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { values in
          let mean = values.reduce(0, +) / Double(values.count)
          return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        }
      },
      OperationCase("max along \(axes)", [box]) {
        $0[0].max(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { $0.max()! }
      },
      OperationCase("logSumExp along \(axes)", [box]) {
        $0[0].logSumExp(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { log($0.reduce(0) { $0 + exp($1) }) }
      },
      OperationCase("norm along \(axes)", [box]) {
        $0[0].norm(alongAxes: axes, keepingAxes: keeping)
      } reference: {
        reduce($0[0], axes, keepingAxes: keeping) { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
      },
    ]
  }

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("Without axes everything is reduced, to a scalar; negative axes count from the back")
  func defaults() {
    let x = Self.box
    #expect(x.mean().shape == .scalar)
    #expect(abs(x.mean().scalar - x.scalars.reduce(0, +) / 24) < 1e-15)
    #expect(x.max(alongAxes: [-1]).scalars == x.max(alongAxes: [2]).scalars)
    #expect(x.norm().shape == .scalar)
    let tape = Tape<Double>()
    #expect(tape.data(x).logSumExp().value.scalar == x.logSumExp().scalar)
  }

  @Test("Elements that tie for the maximum share its gradient equally, each row by itself")
  func ties() {
    let tape = Tape<Double>()
    let x = tape.parameter([[3, 1, 3, 3], [5, 5, -5, 0], [1, 2, 3, 4]], named: "X")
    let largest = x.max(alongAxes: [1])
    let gradient = largest.backward(seed: tape.data([6, 10, 7])).require(x).value
    #expect(largest.value.scalars == [3, 5, 4])
    #expect(gradient.scalars == [2, 0, 2, 2, 5, 5, 0, 0, 0, 0, 0, 7])
    let tangent = jvp(at: x.value, along: [[3, 9, 6, 0], [1, 2, 9, 9], [9, 9, 9, 8]]) { $0.max(alongAxes: [1]) }.tangent
    #expect(tangent.scalars == [3, 1.5, 8])
  }

  @Test("A NaN is the maximum, and its gradient is no number")
  func nan() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor([[1, .nan], [2, 3]]))
    let gradient = x.max(alongAxes: [1]).sum().backward().require(x).value.scalars
    #expect(gradient[0].isNaN && gradient[1].isNaN)
    #expect(gradient[2...] == [0, 1])
  }

  @Test("logSumExp stays finite where its exponentials do not, and is −∞, with gradient 0, where all elements are")
  func logSumExp() {
    let tape = Tape<Double>()
    let x = tape.parameter(
      Tensor([[1000, 1000, -1000], [-.infinity, 2, -.infinity], [-.infinity, -.infinity, -.infinity]]))
    let y = x.logSumExp(alongAxes: [1])
    #expect(y.value.scalars == [1000 + log(2), 2, -.infinity])
    #expect(y.backward(seed: tape.data([1, 1, 1])).require(x).value.scalars == [0.5, 0.5, 0, 0, 1, 0, 0, 0, 0])
    #expect(Tensor<Double>([.infinity, 0]).logSumExp().scalar == .infinity)
    #expect(Tensor<Double>([.nan, 0]).logSumExp().scalar.isNaN)
  }

  @Test("The norm neither overflows nor underflows, and its gradient at 0 is 0")
  func norm() {
    #expect(abs(Tensor<Double>([3e200, 4e200]).norm().scalar / 5e200 - 1) < 1e-15)
    #expect(abs(Tensor<Double>([3e-200, 4e-200]).norm().scalar / 5e-200 - 1) < 1e-15)
    #expect(Tensor<Double>([.infinity, 1]).norm().scalar == .infinity)
    let tape = Tape<Double>()
    let x = tape.parameter([[3, -4], [0, 0]])
    let norm = x.norm(alongAxes: [1])
    #expect(norm.value.scalars == [5, 0])
    #expect(norm.sum().backward().require(x).value.scalars == [0.6, -0.8, 0, 0])
  }

  @Test("Each fused reduction equals its definition", arguments: axes)
  func definitions(axes: [Int]) {
    for keeps in [false, true] {
      #expect(fusedProblems(Mean(axes: AxisSet(axes), keepsAxes: keeps), [Self.box]) == [])
      #expect(fusedProblems(LogSumExp(axes: AxisSet(axes), keepsAxes: keeps), [Self.box]) == [])
      #expect(fusedProblems(Norm(axes: AxisSet(axes), keepsAxes: keeps), [Self.box]) == [])
    }
  }

  @Test("An axis out of range is named with the variable, its shape and the axes it has")
  func axisMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = tape.data(.zeros(2, 3), named: "X").mean(alongAxes: [2])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains("mean: X is 2 × 3: axis 2 is out of range; its axes are 0 ... 1, or −2 ... −1 from the back"))
  }

  @Test("No mean or maximum is taken of nothing")
  func emptyMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Float>.zeros(2, 0, 3).max(alongAxes: [1])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("max: operand 0 is 2 × 0 × 3 and has no elements along axis 1"))
  }
}
