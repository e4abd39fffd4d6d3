/// Derivatives by values at points nearby.
enum FiniteDifference {
  /// A derivative, and how far the two best estimates of it are apart.
  struct Slope {
    var value: PlainMatrix
    var error: Double
    /// Whether the estimates agree: they do not at a kink or a jump.
    var isSettled: Bool
  }

  /// The derivative of f at zero.
  ///
  /// Central differences over three steps are extrapolated to step zero, so that the error is of the sixth order. Where
  /// they disagree, the step is too long for f, or reaches over a kink, and a shorter one is tried.
  ///
  /// - Parameter noise: The error of f's values, relative to the largest of them.
  static func slope<Failure: Error>(
    noise: Double, of f: (Double) throws(Failure) -> PlainMatrix
  ) throws(Failure) -> Slope? {
    var best: Slope?
    // Values with little noise allow for short steps.
    var step = noise > 1e-12 ? 0x1p-4 : 0x1p-6
    for _ in 0..<6 {
      let (near, size) = try difference(over: step / 2, f)
      let (middle, _) = try difference(over: step, f)
      let (far, _) = try difference(over: step * 2, f)
      let closer = extrapolated(near, middle, 4)
      let value = extrapolated(closer, extrapolated(middle, far, 4), 16)
      let error = zip(value.numbers, closer.numbers).reduce(0) { max($0, abs($1.0 - $1.1)) }
      let unavoidable = 16 * noise * size / step
      if value.isFinite, closer.isFinite {
        let slope = Slope(value: value, error: error, isSettled: error <= 1e-4 * value.largest + 100 * unavoidable)
        if best.map({ error < $0.error }) ?? true { best = slope }
        if error <= 1e-8 * value.largest + unavoidable { return slope }
      }
      step /= 8
    }
    return best
  }

  private static func difference<Failure: Error>(
    over step: Double, _ f: (Double) throws(Failure) -> PlainMatrix
  ) throws(Failure) -> (slope: PlainMatrix, size: Double) {
    let above = try f(step)
    let below = try f(-step)
    guard above.hasShape(of: below) else { return (PlainMatrix(.nan), .nan) }
    var slope = above
    for place in slope.numbers.indices { slope.numbers[place] = (slope.numbers[place] - below.numbers[place]) / (2 * step) }
    return (slope, max(above.largest, below.largest))
  }

  /// Both estimates have errors of which the second's is `factor` times the first's.
  private static func extrapolated(_ near: PlainMatrix, _ far: PlainMatrix, _ factor: Double) -> PlainMatrix {
    guard near.hasShape(of: far) else { return PlainMatrix(.nan) }
    var result = near
    for place in result.numbers.indices {
      result.numbers[place] = (factor * result.numbers[place] - far.numbers[place]) / (factor - 1)
    }
    return result
  }
}
