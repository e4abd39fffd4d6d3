/// How a classifier is trained: how long, in which batches, and what is done against learning by heart.
public struct TrainingPlan: Hashable, Sendable {
  /// How often all samples are gone through.
  public var epochs: Int
  /// The samples of a step.
  public var batchSize: Int
  /// Whether the learning rate falls from epoch to epoch, in equal steps towards 0, so that the parameters settle.
  public var decaysLearningRate: Bool
  /// The standard deviation of the normal noise that is added to each feature, new in each step.
  ///
  /// It has the effect of a penalty on steep outputs. Source: C. M. Bishop, "Training with noise is equivalent to Tikhonov
  /// regularization", Neural Computation 7, 1995.
  public var inputNoise: Double

  /// Stops unless there is at least one epoch and one sample in a batch, and the noise is not negative.
  public init(epochs: Int, batchSize: Int, decaysLearningRate: Bool = false, inputNoise: Double = 0) {
    guard epochs > 0, batchSize > 0, inputNoise >= 0 else {
      stop("TrainingPlan: \(epochs) epochs, batches of \(batchSize), noise of \(inputNoise): nothing can be learned so")
    }
    self.epochs = epochs
    self.batchSize = batchSize
    self.decaysLearningRate = decaysLearningRate
    self.inputNoise = inputNoise
  }
}
