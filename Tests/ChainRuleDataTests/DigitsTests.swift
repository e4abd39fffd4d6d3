import ChainRule
import ChainRuleData
import Testing

@Suite struct DigitsTests {
  @Test("the digits are 1797 images of 64 pixels between 0 and 1, one per column")
  func digits() throws {
    let digits = try Digits.load(as: Double.self)
    #expect(digits.features.shape == [64, 1797])
    #expect(digits.classCount == 10)
    // The counts of the data set's description.
    let counts = (0..<10).map { digit in digits.labels.count { $0 == digit } }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    let pixels = digits.features.scalars
    #expect(pixels.allSatisfy { (0...1).contains($0) && ($0 * 16).rounded() == $0 * 16 })
    // The first line of the file: 0,0,5,13,9,1,0,0, ... ,0.
    #expect((0..<8).map { pixels[$0 * 1797] * 16 } == [0, 0, 5, 13, 9, 1, 0, 0])
    #expect(digits.labels[0] == 0)
  }
}
