import CAllocationCounter
import ChainRule
import ChainRuleTestSupport
import Testing

/// Runs of programs allocate no memory.
@Suite(.enabled(if: allocation_counter_works() == 1)) struct ProgramAllocationTests {
  /// How many blocks this thread allocates in some runs, after a first one in which working memory may grow.
  private static func allocations(_ state: Program<Float>.State) -> Int64 {
    state.run()
    let before = allocation_count()
    for _ in 0..<5 { state.run() }
    return allocation_count() - before
  }

  /// A network with its gradients and updates, of layers of these widths.
  private static func network(_ widths: [Int], batch: Int) -> Program<Float>.State {
    let tape = Tape<Float>()
    func data(_ shape: Shape, _ seed: Int) -> Tensor<Float> { Tensor(converting: 0.1 * uneven(shape, seed: seed)) }
    var a = tape.data(data([widths[0], batch], 1), named: "X")
    var parameters: [Variable<Float>] = []
    for (layer, (from, to)) in zip(widths, widths.dropFirst()).enumerated() {
      parameters.append(tape.parameter(data([to, from], layer), named: "W[\(layer)]"))
      parameters.append(tape.parameter(data([to, 1], layer), named: "b[\(layer)]"))
      let z = matmul(parameters[2 * layer], a) + parameters[2 * layer + 1]
      a = layer == widths.count - 2 ? z : relu(z)
    }
    let labels = tape.data(Tensor((0..<batch).map { Float($0 % widths.last!) }), named: "y")
    let loss = softmaxCrossEntropy(logits: a, labels: labels)
    let gradients = loss.backward()
    let updates = parameters.map { ($0, $0 - 0.1 * gradients.require($0)) }
    return tape.program(computing: [loss], updating: Dictionary(uniqueKeysWithValues: updates)).makeState()
  }

  @Test("training steps of small and large networks allocate nothing, on one thread and on two")
  func networks() async {
    await #expect(processExitsWith: .success) {
      for threads in [1, 2] {
        Parallelism.threads = threads
        for (widths, batch) in [
          ([2, 2, 1], 1), ([5, 4, 3], 7), ([64, 32, 10], 100), ([784, 128, 10], 64), ([300, 500, 400, 10], 500),
        ] {
          let count = Self.allocations(Self.network(widths, batch: batch))
          #expect(count == 0, "\(widths), \(threads) threads: \(count) allocations")
        }
      }
    }
  }

  @Test("copies, reductions, gathers, batches and long chains allocate nothing")
  func otherSteps() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape<Float>()
      let x = tape.data(Tensor(converting: uneven([30, 40, 50], seed: 1)))
      let matrix = tape.data(Tensor(converting: uneven([700, 900], seed: 2)))
      var chain = x.sum()
      for _ in 0..<2000 { chain = chain * 0.999 + 0.01 }
      let outputs = [
        x.sum(alongAxes: [1]), x.max(alongAxes: [0]), x.gathered(alongAxis: 1, [3, 3, 1]),
        x.scattered(alongAxis: 0, (0..<30).map { $0 % 4 }, length: 5), x.padded(alongAxis: 2, before: 3),
        concatenate([x, x], alongAxis: 1), matmul(x, x.transposed()), x.transposed().reshaped(to: [60_000]), chain,
        softmax(matrix, alongAxis: 0), softmax(matrix, alongAxis: 1), matrix.sum(), exp(matrix).sum(alongAxes: [0]),
      ]
      for threads in [1, 2] {
        Parallelism.threads = threads
        for (place, output) in outputs.enumerated() {
          let count = Self.allocations(tape.program(computing: [output], from: [x, matrix]).makeState())
          #expect(count == 0, "output \(place), \(threads) threads: \(count) allocations")
        }
        let count = Self.allocations(tape.program(computing: outputs, from: [x, matrix]).makeState())
        #expect(count == 0, "all outputs, \(threads) threads: \(count) allocations")
      }
    }
  }
}
