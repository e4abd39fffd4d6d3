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
    static let count: UInt64 = 60
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

  private static func compareParts<T: KernelScalar>(_ type: T.Type, _ step: RandomStep, _ dice: inout Dice) {
    let whole = step.run(type) { cr_run_fused($0, $1) }
    let (high, wide) = (Int.random(in: 1...130, using: &dice), Int.random(in: 1...130, using: &dice))
    let parts = step.run(type) { step, bases in
      let (rows, columns) = (Int(step.pointee.rows), Int(step.pointee.columns))
      let rowStep = step.pointee.whole_columns != 0 ? rows : high
      let columnStep = step.pointee.whole_rows != 0 ? columns : wide
      for row in stride(from: 0, to: rows, by: rowStep) {
        for column in stride(from: 0, to: columns, by: columnStep) {
          cr_run_fused_part(
            step, bases, Int64(row), Int64(min(rowStep, rows - row)), Int64(column),
            Int64(min(columnStep, columns - column)))
        }
      }
    }
    if whole.map({ $0.map(\.bits) }) != parts.map({ $0.map(\.bits) }) {
      Issue.record("in parts of \(high) × \(wide): \(step.summary)")
    }
  }

  @Test("a step in parts gives the bits of the whole", arguments: sets)
  func parts(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      var dice = Dice(state: 99)
      for _ in 0..<Self.count {
        let rows = Int.random(in: 1...200, using: &dice)
        let columns = Int.random(in: 1...200, using: &dice)
        let isDouble = dice.happens(0.5)
        let step = RandomStep(isDouble: isDouble, rows: rows, columns: columns, dice: &dice)
        // Rows and columns of one number are whole in any part; others than those need the whole matrix.
        guard !step.hasSums, rows > 1, columns > 1 else { continue }
        if isDouble { Self.compareParts(Double.self, step, &dice) } else { Self.compareParts(Float.self, step, &dice) }
      }
    }
  }

  /// Runs a step of one sum or maximum over a matrix.
  private static func reduced(
    _ opcode: Int, _ numbers: [Float], rows: Int, columns: Int, to extent: Extent
  ) -> [Float] {
    var result = Array(repeating: Float(-1), count: extent == .single ? 1 : extent == .perRow ? rows : columns)
    var instruction = cr_instruction(opcode: Int32(opcode), destination: 1, a: 0, b: 0, c: 0)
    var step = cr_fused()
    step.type = CR_FLOAT32
    (step.rows, step.columns) = (Int64(rows), Int64(columns))
    (step.instruction_count, step.input_count, step.output_count, step.register_count) = (1, 1, 1, 2)
    let views = [
      cr_view(place: cr_place(offset: 0, base: 0), row_stride: Int64(columns), column_stride: 1),
      cr_view(place: cr_place(offset: 0, base: 1), row_stride: 1, column_stride: 1),
    ]
    let extents = [Extent.each.rawValue, extent.rawValue]
    numbers.withUnsafeBufferPointer { numbers in
      result.withUnsafeMutableBufferPointer { result in
        views.withUnsafeBufferPointer { views in
          extents.withUnsafeBufferPointer { extents in
            withUnsafePointer(to: &instruction) { instruction in
              (step.instructions, step.views, step.extents) = (instruction, views.baseAddress, extents.baseAddress)
              let bases: [UnsafeMutableRawPointer?] = [
                UnsafeMutableRawPointer(mutating: numbers.baseAddress!), UnsafeMutableRawPointer(result.baseAddress!),
              ]
              cr_run_fused(&step, bases)
            }
          }
        }
      }
    }
    return result
  }

  @Test("a NaN, wherever it stands, is the maximum and the sum of its row, of its column and of everything")
  func notANumber() {
    for (rows, columns) in [(1, 3), (5, 1), (3, 100), (70, 3), (40, 1000), (2000, 40)] {
      var dice = Dice(state: UInt64(rows))
      for _ in 0..<20 {
        var numbers = (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &dice) }
        let place = Int.random(in: 0..<numbers.count, using: &dice)
        numbers[place] = .nan
        for opcode in [CR_SUM, CR_MAX] {
          for (extent, index) in [(Extent.single, 0), (.perRow, place / columns), (.perColumn, place % columns)] {
            let result = Self.reduced(Int(opcode), numbers, rows: rows, columns: columns, to: extent)
            #expect(result.indices.filter { result[$0].isNaN } == [index], "\(rows) × \(columns)")
          }
        }
      }
    }
  }

  #if DEBUG
    static let many = 1_000_000
  #else
    static let many = 10_000_000
  #endif

  @Test("a float32 sum of millions of numbers is right to 10⁻⁶, along either axis")
  func accuracy() {
    var dice = Dice(state: 7)
    for numbers in [
      Array(repeating: Float(0.1), count: Self.many),
      (0..<Self.many).map { _ in Float.random(in: 0..<1, using: &dice) },
    ] {
      for (rows, columns) in [(1, Self.many), (10, Self.many / 10), (Self.many / 10, 10), (1000, Self.many / 1000)] {
        for extent in [Extent.single, .perRow, .perColumn] {
          let result = Self.reduced(Int(CR_SUM), numbers, rows: rows, columns: columns, to: extent)
          var sums = Array(repeating: 0.0, count: result.count)
          for r in 0..<rows {
            for c in 0..<columns {
              sums[extent == .single ? 0 : extent == .perRow ? r : c] += Double(numbers[r * columns + c])
            }
          }
          for (value, expected) in zip(result, sums) { #expect((Double(value) / expected - 1).magnitude < 1e-6) }
        }
      }
    }
  }

  @Test("a chain of 300,000 operations on one number")
  func chain() {
    let count = 300_000
    let (input, output, factor, term, first) = (Int32(0), Int32(1), Int32(2), Int32(3), Int32(4))
    let instructions = (0..<count).map { place in
      cr_instruction(
        opcode: Int32(place % 2 == 0 ? CR_MULTIPLY : CR_ADD),
        destination: place == count - 1 ? output : first + Int32(place % 2),
        a: place == 0 ? input : first + Int32((place + 1) % 2), b: place % 2 == 0 ? factor : term, c: 0)
    }
    var numbers = [0.75, 0]
    let (constants, extents) = ([0.999, 0.001], [UInt8](repeating: Extent.single.rawValue, count: 6))
    let views = (0..<2).map { place in
      cr_view(place: cr_place(offset: Int64(8 * place), base: 0), row_stride: 0, column_stride: 0)
    }
    instructions.withUnsafeBufferPointer { instructions in
      views.withUnsafeBufferPointer { views in
        constants.withUnsafeBufferPointer { constants in
          extents.withUnsafeBufferPointer { extents in
            var step = cr_fused()
            step.type = CR_FLOAT64
            (step.rows, step.columns, step.instruction_count) = (1, 1, Int32(count))
            (step.input_count, step.output_count, step.constant_count, step.register_count) = (1, 1, 2, 6)
            (step.instructions, step.views) = (instructions.baseAddress, views.baseAddress)
            (step.constants, step.extents) = (constants.baseAddress, extents.baseAddress)
            numbers.withUnsafeMutableBytes { cr_run_fused(&step, [$0.baseAddress]) }
          }
        }
      }
    }
    var expected = 0.75
    for _ in 0..<count / 2 { expected = expected * 0.999 + 0.001 }
    #expect(numbers == [0.75, expected])
  }
}
