import Testing

@testable import ChainRule

@Suite struct NonFiniteOriginTests {
  /// A 3 × 4 matrix of ones with one element replaced.
  private func ones(but value: Double, at place: Int) -> Tensor<Double> {
    var scalars = [Double](repeating: 1, count: 12)
    scalars[place] = value
    return Tensor(shape: [3, 4], scalars: scalars)
  }

  @Test("a tape of finite values has no origin")
  func finite() {
    let tape = Tape<Double>()
    let w = tape.parameter(ones(but: 2, at: 3), named: "W")
    _ = (w / w).sum().backward()
    #expect(tape.firstNonFinite() == nil)
  }

  @Test("the first operation is named, with the element it was applied to, and its line")
  func division() throws {
    let tape = Tape<Double>()
    tape.watchForNonFinite()
    let w = tape.parameter(ones(but: 0, at: 3), named: "W[1]")
    let b = tape.parameter([[1], [2], [3]], named: "b")
    let line = #line + 1
    let quotient = b / w
    _ = (quotient - quotient).sum()
    let origin = try #require(tape.firstNonFinite())
    #expect(origin.callSite?.line == line)
    #expect(origin.callSite?.file == "NonFiniteOriginTests.swift")
    #expect(origin.operands.map(\.title) == ["b", "W[1]"])
    #expect(origin.operands.map(\.index) == [[0, 0], [0, 3]])
    #expect(
      origin.description == """
        divide: b / W[1], 3 × 4, is ∞ at (0, 3); 1 of 12 elements is not finite
          the first value on the tape that is not finite: node 3 of 6
          b, 3 × 1: 1.0 at (0, 0)
          W[1], 3 × 4: 0.0 at (0, 3)
          recorded at NonFiniteOriginTests.swift:\(line), in \(origin.callSite?.function ?? "")
        """)
  }

  @Test("infinities that are meant can be ignored")
  func ignoringInfinities() throws {
    let tape = Tape<Double>()
    tape.watchForNonFinite()
    let mask = tape.data(ones(but: -.infinity, at: 5), named: "mask")
    let x = tape.parameter(ones(but: 3, at: 5), named: "X")
    let masked = (x + mask).named("S")
    let line = #line + 1
    _ = masked - masked
    #expect(tape.firstNonFinite()?.title == "mask")
    let origin = try #require(tape.firstNonFinite(ignoringInfinities: true))
    #expect(origin.operation == "subtract")
    #expect(origin.value.isNaN)
    #expect(origin.operands.map(\.value) == [-.infinity, -.infinity])
    #expect(origin.callSite?.line == line)
  }

  @Test("a leaf that holds NaN is named as such, and its line where it was recorded")
  func leaf() throws {
    let tape = Tape<Double>()
    let x = tape.data(ones(but: .nan, at: 6), named: "X")
    _ = (x + 1).sum()
    let origin = try #require(tape.firstNonFinite())
    #expect(origin.leafKind == .data)
    #expect(
      origin.description == """
        data X, 3 × 4, itself holds NaN at (1, 2); 1 of 12 elements is not finite
          to learn the line, call tape.watchForNonFinite() before recording
        """)
  }

  @Test("the logarithm of 0 is −∞")
  func logarithm() throws {
    let tape = Tape<Double>()
    let x = tape.parameter([[0.5, 0.5], [1, 0]], named: "p")
    let line = #line + 2
    tape.watchForNonFinite()
    let loss = -log(x).sum()
    _ = loss.backward()
    let origin = try #require(tape.firstNonFinite())
    #expect(origin.title == "log(p)")
    #expect(origin.value == -.infinity)
    #expect(origin.index == [1, 1])
    #expect(origin.operands.map(\.value) == [0])
    #expect(origin.callSite?.line == line)
    #expect(origin.callSite?.isBackwardPass == false)
  }

  @Test("0 / 0 of single numbers is NaN")
  func zeroOverZero() throws {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(0), named: "x")
    _ = x / 0
    let origin = try #require(tape.firstNonFinite())
    #expect(
      origin.description == """
        divide: x / 0, scalar, is NaN
          the first value on the tape that is not finite: node 2 of 3
          x, scalar: 0.0
          0, a constant
          to learn the line, call tape.watchForNonFinite() before recording
        """)
  }

  @Test("Float overflows where Double does not")
  func float() throws {
    let tape = Tape<Float>()
    let x = tape.parameter([[1e20, 1], [2, 3]], named: "x")
    _ = matmul(x, x)
    let origin = try #require(tape.firstNonFinite())
    #expect(origin.operation == "matmul")
    #expect(origin.value == .infinity)
    #expect(origin.operands.first?.description == "x, 2 × 2: largest in magnitude is 1e+20 at (0, 0)")
  }

  @Test("a gradient that overflows in the backward pass is traced to the line that started it")
  func backwardPass() throws {
    let tape = Tape<Double>()
    tape.watchForNonFinite()
    let x = tape.parameter([1, 1e-250, 2], named: "x")
    let y = (1e-100 / x).named("y")
    let loss = y.sum()
    #expect(tape.firstNonFinite() == nil)
    let line = #line + 1
    let gradients = loss.backward()
    #expect(gradients[x]?.value.scalars[1] == -.infinity)
    let origin = try #require(tape.firstNonFinite())
    #expect(origin.index == [1])
    #expect(origin.operands.map(\.value) == [1e150, 1e-250])
    #expect(origin.callSite?.line == line)
    #expect(origin.callSite?.isBackwardPass == true)
    #expect(origin.description.contains("recorded by the backward pass that NonFiniteOriginTests.swift:\(line) starts"))
  }

  @Test("released values are searched, and released again")
  func released() throws {
    let tape = Tape<Double>()
    let x = tape.parameter(ones(but: 0, at: 1), named: "x")
    let inverse = (1 / x).named("inverse")
    _ = inverse.sum()
    tape.release(values: [inverse])
    #expect(tape.firstNonFinite()?.title == "inverse")
    #expect(tape.core.isReleased(inverse.index))
  }
}
