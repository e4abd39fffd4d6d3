/// How often samples of each class were taken for each class.
public struct ConfusionMatrix: Hashable, Sendable {
  public let classCount: Int
  private var counts: [Int]

  /// Counts predictions. Stops where there are not as many as labels, or where one is no class.
  public init(labels: [Int], predictions: [Int], classCount: Int) {
    guard labels.count == predictions.count else {
      stop("ConfusionMatrix: there are \(labels.count) labels, but \(predictions.count) predictions")
    }
    self.classCount = classCount
    counts = Array(repeating: 0, count: classCount * classCount)
    for (label, prediction) in zip(labels, predictions) {
      guard (0..<classCount).contains(label), (0..<classCount).contains(prediction) else {
        stop("ConfusionMatrix: \(label) taken for \(prediction): the classes are 0 ... \(classCount - 1)")
      }
      counts[label * classCount + prediction] += 1
    }
  }

  /// How many samples of class `label` were taken for `prediction`.
  public subscript(label label: Int, prediction prediction: Int) -> Int { counts[label * classCount + prediction] }

  /// The number of samples.
  public var count: Int { counts.reduce(0, +) }

  /// How many were taken for what they are.
  public var correctCount: Int { (0..<classCount).reduce(0) { $0 + self[label: $1, prediction: $1] } }

  /// The share of samples that were taken for what they are; NaN where there are none.
  public var accuracy: Double { Double(correctCount) / Double(count) }
}
