import ChainRule
import ChainRuleTestSupport
import Testing

/// Long and wide programs, and how much memory they take.
@Suite struct ProgramScaleTests {
  @Test("a long chain of single numbers and its derivative are one step")
  func chain() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(0.5), named: "x")
    let (c, d) = (tape.constant(Tensor(0.999)), tape.constant(Tensor(0.001)))
    let count = RandomProgramTests.isLong ? 100_000 : 2000
    var y = x
    for _ in 0..<count { y = y * c + d }
    let gradient = y.backward().require(x)
    let program = tape.program(computing: [y, gradient], from: [x])
    #expect(program.stepCount == 1)
    let values = program([x: Tensor(0.25)])
    let expected = tape.evaluate([y, gradient], substituting: [x: Tensor(0.25)])
    #expect(values[0].scalar == expected[0].scalar)
    #expect(abs(values[1].scalar - expected[1].scalar) <= 1e-12)
  }

  @Test("a chain whose derivative needs all of its values")
  func nonlinearChain() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(0.5), named: "x")
    var y = x
    for _ in 0..<(RandomProgramTests.isLong ? 100_000 : 4000) { y = sin(y + 0.1 * x) }
    let gradient = y.backward().require(x)
    let program = tape.program(computing: [y, gradient], from: [x])
    let values = program()
    #expect(values[0].scalar == y.value.scalar)
    #expect(abs(values[1].scalar - gradient.value.scalar) < 1e-12)
    #expect(program.description.split(separator: "\n").count < 110)
  }

  @Test("an unrolled recurrent network of many small layers")
  func recurrent() {
    let layers = RandomProgramTests.isLong ? 2000 : 150
    let tape = Tape<Double>()
    let w = tape.parameter(0.4 * uneven([6, 6], seed: 1), named: "w")
    let b = tape.parameter(0.1 * uneven([6, 1], seed: 2), named: "b")
    var h = tape.data(uneven([6, 4], seed: 3), named: "h")
    for _ in 0..<layers { h = tanh(matmul(w, h) + b) }
    let loss = square(h).sum()
    let gradients = loss.backward()
    let outputs = [loss, gradients.require(w), gradients.require(b)]
    let program = tape.program(computing: outputs)
    // A product forward, and two backward, for each layer.
    #expect(program.stepCount <= 3 * layers + 2)
    for (value, output) in zip(program(), outputs) { #expect(distance(value, output.value) < 1e-12) }
  }

  @Test("thousands of small outputs, of one operand and of many")
  func manyOutputs() {
    let count = RandomProgramTests.isLong ? 5000 : 400
    for isShared in [true, false] {
      let tape = Tape<Double>()
      let x = tape.data(uneven([3, 4], seed: 1))
      let outputs = (0..<count).map { place in
        let operand = isShared ? x : tape.data(uneven([3, 4], seed: place))
        return place % 2 == 0 ? (operand * Double(place)).sum() : exp(operand) + Double(place)
      }
      let program = tape.program(computing: outputs)
      for (value, output) in zip(program(), outputs) { #expect(distance(value, output.value) < 1e-12) }
    }
  }

  @Test("many variables, each updated by a step of its own gradient")
  func manyUpdates() {
    let count = RandomProgramTests.isLong ? 2000 : 100
    let tape = Tape<Double>()
    let x = tape.data(uneven([4, 3], seed: 1))
    let weights = (0..<count).map { tape.parameter(0.5 * uneven([4, 4], seed: $0), named: "w\($0)") }
    let loss = square(weights.reduce(x) { tanh(matmul($1, $0)) }).sum()
    let gradients = loss.backward()
    let updates = weights.map { ($0, $0 - 0.1 * gradients.require($0)) }
    let state = tape.program(computing: [loss], updating: Dictionary(uniqueKeysWithValues: updates)).makeState()
    state.run()
    #expect(distance(state[loss], loss.value) < 1e-12)
    for (weight, next) in updates { #expect(distance(state[weight], next.value) < 1e-12) }
  }

  @Test("what is not needed at the same time shares memory")
  func memory() {
    let tape = Tape<Double>()
    let w = tape.parameter(0.2 * uneven([20, 20], seed: 1), named: "w")
    let matrix = 20 * 20 * 8
    var h = tape.data(uneven([20, 20], seed: 2))
    for _ in 0..<50 { h = tanh(matmul(w, h)) }
    let forward = tape.program(computing: [h])
    // The layer's input and output.
    #expect(forward.stateByteCount <= 3 * matrix, "\(forward.stateByteCount)")
    let gradient = h.sum().backward().require(w)
    let backward = tape.program(computing: [gradient])
    // All activations are kept for the way back, and little else.
    #expect(backward.stateByteCount <= 55 * matrix, "\(backward.stateByteCount)")
    #expect(distance(backward()[0], gradient.value) < 1e-12)
  }

  @Test("slices of slices and other views upon one another, many of them")
  func views() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([3000], seed: 1), named: "x")
    var y = x
    for _ in 0..<(RandomProgramTests.isLong ? 2900 : 300) { y = y.sliced(alongAxis: 0, 1...) }
    let program = tape.program(computing: [y * 2, y], from: [x])
    for (value, output) in zip(program(), [2 * y.value, y.value]) { #expect(value == output) }
    #expect(!program.description.isEmpty)
  }
}
