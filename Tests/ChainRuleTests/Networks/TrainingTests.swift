import ChainRule
import Testing

@Suite struct TrainingTests {
  /// Points in a ring around others: not to be told apart by a line.
  static func ring(count: Int) -> LabelledSamples<Double> {
    var generator = PhiloxGenerator(seed: 8)
    let points = Tensor<Double>.uniform(-1..<1, shape: [2, count], using: &generator)
    let scalars = points.scalars
    let labels = (0..<count).map { scalars[$0] * scalars[$0] + scalars[count + $0] * scalars[count + $0] < 0.5 ? 0 : 1 }
    return LabelledSamples(features: points, labels: labels, classCount: 2)
  }

  static func train(seed: UInt64) -> (model: Sequential<Double>, progress: [TrainingProgress]) {
    var generator = PhiloxGenerator(seed: seed)
    var model: Sequential<Double> = [
      Dense(inputs: 2, outputs: 12, activation: .tanh, using: &generator),
      Dense(inputs: 12, outputs: 2, using: &generator),
    ]
    var optimizer = Adam(learningRate: 0.05)
    var progress: [TrainingProgress] = []
    let plan = TrainingPlan(epochs: 40, batchSize: 20)
    model.train(on: ring(count: 90), by: plan, with: &optimizer, using: &generator) { state, _ in
      progress.append(state)
    }
    return (model, progress)
  }

  @Test("a small network learns what a line cannot tell apart, the same on every run")
  func learns() {
    let (model, progress) = Self.train(seed: 1)
    let result = model.evaluated(on: Self.ring(count: 90), batchSize: 32)
    #expect(result.accuracy > 0.95)
    #expect(result.loss < 0.2)
    #expect(progress.count == 40 * 5)
    #expect(progress.map(\.epoch).last == 40)
    #expect(progress.prefix(5).map(\.isEndOfEpoch) == [false, false, false, false, true])
    #expect(progress.prefix(5).map(\.seenCount) == [20, 40, 60, 80, 90])
    #expect(progress[199].loss < progress[4].loss / 2)
    #expect(Self.train(seed: 1).model.parameters.map(\.value.scalars) == model.parameters.map(\.value.scalars))
    #expect(Self.train(seed: 2).model.parameters.map(\.value.scalars) != model.parameters.map(\.value.scalars))
  }

  @Test("an evaluation's loss and confusion matrix are those of plain loops")
  func evaluation() {
    let layer = Dense<Double>(weight: [[1, 0], [0, 1], [0, 0]], bias: [[0], [0], [0.25]])
    let samples = LabelledSamples<Double>(
      features: [[1, 0, 0, 0.5, -1], [0, 1, 0, 0.5, -1]], labels: [0, 1, 2, 1, 0], classCount: 3)
    let result = layer.evaluated(on: samples, batchSize: 2)
    let logits: [[Double]] = [[1, 0, 0.25], [0, 1, 0.25], [0, 0, 0.25], [0.5, 0.5, 0.25], [-1, -1, 0.25]]
    var loss = 0.0
    for (logits, label) in zip(logits, samples.labels) {
      let weights = logits.map { Self.exp($0) }
      loss -= Self.log(weights[label] / weights.reduce(0, +)) / 5
    }
    #expect(abs(result.loss - loss) < 1e-12)
    // The fourth has two largest logits, of which the first counts.
    #expect(layer.predictedClasses(for: samples.features) == [0, 1, 2, 0, 2])
    #expect(result.accuracy == 0.6)
    #expect(result.confusion.count == 5)
    #expect(result.confusion[label: 1, prediction: 0] == 1)
    #expect(result.confusion[label: 0, prediction: 2] == 1)
    #expect(result.confusion[label: 2, prediction: 2] == 1)
    #expect(result.confusion[label: 2, prediction: 0] == 0)
  }

  private static func exp(_ x: Double) -> Double { ChainRule.exp(Tensor(x)).scalar }
  private static func log(_ x: Double) -> Double { ChainRule.log(Tensor(x)).scalar }

  @Test("a report that throws ends the training")
  func stopping() {
    struct Enough: Error {}
    var generator = PhiloxGenerator(seed: 1)
    var model = Dense<Double>(inputs: 2, outputs: 2, using: &generator)
    var optimizer = SGD(learningRate: 0.1)
    var reports = 0
    #expect(throws: Enough.self) {
      let plan = TrainingPlan(epochs: 9, batchSize: 10)
      try model.train(on: Self.ring(count: 30), by: plan, with: &optimizer, using: &generator) { _, _ in
        reports += 1
        if reports == 4 { throw Enough() }
      }
    }
    #expect(reports == 4)
  }

  /// An optimiser that lowers each number by its learning rate, whatever the gradient.
  private struct Countdown: Optimizer {
    var learningRate: Double
    var state = OptimizerState()
    let memory: [OptimizerMemory] = []

    func step<X: ElementwiseOperand>(from value: X, along gradient: X, rate: X, memory: inout [X]) -> X { value - rate }
  }

  @Test("the learning rate falls in equal steps towards 0 and is itself again afterwards")
  func decay() {
    var generator = PhiloxGenerator(seed: 1)
    var model = Dense<Double>(inputs: 2, outputs: 2, using: &generator)
    var optimizer = Countdown(learningRate: 8)
    let plan = TrainingPlan(epochs: 4, batchSize: 15, decaysLearningRate: true)
    var biases: [Double] = []
    model.train(on: Self.ring(count: 15), by: plan, with: &optimizer, using: &generator) { _, model in
      biases.append(model.bias.value[0, 0])
    }
    // 0, less 8, 6, 4 and 2.
    #expect(biases == [-8, -14, -18, -20])
    #expect(optimizer.learningRate == 8)
  }

  @Test("noise changes what each batch is, by its standard deviation")
  func noise() {
    var generator = PhiloxGenerator(seed: 1)
    // The loss of this layer is a function of the features alone, since its optimiser moves nothing.
    var model = Dense<Double>(weight: [[1, 0], [0, 1]], bias: [[0], [0]])
    var optimizer = Countdown(learningRate: 0)
    func losses(_ noise: Double) -> [Double] {
      var losses: [Double] = []
      let plan = TrainingPlan(epochs: 3, batchSize: 30, inputNoise: noise)
      model.train(on: Self.ring(count: 30), by: plan, with: &optimizer, using: &generator) { state, _ in
        losses.append(state.loss)
      }
      return losses
    }
    let quiet = losses(0)
    #expect(quiet.allSatisfy { abs($0 - quiet[0]) < 1e-12 })
    let (low, high) = (losses(1e-6), losses(1e-3))
    #expect(Set(low).count == 3)
    let (small, large) = (low.map { abs($0 - quiet[0]) }, high.map { abs($0 - quiet[0]) })
    #expect(small.max()! < 1e-5)
    #expect(large.max()! < 1e-2)
    #expect(large.min()! > 1e-7)
  }
}
