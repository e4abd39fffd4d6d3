extension Gradients {
  /// Judges a claim about a gradient: a formula that somebody derived, written in recorded operations.
  ///
  /// Says whether the formula is the very expression that the reverse walk recorded, or has the same values, or is off by
  /// a constant factor, transposed, or short of a sum, or where it differs most. Values are compared relative to the
  /// gradient's largest element, to 10⁻⁹ in Double and 10⁻⁴ in Float.
  ///
  ///     gradients.check("dZ[1] = W[2]ᵀ dZ[2] ∘ 1[Z[1] > 0]", about: z1) {
  ///       matmul(w2.transposed(), (softmax(z2) - y) / m) * (z1 .> 0)
  ///     }
  public func check(
    _ claim: String, about variable: Variable<Scalar>, derived: () -> Variable<Scalar>
  ) -> ClaimVerdict {
    let derived = derived()
    derived.check("gradients.check", tape.core)
    guard let gradient = self[variable] else { return verdict(claim, variable, .noGradient) }
    var normalForm = NormalForm(tape.core)
    if derived.shape == gradient.shape, normalForm.areIdentical(derived.index, gradient.index) {
      return verdict(claim, variable, .identical)
    }
    return verdict(claim, variable, Comparison(claimed: derived.value, gradient: gradient.value).outcome)
  }

  /// Judges claimed numbers for a gradient.
  public func check(
    _ claim: String, about variable: Variable<Scalar>, equals derived: Tensor<Scalar>
  ) -> ClaimVerdict {
    guard let gradient = self[variable] else { return verdict(claim, variable, .noGradient) }
    return verdict(claim, variable, Comparison(claimed: derived, gradient: gradient.value).outcome)
  }

  private func verdict(
    _ claim: String, _ variable: Variable<Scalar>, _ outcome: ClaimVerdict.Outcome
  ) -> ClaimVerdict {
    ClaimVerdict(
      claim: claim, variable: variable.name ?? "the variable", outcome: outcome, cautions: cautions(variable),
      factorNames: FactorNames(tape.core))
  }

  private func cautions(_ variable: Variable<Scalar>) -> [String] {
    guard let gradient = self[variable] else { return [] }
    var cautions: [String] = []
    if gradient.value.scalars.allSatisfy({ $0 == 0 }) {
      cautions.append("the gradient is zero everywhere, so that any formula that gives zero would pass")
    }
    let shape = variable.shape
    if shape.rank == 2, shape[0] == shape[1], shape[0] > 1 {
      cautions.append(
        "\(variable.name ?? "the variable") is square, so that a wrong transpose would not show in its shape")
    }
    return cautions
  }
}

extension ClaimVerdict {
  /// Judges claimed numbers for any derivative, a Jacobian for instance, beside the true ones.
  public init<Scalar>(_ claim: String, about variable: String, claimed: Tensor<Scalar>, true derivative: Tensor<Scalar>)
  {
    self.init(
      claim: claim, variable: variable, outcome: Comparison(claimed: claimed, gradient: derivative).outcome,
      cautions: [],
      factorNames: FactorNames())
  }
}

/// Claimed numbers beside the gradient's.
private struct Comparison<Scalar: TensorScalar> {
  let claimed: Tensor<Scalar>
  let gradient: Tensor<Scalar>

  private var tolerance: Double { Scalar.format == .float32 ? 1e-4 : 1e-9 }

  var outcome: ClaimVerdict.Outcome {
    if claimed.shape == gradient.shape {
      let error = difference(claimed, 1)
      if error <= tolerance { return .holds(error: error) }
      if let factor = fit(claimed) { return .factor(factor) }
    }
    if claimed.rank == 2, claimed.transposed().shape == gradient.shape, let factor = fit(claimed.transposed()) {
      return .transposed(factor: factor)
    }
    if let (axes, factor) = missingSum { return .missingSum(axes: axes, factor: factor) }
    guard claimed.shape == gradient.shape else { return .shape(claimed: claimed.shape, gradient: gradient.shape) }
    return .differs(worst)
  }

  /// The factor c for which `candidate` = c · gradient, by least squares; `nil` where there is none.
  private func fit(_ candidate: Tensor<Scalar>) -> Double? {
    let pairs = zip(candidate.scalars, gradient.scalars).map { (Double($0), Double($1)) }
    let square = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    guard square > 0 else { return nil }
    let factor = pairs.reduce(0) { $0 + $1.0 * $1.1 } / square
    guard factor != 0, difference(candidate, factor) <= tolerance * abs(factor) else { return nil }
    return abs(factor - factor.rounded()) <= tolerance * abs(factor) ? factor.rounded() : factor
  }

  /// The largest element of candidate − factor · gradient, relative to the gradient's largest.
  private func difference(_ candidate: Tensor<Scalar>, _ factor: Double) -> Double {
    let scale = gradient.scalars.reduce(0.0) { Swift.max($0, abs(Double($1))) }
    let worst = zip(candidate.scalars, gradient.scalars).reduce(0.0) {
      let distance = abs(Double($1.0) - factor * Double($1.1))
      return distance.isNaN ? .infinity : Swift.max($0, distance)
    }
    return scale > 0 ? worst / scale : worst
  }

  private var missingSum: ([Int], Double)? {
    guard claimed.shape != gradient.shape, claimed.rank >= gradient.rank,
      let axes = try? gradient.shape.broadcastAxes(to: claimed.shape)
    else { return nil }
    let summed = claimed.sum(alongAxes: Array(axes), keepingAxes: true)
    return fit(Tensor(summed.untyped.reshaped(to: gradient.shape))).map { (Array(axes), $0) }
  }

  private var worst: ClaimVerdict.Difference {
    let pairs = Array(zip(claimed.scalars, gradient.scalars))
    let scale = Swift.max(pairs.reduce(0.0) { Swift.max($0, abs(Double($1.1))) }, .leastNormalMagnitude)
    let distances = pairs.map { abs(Double($0.0) - Double($0.1)) }.map { $0.isNaN ? .infinity : $0 }
    let place = distances.indices.max { distances[$0] < distances[$1] } ?? 0
    return ClaimVerdict.Difference(
      index: gradient.shape.index(ofElement: place), claimed: Double(pairs[place].0), autodiff: Double(pairs[place].1),
      error: distances[place] / scale,
      agreesWhereNotZero: zip(pairs, distances).allSatisfy { $0.1 == 0 || $1 <= tolerance * scale }
        && pairs.contains { $0.1 != 0 })
  }
}
