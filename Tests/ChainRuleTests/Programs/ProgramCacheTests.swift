import ChainRule
import ChainRuleTestSupport
import Testing

/// Programs for inputs of several shapes that share their parameters.
@Suite struct ProgramCacheTests {
  /// Records a step of training of two layers, and returns the loss and what takes the parameters' place.
  private static func step(
    _ tape: Tape<Double>, _ start: [Tensor<Double>], _ x: Variable<Double>, _ y: Variable<Double>
  ) -> (loss: Variable<Double>, updates: [(Variable<Double>, Variable<Double>)]) {
    let p = zip(["W[1]", "b[1]", "W[2]", "b[2]"], start).map { tape.parameter($1, named: $0) }
    let z = matmul(p[2], tanh(matmul(p[0], x) + p[1])) + p[3]
    let loss = softmaxCrossEntropy(logits: z, labels: y)
    let gradients = loss.backward()
    return (loss, p.map { ($0, $0 - 0.5 * gradients.require($0)) })
  }

  @Test("training with a shorter last batch is that of the tape")
  func raggedBatches() {
    let sizes = [7, 7, 7, 3]
    let start = ([[6, 4], [6, 1], [3, 6], [3, 1]] as [Shape]).enumerated().map { 0.5 * uneven($1, seed: $0) }
    let batches = sizes.enumerated().map { place, size in
      let labels = (0..<size).map { Double(($0 + place) % 3) }
      return [uneven([4, size], seed: place + 20), Tensor(labels)]
    }
    let cache = Program<Double>.Cache { tape, inputs in
      let (loss, updates) = Self.step(tape, start, inputs[0], inputs[1])
      return tape.program(
        computing: [loss], from: inputs, updating: Dictionary(uniqueKeysWithValues: updates))
    }
    var parameters = start
    for epoch in 1...5 {
      for batch in batches {
        let tape = Tape<Double>()
        let (loss, updates) = Self.step(tape, parameters, tape.data(batch[0]), tape.data(batch[1]))
        let expected = loss.value
        parameters = updates.map { $0.1.value }
        #expect(distance(cache.run(batch)[0], expected) < 1e-12, "epoch \(epoch)")
        for (value, parameter) in zip(cache.updated, parameters) {
          #expect(distance(value, parameter) < 1e-12, "epoch \(epoch)")
        }
      }
    }
    #expect(cache.programCount == 2)
  }

  @Test("programs of all shapes share the updated variables, and are made once for each combination of shapes")
  func sharing() {
    var recordings = 0
    let cache = Program<Float>.Cache { tape, inputs in
      recordings += 1
      let total = tape.parameter(Tensor(Float(recordings * 100)), named: "total")
      let next = inputs.reduce(total) { sum, input in sum + input.sum() }
      return tape.program(computing: [total], from: inputs, updating: [total: next])
    }
    #expect(cache.updated.isEmpty)
    for inputs: [Tensor<Float>] in [
      [.ones(3)], [.ones(4)], [.ones(3)], [.ones(2, 2)], [.ones(1), .ones(5)], [.ones(4)],
    ] {
      cache.run(inputs)
    }
    #expect(cache.updated.map(\.scalar) == [124])
    #expect(recordings == 4)
    #expect(cache.programCount == 4)
  }

  @Test("an updated variable can be a single number, a matrix, and of no elements")
  func shapes() {
    let cache = Program<Double>.Cache { tape, inputs in
      let a = tape.parameter(Tensor(1), named: "a")
      let b = tape.parameter(.ones(2, 3), named: "b")
      let c = tape.parameter(Tensor(repeating: 1, shape: [0, 3]), named: "c")
      return tape.program(
        computing: [a * inputs[0]], from: inputs, updating: [a: a + 1, b: b + inputs[0].sum(), c: c * 2])
    }
    _ = cache.run([.ones(3)])
    let values = cache.run([.ones(5)])
    #expect(values[0].scalars == [2, 2, 2, 2, 2])
    #expect(cache.updated.map(\.shape) == [.scalar, [2, 3], [0, 3]])
    #expect(cache.updated[0].scalar == 3)
    #expect(cache.updated[1].scalars == Array(repeating: 9, count: 6))
  }
}
