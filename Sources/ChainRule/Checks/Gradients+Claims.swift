extension Gradients {
  /// Judges a claim about a gradient: a formula that somebody derived, written in recorded operations.
  ///
  /// Says whether the formula is the very expression that the reverse walk recorded, or has the same values, or is off by
  /// a constant factor, transposed, or short of a sum, or where it differs most. Values are compared relative to the
  /// gradient's largest element, to 10⁻⁹ in Double and 10⁻⁴ in Float; of smaller elements that differ although they hold by
  /// this measure, a caution tells. A formula is only called identical if its values are not different. One whose operands
  /// do not fit does not stop the program: the verdict says which operation refuses them, and the likely repair.
  ///
  ///     gradients.check("dZ[1] = W[2]ᵀ dZ[2] ∘ 1[Z[1] > 0]", about: z1) {
  ///       matmul(w2.transposed(), (softmax(z2) - y) / m) * (z1 .> 0)
  ///     }
  public func check(
    _ claim: String, about variable: Variable<Scalar>, derived: () -> Variable<Scalar>
  ) -> ClaimVerdict {
    let (derived, refusal) = tape.core.notingRefusals(derived)
    derived.check("gradients.check", tape.core)
    guard let gradient = self[variable] else { return verdict(claim, variable, .noGradient) }
    if let refusal { return verdict(claim, variable, .doesNotConform(refusal)) }
    let comparison = Comparison(claimed: derived.value, gradient: gradient.value)
    var normalForm = NormalForm(tape.core)
    guard derived.shape == gradient.shape, normalForm.areIdentical(derived.index, gradient.index) else {
      return verdict(claim, variable, comparison.outcome, comparison.cautions)
    }
    let outcome = comparison.outcome
    if case .holds = outcome { return verdict(claim, variable, .identical) }
    let caution = "the expressions are identical, but computed as written, rounding or a division by 0 sets them apart"
    return verdict(claim, variable, outcome, [caution])
  }

  /// Judges claimed numbers for a gradient.
  public func check(
    _ claim: String, about variable: Variable<Scalar>, equals derived: Tensor<Scalar>
  ) -> ClaimVerdict {
    guard let gradient = self[variable] else { return verdict(claim, variable, .noGradient) }
    let comparison = Comparison(claimed: derived, gradient: gradient.value)
    return verdict(claim, variable, comparison.outcome, comparison.cautions)
  }

  private func verdict(
    _ claim: String, _ variable: Variable<Scalar>, _ outcome: ClaimVerdict.Outcome, _ more: [String] = []
  ) -> ClaimVerdict {
    ClaimVerdict(
      claim: claim, variable: variable.name ?? "the variable", outcome: outcome, cautions: cautions(variable) + more,
      factorNames: FactorNames(tape.core))
  }

  private func cautions(_ variable: Variable<Scalar>) -> [String] {
    guard let gradient = self[variable] else { return [] }
    var cautions: [String] = []
    let scalars = gradient.value.scalars
    if scalars.allSatisfy({ $0 == 0 }) {
      cautions.append("the gradient is zero everywhere, so that any formula that gives zero would pass")
    }
    let count = scalars.count { !$0.isFinite }
    if count > 0 { cautions.append("\(count) of \(scalars.count) elements of the gradient are NaN or infinite") }
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
    let comparison = Comparison(claimed: claimed, gradient: derivative)
    self.init(
      claim: claim, variable: variable, outcome: comparison.outcome, cautions: comparison.cautions,
      factorNames: FactorNames())
  }
}

/// Claimed numbers beside the gradient's.
private struct Comparison<Scalar: TensorScalar> {
  let claimed: Tensor<Scalar>
  let gradient: Tensor<Scalar>
  /// The largest finite element of the gradient, in magnitude.
  private let scale: Double

  init(claimed: Tensor<Scalar>, gradient: Tensor<Scalar>) {
    self.claimed = claimed
    self.gradient = gradient
    scale = gradient.scalars.reduce(0) { $1.isFinite ? Swift.max($0, abs(Double($1))) : $0 }
  }

