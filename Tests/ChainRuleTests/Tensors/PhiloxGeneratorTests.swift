import ChainRule
import Testing

@Suite struct PhiloxGeneratorTests {
  @Test("the known answers of Random123 for philox4x32-10")
  func knownAnswers() {
    #expect(
      PhiloxGenerator.block(counter: .zero, key: .zero) == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      PhiloxGenerator.block(counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      PhiloxGenerator.block(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344), key: SIMD2(0xa409_3822, 0x299f_31d0))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test("seed, stream and position make up key and counter, as computed independently")
  func numbers() {
    var generator = PhiloxGenerator(seed: 42, stream: 7)
    #expect(
      (0..<4).map { _ in generator.next() } == [
        0xe554_10cc_67ee_6f2c, 0x5573_98d3_6c7e_ca35, 0x600f_6196_e5dd_e940, 0x2c8e_d839_8fcd_f8f1,
      ])
    var far = PhiloxGenerator(seed: (1 << 40) + 5, stream: (1 << 33) + 1)
    far.position = (1 << 35) + 1
    #expect(far.next() == 0xf3dc_43de_c935_a1b2)
  }

  @Test("a position is the place in the sequence, odd or even", arguments: [0, 1, 2, 5, 100])
  func position(start: UInt64) {
    var walked = PhiloxGenerator(seed: 3)
    for _ in 0..<start { _ = walked.next() }
    #expect(walked.position == start)
    var placed = PhiloxGenerator(seed: 3)
    placed.position = start
    #expect(placed == walked)
    #expect((0..<5).map { _ in placed.next() } == (0..<5).map { _ in walked.next() })
  }

  @Test("neighbouring streams and seeds have no number in common")
  func streams() {
    var seen: Set<UInt64> = []
    for (seed, stream) in [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)] as [(UInt64, UInt64)] {
      var generator = PhiloxGenerator(seed: seed, stream: stream)
      for _ in 0..<10_000 { seen.insert(generator.next()) }
    }
    #expect(seen.count == 50_000)
  }

  @Test("a permutation holds every number once, and is as stored")
  func permutation() {
    var generator = PhiloxGenerator(seed: 11)
    #expect(generator.permutation(count: 100).sorted() == Array(0..<100))
    #expect(generator.position == 99)
    #expect(generator.permutation(count: 0) == [])
    #expect(generator.permutation(count: 1) == [0])
    var stored = PhiloxGenerator(seed: 1)
    #expect(stored.permutation(count: 8) == [1, 0, 6, 2, 3, 5, 4, 7])
  }

  @Test("permutations of three are equally frequent")
  func permutationsAreFair() {
    var generator = PhiloxGenerator(seed: 5)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6000 { counts[generator.permutation(count: 3), default: 0] += 1 }
    #expect(counts.count == 6)
    // The standard deviation of each count is 29.
    #expect(counts.values.allSatisfy { (870...1130).contains($0) })
  }
}
