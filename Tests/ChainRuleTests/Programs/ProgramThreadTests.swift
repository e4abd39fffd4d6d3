import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// Programs on several threads, and in several tasks.
@Suite struct ProgramThreadTests {
  /// Outputs over tensors that are large enough to be shared among threads: those that have products are, in the normal
  /// run, hardly larger than that.
  private static func outputs<Scalar>(on tape: Tape<Scalar>) -> [[Variable<Scalar>]] {
    func parameter(_ shape: Shape, _ seed: Int, _ scale: Double = 1) -> Variable<Scalar> {
      tape.parameter(Tensor(converting: scale * uneven(shape, seed: seed)))
    }
    let (m, k, n) = RandomProgramTests.isLong ? (300, 400, 500) : (130, 90, 110)
    let (a, b, long) = (parameter([m, k], 1), parameter([k, n], 2, 0.1), parameter([70_001], 3))
    let (row, column) = (parameter([1, n], 4), parameter([m, 1], 5))
    let (left, right) = (parameter([12, 50, 60], 6), parameter([60, 40], 7))
    let (wide, tall) = (parameter([3, 70_000], 8), parameter([70_000, 3], 9))
    let product = matmul(a, b)
    let hidden = gelu(product * column + row)
    let loss = softmaxCrossEntropy(logits: hidden, labels: softmax(product, alongAxis: 0))
    let gradients = loss.backward()
    let gradientList = [a, b, row, column].map { gradients.require($0) }
    let second = gradientList.map { square($0).sum() }.reduce(loss, +).backward()
    return [
      [loss] + gradientList + [a, b].map { second.require($0) },
      [exp(long), tanh(long) * long, long.sum(), long.max(), (long * long).mean() * long],
      [
        softmax(product, alongAxis: 0), softmax(product, alongAxis: 1), product.variance(), product.sum(alongAxes: [0]),
      ],
      [matmul(left, right), relu(matmul(left, right)).sum(alongAxes: [0]), matmul(left.transposed(), left).sum()],
      [wide.sum(alongAxes: [0]), wide.sum(alongAxes: [1]), tall.sum(alongAxes: [0]), tall.sum(alongAxes: [1])],
      [wide.max(alongAxes: [1]), tall.max(alongAxes: [0]), exp(wide).transposed() * tall, (wide * wide).sum()],
      [softmax(wide, alongAxis: 1), softmax(tall, alongAxis: 0), softmax(wide, alongAxis: 0)],
    ]
  }

  private static func checkBits<Scalar: TensorScalar>(_ type: Scalar.Type, tolerance: Double) {
    let tape = Tape<Scalar>()
    for (number, outputs) in outputs(on: tape).enumerated() {
      // All together, and, in the long tests, each alone.
      let alone = RandomProgramTests.isLong ? outputs.map { tape.program(computing: [$0]) } : []
      let programs = [tape.program(computing: outputs)] + alone
      for (place, program) in programs.enumerated() {
        Parallelism.threads = 1
        let expected = program()
        for (value, output) in zip(expected, place == 0 ? outputs : [outputs[place - 1]]) {
          let difference = distance(value, output.value)
          #expect(difference < tolerance, "\(type), list \(number), program \(place): \(difference)")
        }
        for threads in [2, 3, 7] {
          Parallelism.threads = threads
          #expect(haveSameBits(program(), expected), "\(type), list \(number), program \(place), \(threads) threads")
        }
      }
    }
  }

  @Test("results do not depend on the number of threads, bit for bit", arguments: RandomProgramTests.sets)
  func sameBits(set: InstructionSet) async {
    await #expect(processExitsWith: .success) { [set = set.rawValue as String] in
      InstructionSet.use(try #require(InstructionSet(rawValue: set)))
      Self.checkBits(Float.self, tolerance: 1e-5)
      Self.checkBits(Double.self, tolerance: 1e-12)
    }
  }

  @Test("random graphs of larger tensors are the tape's, bit for bit the same on every number of threads")
  func largeRandomGraphs() async {
    await #expect(processExitsWith: .success) {
      for seed in 0..<(RandomProgramTests.isLong ? 100 : 3) {
        let graph = RandomProgram<Float>(seed: seed, scale: 12)
        Parallelism.threads = 1
        let program = graph.program
        let expected = program()
        for (value, output) in zip(expected, graph.outputs) {
          let difference = distance(value, output.value)
          #expect(difference < 1e-5, "seed \(seed): \(difference)")
        }
        for threads in [2, 3, 7] {
          Parallelism.threads = threads
          #expect(haveSameBits(program(), expected), "seed \(seed), \(threads) threads")
        }
      }
    }
  }

  @Test("tasks run one program at once, each with a state of its own")
  func tasks() async {
    for size in [3, 90] {
      let tape = Tape<Float>()
      let w = tape.parameter(Tensor(converting: 0.1 * uneven([size, size], seed: 1)), named: "w")
      let x = tape.data(.zeros(size, size), named: "x")
      let y = tanh(matmul(w, x))
      let gradient = square(y).sum().backward().require(w)
      let program = tape.program(computing: [y.sum()], from: [x], updating: [w: w - 0.01 * gradient])
      @Sendable func trained(_ seed: Int) -> [Tensor<Float>] {
        let state = program.makeState()
        var sums: [Tensor<Float>] = []
        for step in 0..<20 {
          state.inputs = [Tensor(converting: uneven([size, size], seed: seed + step))]
          state.run()
          sums.append(state.outputs[0])
        }
        return sums + state.updated
      }
      let alone = (0..<8).map { trained($0) }
      await withTaskGroup(of: (Int, [Tensor<Float>]).self) { group in
        for seed in 0..<8 { group.addTask { (seed, trained(seed)) } }
        for await (seed, together) in group { #expect(together == alone[seed]) }
      }
      #expect(tape.program(computing: [w])() == [w.value])
    }
  }

  @Test("a program outlives its tape and is sent to other tasks")
  func lifetime() async {
    func made() -> Program<Double> {
      let tape = Tape<Double>()
      let w = tape.parameter([1, 2, 3], named: "w")
      return tape.program(computing: [w.sum()], from: [], updating: [w: w * 2])
    }
    let program: any Sendable & CustomStringConvertible = made()
    #expect(program.description.contains("program: "))
    let made = made()
    let sums = await Task.detached {
      let state = made.makeState()
      state.run()
      state.run()
      return state.outputs.map(\.scalar) + state.updated[0].scalars
    }.value
    #expect(sums == [12, 4, 8, 12])
  }
}

/// Whether tensors have the same shapes and the same bits.
private func haveSameBits<Scalar>(_ a: [Tensor<Scalar>], _ b: [Tensor<Scalar>]) -> Bool {
  a.count == b.count
    && zip(a, b).allSatisfy { x, y in
      x.shape == y.shape
        && x.withUnsafeScalars { x in
          y.withUnsafeScalars { y in
            memcmp(x.baseAddress!, y.baseAddress!, x.count * MemoryLayout<Scalar>.stride) == 0
          }
        }
    }
}
