/// Derivatives by values at points nearby.
enum FiniteDifference {
  /// A derivative, and how far it may be off.
  struct Slope {
    var value: PlainMatrix
    var error: Double
    /// Whether estimates with different steps agree: they do not at a kink or a jump.
    var isSettled: Bool
  }

  /// The derivative of f at zero; `nil` where f has no values around zero.
  ///
  /// Central differences over three steps are extrapolated to step zero, so that the error is of the sixth order. Where
  /// they disagree, the step is too long for f, or reaches over a kink, and a shorter one is tried.
  ///
  /// - Parameter noise: The error of f's values, relative to the largest of them.
  static func slope<Failure: Error>(
    noise: Double, of f: (Double) throws(Failure) -> PlainMatrix
  ) throws(Failure) -> Slope? {
    let center = try f(0)
    var best: Slope?
    // Values with little noise allow for short steps.
    var step = noise > 1e-12 ? 0x1p-4 : 0x1p-6
    for _ in 0..<6 {
      var pairs: [(above: PlainMatrix, below: PlainMatrix)] = []
      for length in [step / 2, step, step * 2] {
        let pair = (above: try f(length), below: try f(-length))
        guard pair.above.hasShape(of: center), pair.below.hasShape(of: center) else { return nil }
        pairs.append(pair)
      }
      let estimate = estimate(center, pairs, step)
      let unavoidable = 16 * noise * pairs.reduce(center.largest) { max($0, $1.above.largest, $1.below.largest) } / step
      if estimate.value.isFinite, estimate.error.isFinite {
        var slope = estimate
        slope.isSettled = slope.error <= 1e-4 * slope.value.largest + 100 * unavoidable
        if best.map({ slope.error < $0.error }) ?? true { best = slope }
        if slope.error <= 1e-8 * slope.value.largest + unavoidable { return slope }
      }
      step /= 8
    }
    return best
  }

  /// - Parameter pairs: Values above and below the center, at half a step, a step and two steps from it.
  private static func estimate(
    _ center: PlainMatrix, _ pairs: [(above: PlainMatrix, below: PlainMatrix)], _ step: Double
  ) -> Slope {
    var slope = Slope(value: center, error: 0, isSettled: false)
    for place in center.numbers.indices {
      let middle = center.numbers[place]
      var slopes: [Double] = []
      var bends: [Double] = []
      for (pair, length) in zip(pairs, [step / 2, step, step * 2]) {
        let (above, below) = (pair.above.numbers[place], pair.below.numbers[place])
        slopes.append((above - below) / (2 * length))
        bends.append((above - middle + (below - middle)) / length)
      }
      let near = (4 * slopes[0] - slopes[1]) / 3
      let far = (4 * slopes[1] - slopes[2]) / 3
      let value = (16 * near - far) / 15
      // The slopes on both sides differ in proportion to the step, but at a kink by more: by what is left at step zero.
      let jump = (8 * (2 * bends[0] - bends[1]) - (2 * bends[1] - bends[2])) / 7
      slope.value.numbers[place] = value
      // A plain maximum would pass over what is not a number.
      let error = abs(value - near) + abs(jump)
      slope.error = error.isNaN ? .nan : max(slope.error, error)
      if slope.error.isNaN { break }
    }
    return slope
  }
}
