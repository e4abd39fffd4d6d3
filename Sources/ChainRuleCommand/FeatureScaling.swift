import ChainRule

/// Brings each feature to a common size: (x − offset) ∘ factor.
struct FeatureScaling {
  /// n_x × 1.
  let offset: Tensor<Double>
  /// n_x × 1; 0 for a feature that is the same in all samples, which says nothing.
  let factor: Tensor<Double>

  init(offset: Tensor<Double>, factor: Tensor<Double>) {
    self.offset = offset
    self.factor = factor
  }

  /// The scaling under which each feature of these samples has mean 0, and standard deviation 1 unless it is rarely other
  /// than its mean: then deviations count as if they were a tenth of the largest one.
  init(for features: Tensor<Double>) {
    let (rows, columns) = (features.shape[0], features.shape[1])
    let scalars = features.scalars
    var offsets: [Double] = []
    var factors: [Double] = []
    for row in 0..<rows {
      let values = scalars[row * columns..<(row + 1) * columns]
      // Divided first, so that large numbers do not overflow.
      let mean = values.reduce(0) { $0 + $1 / Double(columns) }
      let largest = values.reduce(0) { max($0, abs($1 - mean)) }
      let variance = values.reduce(0) { $0 + ($1 - mean) / largest * (($1 - mean) / largest) } / Double(columns)
      let isConstant = values.allSatisfy { $0 == values.first }
      offsets.append(isConstant ? values.first ?? 0 : mean)
      factors.append(isConstant ? 0 : 1 / (largest * max(variance.squareRoot(), 0.1)))
    }
    offset = Tensor(shape: [rows, 1], scalars: offsets)
    factor = Tensor(shape: [rows, 1], scalars: factors)
  }

  /// Whether every feature is the same in all samples.
  var isBlind: Bool { factor.scalars.allSatisfy { $0 == 0 } }

  func callAsFunction(_ features: Tensor<Double>) -> Tensor<Double> { (features - offset) * factor }

  func callAsFunction(_ samples: LabelledSamples<Double>) -> LabelledSamples<Double> {
    LabelledSamples(features: self(samples.features), labels: samples.labels, classCount: samples.classCount)
  }
}
