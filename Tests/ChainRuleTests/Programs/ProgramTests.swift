import ChainRule
import ChainRuleTestSupport
import Testing

@Suite("Programs")
struct ProgramTests {
  /// Two layers with ReLU and softmax cross-entropy, and plain gradient descent as part of the program.
  private struct TwoLayers<Scalar: TensorScalar> {
    let tape = Tape<Scalar>()
    let x: Variable<Scalar>
    let y: Variable<Scalar>
    let parameters: [Variable<Scalar>]
    let loss: Variable<Scalar>

    init(sizes: [Int], batch: Int, seed: UInt64 = 1) {
      var generator = PhiloxGenerator(seed: seed)
      x = tape.data(.normal(shape: [sizes[0], batch], using: &generator), named: "X")
      let labels = (0..<batch).map { $0 % sizes[2] }
      y = tape.data(.oneHot(labels, classCount: sizes[2]), named: "Y")
      var parameters: [Variable<Scalar>] = []
      for layer in 1...2 {
        let w = Tensor<Scalar>.normal(shape: [sizes[layer], sizes[layer - 1]], using: &generator)
        parameters.append(tape.parameter(0.3 * w, named: "W[\(layer)]"))
        let b = Tensor<Scalar>.normal(shape: [sizes[layer], 1], using: &generator)
        parameters.append(tape.parameter(0.1 * b, named: "b[\(layer)]"))
      }
      self.parameters = parameters
      let z1 = (matmul(parameters[0], x) + parameters[1]).named("Z[1]")
      let a1 = relu(z1).named("A[1]")
      let z2 = (matmul(parameters[2], a1) + parameters[3]).named("Z[2]")
      loss = softmaxCrossEntropy(logits: z2, labels: y).named("J")
    }
  }

  @Test("The loss and all gradients are the tape's")
  func lossAndGradients() {
    let network = TwoLayers<Double>(sizes: [5, 4, 3], batch: 7)
    let gradients = network.loss.backward()
    let outputs = [network.loss] + network.parameters.map { gradients.require($0) }
    let values = network.tape.program(computing: outputs)()
    for (value, output) in zip(values, outputs) { #expect(distance(value, output.value) < 1e-12) }
  }

  @Test("Updates in place are steps of gradient descent")
  func updates() {
    let network = TwoLayers<Double>(sizes: [5, 4, 3], batch: 7)
    let gradients = network.loss.backward()
    let updates = Dictionary(
      uniqueKeysWithValues: network.parameters.map { ($0, $0 - 0.5 * gradients.require($0)) })
    let program = network.tape.program(computing: [network.loss], from: [network.x], updating: updates)
    let state = program.makeState()
    var parameters = network.parameters.map { $0.value }
    for _ in 0..<4 {
      let substituted = Dictionary(uniqueKeysWithValues: zip(network.parameters, parameters))
      let expected = network.tape.evaluate(
        [network.loss] + network.parameters.map { updates[$0]! }, substituting: substituted)
      state.run()
      #expect(distance(state[network.loss], expected[0]) < 1e-12)
      parameters = Array(expected.dropFirst())
      for (variable, value) in zip(network.parameters, parameters) {
        #expect(distance(state[variable], value) < 1e-12)
      }
    }
  }
}
