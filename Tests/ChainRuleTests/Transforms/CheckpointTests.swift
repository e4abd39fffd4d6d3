import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct CheckpointTests {
  static let width = 64
  static let layers = 24

  /// A deep chain of matrix products, in blocks of four layers.
  static func loss(_ w: Variable<Double>, _ x: Variable<Double>, checkpointed: Bool) -> Variable<Double> {
    var a = x
    for _ in 0..<(layers / 4) {
      let input = a
      func block() -> Variable<Double> { (0..<4).reduce(input) { a, _ in relu(matmul(w, a)) + a * 0.25 } }
      a = checkpointed ? w.tape.checkpoint(block) : block()
    }
    return a.sum()
  }

  @Test("checkpointed slices give the same gradients bit for bit")
  func sameGradients() {
    let w = uneven([Self.width, Self.width], seed: 1) * 0.05
    let x = uneven([Self.width, 9], seed: 2)
    let plain = gradient(at: [w, x]) { Self.loss($0[0], $0[1], checkpointed: false) }
    let checkpointed = gradient(at: [w, x]) { Self.loss($0[0], $0[1], checkpointed: true) }
    #expect(plain[0].scalars == checkpointed[0].scalars)
    #expect(plain[1].scalars == checkpointed[1].scalars)
  }

  @Test("checkpoints lower the peak of the memory that tensors hold")
  func memory() async {
    // In a process of its own: the count is of all tensors of the process.
    await #expect(processExitsWith: .success) {
      func peak(checkpointed: Bool) -> Int {
        let tape = Tape<Double>()
        let w = tape.parameter(uneven([Self.width, Self.width], seed: 1) * 0.05)
        let x = tape.data(uneven([Self.width, 640], seed: 2))
        let before = TensorMemory.live
        TensorMemory.resetPeak()
        let gradients = Self.loss(w, x, checkpointed: checkpointed).backward()
        _ = gradients[w]!.value
        return TensorMemory.peak - before
      }
      let plain = peak(checkpointed: false)
      let checkpointed = peak(checkpointed: true)
      precondition(TensorMemory.live == 0, "tensors are still alive: \(TensorMemory.live) bytes")
      precondition(checkpointed * 2 < plain, "\(checkpointed) bytes with checkpoints, \(plain) without")
    }
  }

  /// A layer whose values on the way are computed again in the backward pass.
  private struct Checkpointed: Layer {
    var inner: Sequential<Float>

    func callAsFunction(_ input: Variable<Float>) -> Variable<Float> { input.tape.checkpoint { inner(input) } }

    mutating func updateParameters(_ body: (inout Parameter<Float>) -> Void) { inner.updateParameters(body) }
  }

  /// The parameters of a deep network after some steps of Adam, and the most memory that a step took.
  static func trained(checkpointed: Bool) -> (parameters: [[Float]], peak: Int) {
    var generator = PhiloxGenerator(seed: 3)
    var network = Sequential(
      (0..<6).map { _ -> any Layer<Float> in
        let block = Sequential(
          (0..<4).map { _ -> any Layer<Float> in
            Dense<Float>(inputs: 16, outputs: 16, activation: .tanh, using: &generator)
          })
        return checkpointed ? Checkpointed(inner: block) : block
      })
    let x = Tensor<Float>.normal(shape: [16, 500], using: &generator)
    var optimizer = Adam(learningRate: 0.01)
    var peak = 0
    for _ in 0..<3 {
      let before = TensorMemory.live
      TensorMemory.resetPeak()
      let tape = Tape<Float>()
      optimizer.update(&network, along: square(network(tape.data(x)) - 0.5).sum().backward())
      peak = TensorMemory.peak - before
    }
    return (network.parameters.map(\.value.scalars), peak)
  }

  @Test("a deep network is trained in half of the memory, bit for bit the same")
  func training() async {
    await #expect(processExitsWith: .success) {
      let (plain, checkpointed) = (Self.trained(checkpointed: false), Self.trained(checkpointed: true))
      precondition(plain.parameters == checkpointed.parameters)
      precondition(checkpointed.peak * 2 < plain.peak, "\(checkpointed.peak) bytes, \(plain.peak) without checkpoints")
    }
  }

  @Test("thousands of slices in a row, and a parameter that one of them records for all")
  func manySlices() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2, 3])
    var w: Variable<Double>?
    var y = x
    for _ in 0..<5000 {
      let input = y
      y = tape.checkpoint {
        w = w ?? tape.parameter([0.5, 0.25, 1])
        return input + w! * 0.001
      }
    }
    let gradients = (y * y).sum().backward()
    // y = x + 5w
    for (value, expected) in zip(gradients.require(x).value.scalars, [7, 6.5, 16]) {
      #expect(abs(value - expected) < 1e-9)
    }
    for (value, expected) in zip(gradients.require(w!).value.scalars, [35, 32.5, 80]) {
      #expect(abs(value - expected) < 1e-9)
    }
  }

  @Test("released values are computed again when somebody looks")
  func recomputed() {
    let tape = Tape<Double>()
    let x = tape.parameter([[1, -2], [3, 4]])
    let y = relu(x * 2)
    let z = y * y
    tape.release(values: [x, y, z])
    #expect(z.value.scalars == [4, 0, 36, 64])
    #expect(y.value.scalars == [2, 0, 6, 8])
    #expect(z.sum().backward()[x]!.value.scalars == [8, 0, 24, 32])
  }

  @Test("nested slices, and a look into a released slice")
  func nested() {
    func loss(_ x: Variable<Double>, checkpointed: Bool) -> Variable<Double> {
      let tape = x.tape
      func step(_ a: Variable<Double>) -> Variable<Double> { relu(a * a * 0.5 + 0.1) * a }
      guard checkpointed else { return step(step(step(x))).sum() }
      return tape.checkpoint {
        let inner = tape.checkpoint { step(step(x)) }
        return step(inner)
      }.sum()
    }
    let x = uneven([7, 3], seed: 4)
    #expect(
      gradient(at: x) { loss($0, checkpointed: true) }.scalars
        == gradient(at: x) { loss($0, checkpointed: false) }.scalars)
    #expect(
      hessianVectorProduct(at: x, along: x) { loss($0, checkpointed: true) }.scalars
        == hessianVectorProduct(at: x, along: x) { loss($0, checkpointed: false) }.scalars)
  }
}
