import Testing

@testable import ChainRule

@Suite struct RandomTensorTests {
  @Test("uniform numbers are the top 53 bits of the generator's, exactly")
  func uniformIsExact() {
    var generator = PhiloxGenerator(seed: 42, stream: 7)
    let unit = Tensor<Double>.uniform(shape: [2, 2], using: &generator)
    #expect(unit.scalars == [0x1.caa82198cfdcdp-1, 0x1.55ce634db1fb2p-2, 0x1.803d865b9777ap-2, 0x1.6476c1cc7e6fcp-3])
    #expect(generator.position == 4)

    var again = PhiloxGenerator(seed: 42, stream: 7)
    let range = Tensor<Double>.uniform(-3..<5, shape: [4], using: &again)
    #expect(range.scalars == unit.scalars.map { -3 + $0 * 8 })
  }

  @Test("Float numbers are the Double ones, rounded")
  func floatsAreRoundedDoubles() {
    var (a, b) = (PhiloxGenerator(seed: 1), PhiloxGenerator(seed: 1))
    #expect(
      Tensor<Float>.normal(shape: [50], using: &a).scalars
        == Tensor<Double>.normal(shape: [50], using: &b).scalars.map { Float($0) })
    #expect(
      Tensor<Float>.uniform(0..<3, shape: [50], using: &a).scalars
        == Tensor<Double>.uniform(0..<3, shape: [50], using: &b).scalars.map { Float($0) })
  }

  @Test("the upper bound is never drawn, also where rounding would reach it")
  func upperBoundIsExcluded() {
    var generator = PhiloxGenerator(seed: 9)
    let narrow = Float(1)..<Float(1).nextUp
    #expect(Tensor<Float>.uniform(narrow, shape: [1000], using: &generator).scalars.allSatisfy { $0 == 1 })
    let wide = Tensor<Double>.uniform(-1e300..<1e300, shape: [1000], using: &generator).scalars
    #expect(wide.allSatisfy { -1e300 <= $0 && $0 < 1e300 })
  }

  @Test("normal numbers are the quantiles of the generator's, as stored")
  func normalIsExact() {
    var generator = PhiloxGenerator(seed: 42, stream: 7)
    let normal = Tensor<Double>.normal(shape: [4], using: &generator).scalars
    #expect(normal == [0x1.420fdd4ad2614p+0, -0x1.b7c3bc096468ep-2, -0x1.45a7298f28dbfp-2, -0x1.e06401d908540p-1])
    #expect(generator.position == 4)
    var again = PhiloxGenerator(seed: 42, stream: 7)
    #expect(
      Tensor<Double>.normal(mean: 3, standardDeviation: 0.5, shape: [4], using: &again).scalars
        == normal.map { 3 + 0.5 * $0 })
  }

  @Test("the moments of 100 000 uniform and normal numbers", arguments: [1, 2, 3] as [UInt64])
  func moments(seed: UInt64) {
    func moments(_ x: [Double]) -> [Double] {
      let mean = x.reduce(0, +) / Double(x.count)
      return [mean]
        + [2, 3, 4].map { power in
          x.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * (x - mean) } } / Double(x.count)
        }
    }
    var generator = PhiloxGenerator(seed: seed)
    let normal = moments(Tensor<Double>.normal(shape: [100_000], using: &generator).scalars)
    // Four standard errors of each moment: 1, √2, √15 and √96 over √100000.
    #expect(normal[0].magnitude < 0.0127)
    #expect((normal[1] - 1).magnitude < 0.018)
    #expect(normal[2].magnitude < 0.049)
    #expect((normal[3] - 3).magnitude < 0.124)

    let uniform = moments(Tensor<Double>.uniform(shape: [100_000], using: &generator).scalars)
    #expect((uniform[0] - 0.5).magnitude < 0.0037)
    #expect((uniform[1] - 1 / 12).magnitude < 0.001)
    #expect(uniform[2].magnitude < 0.0006)
    #expect((uniform[3] - 1 / 80).magnitude < 0.0002)
  }

  @Test(
    "quantiles of the normal distribution, to 30 digits by another method",
    arguments: [
      (1e-15, -7.94134532617099677),
      (1e-10, -6.3613409024040562),
      (1e-6, -4.75342430882289896),
      (0.001, -3.09023230616781354),
      (0.07, -1.47579102817917069),
      (0.0750000001, -1.43953147023201879),
      (0.3, -0.524400512708040816),
      (0.4999, -0.000250662830088007492),
      (0.8, 0.841621233572914364),
      (0.975, 1.95996398454005386),
      (0.999999, 4.75342430881708777),
    ])
  func quantiles(probability: Double, expected: Double) {
    #expect((standardNormalQuantile(probability) - expected).magnitude <= 4e-15 * expected.magnitude)
  }

  @Test("the quantile is odd about one half")
  func quantileSymmetry() {
    #expect(standardNormalQuantile(0.5) == 0)
    for probability in [0.25, 0.0625, 0x1p-20, 0x1p-53] {
      #expect(standardNormalQuantile(probability) == -standardNormalQuantile(1 - probability))
    }
  }

  @Test(
    "logarithms, to 30 digits by another method",
    arguments: [
      (1e-300, -690.775527898213705),
      (1e-16, -36.841361487904731),
      (1e-5, -11.5129254649702283),
      (0.1, -2.30258509299404563),
      (0.3, -1.20397280432593603),
      (0.7, -0.356674943938732442),
      (0.707, -0.34672461308556435),
      (0.708, -0.345311185288417344),
      (0.9, -0.105360515657826277),
      (0.999999, -1.00000050002908903e-6),
      (1, 0.0),
      (1.5, 0.405465108108164382),
      (3, 1.09861228866810969),
      (1e10, 23.0258509299404568),
    ])
  func logarithms(x: Double, expected: Double) {
    #expect((naturalLogarithm(x) - expected).magnitude <= 2 * expected.ulp)
  }

  @Test("nothing to draw from, and no distribution, stop with a message")
  func messages() async {
    let empty = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 1)
      _ = Tensor<Double>.uniform(2..<2, shape: [3], using: &generator)
    }
    #expect(empty.message.contains("uniform: there is nothing to draw from in 2.0..<2.0"))
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var generator = PhiloxGenerator(seed: 1)
      _ = Tensor<Float>.normal(standardDeviation: -1, shape: [3], using: &generator)
    }
    #expect(negative.message.contains("normal: there is no distribution with mean 0.0 and standard deviation -1.0"))
  }
}
