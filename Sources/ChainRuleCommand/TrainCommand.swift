import ChainRule
import ChainRuleData
import ChainRuleStudy
import Foundation

/// `chain-rule train`: trains a classifier, with the checks that experts make before they do.
struct TrainCommand: Subcommand {
  static let name = "train"
  static let summary = "Train a network to tell classes apart: handwritten digits, or your own CSV file."
  static let discussion = """
    Holds out a fifth of the samples, checks the network before training (loss at initialisation, gradients,
    a small batch learned by heart), trains it, and says how well it does on the samples it has not seen.
    Without --data it learns the 1797 handwritten digits that come with the program.
    """

  private static let defaults = (hidden: [64, 32], epochs: 30, batch: 32, seed: 1)

  private static let digitNoise = 0.5

  static let options = [
    OptionDescription(
      name: "--data", value: "FILE.csv", help: "Samples, one per row: numbers, and the class in the last column."),
    OptionDescription(
      name: "--hidden", value: "SIZES",
      help:
        "Widths of the hidden ReLU layers; 'none' for none (default: \(defaults.hidden.map(String.init).joined(separator: ",")))."
    ),
    OptionDescription(
      name: "--epochs", value: "N", help: "How often to go through the samples (default: \(defaults.epochs))."),
    OptionDescription(name: "--batch", value: "N", help: "Samples per step (default: \(defaults.batch))."),
    OptionDescription(name: "--optimizer", value: "NAME", help: "adam, or sgd with momentum 0.9 (default: adam)."),
    OptionDescription(
      name: "--learning-rate", value: "X",
      help:
        "Size of the steps (default: \(OptimizerKind.adam.defaultRate) for adam, \(OptimizerKind.sgd.defaultRate) for sgd)."
    ),
    OptionDescription(
      name: "--noise", value: "X",
      help:
        "Noise added to the scaled features, against learning by heart (default: \(digitNoise) for the digits, else 0)."
    ),
    OptionDescription(
      name: "--seed", value: "N",
      help:
        "Start of the random weights and of the samples' order; the split is always the same (default: \(defaults.seed))."
    ),
    OptionDescription(name: "--save", value: "FILE", help: "Write the trained network to a safetensors file."),
    OptionDescription(name: "--json", help: "Print one JSON object per epoch and nothing else."),
  ]

  enum OptimizerKind: String, CaseIterable {
    case adam, sgd

    var defaultRate: Double {
      switch self {
      case .adam: 0.003
      case .sgd: 0.02
      }
    }

    func make(learningRate: Double) -> any Optimizer {
      switch self {
      case .adam: Adam(learningRate: learningRate)
      case .sgd: SGD(learningRate: learningRate, momentum: 0.9)
      }
    }
  }

  private let data: String?
  private let hidden: [Int]
  private let epochs: Int
  private let batchSize: Int
  private let optimizer: OptimizerKind
  private let learningRate: Double
  private let noise: Double
  private let seed: UInt64
  private let savePath: String?
  private let printsJSON: Bool

  init(_ arguments: Arguments) throws(CommandFailure) {
    data = arguments.text("--data")
    hidden = try TrainCommand.widths(arguments.text("--hidden"))
    epochs = try arguments.integer("--epochs", default: TrainCommand.defaults.epochs, in: 1...1_000_000)
    batchSize = try arguments.integer("--batch", default: TrainCommand.defaults.batch, in: 1...1_000_000)
    optimizer = try arguments.choice("--optimizer", of: OptimizerKind.self) ?? .adam
    learningRate = try arguments.number("--learning-rate", default: optimizer.defaultRate, in: 1e-12...1e6)
    noise = try arguments.number("--noise", default: data == nil ? TrainCommand.digitNoise : 0, in: 0...1000)
    seed = UInt64(try arguments.integer("--seed", default: TrainCommand.defaults.seed, in: 0...Int.max))
    savePath = arguments.text("--save")
    printsJSON = arguments.contains("--json")
  }

  private static func widths(_ text: String?) throws(CommandFailure) -> [Int] {
    guard let text else { return defaults.hidden }
    guard text != "none" else { return [] }
    let widths = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard widths.count <= 100, widths.allSatisfy({ (1...10_000).contains($0) }) else {
      throw CommandFailure(
        "'--hidden \(text)': expected widths from 1 to 10000 with commas between them, such as 64,32, or none")
    }
    return widths
  }

  func run(_ output: Output) throws -> ExitStatus {
    try checkSavePath()
    let file = try data ?? Digits.path()
    let (samples, classNames) = try CSVTable(contentsOf: file).labelledSamples(as: Double.self)
    let title = data ?? "handwritten digits"
    // Not from the option's seed: results with different seeds are about the same test samples.
    var splitter = PhiloxGenerator(seed: 0, stream: 0)
    let (rawTraining, rawTest) = try split(samples, classNames, title, using: &splitter)
    let scaling = FeatureScaling(for: rawTraining.features)
    let (training, test) = (scaling(rawTraining), scaling(rawTest))
    guard !scaling.isBlind else {
      throw CommandFailure(
        "\(title): every feature is the same in all training samples: nothing tells the classes apart")
    }
    guard training.features.scalars.allSatisfy(\.isFinite), test.features.scalars.allSatisfy(\.isFinite) else {
      throw CommandFailure("\(title): some features are too large to compute with; bring them to a common size first")
    }

    var initializer = PhiloxGenerator(seed: seed, stream: 1)
    var classifier = Classifier(
      widths: [samples.featureCount] + hidden + [samples.classCount], scaling: scaling, classNames: classNames,
      using: &initializer)
    // With --json, standard output is for the epochs alone.
    func say(_ line: String) { printsJSON ? output.printError(line) : output.print(line) }
    say(
      "data: \(title): \(samples.count) samples of \(samples.featureCount) features in \(samples.classCount) classes; \(test.count) held out for testing"
    )
    say(
      "network: \(classifier.widths.map(String.init).joined(separator: " → ")) with ReLU, \(classifier.network.parameterCount) parameters; \(optimizer.rawValue), learning rate \(learningRate) falling to 0, batches of \(batchSize), noise \(noise), seed \(seed)"
    )

    for check in SanityCheck.all {
      let (holds, finding) = check.run(classifier.network, training)
      say("\(holds ? output.green("✓") : output.red("✗")) \(finding)")
      guard holds else {
        throw CommandFailure("a check before training failed: \(check.advice)", status: .checkFailed)
      }
    }

    let result = try train(&classifier, on: training, test: test, output)
    if !printsJSON {
      output.print("")
      output.print(confusionReport(result.confusion, classNames))
      output.print("test accuracy: \(percent(result.accuracy)) (\(result.confusion.correctCount) of \(test.count))")
    }
    if let savePath {
      try classifier.save(to: savePath)
      say("saved: \(savePath)")
    }
    return .success
  }

