/// Samples and the class of each: a matrix with one sample per column, and as many class indices.
public struct LabelledSamples<Scalar: TensorScalar>: Sendable {
  /// The samples, n_x × m: one per column.
  public let features: Tensor<Scalar>
  /// The class of each sample, from 0 to `classCount` − 1.
  public let labels: [Int]
  /// The number of classes, K.
  public let classCount: Int

  /// Stops where the features are no matrix, where there are more or fewer labels than samples, and where a label is no class.
  public init(features: Tensor<Scalar>, labels: [Int], classCount: Int) {
    guard features.rank == 2, features.shape[1] == labels.count else {
      stop(
        "LabelledSamples: the features are \(features.shape) and there are \(labels.count) labels; features are n_x × m, one sample per column"
      )
    }
    if let label = labels.first(where: { $0 < 0 || $0 >= classCount }) {
      stop("LabelledSamples: the label \(label) is not one of the \(classCount) classes 0 ... \(classCount - 1)")
    }
    self.features = features
    self.labels = labels
    self.classCount = classCount
  }

  /// The number of samples, m.
  public var count: Int { labels.count }

  /// The number of features of a sample, n_x.
  public var featureCount: Int { features.shape[0] }

  /// The labels as a vector of m numbers, which is how losses take them.
  public var labelTensor: Tensor<Scalar> { Tensor(labels.map { Scalar($0) }) }

  /// The samples of some indices, in their order. Stops where one is out of range. Complexity: O(n_x · indices).
  public func selecting(_ indices: some Collection<Int>) -> LabelledSamples {
    if let index = indices.first(where: { !labels.indices.contains($0) }) {
      stop("selecting: there is no sample \(index); the \(count) samples are counted from 0")
    }
    return LabelledSamples(
      features: Tensor(features.untyped.gathered(axis: 1, Array(indices))), labels: indices.map { labels[$0] },
      classCount: classCount)
  }

  /// A training and a test part, in which the classes have the same shares as in the whole, up to rounding.
  ///
  /// The test part holds `testFraction` of the samples, rounded, but never all samples of a class.
  public func split(
    testFraction: Double, using generator: inout PhiloxGenerator
  ) -> (training: LabelledSamples, test: LabelledSamples) {
    guard testFraction >= 0, testFraction <= 1 else {
      stop("split: the test fraction \(testFraction) is not between 0 and 1")
    }
    var members = Array(repeating: [Int](), count: classCount)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    // Each class gives its share, rounded down; the largest remainders give one more until the total is right.
    let shares = members.map { testFraction * Double($0.count) }
    var takes = zip(shares, members).map { min(Int($0), max($1.count - 1, 0)) }
    var missing = Int((testFraction * Double(count)).rounded()) - takes.reduce(0, +)
    for index in shares.indices.sorted(by: {
      (takes[$0].distance(below: shares[$0]), $1) > (takes[$1].distance(below: shares[$1]), $0)
    })
    where missing > 0 && takes[index] < members[index].count - 1 {
      takes[index] += 1
      missing -= 1
    }
    var training: [Int] = []
    var test: [Int] = []
    for (members, take) in zip(members, takes) {
      let shuffled = generator.permutation(count: members.count).map { members[$0] }
      test += shuffled.prefix(take)
      training += shuffled.dropFirst(take)
    }
    return (selecting(training.sorted()), selecting(test.sorted()))
  }

  /// The samples in batches of `size`, in a new random order; the last batch holds what is left.
  public func batches(
    of size: Int, shuffledUsing generator: inout PhiloxGenerator
  ) -> some Collection<LabelledSamples> {
    batches(of: size, order: generator.permutation(count: count))
  }

  /// The samples in batches of `size`, in their order; the last batch holds what is left.
  public func batches(of size: Int) -> some Collection<LabelledSamples> {
    batches(of: size, order: Array(0..<count))
  }

  private func batches(of size: Int, order: [Int]) -> some Collection<LabelledSamples> {
    guard size > 0 else { stop("batches: a batch holds at least one sample, not \(size)") }
    return stride(from: 0, to: count, by: size).map { $0 }.lazy
      .map { selecting(order[$0..<Swift.min($0 + size, order.count)]) }
  }
}

extension Int {
  fileprivate func distance(below share: Double) -> Double { share - Double(self) }
}
