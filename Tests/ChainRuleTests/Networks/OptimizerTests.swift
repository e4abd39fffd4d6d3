import ChainRule
import Testing

/// One number that is learned; its output is c·w², whose gradient is 2cw.
private struct Parabola<Scalar: TensorScalar>: Layer {
  var weight: Parameter<Scalar>
  var unused: Parameter<Scalar>

  init(at value: Scalar) {
    weight = Parameter(Tensor(value), named: "w")
    unused = Parameter([[1, 2]], named: "unused")
  }

  func callAsFunction(_ input: Variable<Scalar>) -> Variable<Scalar> {
    input * square(input.tape.parameter(weight))
  }

  mutating func updateParameters(_ body: (inout Parameter<Scalar>) -> Void) {
    body(&weight)
    body(&unused)
  }

  mutating func learn(with optimizer: inout some Optimizer) -> Scalar {
    let tape = Tape<Scalar>()
    optimizer.update(&self, along: self(tape.data(Tensor(3))).backward())
    return weight.value.scalar
  }
}

/// One number that is learned, from 0; its output is 6w.
private struct Slope: Layer {
  var weight = Parameter<Float>(Tensor(0), named: "w")

  func callAsFunction(_ input: Variable<Float>) -> Variable<Float> { input * input.tape.parameter(weight) }

  mutating func updateParameters(_ body: (inout Parameter<Float>) -> Void) { body(&weight) }

  mutating func learn(with optimizer: inout some Optimizer) -> Float {
    let tape = Tape<Float>()
    optimizer.update(&self, along: self(tape.data(Tensor(6))).backward())
    return weight.value.scalar
  }
}

@Suite struct OptimizerTests {
  @Test("gradient descent, by hand: w ← w − 0.1·6w")
  func descent() {
    var model = Parabola(at: 2.0)
    var optimizer = SGD(learningRate: 0.1)
    #expect(abs(model.learn(with: &optimizer) - 0.8) < 1e-15)
    #expect(abs(model.learn(with: &optimizer) - 0.32) < 1e-15)
  }

  @Test("momentum, by hand: v = 12, w = 2 − 0.6; v = 6 + 8.4, w = 1.4 − 0.72")
  func momentum() {
    var model = Parabola(at: 2.0)
    var optimizer = SGD(learningRate: 0.05, momentum: 0.5)
    #expect(abs(model.learn(with: &optimizer) - 1.4) < 1e-15)
    #expect(abs(model.learn(with: &optimizer) - 0.68) < 1e-15)
  }

  @Test("Adam follows the paper's algorithm, written out in plain arithmetic")
  func adam() {
    var model = Parabola(at: 2.0)
    var optimizer = Adam(learningRate: 0.1, gradientDecay: 0.8, squareDecay: 0.95, epsilon: 1e-3)
    var (w, m, v) = (2.0, 0.0, 0.0)
    var (power1, power2) = (1.0, 1.0)
    for _ in 1...300 {
      let g = 6 * w
      m = 0.8 * m + 0.2 * g
      v = 0.95 * v + 0.05 * g * g
      power1 *= 0.8
      power2 *= 0.95
      w -= 0.1 * (m / (1 - power1)) / ((v / (1 - power2)).squareRoot() + 1e-3)
      #expect(abs(model.learn(with: &optimizer) - w) < 1e-12)
    }
  }

  @Test("Adam's first step is the learning rate, whatever the gradient's size")
  func firstStep() {
    var model = Parabola<Float>(at: 20)
    var optimizer = Adam(learningRate: 0.25)
    #expect(abs(model.learn(with: &optimizer) - 19.75) < 1e-5)
  }

  @Test("in single precision Adam's rate is right to its rounding from the first step on")
  func singlePrecision() {
    // With a constant gradient of 6 both means are exact, and every step is η·6 / (6 + ε).
    var model = Slope()
    var optimizer = Adam(learningRate: 0.25, epsilon: 0)
    var last: Float = 0
    for _ in 1...50 {
      let next = model.learn(with: &optimizer)
      #expect(abs(last - next - 0.25) < 2e-6)
      last = next
    }
  }

  @Test("a parameter without a gradient stays as it is")
  func unused() {
    var model = Parabola(at: 2.0)
    var optimizer = Adam(learningRate: 0.1)
    _ = model.learn(with: &optimizer)
    #expect(model.unused.value.scalars == [1, 2])
  }

  @Test("gradients of another model are refused")
  func otherModel() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let used = Parabola(at: 2.0)
      var other = Parabola(at: 2.0)
      var optimizer = SGD(learningRate: 1)
      let tape = Tape<Double>()
      optimizer.update(&other, along: used(tape.data(Tensor(3))).backward())
    }
    #expect(result.message.contains("update: no parameter of the model was used on the gradients' tape"))
  }
}
