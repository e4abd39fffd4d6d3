import ChainRuleTestSupport
import Testing

@testable import ChainRule

@Suite struct MatrixProductKernelTests {
  private func transposed<Scalar>(_ t: Tensor<Scalar>) -> Tensor<Scalar> {
    Tensor(t.untyped.permuted(Array(0..<t.rank - 2) + [t.rank - 1, t.rank - 2]))
  }

  /// The product of two matrices by a plain triple loop, in double precision.
  private func reference<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> [Double] {
    let (m, k, n) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, y) = (a.scalars.map { Double($0) }, b.scalars.map { Double($0) })
    var result: [Double] = []
    for i in 0..<m {
      for j in 0..<n {
        var sum = 0.0
        for p in 0..<k { sum += x[i * k + p] * y[p * n + j] }
        result.append(sum)
      }
    }
    return result
  }

  private func check<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>, tolerance: Double) {
    let product = matmul(a, b)
    #expect(product.shape == [a.shape[0], b.shape[1]])
    let worst = zip(product.scalars, reference(a, b)).map { (Double($0) - $1).magnitude }.max() ?? 0
    #expect(worst <= tolerance * Double(max(a.shape[1], 1)), "\(a.shape) times \(b.shape)")
  }

  @Test(
    "products of all small and some ragged shapes, plain and transposed, are those of a triple loop",
    arguments: [0, 1, 2, 3, 5, 17, 65])
  func shapes(m: Int) {
    for n in [0, 1, 2, 3, 7, 33] {
      for k in [0, 1, 2, 4, 5, 6, 31] {
        let a = uneven([m, k], seed: m + k)
        let b = uneven([k, n], seed: 100 + n + k)
        check(a, b, tolerance: 1e-14)
        check(transposed(uneven([k, m], seed: 3)), b, tolerance: 1e-14)
        check(a, transposed(uneven([n, k], seed: 4)), tolerance: 1e-14)
        check(transposed(uneven([k, m], seed: 3)), transposed(uneven([n, k], seed: 4)), tolerance: 1e-14)
        check(Tensor<Float>(converting: a), Tensor<Float>(converting: b), tolerance: 2e-6)
      }
    }
  }

  @Test("products that need several blocks in every direction")
  func blocks() {
    let a = uneven([3, 530], seed: 1)
    let b = uneven([530, 1030], seed: 2)
    check(a, b, tolerance: 1e-14)
    check(a, transposed(uneven([1030, 530], seed: 3)), tolerance: 1e-14)
    check(Tensor<Float>(converting: a), Tensor<Float>(converting: b), tolerance: 2e-6)
  }

  @Test("with an inner length of 0 the product is all zeros")
  func emptyInner() {
    #expect(matmul(Tensor<Double>.zeros(2, 0), Tensor<Double>.zeros(0, 3)) == .zeros(2, 3))
    #expect(matmul(Tensor<Float>.zeros(4, 2, 0), Tensor<Float>.zeros(0, 3)) == .zeros(4, 2, 3))
  }

  @Test("constant, broadcast and sliced operands")
  func views() {
    let a = uneven([4, 6], seed: 1)
    check(Tensor<Double>.ones(3, 4), a, tolerance: 1e-14)
    check(a, Tensor(repeating: 0.5, shape: [6, 2]), tolerance: 1e-14)
    check(uneven([1, 6], seed: 2).broadcast(to: [5, 6]), transposed(a), tolerance: 1e-14)
    check(a, uneven([6, 1], seed: 3).broadcast(to: [6, 5]), tolerance: 1e-14)
    check(a[1..., 2..<5], uneven([9, 7], seed: 4)[3..<6, 1...], tolerance: 1e-14)
    check(Tensor(a.untyped.sliced(axis: 1, 0..<6, step: 2)), uneven([3, 2], seed: 5), tolerance: 1e-14)
  }

  @Test(
    "batches broadcast against each other",
    arguments: [
      ([3], [3]), ([3], []), ([], [3]), ([1], [3]), ([2, 1], [3]), ([2, 3], [1, 3]), ([0], [1]), ([5, 1, 2], [3, 1]),
    ] as [([Int], [Int])])
  func batches(left: [Int], right: [Int]) throws {
    let a = uneven(Shape(left + [2, 4]), seed: 1)
    let b = uneven(Shape(right + [4, 3]), seed: 2)
    let batch = try Shape(left).broadcast(with: Shape(right))
    let product = matmul(a, b)
    #expect(product.shape == Shape(batch + [2, 3]))
    let (x, y) = (a.broadcast(to: Shape(batch + [2, 4])).scalars, b.broadcast(to: Shape(batch + [4, 3])).scalars)
    let expected = (0..<batch.elementCount).flatMap { index in
      reference(
        Tensor(shape: [2, 4], scalars: x[index * 8..<index * 8 + 8]),
        Tensor(shape: [4, 3], scalars: y[index * 12..<index * 12 + 12]))
    }
    #expect(product.isApproximatelyEqual(to: Tensor(shape: product.shape, scalars: expected), absoluteTolerance: 1e-13))
  }

  @Test("a matrix is applied to a large batch of columns without being repeated")
  func largeBatch() {
    // Repeated, the matrix would have 2.5 · 10⁹ elements. Of no columns, so that nothing is left to compute.
    let product = matmul(Tensor<Float>.ones(500, 500), Tensor<Float>.ones(10_000, 500, 0))
    #expect(product.shape == [10_000, 500, 0])
  }

  /// Runs a body once with every instruction set of this machine. Only in a process of its own: it is a global setting.
  private static func withEveryInstructionSet(_ body: (InstructionSet) -> Void) {
    for set in InstructionSet.allCases where set.isAvailable {
      InstructionSet.use(set)
      body(set)
    }
  }

  /// All four layouts of two factors: the products agree with the triple loop, and with one another bit for bit.
  private func checkLayouts(_ m: Int, _ n: Int, _ k: Int, _ sets: [InstructionSet]) {
    let (a, b) = (uneven([m, k], seed: 31 * m + k), uneven([k, n], seed: 17 * n + k))
    let expected = reference(a, b)
    // Float factors, widened again: the expected product is of the same numbers.
    let (narrowA, narrowB) = (Tensor<Float>(converting: a), Tensor<Float>(converting: b))
    let narrowExpected = reference(narrowA, narrowB)
    for set in sets {
      InstructionSet.use(set)
      checkLayouts(a, b, expected, tolerance: 4 * Double.ulpOfOne, "\(set)")
      checkLayouts(narrowA, narrowB, narrowExpected, tolerance: 4 * Double(Float.ulpOfOne), "\(set)")
    }
  }

  private func checkLayouts<Scalar>(
    _ a: Tensor<Scalar>, _ b: Tensor<Scalar>, _ expected: [Double], tolerance: Double, _ set: String
  ) {
    let (m, n, k) = (a.shape[0], b.shape[1], a.shape[1])
    let columnsOfA = transposed(Tensor<Scalar>(transposed(a).untyped.contiguous))
    let columnsOfB = transposed(Tensor<Scalar>(transposed(b).untyped.contiguous))
    let product = matmul(a, b).scalars
    let worst = zip(product, expected).map { (Double($0) - $1).magnitude }.max() ?? 0
    #expect(worst <= tolerance * Double(k), "\(set), \(Scalar.self), \(m) × \(k) times \(k) × \(n)")
    for (left, right) in [(columnsOfA, b), (a, columnsOfB), (columnsOfA, columnsOfB)] {
      let other = matmul(left, right).scalars
      if m > 1, n > 1 {
        #expect(other == product, "\(set), \(Scalar.self), \(m) × \(k) times \(k) × \(n): layouts differ")
      } else {
        let worst = zip(other, expected).map { (Double($0) - $1).magnitude }.max() ?? 0
        #expect(worst <= tolerance * Double(k), "\(set), \(Scalar.self), \(m) × \(k) times \(k) × \(n)")
      }
    }
  }

  @Test("on every instruction set, all small shapes in all layouts")
  func smallShapesOnEverySet() async {
    await #expect(processExitsWith: .success) {
      let tests = MatrixProductKernelTests()
      let sets = InstructionSet.allCases.filter(\.isAvailable)
      for m in 1...20 {
        for n in 1...20 { tests.checkLayouts(m, n, 1 + (7 * m + 3 * n) % 20, sets) }
      }
      for k in 1...20 { tests.checkLayouts(1 + (11 * k) % 20, 1 + (7 * k) % 20, k, sets) }
    }
  }

  @Test("on every instruction set, shapes around the edges of tiles and blocks, in all layouts")
  func edgesOnEverySet() async {
    await #expect(processExitsWith: .success) {
      let tests = MatrixProductKernelTests()
      let sets = InstructionSet.allCases.filter(\.isAvailable)
      for edge in [32, 64, 128, 256] {
        for length in [edge - 1, edge, edge + 1] {
          tests.checkLayouts(length, 5, 9, sets)
          tests.checkLayouts(7, length, 6, sets)
          tests.checkLayouts(6, 10, length, sets)
          tests.checkLayouts(length, 1, 34, sets)
          tests.checkLayouts(1, length, 33, sets)
          tests.checkLayouts(1, 1, length, sets)
        }
      }
      // Too deep or too large to be computed without packing.
      for (m, n, k) in [
        (9, 2, 2049), (16, 16, 2060), (17, 31, 2049), (10, 49, 2051), (33, 65, 2049), (193, 3, 2049), (129, 131, 130),
        (65, 257, 129), (257, 63, 255),
      ] { tests.checkLayouts(m, n, k, sets) }
    }
  }

  @Test("on every instruction set, products of integers are exact, across the edges of the largest blocks")
  func largeBlocksOnEverySet() async {
    await #expect(processExitsWith: .success) {
      func wave(_ count: Int, _ step: Int) -> [Float] { (0..<count).map { Float($0 * step % 5 - 2) } }
      MatrixProductKernelTests.withEveryInstructionSet { set in
        for (m, n, k) in [(9, 2049, 1025), (260, 2035, 9), (203, 70, 515)] {
          // a = x yᵀ and b = z wᵀ, so a b = (y · z) x wᵀ.
          let (x, y, z, w) = (wave(m, 3), wave(k, 7), wave(k, 11), wave(n, 9))
          let a = Tensor(shape: [m, k], scalars: x.flatMap { x in y.map { x * $0 } })
          let b = Tensor(shape: [k, n], scalars: z.flatMap { z in w.map { z * $0 } })
          let inner = zip(y, z).reduce(Float(0)) { $0 + $1.0 * $1.1 }
          let expected = x.flatMap { x in w.map { inner * x * $0 } }
          #expect(matmul(a, b).scalars == expected, "\(set), \(m) × \(k) times \(k) × \(n)")
        }
      }
    }
  }

  @Test("on every instruction set, an infinity or NaN reaches its own row or column and no other number")
  func nonFiniteOnEverySet() async {
    await #expect(processExitsWith: .success) {
      MatrixProductKernelTests.withEveryInstructionSet { set in
        for (m, n, k) in [(1, 7, 5), (6, 1, 40), (3, 5, 2), (9, 19, 11), (13, 35, 2050)] {
          for (left, right) in [(Float.infinity, Float(1)), (.nan, 1), (1, .infinity), (1, .nan), (.infinity, 0)] {
            var (x, y) = (Array(repeating: Float(1), count: m * k), Array(repeating: Float(1), count: k * n))
            // The last of A times the last row of B, the last of B times the last column of A.
            x[m * k - 1] = left
            y[k * n - 1] = right
            let product = matmul(Tensor(shape: [m, k], scalars: x), Tensor(shape: [k, n], scalars: y)).scalars
            let wrong = product.indices.filter { place in
              let (i, j) = (place / n, place % n)
              let expected = Float(k - 1) + (i == m - 1 ? left : 1) * (j == n - 1 ? right : 1)
              return product[place] != expected && !(product[place].isNaN && expected.isNaN)
            }
            #expect(wrong.isEmpty, "\(set), \(m) × \(k) times \(k) × \(n), \(left) · \(right)")
          }
        }
      }
    }
  }

  @Test("on every instruction set, strided and constant operands")
  func viewsOnEverySet() async {
    await #expect(processExitsWith: .success) {
      let tests = MatrixProductKernelTests()
      MatrixProductKernelTests.withEveryInstructionSet { _ in
        tests.views()
        let wide = uneven([41, 46], seed: 6)
        let everyThird = Tensor<Double>(wide.untyped.sliced(axis: 1, 0..<46, step: 3))
        tests.check(everyThird, uneven([16, 37], seed: 7), tolerance: 1e-14)
        tests.check(uneven([12, 41], seed: 8), everyThird, tolerance: 1e-14)
        tests.check(uneven([1, 41], seed: 8), everyThird, tolerance: 1e-14)
        tests.check(everyThird, uneven([16, 1], seed: 9), tolerance: 1e-14)
        tests.check(
          uneven([1, 2051], seed: 1).broadcast(to: [11, 2051]), uneven([2051, 5], seed: 2), tolerance: 1e-14)
        tests.check(
          uneven([10, 2051], seed: 1), uneven([2051, 1], seed: 2).broadcast(to: [2051, 9]), tolerance: 1e-14)
      }
    }
  }

  @Test("products computed on many threads at once are those of one thread, bit for bit")
  func manyThreads() async {
    let shapes = [(9, 5, 2049), (40, 33, 21), (130, 131, 132), (1, 300, 77), (3, 2, 4)]
    func product(_ index: Int) -> [Float] {
      let (m, n, k) = shapes[index % shapes.count]
      let (a, b) = (uneven([m, k], seed: index % shapes.count), uneven([n, k], seed: 9))
      return matmul(Tensor<Float>(converting: a), Tensor<Float>(converting: transposed(b))).scalars
    }
    let expected = (0..<shapes.count).map(product)
    await withTaskGroup(of: (Int, [Float]).self) { group in
      for index in 0..<20 { group.addTask { (index, product(index)) } }
      for await (index, scalars) in group { #expect(scalars == expected[index % shapes.count]) }
    }
  }
}
