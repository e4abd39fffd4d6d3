extension Layer {
  /// The class with the largest output for each sample: the first one where several are equal.
  public func predictedClasses(for features: Tensor<Scalar>) -> [Int] { largestRows(of: self(features)) }

  /// How well the layer tells the classes of samples apart. Its outputs are logits, K × m.
  ///
  /// The samples are taken a batch at a time, so that memory is needed for one batch only.
  public func evaluated(on samples: LabelledSamples<Scalar>, batchSize: Int = 512) -> ClassificationResult {
    var loss = 0.0
    var predictions: [Int] = []
    for batch in samples.batches(of: batchSize) {
      let logits = self(batch.features)
      let mean = softmaxCrossEntropy(logits: logits, labels: batch.labelTensor)
      loss += Double(mean.scalar) * Double(batch.count)
      predictions += largestRows(of: logits)
    }
    return ClassificationResult(
      loss: loss / Double(samples.count),
      confusion: ConfusionMatrix(labels: samples.labels, predictions: predictions, classCount: samples.classCount))
  }

  /// Trains the layer as a classifier: epochs of shuffled batches, each one step of the optimiser.
  ///
  /// The outputs are logits, K × m; the loss is the softmax cross-entropy averaged over the batch. `report` is called after
  /// each batch, and may throw to end the training; the model it is given is a copy.
  public mutating func train(
    on samples: LabelledSamples<Scalar>, by plan: TrainingPlan, with optimizer: inout some Optimizer,
    using generator: inout PhiloxGenerator, report: (TrainingProgress, Self) throws -> Void
  ) rethrows {
    let learningRate = optimizer.learningRate
    defer { optimizer.learningRate = learningRate }
    for epoch in 1...plan.epochs {
      if plan.decaysLearningRate {
        optimizer.learningRate = learningRate * (1 - Double(epoch - 1) / Double(plan.epochs))
      }
      var progress = TrainingProgress(epoch: epoch, sampleCount: samples.count)
      for batch in samples.batches(of: plan.batchSize, shuffledUsing: &generator) {
        let tape = Tape<Scalar>()
        let x = batch.features.withNoise(plan.inputNoise, using: &generator)
        let logits = self(tape.data(x, named: "X"))
        let loss = softmaxCrossEntropy(logits: logits, labels: tape.data(batch.labelTensor, named: "y"))
        optimizer.update(&self, along: loss.backward())
        progress.add(
          loss: Double(loss.value.scalar), predictions: largestRows(of: logits.value), labels: batch.labels)
        try report(progress, self)
      }
    }
  }
}

extension Tensor {
  fileprivate func withNoise(_ deviation: Double, using generator: inout PhiloxGenerator) -> Tensor {
    deviation == 0
      ? self : self + .normal(standardDeviation: Scalar(deviation), shape: shape, using: &generator)
  }
}

/// The row of the largest number in each column of a matrix.
private func largestRows<Scalar>(of matrix: Tensor<Scalar>) -> [Int] {
  guard matrix.rank == 2 else {
    stop("predictedClasses: the outputs are \(matrix.shape); a classifier's are K × m, one column per sample")
  }
  return matrix.argmax(alongAxis: 0).scalars.map { Int($0) }
}
