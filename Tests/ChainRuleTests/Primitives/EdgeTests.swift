import ChainRule
import Testing

/// Ties, kinks, zeros, infinities and NaN, as Docs/Conventions.md states them.
@Suite struct EdgeTests {
  static let infinity = Double.infinity
  static let nan = Double.nan

  /// An operation at single points, with its value and first and second derivative there.
  struct Point: CustomStringConvertible, Sendable {
    let description: String
    let x: Double
    let value: Double
    let first: Double
    let second: Double
    /// The first derivative by forward mode.
    let forward: Double
    let operation: @Sendable (Variable<Double>) -> Variable<Double>

    init(
      _ description: String, at x: Double, value: Double, first: Double, second: Double, forward: Double? = nil,
      _ operation: @escaping @Sendable (Variable<Double>) -> Variable<Double>
    ) {
      self.description = "\(description) at \(x)"
      self.x = x
      self.value = value
      self.first = first
      self.second = second
      self.forward = forward ?? first
      self.operation = operation
    }
  }

  static let points: [Point] = [
    // kinks
    Point("relu", at: 0, value: 0, first: 0, second: 0) { relu($0) },
    Point("relu", at: -0.0, value: 0, first: 0, second: 0) { relu($0) },
    Point("relu", at: infinity, value: infinity, first: 1, second: 0) { relu($0) },
    Point("relu", at: -infinity, value: 0, first: 0, second: 0) { relu($0) },
    Point("relu", at: nan, value: nan, first: 0, second: 0) { relu($0) },
    Point("leakyReLU", at: 0, value: 0, first: 0.2, second: 0) { leakyReLU($0, slope: 0.2) },
    Point("leakyReLU", at: -infinity, value: -infinity, first: 0.2, second: 0) { leakyReLU($0, slope: 0.2) },
    Point("leakyReLU", at: nan, value: nan, first: 0.2, second: 0) { leakyReLU($0, slope: 0.2) },
    Point("elu", at: 0, value: 0, first: 1, second: 1) { elu($0) },
    Point("elu", at: 0, value: 0, first: 0.5, second: 0.5) { elu($0, alpha: 0.5) },
    Point("elu", at: 1000, value: 1000, first: 1, second: 0) { elu($0) },
    Point("elu", at: -infinity, value: -1, first: 0, second: 0) { elu($0) },
    Point("elu", at: nan, value: nan, first: nan, second: nan) { elu($0) },
    Point("gelu", at: 0, value: 0, first: 0.5, second: 0.797_884_560_802_865_4) { gelu($0) },
    Point("gelu", at: -50, value: 0, first: 0, second: 0) { gelu($0) },
    Point("gelu", at: 50, value: 50, first: 1, second: 0) { gelu($0) },
    Point("gelu", at: -infinity, value: nan, first: nan, second: nan) { gelu($0) },
    Point("sqrt of relu", at: -1, value: 0, first: nan, second: nan) { sqrt(relu($0)) },
    Point("sqrt of a selection", at: -1, value: 1, first: 0, second: 0) {
      sqrt(select(where: $0 .> 0, $0, otherwise: 1))
    },
    Point("abs", at: 0, value: 0, first: 0, second: 0) { abs($0) },
    Point("abs", at: -infinity, value: infinity, first: -1, second: 0) { abs($0) },
    Point("abs", at: nan, value: nan, first: nan, second: 0) { abs($0) },
    Point("sign", at: 0, value: 0, first: 0, second: 0) { sign($0) },
    Point("sign", at: nan, value: nan, first: 0, second: 0) { sign($0) },
    Point("clamp", at: -1, value: -1, first: 1, second: 0) { clamp($0, to: -1...2) },
    Point("clamp", at: 2, value: 2, first: 1, second: 0) { clamp($0, to: -1...2) },
    Point("clamp", at: infinity, value: 2, first: 0, second: 0) { clamp($0, to: -1...2) },
    Point("clamp", at: nan, value: nan, first: 0, second: 0) { clamp($0, to: -1...2) },
    // ties
    Point("maximum with 3", at: 3, value: 3, first: 0.5, second: 0) { maximum($0, 3) },
    Point("minimum with 3", at: 3, value: 3, first: 0.5, second: 0) { minimum($0, 3) },
    Point("maximum with itself", at: 3, value: 3, first: 1, second: 0) { maximum($0, $0) },
    Point("minimum with itself", at: 3, value: 3, first: 1, second: 0) { minimum($0, $0) },
    Point("maximum with NaN", at: 3, value: nan, first: 0, second: 0) { maximum($0, .nan) },
    Point("minimum with NaN", at: 3, value: nan, first: 0, second: 0) { minimum($0, .nan) },
    Point("maximum", at: nan, value: nan, first: 0, second: 0) { maximum($0, 3) },
    // roots and logarithms
    Point("sqrt", at: 0, value: 0, first: infinity, second: -infinity) { sqrt($0) },
    Point("sqrt", at: -1, value: nan, first: nan, second: nan) { sqrt($0) },
    Point("0 · sqrt", at: 0, value: 0, first: nan, second: nan) { 0 * sqrt($0) },
    Point("log", at: 0, value: -infinity, first: infinity, second: -infinity) { log($0) },
    Point("log", at: -2, value: nan, first: -0.5, second: -0.25) { log($0) },
    Point("log1p", at: -1, value: -infinity, first: infinity, second: -infinity) { log1p($0) },
    Point("log1p", at: -2, value: nan, first: -1, second: -1) { log1p($0) },
    Point("log1p", at: 1e-300, value: 1e-300, first: 1, second: -1) { log1p($0) },
    Point("expm1", at: 1e-300, value: 1e-300, first: 1, second: 1) { expm1($0) },
    Point("expm1", at: -50, value: -1, first: 1.928_749_847_963_917_8e-22, second: 1.928_749_847_963_917_8e-22) {
      expm1($0)
    },
    Point("1/x", at: 0, value: infinity, first: -infinity, second: infinity) { 1 / $0 },
    Point("x/x", at: 0, value: nan, first: nan, second: nan) { $0 / $0 },
    // saturation
    Point("exp", at: 1000, value: infinity, first: infinity, second: infinity) { exp($0) },
    Point("exp", at: -infinity, value: 0, first: 0, second: 0) { exp($0) },
    Point("sigmoid", at: 1000, value: 1, first: 0, second: 0) { sigmoid($0) },
    Point("sigmoid", at: -1000, value: 0, first: 0, second: 0) { sigmoid($0) },
    Point("tanh", at: 1000, value: 1, first: 0, second: 0) { tanh($0) },
    Point("elu", at: -1000, value: -1, first: 0, second: 0) { elu($0) },
    Point("tanh", at: -infinity, value: -1, first: 0, second: 0) { tanh($0) },
    Point("softplus", at: 1000, value: 1000, first: 1, second: 0) { softplus($0) },
    Point("softplus", at: -1000, value: 0, first: 0, second: 0) { softplus($0) },
    Point("softplus", at: nan, value: nan, first: nan, second: nan) { softplus($0) },
    // powers
    Point("x⁰", at: 0, value: 1, first: 0, second: 0) { power($0, 0) },
    Point("x⁰", at: nan, value: 1, first: 0, second: 0) { power($0, 0) },
    Point("x¹", at: 0, value: 0, first: 1, second: 0) { power($0, 1) },
    Point("x²", at: 0, value: 0, first: 0, second: 2) { power($0, 2) },
    Point("x³", at: 0, value: 0, first: 0, second: 0) { power($0, 3) },
    Point("x³", at: -2, value: -8, first: 12, second: -12) { power($0, 3) },
    Point("x^½", at: 0, value: 0, first: infinity, second: -infinity) { power($0, 0.5) },
    Point("x^½", at: -1, value: nan, first: nan, second: nan) { power($0, 0.5) },
    Point("x^(-1)", at: 0, value: infinity, first: -infinity, second: infinity) { power($0, -1) },
    Point("x^y, y = 0", at: 0, value: 1, first: 0, second: 0) { power($0, $0.constant(0)) },
    Point("x^y, y = 1", at: 0, value: 0, first: 1, second: 0) { power($0, $0.constant(1)) },
    Point("x^y, y = 2", at: 0, value: 0, first: 0, second: 2) { power($0, $0.constant(2)) },
    Point("x^y, y = 3", at: -2, value: -8, first: 12, second: -12) { power($0, $0.constant(3)) },
    Point("0^y", at: 2, value: 0, first: 0, second: 0) { power(0, $0) },
    Point("0^y", at: 0, value: 1, first: 0, second: 0) { power(0, $0) },
    Point("0^y", at: -1, value: infinity, first: nan, second: nan) { power(0, $0) },
    Point("(−2)^y", at: 3, value: -8, first: nan, second: nan) { power(-2, $0) },
    // selection
    Point("select, its log not taken", at: -2, value: -2, first: 1, second: 0) {
      select(where: $0 .> 0, log($0), otherwise: $0)
    },
    Point("select, its root of −1 not taken", at: 1, value: 1, first: nan, second: nan, forward: 1) {
      select(where: $0 .> 0, $0, otherwise: sqrt(-$0))
    },
    Point("select, its root of 0 not taken", at: 0, value: 0, first: nan, second: nan, forward: 0) {
      select(where: $0 .> 0, sqrt($0), otherwise: 0)
    },
    Point("select twice", at: 0, value: 0, first: 0, second: 0) { x in
      let safe = select(where: x .> 0, x, otherwise: 1)
      return select(where: x .> 0, sqrt(safe), otherwise: 0)
    },
    Point("select twice", at: 4, value: 2, first: 0.25, second: -0.03125) { x in
      let safe = select(where: x .> 0, x, otherwise: 1)
      return select(where: x .> 0, sqrt(safe), otherwise: 0)
    },
    Point("log of a selection", at: -1, value: 0, first: 0, second: 0) { x in
      log(select(where: x .> 0, x, otherwise: 1))
    },
    Point("a NaN in the mask takes the first", at: 2, value: 4, first: 4, second: 2) {
      select(where: $0.constant(.nan), square($0), otherwise: $0)
    },
  ]

