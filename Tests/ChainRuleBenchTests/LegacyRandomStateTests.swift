import Testing

@testable import ChainRuleBench

/// The numbers are those that NumPy 2.4.6 prints for `numpy.random.RandomState(seed)`.
@Suite struct LegacyRandomStateTests {
  @Test("normal numbers are NumPy's to the last bit")
  func normal() {
    var random = LegacyRandomState(seed: 0)
    let numbers = (0..<100_000).map { _ in random.nextNormal() }
    #expect(numbers[..<3] == [1.764052345967664, 0.4001572083672233, 0.9787379841057392])
    #expect(numbers.last == -1.2852076475754735)
  }

  @Test("uniform numbers are NumPy's to the last bit")
  func uniform() {
    var random = LegacyRandomState(seed: 1)
    #expect(random.nextUniform() == 0.417022004702574)
    random = LegacyRandomState(seed: .max)
    #expect(random.nextUniform() == 0.0976320289940138)
    #expect(random.nextNormal() == 0.0813036681172692)
  }

  @Test("the bits go on after the 624 words of the state are used up")
  func bits() {
    var random = LegacyRandomState(seed: 1)
    let words = (0..<700).map { _ in random.nextBits() }
    #expect(words[..<2] == [1_791_095_845, 4_282_876_139])
    #expect(words[697...] == [3_025_095_910, 148_482_267, 2_514_098_677])
  }

  @Test("whole numbers are drawn between normal ones, of which every second was kept from before")
  func mixed() {
    var random = LegacyRandomState(seed: 7)
    #expect((0..<3).map { _ in random.nextNormal() } == [1.690525703800356, -0.4659373705408328, 0.0328201636785844])
    #expect((0..<5).map { _ in random.nextInteger(below: 10) } == [8, 9, 8, 7, 6])
    #expect((0..<2).map { _ in random.nextInteger(below: 1) } == [0, 0])
    #expect((0..<3).map { _ in random.nextInteger(below: 1000) } == [68, 432, 895])
    #expect((0..<2).map { _ in random.nextNormal() } == [0.40751628299650783, -1.0232726161545904])
  }
}
