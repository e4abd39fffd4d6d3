import ChainRule
import ChainRuleTestSupport
import Testing

@Suite("Tapes that compute on demand")
struct OnDemandTests {
  @Test("Recording and differentiating compute nothing; values are those of an eager tape")
  func values() {
    func network(_ tape: Tape<Double>) -> (loss: Variable<Double>, parameters: [Variable<Double>]) {
      let w = tape.parameter(uneven([3, 4], seed: 1), named: "W")
      let b = tape.parameter(uneven([3, 1], seed: 2), named: "b")
      let x = tape.data(uneven([4, 5], seed: 3))
      let y = tape.data([0, 2, 1, 1, 0])
      return (softmaxCrossEntropy(logits: tanh(matmul(w, x) + b), labels: y), [w, b])
    }
    let (eager, onDemand) = (Tape<Double>(), Tape<Double>(evaluation: .onDemand))
    let expected = network(eager)
    let before = TensorMemory.allocationCount
    let recorded = network(onDemand)
    let gradients = recorded.loss.backward()
    // The four leaves, and nothing else.
    #expect(TensorMemory.allocationCount - before <= 4)
    #expect(recorded.loss.value == expected.loss.value)
    let expectedGradients = expected.loss.backward()
    for (parameter, other) in zip(recorded.parameters, expected.parameters) {
      #expect(gradients.require(parameter).value == expectedGradients.require(other).value)
    }
  }

  @Test("Single numbers and tensors of every shape are computed when looked at", arguments: 0..<20)
  func shapes(seed: Int) {
    let graph = RandomGraph<Double>(seed: seed)
    let tape = Tape<Double>(evaluation: .onDemand)
    let parameters = graph.parameters.map { tape.parameter($0.value) }
    let sum = parameters.reduce(tape.constant(Tensor(0))) { $0 + exp($1 * 0.1).sum() }
    let expected = graph.parameters.reduce(Tensor<Double>(0)) { $0 + exp($1.value * 0.1).sum() }
    #expect(sum.shape == .scalar)
    let gradients = sum.backward()
    #expect(distance(sum.value, expected) < 1e-15)
    for parameter in parameters {
      #expect(distance(gradients.require(parameter).value, 0.1 * exp(0.1 * parameter.value)) < 1e-15)
    }
  }

  @Test("Operands that do not fit are refused while recording")
  func mistakes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>(evaluation: .onDemand)
      _ = matmul(tape.data(.zeros(2, 3), named: "A"), tape.data(.zeros(2, 3), named: "B"))
    }
    #expect(result.message.contains("matmul: A is 2 × 3 and B is 2 × 3"))
  }
}
