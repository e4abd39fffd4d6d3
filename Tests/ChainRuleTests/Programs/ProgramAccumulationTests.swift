import ChainRule
import ChainRuleTestSupport
import Testing

/// Products of which nothing is kept but their sum with a variable, in the variable's own memory: large enough to be packed.
@Suite struct ProgramAccumulationTests {
  private static let shapes = [(130, 150, 170), (257, 129, 600), (64, 700, 515)]

  private func check<Scalar: TensorScalar>(_ type: Scalar.Type, _ shape: (m: Int, n: Int, k: Int), tolerance: Double) {
    let tape = Tape<Scalar>(evaluation: .onDemand)
    func tensor(_ rows: Int, _ columns: Int, _ seed: Int) -> Tensor<Scalar> {
      Tensor(converting: uneven([rows, columns], seed: seed))
    }
    let a = tape.data(tensor(shape.m, shape.k, 1), named: "A")
    let b = tape.data(tensor(shape.n, shape.k, 2), named: "B")
    let rate = tape.data(Tensor(0.25), named: "rate")
    let product = matmul(a, b.transposed())
    let w = (0..<5).map { tape.parameter(tensor(shape.m, shape.n, 3 + $0), named: "W[\($0)]") }
    let updates = [
      w[0] - rate * product, w[1] + product * 0.5, product * rate + w[2], w[3] - 2 * (product * rate),
      rate * product - w[4],
    ]
    for (place, update) in updates.enumerated() {
      let program = tape.program(from: [a, rate], updating: [w[place]: update])
      #expect(program.stepCount == 1)
      var values: [Tensor<Scalar>] = []
      for threads in [1, 2, 3] {
        Parallelism.threads = threads
        let state = program.makeState()
        state.run()
        state[rate] = Tensor(-1.5)
        state.run()
        values.append(state[w[place]])
      }
      let once = tape.evaluate([update])[0]
      let twice = tape.evaluate([update], substituting: [w[place]: once, rate: Tensor(-1.5)])[0]
      #expect(Double(distance(values[0], twice)) < tolerance, "\(shape), update \(place)")
      #expect(values.allSatisfy { $0 == values[0] }, "\(shape), update \(place)")
    }
  }

  @Test("products are added to variables as on the tape, with the same bits for every number of threads")
  func sums() async {
    await #expect(processExitsWith: .success) {
      for shape in Self.shapes {
        ProgramAccumulationTests().check(Float.self, shape, tolerance: 1e-6)
        ProgramAccumulationTests().check(Double.self, shape, tolerance: 1e-12)
      }
    }
  }
}
