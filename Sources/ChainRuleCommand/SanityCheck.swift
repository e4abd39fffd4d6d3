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

  private static let gradients = SanityCheck(
    advice: "backpropagation and finite differences disagree, which is a fault of the program"
  ) { network, samples in
    let batch = samples.selecting(0..<min(8, samples.count))
    let tape = Tape<Double>()
    let loss = softmaxCrossEntropy(
      logits: network(tape.data(batch.features, named: "X")), labels: tape.data(batch.labelTensor, named: "y"))
    let report = GradientCheck().run(on: loss)
    // Kinks and rounding leave a gradient unjudged, which is no fault.
    let isWrong = report.entries.contains {
      switch $0.verdict {
      case .wrong, .notFinite: true
      case .holds, .onKink, .undecided, .noisy, .independent: false
      }
    }
    let judged = report.entries.filter { $0.verdict == .holds }
    return (
      !isWrong,
      isWrong
        ? "gradients on \(batch.count) samples\n\(report)"
        : "gradients of \(judged.count) of \(report.entries.count) parameters on \(batch.count) samples agree with finite differences: "
          + "relative error \(String(format: "%.0e", judged.map(\.error).max() ?? 0))"
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
    return (
      loss <= 0.05,
      "a batch of \(batch.count) samples is learned by heart: loss \(decimal(loss, 4)) after \(steps) steps"
    )
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