  @Test("value, first and second derivative are the stated ones, of a number and of a tensor", arguments: points)
  func edge(point: Point) {
    for shape in [Shape.scalar, [2]] {
      let tape = Tape<Double>()
      let x = tape.parameter(Tensor(repeating: point.x, shape: shape))
      let y = point.operation(x)
      let first = y.sum().backward()[x]
      let second = first.flatMap { $0.sum().backward()[x] }
      expect(y.value.scalars[0], point.value)
      expect(first?.value.scalars[0] ?? 0, point.first)
      expect(second?.value.scalars[0] ?? 0, point.second)
      let tangent = jvp(at: x.value, along: Tensor(repeating: 1, shape: shape), of: point.operation).tangent
      expect(tangent.scalars[0], point.forward)
    }
  }

  private func expect(_ actual: Double, _ expected: Double, _ location: SourceLocation = #_sourceLocation) {
    #expect(
      actual == expected || (actual.isNaN && expected.isNaN)
        || Swift.abs(actual - expected) <= 1e-15 * Swift.abs(expected),
      "\(actual) is not \(expected)", sourceLocation: location)
  }

  @Test("a tie between two operands gives each half of the gradient")
  func ties() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2, 3])
    let y = tape.parameter([2, 2, 2])
    let larger = maximum(x, y).sum().backward()
    #expect(larger[x]!.value.scalars == [0, 0.5, 1])
    #expect(larger[y]!.value.scalars == [1, 0.5, 0])
    let smaller = minimum(x, y).sum().backward()
    #expect(smaller[x]!.value.scalars == [1, 0.5, 0])
    #expect(smaller[y]!.value.scalars == [0, 0.5, 1])
  }

  @Test("comparisons with NaN do not hold, but for ≠")
  func comparisons() {
    let x = Tensor<Double>([1, .nan, .nan, 2])
    let y = Tensor<Double>([.nan, 1, .nan, 2])
    #expect((x .> y).scalars == [0, 0, 0, 0])
    #expect((x .>= y).scalars == [0, 0, 0, 1])
    #expect((x .< y).scalars == [0, 0, 0, 0])
    #expect((x .<= y).scalars == [0, 0, 0, 1])
    #expect((x .== y).scalars == [0, 0, 0, 1])
    #expect((x .!= y).scalars == [1, 1, 1, 0])
  }

  @Test("an infinite or NaN cotangent reaches only the branch that was taken", arguments: [Double.infinity, .nan])
  func selectedCotangent(cotangent: Double) {
    let tape = Tape<Double>()
    let mask = tape.data([1, 0])
    let x = tape.parameter([3, 4])
    let y = tape.parameter([5, 6])
    let seed = tape.data(Tensor(repeating: cotangent, shape: [2]))
    let gradients = select(where: mask, x, otherwise: y).backward(seed: seed)
    #expect(gradients[mask] == nil)
    #expect(gradients[x]!.value.scalars[1] == 0)
    #expect(gradients[y]!.value.scalars[0] == 0)
    #expect(!gradients[x]!.value.scalars[0].isFinite)
    #expect(!gradients[y]!.value.scalars[1].isFinite)
  }

  @Test("of a mixed second derivative of x^y, x = 0 and y = 0 are the only point that is special")
  func mixedPower() {
    let tape = Tape<Double>()
    let x = tape.parameter([2, 3])
    let y = tape.parameter([0, 2])
    let inX = power(x, y).sum().backward()[x]!
    // ∂²x^y/∂x∂y = x^(y−1)(1 + y log x)
    let mixed = inX.sum().backward()[y]!.value.scalars
    #expect(mixed[0] == 0.5)
    #expect(Swift.abs(mixed[1] - 3 * (1 + 2 * 1.098_612_288_668_109_8)) < 1e-14)
  }
}
