/// How far an epoch of training has come, and how well it goes.
public struct TrainingProgress: Hashable, Sendable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The number of samples of an epoch.
  public let sampleCount: Int
  /// How many of them were seen.
  public private(set) var seenCount = 0
  private var lossSum = 0.0
  private var correctCount = 0

  init(epoch: Int, sampleCount: Int) {
    self.epoch = epoch
    self.sampleCount = sampleCount
  }

  mutating func add(loss: Double, predictions: [Int], labels: [Int]) {
    seenCount += labels.count
    lossSum += loss * Double(labels.count)
    correctCount += zip(predictions, labels).count { $0 == $1 }
  }

  /// Whether this was the epoch's last batch.
  public var isEndOfEpoch: Bool { seenCount == sampleCount }

  /// The mean loss of the samples seen in this epoch, each as it was before its batch's step.
  public var loss: Double { lossSum / Double(seenCount) }

  /// The share of them that were predicted right.
  public var accuracy: Double { Double(correctCount) / Double(seenCount) }
}
