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
}
