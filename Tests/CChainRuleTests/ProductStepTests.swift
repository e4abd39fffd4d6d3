import CChainRule
import Testing

/// Matrix products and their epilogues on every instruction set and for several numbers of threads. Both settings belong to
/// the process, so each instruction set is tested in one of its own.
@Suite struct ProductStepTests {
  static let threads: [Int32] = [1, 2, 3, 7]

  /// Shapes that take every way: inner products, direct and packed ones, shared by rows, by columns, in several rounds.
  static let shapes = [
    (1, 1, 1), (2, 1, 2), (2, 2, 1), (3, 5, 7), (10, 33, 31), (7, 4, 50), (33, 33, 33), (9, 17, 2050),
    (2003, 1, 517), (1, 1999, 519), (503, 1, 2500), (8, 603, 301), (301, 20, 203), (128, 101, 90),
    (203, 151, 600), (37, 2001, 66), (9, 700, 2107), (9, 512, 2107), (130, 131, 130), (257, 70, 515),
  ]

  static func steps<T: KernelScalar>(_ type: T.Type, share: Double, _ dice: inout Dice) -> [ProductStep<T>] {
    var steps: [ProductStep<T>] = []
    for (m, n, k) in shapes {
      // All layouts, or a share of them, of small products; some of large ones.
      let share = m * n * k < 40_000 ? share : share / 4
      for left in ProductStep<T>.Layout.allCases {
        for right in ProductStep<T>.Layout.allCases where dice.happens(share) {
          steps.append(ProductStep(m, n, k, left, right, &dice))
        }
      }
    }
    return steps
  }

  /// Unoptimised kernels are slow.
  #if DEBUG
    static let share = 0.3
  #else
    static let share = 1.0
  #endif

  static func checkProducts<T: KernelScalar>(_ type: T.Type) {
    var dice = Dice(state: 1)
    for step in steps(type, share: share, &dice) {
      defer { step.deallocate() }
      cr_set_threads(1)
      let product = step.product
      if let problem = step.problem(product, &dice) { Issue.record("\(problem)") }
      for threads in Self.threads.dropFirst() {
        cr_set_threads(threads)
        if step.product != product {
          Issue.record("\(T.self) \(step.m) × \(step.k) times \(step.k) × \(step.n) differs on \(threads) threads")
        }
      }
    }
  }

