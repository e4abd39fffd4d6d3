import ChainRule
import Testing

@Suite("Training programs")
struct TrainingProgramTests {
  private static func network() -> Sequential<Double> {
    var generator = PhiloxGenerator(seed: 5)
    return [
      Dense<Double>(inputs: 3, outputs: 6, activation: .tanh, using: &generator),
      Dense<Double>(inputs: 6, outputs: 2, using: &generator),
    ]
  }

  /// Batches of random numbers: what they mean makes no difference here.
  private static func batches(_ sizes: [Int]) -> [(x: Tensor<Double>, y: Tensor<Double>)] {
    var generator = PhiloxGenerator(seed: 6)
    return sizes.map { size in
      (.normal(shape: [3, size], using: &generator), Tensor((0..<size).map { Double($0 % 2) }))
    }
  }

  @Test("A program of Adam's steps trains a network as Adam does", arguments: [0.05, 0.01])
  func adam(rate: Double) {
    var eager = Self.network()
    var frozen = eager
    var optimizer = Adam(learningRate: rate)
    let batches = Self.batches([4, 4, 4, 4, 4])
    let tape = Tape<Double>(evaluation: .onDemand)
    let x = tape.data(batches[0].x, named: "X")
    let y = tape.data(batches[0].y, named: "y")
    let loss = softmaxCrossEntropy(logits: frozen(x), labels: y)
    let update = optimizer.recordedUpdate(along: loss.backward())
    let state = tape.program(computing: [loss], from: [x, y], applying: update).makeState()
    for (step, batch) in batches.enumerated() {
      optimizer.learningRate = rate / Double(step + 1)
      let eagerTape = Tape<Double>()
      let eagerLoss = softmaxCrossEntropy(
        logits: eager(eagerTape.data(batch.x)), labels: eagerTape.data(batch.y))
      optimizer.update(&eager, along: eagerLoss.backward())
      state[x] = batch.x
      state[y] = batch.y
      state[update.rate] = Tensor(optimizer.learningRate)
      state.run()
      #expect(distance(state[loss], eagerLoss.value) < 1e-12)
    }
    frozen.takeParameters(from: state, of: tape)
    for (parameter, expected) in zip(frozen.parameters, eager.parameters) {
      #expect(distance(parameter.value, expected.value) < 1e-12)
      #expect(parameter.identity == expected.identity)
    }
  }
}
