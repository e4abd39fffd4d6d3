import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct RecordedUpdateTests {
  static let optimizers: [any Optimizer] = [
    SGD(learningRate: 0.1), SGD(learningRate: 0.1, momentum: 0.5), Adam(learningRate: 0.1),
  ]

  static func network<Scalar: TensorScalar>(_: Scalar.Type) -> Sequential<Scalar> {
    var generator = PhiloxGenerator(seed: 5)
    return [
      Dense(inputs: 3, outputs: 4, activation: .tanh, using: &generator),
      Dense(inputs: 4, outputs: 2, using: &generator),
    ]
  }

  static func loss<Scalar>(_ network: Sequential<Scalar>, on tape: Tape<Scalar>) -> Variable<Scalar> {
    softmaxCrossEntropy(
      logits: network(tape.data(Tensor(converting: uneven([3, 5], seed: 1)))), labels: tape.data([0, 1, 1, 0, 1]))
  }

  /// What becomes of the parameters when the recorded step runs several times, each with another learning rate, and when
  /// the optimiser changes the model as often; the second has made some steps before the first is recorded.
  static func steps<Scalar: TensorScalar>(
    _ original: some Optimizer, _: Scalar.Type, stepsBefore: Int
  ) -> (recorded: [[Scalar]], computed: [[Scalar]]) {
    var network = network(Scalar.self)
    var optimizer = original
    func update() {
      let tape = Tape<Scalar>()
      optimizer.update(&network, along: loss(network, on: tape).backward())
    }
    for _ in 0..<stepsBefore { update() }
    let tape = Tape<Scalar>()
    let gradients = loss(network, on: tape).backward()
    let recorded = optimizer.recordedUpdate(along: gradients)
    var values = Dictionary(uniqueKeysWithValues: recorded.next.map { ($0.old, $0.old.value) })
    for rate in [0.1, 0.05, 0.2, 0.1] {
      values[recorded.rate] = Tensor(Scalar(rate))
      let next = tape.evaluate(recorded.next.map(\.new), substituting: values)
      for (pair, value) in zip(recorded.next, next) { values[pair.old] = value }
      optimizer.learningRate = rate
      update()
    }
    let count = network.parameters.count
    return (recorded.next.prefix(count).map { values[$0.old]!.scalars }, network.parameters.map(\.value.scalars))
  }

  @Test("a recorded step does to the parameters what the optimiser does", arguments: 0..<3, [0, 3])
  func layers(place: Int, stepsBefore: Int) {
    let optimizer = Self.optimizers[place]
    let double = Self.steps(optimizer, Double.self, stepsBefore: stepsBefore)
    #expect(double.recorded == double.computed)
    let float = Self.steps(optimizer, Float.self, stepsBefore: stepsBefore)
    #expect(float.recorded == float.computed)
  }

  @Test("parameters without an identity are stepped too, and only those to which a gradient flows", arguments: 0..<3)
  func plainParameters(place: Int) {
    let tape = Tape<Double>()
    let (a, unused, b) = (tape.parameter([1, 2]), tape.parameter([3, 4]), tape.parameter(Tensor(5)))
    let gradients = (a * b + unused).sum().backward(withRespectTo: [a, b])
    let optimizer = Self.optimizers[place]
    let update = optimizer.recordedUpdate(along: gradients)
    #expect(update.next.map(\.old).prefix(2) == [a, b])
    #expect(update.next.count == 2 + 2 * optimizer.memory.count)
    #expect(update.next.allSatisfy { $0.old.shape == $0.new.shape })
    #expect(
      update.next.dropFirst(2).allSatisfy { $0.old.leafKind == .data && !$0.old.value.scalars.contains { $0 != 0 } })
    #expect(update.rate.leafKind == .data)
    #expect(update.rate.value.scalar == 0.1)
    // g = b for a, and Σa for b; Adam's first step is the rate itself.
    let isAdam = optimizer is Adam
    let steps = [isAdam ? [0.1, 0.1] : [0.5, 0.5], isAdam ? [0.1] : [0.3]]
    for (pair, step) in zip(update.next, steps) {
      for (number, (old, new)) in zip(step, zip(pair.old.value.scalars, pair.new.value.scalars)) {
        #expect(abs(old - new - number) < 1e-9)
      }
    }
  }

  @Test("a memory that starts as a number keeps its shape")
  func numbers() {
    let tape = Tape<Float>()
    let w = tape.parameter([1, 2])
    let update = Adam().recordedUpdate(along: w.sum().backward())
    #expect(update.next.map(\.old.shape) == [[2], [2], [2], .scalar])
    #expect(update.next[3].new.value.scalar == 1)
  }

  @Test("gradients without parameters are refused")
  func noParameter() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let x = tape.data(Tensor(2), isDifferentiable: true)
      _ = SGD(learningRate: 1).recordedUpdate(along: square(x).backward())
    }
    #expect(result.message.contains("recordedUpdate: no gradient flows to a parameter of the tape"))
  }
}
