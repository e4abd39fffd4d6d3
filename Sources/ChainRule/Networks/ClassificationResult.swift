/// How a classifier did on samples.
public struct ClassificationResult: Hashable, Sendable {
  /// The softmax cross-entropy, averaged over the samples.
  public let loss: Double
  public let confusion: ConfusionMatrix

  /// The share of samples whose class was predicted.
  public var accuracy: Double { confusion.accuracy }
}
