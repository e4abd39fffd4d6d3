import ChainRule
import ChainRuleTestSupport
import Testing

/// A layer as a user would write one: each row times a number that is learned.
private struct Scale: Layer {
  var factor: Parameter<Double>

  init(rows: Int) { factor = Parameter(.ones(rows, 1), named: "s") }

  func callAsFunction(_ input: Variable<Double>) -> Variable<Double> { input.tape.parameter(factor) * input }

  mutating func updateParameters(_ body: (inout Parameter<Double>) -> Void) { body(&factor) }
}

/// A layer made of others: x + f(x).
private struct Residual: Layer {
  var inner: Dense<Double>
  var scale: Scale

  func callAsFunction(_ input: Variable<Double>) -> Variable<Double> { scale(input + inner(input)) }

  mutating func updateParameters(_ body: (inout Parameter<Double>) -> Void) {
    inner.updateParameters(body)
    scale.updateParameters(body)
  }
}

@Suite struct LayerTests {
  @Test("Dense computes activation(W·X + b), one sample per column")
  func dense() {
    let layer = Dense<Double>(weight: [[1, 2, 3], [-1, 0, 1]], bias: [[10], [-1]], activation: .relu)
    // Columns (1, 1, 1), (0, 2, −1).
    let output = layer([[1, 0], [1, 2], [1, -1]] as Tensor<Double>)
    #expect(output.shape == [2, 2])
    #expect(output.scalars == [16, 11, 0, 0])
  }

  @Test("a network's gradients are those of finite differences", arguments: Activation.allCases)
  func gradients(activation: Activation) {
    var generator = PhiloxGenerator(seed: 3)
    let network: Sequential<Double> = [
      Dense(inputs: 4, outputs: 5, activation: activation, using: &generator),
      Residual(inner: Dense(inputs: 5, outputs: 5, activation: .tanh, using: &generator), scale: Scale(rows: 5)),
      Dense(inputs: 5, outputs: 3, using: &generator),
    ]
    let x = uneven([4, 7], seed: 1)
    let labels = Tensor<Double>([0, 1, 2, 2, 1, 0, 1])
    func loss(_ network: Sequential<Double>) -> Double {
      softmaxCrossEntropy(logits: network(x), labels: labels).scalar
    }
    let tape = Tape<Double>()
    let gradients = softmaxCrossEntropy(logits: network(tape.data(x)), labels: tape.data(labels)).backward()
    for (place, parameter) in network.parameters.enumerated() {
      let gradient = gradients[parameter]!.value
      #expect(gradient.shape == parameter.value.shape)
      // A central difference along an uneven direction.
      let direction = uneven(gradient.shape, seed: place)
      func moved(_ step: Double) -> Sequential<Double> {
        var copy = network
        copy.updateParameters { if $0.identity == parameter.identity { $0.value = $0.value + step * direction } }
        return copy
      }
      let numeric = (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5
      #expect(abs(numeric - dot(gradient, direction)) < 1e-8, "\(parameter.name)")
    }
  }

  @Test("parameters are named with their places, also in lists within lists, and are visited in order")
  func names() {
    var generator = PhiloxGenerator(seed: 1)
    let inner: Sequential<Double> = [
      Dense(inputs: 3, outputs: 4, using: &generator), Dense(inputs: 4, outputs: 3, using: &generator),
    ]
    let network: Sequential<Double> = [Scale(rows: 3), inner, Scale(rows: 3).named("last")]
    #expect(network.parameters.map(\.name) == ["s[1]", "W[2.1]", "b[2.1]", "W[2.2]", "b[2.2]", "last.s[3]"])
    #expect(network.parameterCount == 3 + 12 + 4 + 12 + 3 + 3)
    let tape = Tape<Double>()
    _ = network(tape.data(.ones(3, 2)))
    #expect(tape.variables.filter { $0.leafKind == .parameter }.map(\.name) == network.parameters.map(\.name))
  }

  @Test("a layer applied twice has one weight on the tape, and its gradients add up")
  func sharing() {
    let scale = Scale(rows: 2)
    let tape = Tape<Double>()
    let x: Tensor<Double> = [[2, 5], [3, 7]]
    let loss = scale(scale(tape.data(x))).sum()
    #expect(tape.variables.count { $0.leafKind == .parameter } == 1)
    // Σ s²x: the derivative at s = 1 is 2 Σ x of each row.
    #expect(loss.backward()[scale.factor]!.value.scalars == [14, 20])
  }

  @Test("a layer put in a network twice is trained as one")
  func tied() {
    let scale = Scale(rows: 2)
    var network: Sequential<Double> = [scale, scale]
    var optimizer = SGD(learningRate: 0.5, momentum: 0.5)
    // Each step: g = 2s·Σx with Σx = 1, v ← v/2 + g, s ← s − v/2; by hand: s = 1, v = 2 → 0; then g = 0, v = 1 → −1/2.
    for expected in [0, -0.5] {
      let tape = Tape<Double>()
      optimizer.update(&network, along: network(tape.data(.ones(2, 1))).sum().backward())
      #expect(network.parameters.map(\.value.scalars) == [[expected, expected], [expected, expected]])
    }
  }

  @Test("networks are values: training a copy leaves the original alone")
  func values() {
    let original = Scale(rows: 2)
    var copy = original
    let tape = Tape<Double>()
    var optimizer = SGD(learningRate: 1)
    optimizer.update(&copy, along: copy(tape.data(.ones(2, 1))).sum().backward())
    #expect(original.factor.value.scalars == [1, 1])
    #expect(copy.factor.value.scalars == [0, 0])
    #expect(original.factor.identity == copy.factor.identity)
  }

  @Test("a changed parameter on the same tape is refused")
  func changedParameter() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var layer = Scale(rows: 2)
      let tape = Tape<Double>()
      let x = tape.data(.ones(2, 1))
      _ = layer(x)
      layer.factor.value = [[1], [2]]
      _ = layer(x)
    }
    #expect(
      result.message.contains(
        "parameter: s was recorded on this tape with another value; record on a new tape after a parameter has changed")
    )
  }

  @Test("inputs of the wrong size are refused with the weight's name")
  func wrongInput() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 1)
      let network: Sequential<Double> = [Dense(inputs: 3, outputs: 4, using: &generator)]
      _ = network(Tensor.ones(7, 3))
    }
    #expect(result.message.contains("matmul: W[1] is 4 × 3 and X is 7 × 3: 3 ≠ 7; did you mean X.transposed()?"))
  }

  @Test("initialisers draw from the distributions of their papers")
  func initialisers() {
    var generator = PhiloxGenerator(seed: 5)
    let glorot = Tensor<Double>.glorot(outputs: 100, inputs: 50, using: &generator)
    #expect(glorot.shape == [100, 50])
    let bound = (6.0 / 150).squareRoot()
    #expect(glorot.scalars.allSatisfy { abs($0) <= bound })
    #expect(abs(dot(glorot, glorot) / 5000 - 2.0 / 150) < 0.001)
    let he = Tensor<Double>.he(outputs: 100, inputs: 50, using: &generator)
    #expect(abs(dot(he, he) / 5000 - 2.0 / 50) < 0.004)
    #expect(he.scalars.contains { abs($0) > 2 * (2.0 / 50).squareRoot() })
  }
}
