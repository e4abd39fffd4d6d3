import ChainRule
import Testing

@Suite struct LabelledSamplesTests {
  /// m samples whose two features are their index and its square.
  static func samples(_ labels: [Int], classes: Int) -> LabelledSamples<Double> {
    let indices = labels.indices.map(Double.init)
    return LabelledSamples(
      features: Tensor(shape: [2, labels.count], scalars: indices + indices.map { $0 * $0 }), labels: labels,
      classCount: classes)
  }

  static func indices(_ samples: LabelledSamples<Double>) -> [Int] {
    let scalars = samples.features.scalars
    for index in 0..<samples.count { #expect(scalars[samples.count + index] == scalars[index] * scalars[index]) }
    return scalars.prefix(samples.count).map { Int($0) }
  }

  @Test("a split keeps each class's share, every sample once, and each sample with its label")
  func split() {
    let labels = (0..<100).map { $0 % 10 == 0 ? 2 : $0 % 2 }
    let samples = Self.samples(labels, classes: 3)
    var generator = PhiloxGenerator(seed: 4)
    let (training, test) = samples.split(testFraction: 0.2, using: &generator)
    #expect((Self.indices(training) + Self.indices(test)).sorted() == Array(0..<100))
    for part in [training, test] { #expect(part.labels == Self.indices(part).map { labels[$0] }) }
    #expect((0..<3).map { label in test.labels.count { $0 == label } } == [8, 10, 2])
    var again = PhiloxGenerator(seed: 4)
    #expect(Self.indices(samples.split(testFraction: 0.2, using: &again).test) == Self.indices(test))
    var other = PhiloxGenerator(seed: 5)
    #expect(Self.indices(samples.split(testFraction: 0.2, using: &other).test) != Self.indices(test))
  }

  @Test("small classes are shared out by their remainders, and no class is only tested")
  func smallClasses() {
    var generator = PhiloxGenerator(seed: 1)
    let (training, test) = Self.samples([0, 0, 1, 1, 2, 2, 3], classes: 5).split(testFraction: 0.5, using: &generator)
    #expect(test.labels == [0, 1, 2])
    #expect(Set(training.labels) == [0, 1, 2, 3])
    let all = Self.samples([0, 0, 1], classes: 2).split(testFraction: 1, using: &generator)
    #expect(all.training.labels == [0, 1])
    #expect(Self.samples([], classes: 2).split(testFraction: 0.5, using: &generator).test.count == 0)
  }

  @Test("batches hold every sample once; the last one what is left")
  func batches() {
    let samples = Self.samples(Array(repeating: 0, count: 11), classes: 1)
    #expect(samples.batches(of: 4).map(Self.indices) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10]])
    var generator = PhiloxGenerator(seed: 2)
    let shuffled = samples.batches(of: 4, shuffledUsing: &generator).map(Self.indices)
    #expect(shuffled.map(\.count) == [4, 4, 3])
    #expect(shuffled.joined().sorted() == Array(0..<11))
    #expect(Array(shuffled.joined()) != Array(0..<11))
    let next = samples.batches(of: 4, shuffledUsing: &generator).map(Self.indices)
    #expect(next != shuffled)
  }

  @Test("samples are selected from any layout, and none that is not there")
  func selecting() async {
    let rows = Tensor<Float>([[1, 10, 100], [2, 20, 200], [3, 30, 300], [4, 40, 400]])
    let sliced = rows.sliced(alongAxis: 1, 1...).transposed()
    let equal = Tensor<Float>.ones(2, 4)
    for features in [sliced, sliced + 0, rows.transposed().sliced(alongAxis: 0, 1...), equal] {
      let chosen = LabelledSamples(features: features, labels: [0, 1, 2, 1], classCount: 3).selecting([3, 0, 3])
      #expect(chosen.features.scalars == [3, 0, 3].map { features[0, $0] } + [3, 0, 3].map { features[1, $0] })
      #expect(chosen.labels == [1, 0, 1])
    }
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LabelledSamples(features: Tensor<Double>.ones(2, 3), labels: [0, 0, 0], classCount: 1).selecting([0, 3])
    }
    #expect(result.message.contains("selecting: there is no sample 3; the 3 samples are counted from 0"))
  }

  @Test("labels that are no class are refused")
  func badLabel() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = LabelledSamples(features: Tensor<Double>.ones(2, 3), labels: [0, 3, 1], classCount: 3)
    }
    #expect(result.message.contains("LabelledSamples: the label 3 is not one of the 3 classes 0 ... 2"))
  }
}