  @Test(
    "products are those of plain loops, with the same bits for every number of threads", arguments: FusedStepTests.sets)
  func products(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      Self.checkProducts(Float.self)
      Self.checkProducts(Double.self)
    }
  }

  @Test("every part of a product of a vector has the bits that the whole has", arguments: FusedStepTests.sets)
  func partsOfInnerProducts(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      cr_set_threads(1)
      var dice = Dice(state: 2)
      for k in [1, 5, 16, 31, 32, 33, 64, 100, 517] {
        let step = ProductStep<Float>(23, 1, k, .rows, .rows, &dice)
        defer { step.deallocate() }
        let product = step.product
        for first in 0..<23 {
          for count in 1...23 - first {
            var part = Array(repeating: Float.nan, count: count)
            cr_matmul(
              CR_FLOAT32, Int64(count), 1, Int64(k), step.a.memory.baseAddress! + first * k, Int64(k), 1,
              step.b.memory.baseAddress, 1, 1, &part)
            #expect(part == Array(product[first..<first + count]))
          }
        }
      }
    }
  }

  @Test("a batch is many products, shared or not", arguments: [(3, 5, 7, 2), (32, 30, 31, 61), (120, 100, 110, 3)])
  func batches(m: Int, n: Int, k: Int, batch: Int) async {
    await #expect(processExitsWith: .success) {
      [m = m as Int, n = n as Int, k = k as Int, batch = batch as Int] in
      var dice = Dice(state: 3)
      // One matrix after the other on the left, one for all on the right.
      let all = ProductStep<Double>(m * batch, n, k, .rows, .columns, &dice)
      defer { all.deallocate() }
      for threads in Self.threads {
        cr_set_threads(threads)
        var c = Array(repeating: Double.nan, count: batch * (m * n + 2))
        let capacity = c.count
        c.withUnsafeMutableBytes { c in
          let bases = [
            UnsafeMutableRawPointer(all.a.memory.baseAddress!), UnsafeMutableRawPointer(all.b.memory.baseAddress!),
            c.baseAddress,
          ]
          var step = cr_product()
          step.type = CR_FLOAT64
          (step.m, step.n, step.k, step.batch) = (Int64(m), Int64(n), Int64(k), Int64(batch))
          step.a = cr_view(place: cr_place(offset: 0, base: 0), row_stride: Int64(k), column_stride: 1)
          step.b = cr_view(place: cr_place(offset: 0, base: 1), row_stride: 1, column_stride: Int64(k))
          step.c = cr_place(offset: 16, base: 2)
          (step.a_batch, step.b_batch, step.c_batch) = (Int64(m * k), 0, Int64(m * n + 2))
          cr_run_product(&step, bases)
        }
        for index in 0..<batch {
          let start = 2 + index * (m * n + 2)
          #expect(c[start - 1].isNaN && c[start - 2].isNaN)
          for place in 0..<m * n where start + place < capacity {
            let wanted = all.expected(index * m + place / n, place % n)
            guard (c[start + place] - wanted).magnitude <= all.tolerance else {
              Issue.record("\(threads) threads, matrix \(index) at \(place): \(c[start + place]), not \(wanted)")
              return
            }
          }
        }
      }
    }
  }

  @Test(
    "epilogues on parts of a product: bias, mask, two outputs, one in place of an input", arguments: FusedStepTests.sets
  )
  func epilogues(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      Self.checkEpilogues(Float.self)
      Self.checkEpilogues(Double.self)
    }
  }

  /// h = max(c + bias, 0) · scale and W ← W − ½ c · mask, with a bias for each row, a scale for each column and a mask that
  /// lies column by column.
  private static let update = Epilogue(
    inputs: [
      (0, { ($1, 1) }), (1, { _, _ in (1, 0) }), (2, { _, _ in (0, 1) }), (3, { m, _ in (1, m) }), (4, { ($1, 1) }),
    ],
    outputs: [(5, { ($1 + 1, 1) }), (4, { ($1, 1) })],
    constants: [0.5],
    extents: [.each, .perRow, .perColumn, .each, .each, .each, .each, .single, .each, .each, .each],
    instructions: [
      (Int(CR_SPREAD), 8, [1]), (Int(CR_ADD), 8, [0, 8]), (Int(CR_RELU), 8, [8]), (Int(CR_SPREAD), 9, [2]),
      (Int(CR_MULTIPLY), 5, [8, 9]), (Int(CR_SPREAD), 10, [7]), (Int(CR_MULTIPLY), 10, [10, 0]),
      (Int(CR_MULTIPLY), 10, [10, 3]), (Int(CR_SUBTRACT), 6, [4, 10]),
    ])

  private static func checkEpilogues<T: KernelScalar>(_ type: T.Type) {
    var dice = Dice(state: 4)
    for step in steps(type, share: 0.4, &dice) {
      defer { step.deallocate() }
      let (m, n) = (step.m, step.n)
      let numbers = [m, n, m * n, m * n].map { count in (0..<count).map { _ in T(dice.next() % 2001) / 1000 - 1 } }
      var first: [[T]]? = nil
      for threads in Self.threads {
        for isScratch in [false, true] {
          cr_set_threads(threads)
          let memory = (numbers + [Array(repeating: T.nan, count: m * (n + 1))]).map { numbers in
            let memory = UnsafeMutablePointer<T>.allocate(capacity: numbers.count)
            memory.initialize(from: numbers, count: numbers.count)
            return memory
          }
          defer { for block in memory { block.deallocate() } }
          step.run(update, over: memory, isScratch: isScratch)
          let results = [
            (0..<m * (n + 1)).filter { $0 % (n + 1) < n }.map { memory[4][$0] }, (0..<m * n).map { memory[3][$0] },
          ]
          if let first {
            if results != first { Issue.record("\(m) × \(n) × \(step.k) differs on \(threads) threads, \(isScratch)") }
            continue
          }
          first = results
          for place in 0..<m * n where m * n < 1200 || dice.happens(0.01) || place == m * n - 1 {
            let (i, j) = (place / n, place % n)
            let c = step.expected(i, j)
            let h = max(c + Double(numbers[0][i]), 0) * Double(numbers[1][j])
            let w = Double(numbers[3][place]) - 0.5 * c * Double(numbers[2][j * m + i])
            guard (Double(results[0][place]) - h).magnitude <= step.tolerance + 4 * Double(T.ulpOfOne),
              (Double(results[1][place]) - w).magnitude <= step.tolerance + 4 * Double(T.ulpOfOne)
            else {
              Issue.record(
                "\(m) × \(n) × \(step.k) at \(i), \(j): \(results[0][place]), \(results[1][place]), not \(h), \(w)")
              break
            }
          }
        }
      }
    }
  }

  @Test("epilogues that sum over the whole product, or want whole columns", arguments: FusedStepTests.sets)
  func wholeEpilogues(set: Int32) async {
    await #expect(processExitsWith: .success) { [set = set as Int32] in
      cr_set_instruction_set(set)
      Self.checkSums(Float.self)
      Self.checkSums(Double.self)
    }
  }

  /// The greatest of each column is subtracted from c; the sum of each row of c.
  private static let sums = Epilogue(
    inputs: [(0, { ($1, 1) })],
    outputs: [(1, { ($1, 1) }), (2, { _, _ in (1, 0) })],
    constants: [],
    extents: [.each, .each, .perRow, .perColumn, .each],
    instructions: [
      (Int(CR_MAX), 3, [0]), (Int(CR_SPREAD), 4, [3]), (Int(CR_SUBTRACT), 1, [0, 4]), (Int(CR_SUM), 2, [0]),
    ],
    wholeColumns: true)

  private static func checkSums<T: KernelScalar>(_ type: T.Type) {
    var dice = Dice(state: 5)
    for step in steps(type, share: 0.4, &dice) where step.m * step.n <= 40_000 {
      defer { step.deallocate() }
      let (m, n) = (step.m, step.n)
      cr_set_threads(1)
      let c = step.product.map { Double($0) }
      var first: [T]? = nil
      for threads in Self.threads {
        cr_set_threads(threads)
        let memory = [m * n, m].map { count in
          let memory = UnsafeMutablePointer<T>.allocate(capacity: count)
          memory.initialize(repeating: .nan, count: count)
          return memory
        }
        defer { for block in memory { block.deallocate() } }
        step.run(sums, over: memory, isScratch: true)
        let results = (0..<m * n).map { memory[0][$0] } + (0..<m).map { memory[1][$0] }
        if let first {
          if results != first { Issue.record("\(m) × \(n) × \(step.k) differs on \(threads) threads") }
          continue
        }
        first = results
        let allowed = Double(T.ulpOfOne) * Double(step.k * 4)
        for j in 0..<n {
          let greatest = (0..<m).map { c[$0 * n + j] }.max()!
          if let i = (0..<m).first(where: {
            !((Double(results[$0 * n + j]) - (c[$0 * n + j] - greatest)).magnitude <= allowed)
          }) {
            Issue.record("\(m) × \(n) × \(step.k): \(results[i * n + j]) at \(i), \(j)")
          }
        }
        for i in 0..<m {
          let sum = (0..<n).reduce(0) { $0 + c[i * n + $1] }
          #expect((Double(results[m * n + i]) - sum).magnitude <= allowed * Double(n))
        }
      }
    }
  }
}
