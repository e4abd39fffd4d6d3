import ChainRule
import ChainRuleData
import ChainRuleStudy

/// `chain-rule predict`: what a saved network says about samples.
struct PredictCommand: Subcommand {
  static let name = "predict"
  static let summary = "Predict the class of each row of a CSV file with a saved network."
  static let discussion = """
    Prints one class per row. Where the file has one column more than the network has features, the last column
    is taken for the true class, and the accuracy is printed after the predictions.
    """
  static let options = [
    OptionDescription(
      name: "--model", value: "FILE", help: "The network, as 'chain-rule train --save' wrote it.", isRequired: true),
    OptionDescription(name: "--data", value: "FILE.csv", help: "The samples, one per row.", isRequired: true),
    OptionDescription(
      name: "--json", help: "Print one JSON object per row, with the probability, and one with the accuracy."),
  ]

  private let model: String
  private let data: String
  private let printsJSON: Bool

  init(_ arguments: Arguments) throws(CommandFailure) {
    model = arguments.text("--model") ?? ""
    data = arguments.text("--data") ?? ""
    printsJSON = arguments.contains("--json")
  }

  private struct Prediction: Encodable {
    let row: Int
    let prediction: String
    let probability: Double
  }

  private struct Summary: Encodable {
    let accuracy: Double
    let correct: Int
    let count: Int
  }

  func run(_ output: Output) throws -> ExitStatus {
    let classifier = try Classifier(contentsOf: model)
    let table = try CSVTable(contentsOf: data)
    let featureCount = classifier.widths[0]
    guard table.columnCount == featureCount || table.columnCount == featureCount + 1 else {
      throw CommandFailure(
        "\(data): each row has \(table.columnCount) fields, but the model takes \(featureCount) features, or \(featureCount + 1) fields with the class"
      )
    }
    let features = try table.features(columns: featureCount, as: Double.self)
    let probabilities = softmax(classifier.network(classifier.scaling(features)))
    guard probabilities.scalars.allSatisfy(\.isFinite) else {
      throw CommandFailure("\(data): some features are too large for the model: its outputs are not finite")
    }
    let largest = probabilities.max(alongAxes: [0]).scalars
    let names = probabilities.argmax(alongAxis: 0).scalars.map { classifier.classNames[Int($0)] }
    for (row, name) in names.enumerated() {
      output.print(
        printsJSON ? json(Prediction(row: row + 1, prediction: name, probability: largest[row])) : printable(name))
    }
    if table.columnCount > featureCount {
      let correct = names.indices.count { names[$0] == table.text(row: $0, column: featureCount) }
      let summary = Summary(accuracy: Double(correct) / Double(names.count), correct: correct, count: names.count)
      output.print(
        printsJSON ? json(summary) : "accuracy: \(percent(summary.accuracy)) (\(correct) of \(names.count))")
    }
    return .success
  }
}