  /// Finds out before the training whether its result can be kept.
  private func checkSavePath() throws(CommandFailure) {
    guard let savePath else { return }
    let url = URL(fileURLWithPath: savePath)
    var status = stat()
    if stat(savePath, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      let isDirectory = status.st_mode & S_IFMT == S_IFDIR
      throw CommandFailure("\(savePath): this is a \(isDirectory ? "directory" : "device or a pipe"), not a file")
    }
    guard !savePath.isEmpty, FileManager.default.isWritableFile(atPath: url.deletingLastPathComponent().path) else {
      throw CommandFailure("\(savePath): cannot write there: the directory does not exist or is not writable")
    }
  }

  private func split(
    _ samples: LabelledSamples<Double>, _ classNames: [String], _ title: String, using generator: inout PhiloxGenerator
  ) throws(CommandFailure) -> (training: LabelledSamples<Double>, test: LabelledSamples<Double>) {
    guard samples.classCount > 1 else {
      throw CommandFailure(
        "\(title): all samples are of one class, '\(printable(classNames[0]))'; there must be at least two to tell apart"
      )
    }
    let parts = samples.split(testFraction: 0.2, using: &generator)
    guard parts.test.count > 0 else {
      throw CommandFailure(
        "\(title): \(samples.count) samples in \(samples.classCount) classes are too few to hold any out for testing; "
          + "a class needs at least two, and the file at least three")
    }
    return parts
  }

  private struct Epoch: Encodable {
    let epoch: Int
    let loss: Double
    let accuracy: Double
    let testLoss: Double
    let testAccuracy: Double
  }

  /// Trains, reports each epoch, and returns the result on the test samples.
  private func train(
    _ classifier: inout Classifier, on training: LabelledSamples<Double>, test: LabelledSamples<Double>,
    _ output: Output
  ) throws -> ClassificationResult {
    let plan = TrainingPlan(epochs: epochs, batchSize: batchSize, decaysLearningRate: true, inputNoise: noise)
    func run(_ optimizer: some Optimizer) throws -> ClassificationResult {
      var optimizer = optimizer
      var shuffler = PhiloxGenerator(seed: seed, stream: 2)
      var result = classifier.network.evaluated(on: test)
      try classifier.network.train(
        on: training, by: plan, with: &optimizer, using: &shuffler
      ) { progress, network in
        guard progress.loss.isFinite else {
          if output.isInteractive, !printsJSON { output.wipe() }
          throw CommandFailure(
            "the training diverged in epoch \(progress.epoch): the loss is \(progress.loss); try a smaller --learning-rate",
            status: .checkFailed)
        }
        if output.isInteractive, !printsJSON { output.redraw(bar(progress, result, columns: output.columns)) }
        guard progress.isEndOfEpoch else { return }
        result = network.evaluated(on: test)
        if printsJSON {
          output.print(
            json(
              Epoch(
                epoch: progress.epoch, loss: progress.loss, accuracy: progress.accuracy, testLoss: result.loss,
                testAccuracy: result.accuracy)))
        } else if !output.isInteractive || progress.epoch == epochs {
          if output.isInteractive { output.wipe() }
          output.print(line(progress, result))
        }
      }
      return result
    }
    return try run(optimizer.make(learningRate: learningRate))
  }

  private func line(_ progress: TrainingProgress, _ test: ClassificationResult) -> String {
    "epoch \(padded(String(progress.epoch), String(epochs).count))/\(epochs)  "
      + "train: loss \(decimal(progress.loss, 4)), accuracy \(padded(percent(progress.accuracy), 8))  "
      + "test: loss \(decimal(test.loss, 4)), accuracy \(padded(percent(test.accuracy), 8))"
  }

  /// The progress as a line that is shorter than the terminal is wide: one that wraps cannot be drawn again.
  private func bar(_ progress: TrainingProgress, _ test: ClassificationResult, columns: Int) -> String {
    let text =
      "epoch \(padded(String(progress.epoch), String(epochs).count))/\(epochs)  "
      + "loss \(decimal(progress.loss, 4))  test \(padded(percent(test.accuracy), 8))"
    let width = min(24, columns - text.count - 2)
    guard width > 3 else { return String(text.prefix(max(0, columns - 1))) }
    let done = Double(progress.epoch - 1) + Double(progress.seenCount) / Double(progress.sampleCount)
    let filled = Int(done / Double(epochs) * Double(width))
    return "\(String(repeating: "█", count: filled))\(String(repeating: "░", count: width - filled)) \(text)"
  }
}
