import ChainRule
import Foundation

/// A check of the network and the data before training, which finds most mistakes at once.
struct SanityCheck: Sendable {
  /// What to look at where the check fails.
  let advice: String
  /// Whether it holds for a network and samples to train on, and what was found, in a line.
  let run: @Sendable (Sequential<Double>, LabelledSamples<Double>) -> (holds: Bool, finding: String)

  static let all = [initialLoss, gradients, smallBatch]

  /// A network that knows nothing gives each of K classes the probability 1/K: the loss is ln K.
  private static let initialLoss = SanityCheck(
    advice: "the network is sure of itself before it has seen anything; are some features far larger than the others?"
  ) { network, samples in
    let loss = network.evaluated(on: samples).loss
    let expected = log(Double(samples.classCount))
    return (
      abs(loss - expected) <= 0.25 * expected,
      "loss at initialisation: \(decimal(loss, 4)); ln \(samples.classCount) = \(decimal(expected, 4))"
    )
  }

  /// The derivative along a direction, by the gradients and by a central difference, for each parameter.
  private static let gradients = SanityCheck(
    advice: "backpropagation and finite differences disagree, which is a fault of the program"
  ) { network, samples in
    let batch = samples.selecting(0..<min(8, samples.count))
    var generator = PhiloxGenerator(seed: 0, stream: 3)
    // Biases of 0 put inputs of 0 on ReLU's kink, where there is no derivative to compare: check beside it.
    var network = network
    network.updateParameters {
      $0.value = $0.value + 0.05 * Tensor.normal(shape: $0.value.shape, using: &generator)
    }
    let tape = Tape<Double>()
    let loss = softmaxCrossEntropy(
      logits: network(tape.data(batch.features)), labels: tape.data(batch.labelTensor))
    let gradients = loss.backward()
    var worst = 0.0
    for parameter in network.parameters {
      let variable = tape.parameter(parameter)
      guard let gradient = gradients[parameter]?.value else { continue }
      let direction = Tensor<Double>.normal(shape: parameter.value.shape, using: &generator)
      let slope = (gradient * direction).sum().scalar
      // Of several steps the best counts: a large one may cross a kink, a small one drowns in rounding.
      let errors = [1e-4, 1e-5, 1e-6, 1e-7].map { step in
        let values = [step, -step].map {
          tape.evaluate([loss], substituting: [variable: parameter.value + $0 * direction])[0].scalar
        }
        let numeric = (values[0] - values[1]) / (2 * step)
        return abs(numeric - slope) / max(abs(numeric), abs(slope), 1e-3)
      }
      worst = max(worst, errors.min() ?? 0)
    }
    return (
      worst < 1e-4,
      "gradients on \(batch.count) samples agree with finite differences: relative error \(String(format: "%.1e", worst))"
    )
  }

  /// A network that cannot learn a few samples by heart learns nothing.
  private static let smallBatch = SanityCheck(
    advice: "the network cannot even learn a few samples by heart; wider --hidden layers may help"
  ) { network, samples in
    let batch = samples.selecting(distinctSamples(samples))
    var network = network
    var optimizer = Adam(learningRate: 0.01)
    var loss = Double.infinity
    var steps = 0
    while loss > 0.05, steps < 500 {
      let tape = Tape<Double>()
      let output = softmaxCrossEntropy(
        logits: network(tape.data(batch.features)), labels: tape.data(batch.labelTensor))
      loss = output.value.scalar
      optimizer.update(&network, along: output.backward())
      steps += 1
    }
    return (loss <= 0.05, "a batch of \(batch.count) samples is learned by heart: loss \(decimal(loss, 4)) after \(steps) steps")
  }

  /// A few samples of different features, of as many classes as there are, up to ten: such a batch can be learned.
  private static func distinctSamples(_ samples: LabelledSamples<Double>) -> [Int] {
    let scalars = samples.features.scalars
    var seen: Set<[Double]> = []
    var chosen: [Int] = []
    for isFirstOfClass in [true, false] {
      var classes = Set(chosen.map { samples.labels[$0] })
      for index in 0..<samples.count where chosen.count < 10 {
        if isFirstOfClass, classes.contains(samples.labels[index]) { continue }
        let column = (0..<samples.featureCount).map { scalars[$0 * samples.count + index] }
        guard seen.insert(column).inserted else { continue }
        classes.insert(samples.labels[index])
        chosen.append(index)
      }
    }
    return chosen
  }
}
