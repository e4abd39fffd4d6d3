import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// Programs of random graphs against the tape, in both scalar types and on every instruction set.
@Suite struct RandomProgramTests {
  static let isLong = ProcessInfo.processInfo.environment["CHAINRULE_LONG_TESTS"] != nil
  static let sets = InstructionSet.allCases.filter(\.isAvailable)

  @Test(
    "the loss, its gradient and a product with its Hessian are the tape's, on every instruction set", arguments: sets)
  func agreement(set: InstructionSet) async {
    // In a process of its own: the instruction set is the process's.
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      for seed in 0..<(Self.isLong ? 500 : 30) {
        let double = RandomProgram<Double>(seed: seed).worst
        #expect(
          double.difference < 1e-12, "Double, seed \(seed): output \(double.output) differs by \(double.difference)")
        let float = RandomProgram<Float>(seed: seed).worst
        #expect(float.difference < 1e-6, "Float, seed \(seed): output \(float.output) differs by \(float.difference)")
      }
    }
  }
}

/// A random graph, its gradient and a product with its Hessian, as a program.
struct RandomProgram<Scalar: TensorScalar> {
  let graph: RandomGraph<Scalar>
  let outputs: [Variable<Scalar>]

  init(seed: Int, scale: Int = 1) {
    let graph = RandomGraph<Scalar>(seed: seed, scale: scale)
    let gradients = graph.loss.backward()
    let first = graph.parameters.compactMap { gradients[$0] }
    let along = first.enumerated().map { place, gradient in
      let direction = graph.tape.constant(Tensor(converting: uneven(gradient.shape, seed: place)))
      return (gradient * direction).sum()
    }
    let second = along.reduce(graph.tape.constant(Tensor(0)), +).backward()
    self.graph = graph
    outputs = [graph.loss] + first + graph.parameters.compactMap { second[$0] }
  }

  var program: Program<Scalar> { graph.tape.program(computing: outputs) }

  /// The output that differs most from the tape's value, and by how much.
  var worst: (output: Int, difference: Double) {
    let values = program()
    let differences = zip(values, outputs).map { distance($0, $1.value) }
    return differences.enumerated().map { (output: $0.offset, difference: $0.element) }
      .max { $0.difference < $1.difference || $1.difference.isNaN }!
  }
}
