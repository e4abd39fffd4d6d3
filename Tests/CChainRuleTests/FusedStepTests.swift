import CChainRule
import Testing

/// Fused steps on every instruction set. A kernel's instruction set and the number of threads belong to the process, so
/// each is tested in one of its own.
@Suite struct FusedStepTests {
  static let sets = (0..<Int32(CR_INSTRUCTION_SET_COUNT)).filter { cr_instruction_set_is_available($0) != 0 }

  static let lengths = [0, 1, 2, 3, 7, 10, 15, 16, 17, 31, 32, 33, 64, 100, 128, 300, 511, 512, 513, 1000, 2500]

  /// Runs random steps of one type and returns their results, which were found right.
  static func results<T: KernelScalar>(
    _ type: T.Type, seeds: Range<UInt64>,
    run: (UnsafePointer<cr_fused>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
  ) -> [[[UInt64]]] {
    seeds.map { seed in
      var dice = Dice(state: seed)
      var (rows, columns) = (0, 0)
      repeat {
        rows = lengths.randomElement(using: &dice)!
        columns = dice.happens(0.1) ? Int.random(in: 1...40_000, using: &dice) : lengths.randomElement(using: &dice)!
        if dice.happens(0.5) { (rows, columns) = (columns, rows) }
      } while rows * columns > 300_000 || (rows * columns > 3000 && dice.happens(0.8))
      let step = RandomStep(isDouble: type == Double.self, rows: rows, columns: columns, dice: &dice)
      let results = step.run(type, by: run)
      if let problem = step.problem(results) { Issue.record("seed \(seed): \(problem)") }
      return results.map { $0.map(\.bits) }
    }
  }

  #if DEBUG
    static let count: UInt64 = 150
  #else
    static let count: UInt64 = 4000
  #endif

  @Test("random steps do what plain loops do, with the same bits for every number of threads", arguments: sets)
  func random(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      cr_set_threads(1)
      let floats = Self.results(Float.self, seeds: 0..<Self.count) { cr_run_fused($0, $1) }
      let doubles = Self.results(Double.self, seeds: 0..<Self.count) { cr_run_fused($0, $1) }
      for threads: Int32 in [2, 3, 7] {
        cr_set_threads(threads)
        #expect(Self.results(Float.self, seeds: 0..<Self.count) { cr_run_fused($0, $1) } == floats)
        #expect(Self.results(Double.self, seeds: 0..<Self.count) { cr_run_fused($0, $1) } == doubles)
      }
    }
  }
}