  private var tolerance: Double { Scalar.format == .float32 ? 1e-4 : 1e-9 }

  var outcome: ClaimVerdict.Outcome {
    if claimed.shape == gradient.shape {
      let error = distances(claimed).max() ?? 0
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

  /// What the measure of the largest element does not show.
  var cautions: [String] {
    guard claimed.shape == gradient.shape, scale > 0 else { return [] }
    let distances = distances(claimed)
    guard distances.allSatisfy({ $0 <= tolerance }) else { return [] }
    let truth = gradient.scalars
    let differing = distances.indices.filter { distances[$0] * scale > 1e-3 * abs(Double(truth[$0])) }
    // What rounding leaves of a 0 is a few units of the largest element's last place, even after long sums.
    let rounding = 4096 * (Scalar.format == .float32 ? Double(Float.ulpOfOne) : .ulpOfOne)
    guard let worst = differing.max(by: { distances[$0] < distances[$1] }), distances[worst] > rounding else {
      return []
    }
    return [
      "\(differing.count) of \(truth.count) elements, all small beside the largest, are off by more than a thousandth, worst\(elementText(gradient.shape.index(ofElement: worst))): "
        + "\(fourDigits(Double(claimed.scalars[worst]))) for \(fourDigits(Double(truth[worst])))"
    ]
  }

  /// The factor c for which `candidate` = c · gradient, by least squares; `nil` where there is none.
  ///
  /// Any number is a multiple of another one: where only one element is not 0, the factor must be a whole number or one
  /// over it.
  private func fit(_ candidate: Tensor<Scalar>) -> Double? {
    // Relative to the largest element, so that no square over- or underflows.
    let pairs = zip(candidate.scalars, gradient.scalars).map { (Double($0) / scale, Double($1) / scale) }
    let square = pairs.reduce(0) { $0 + $1.1 * $1.1 }
    guard square > 0, square.isFinite else { return nil }
    var factor = pairs.reduce(0) { $0 + $1.0 * $1.1 } / square
    guard factor != 0, distances(candidate, factor).allSatisfy({ $0 <= tolerance * abs(factor) }) else { return nil }
    let whole = abs(factor) < 1 ? 1 / (1 / factor).rounded() : factor.rounded()
    let isWhole = abs(factor - whole) <= tolerance * abs(factor)
    guard isWhole || pairs.count(where: { $0.1 != 0 }) > 1 else { return nil }
    if isWhole { factor = whole }
    return factor
  }

  /// |candidate − factor · gradient| at each element, relative to the gradient's largest. An infinity or NaN is at no
  /// distance from its like.
  private func distances(_ candidate: Tensor<Scalar>, _ factor: Double = 1) -> [Double] {
    zip(candidate.scalars, gradient.scalars).map { claimed, truth in
      let (claimed, truth) = (Double(claimed), factor * Double(truth))
      if claimed == truth || (claimed.isNaN && truth.isNaN) { return 0 }
      let distance = abs(claimed - truth)
      return distance.isFinite ? distance / (scale > 0 ? scale : 1) : .infinity
    }
  }

  private var missingSum: ([Int], Double)? {
    guard claimed.shape != gradient.shape, claimed.rank >= gradient.rank,
      let axes = try? gradient.shape.broadcastAxes(to: claimed.shape)
    else { return nil }
    let summed = claimed.sum(alongAxes: Array(axes), keepingAxes: true)
    return fit(Tensor(summed.untyped.reshaped(to: gradient.shape))).map { (Array(axes), $0) }
  }

  private var worst: ClaimVerdict.Difference {
    let distances = distances(claimed)
    let place = distances.indices.max { distances[$0] < distances[$1] } ?? 0
    let truth = gradient.scalars
    return ClaimVerdict.Difference(
      index: gradient.shape.index(ofElement: place), claimed: Double(claimed.scalars[place]),
      autodiff: Double(truth[place]), error: distances[place],
      agreesWhereNotZero: zip(truth, distances).allSatisfy { $0 == 0 || $1 <= tolerance }
        && truth.contains { $0 != 0 })
  }
}
