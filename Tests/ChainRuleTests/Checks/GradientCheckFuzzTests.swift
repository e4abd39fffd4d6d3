import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// The gradient check on random computations: what is right passes, what is wrong does not.
@Suite struct GradientCheckFuzzTests {
  static let isLong = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil

  /// The identity, with a pullback that does something else to the cotangent.
  struct Mistake: Primitive {
    enum Kind: Hashable, CaseIterable, Sendable {
      case sign, factor, thousandth, mask, oneElement, shifted, reversed, dropped, offset, swapped
    }

    static let name = "mistake"
    let kind: Kind

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

    func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> { x[0] }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? {
      let count = cotangent.shape.elementCount
      let flat = cotangent.reshaped(to: [count])
      var order = Array(0..<count)
      switch kind {
      case .sign: return -cotangent
      case .factor: return cotangent * 2
      case .thousandth: return cotangent * 1.001
      case .mask: return cotangent * (inputs[0] .> inputs[0].mean())
      case .oneElement:
        let mask = (0..<count).map { $0 == count / 2 ? 1.01 : 1 }
        return cotangent * cotangent.tape.constant(Tensor(shape: cotangent.shape, scalars: mask.map { Scalar($0) }))
      case .shifted: order = order.map { ($0 + 1) % count }
      case .reversed: order.reverse()
      case .dropped: return nil
      case .offset: return cotangent + cotangent.mean() * 0.01
      case .swapped: order.swapAt(0, count - 1)
      }
      return flat.gathered(alongAxis: 0, order).reshaped(to: cotangent.shape)
    }
  }

  typealias Function = (Variable<Double>) -> Variable<Double>

  @Test("random computations pass", arguments: 0..<(isLong ? 300 : 10))
  func right(seed: Int) {
    let graph = RandomGraph<Double>(seed: seed)
    let scale = [1, 1e-8, 1e8, 1e-150, 1e150][seed % 5]
    let report = GradientCheck(seed: UInt64(seed)).run(
      on: (graph.loss + [0, 1e6, -1e3][seed % 3]) * scale, withRespectTo: graph.parameters)
    #expect(report.passed, "\(seed) \(graph.operations)\n\(report)")
  }

  @Test("random computations in scaled units pass", arguments: 0..<(isLong ? 300 : 10))
  func units(seed: Int) {
    let scale = [1e-8, 1e8, 1e-3, 1e3][seed % 4]
    var generator = PhiloxGenerator(seed: UInt64(seed))
    let tape = Tape<Double>()
    let x = tape.data(.normal(shape: [3, 5], using: &generator), named: "X")
    let w = tape.parameter(.normal(shape: [4, 3], using: &generator) * scale, named: "W")
    let b = tape.parameter(.normal(shape: [4, 1], using: &generator) * scale, named: "b")
    let z = (matmul(w, x) + b) / scale
    let functions: [Function] = [
      tanh, sigmoid, relu, abs, softplus, gelu, { leakyReLU($0) }, { softmax($0, alongAxis: 0) },
      { $0.logSumExp(alongAxes: [0], keepingAxes: true) }, { maximum($0, 0.3) },
      { $0.max(alongAxes: [1], keepingAxes: true) },
    ]
    let a = functions[seed % functions.count](z)
    let output = seed % 3 == 0 ? a : seed % 3 == 1 ? square(a).sum() : a.mean() * 1e-6 + 3
    let report = GradientCheck(seed: UInt64(seed)).run(on: output)
    #expect(report.passed, "\(seed)\n\(report)")
  }

  @Test("integers and zeros, where kinks are, pass", arguments: 0..<(isLong ? 300 : 10))
  func kinks(seed: Int) {
    var generator = PhiloxGenerator(seed: UInt64(seed))
    let tape = Tape<Double>()
    func integers(_ shape: Shape) -> Tensor<Double> {
      Tensor(
        shape: shape, scalars: (0..<shape.elementCount).map { _ in Double(Int.random(in: -1...1, using: &generator)) })
    }
    let x = tape.data(integers([3, 5]), named: "X")
    let w = tape.parameter(integers([4, 3]), named: "W")
    let b = tape.parameter(integers([4, 1]), named: "b")
    let z = matmul(w, x) + b
    let functions: [Function] = [
      relu, abs, { maximum($0, 0.5 * $0) }, { minimum($0, 1) }, { leakyReLU($0) }, { elu($0, alpha: 0.5) },
      { clamp($0, to: -1...1) }, { $0.max(alongAxes: [1], keepingAxes: true) },
    ]
    let a = functions[seed % functions.count](z)
    let report = GradientCheck(seed: UInt64(seed)).run(on: seed % 2 == 0 ? a : (a * a + a).sum())
    #expect(report.passed, "\(seed)\n\(report)")
  }

  @Test("a mistake on the way is found", arguments: 0..<(isLong ? 500 : 20))
  func wrong(seed: Int) {
    let kind = Mistake.Kind.allCases[seed % 10]
    let round = seed / 10
    var generator = PhiloxGenerator(seed: UInt64(seed))
    let shape = ([[3, 4], [5, 1], [1, 4], [6], [2, 3, 4]] as [Shape])[round % 5]
    let tape = Tape<Double>()
    let x = tape.parameter(.normal(shape: shape, using: &generator), named: "x")
    let weights = tape.data(.normal(shape: shape, using: &generator), named: "weights")
    let functions: [Function] = [sin, tanh, sigmoid, { $0 * $0 * $0 }, exp, { relu($0) + 0.1 * $0 }]
    let output = (functions[round % functions.count](Tape.record(Mistake(kind: kind), x)) * weights).sum()
    let scale = [1, 1e-8, 1e8][round % 3]
    let report = GradientCheck(seed: UInt64(seed)).run(on: (output + (round % 2 == 0 ? 0 : 100)) * scale)
    #expect(!report.passed, "\(kind)\n\(report)")
  }
}
