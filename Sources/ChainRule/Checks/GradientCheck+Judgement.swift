// Cheap first: one direction, then pieces and sides of a kink, then a point beside it, then every element.
extension GradientCheck {
  private typealias Slope = GradientProbe.Slope
  private typealias Line = GradientProbe.Line

  private enum Agreement { case agrees, disagrees, unknown }

  /// What one direction showed.
  private struct Finding {
    var verdict: GradientReport.Verdict
    var line: Line
    var slope: Slope?
    var side = GradientProbe.Side.both
    var notes: [String] = []
    /// Whether gradient and slope are both what rounding leaves of 0.
    var isRoundedZero = false
    /// Where the gradient disagrees; it is wrong unless no element shows it.
    var suspect: GradientProbe?
  }

  func entry(
    for variable: Variable<Double>, _ gradients: Gradients<Double>, _ cotangent: Tensor<Double>,
    _ generator: inout PhiloxGenerator
  ) -> GradientReport.Entry {
    let core = variable.core
    let output = gradients.output
    let gradient = gradients[variable]
    let probe = GradientProbe(
      core, output: output.index, variable: variable.index, cotangent: cotangent,
      gradient: gradient?.value.scalars ?? Array(repeating: 0, count: variable.shape.elementCount),
      cotangents: { gradients[Variable(core, $0)]?.index })
    let direction = generator.nextDirection(variable.shape)
    var finding = judgement(probe, gradient, direction.scalars, &generator)
    var order: Double?
    switch finding.verdict {
    case .holds, .noisy, .wrong: order = (finding.suspect ?? probe).remainderOrder(along: finding.line, finding.side)
    case .independent, .notFinite, .onKink, .undecided: break
    }
    if let suspect = finding.suspect, let mistake = mistake(at: suspect, flows: gradient != nil, &generator) {
      finding.verdict = .wrong(mistake)
    }
    let error = finding.slope.map { abs($0.value - finding.line.claimed) } ?? .nan
    return GradientReport.Entry(
      variable: core.title(of: variable.index), shape: variable.shape, verdict: finding.verdict,
      autodiff: finding.line.claimed, measured: finding.slope?.value ?? .nan,
      error: finding.line.scale > 0 ? error / finding.line.scale : error, step: finding.slope?.step ?? .nan,
      order: order,
      notes: finding.notes, cautions: cautions(variable, probe, finding))
  }

  private func judgement(
    _ probe: GradientProbe, _ gradient: Variable<Double>?, _ direction: [Double], _ generator: inout PhiloxGenerator
  ) -> Finding {
    let line = probe.line(along: direction)
    guard !probe.path.isEmpty else { return Finding(verdict: .independent, line: line) }
    guard line.claimed.isFinite, Tensor<Double>(probe.core.value(of: probe.output)).scalars.allSatisfy(\.isFinite)
    else {
      let tape = unsafeDowncast(probe.core.pointee.owner!, to: Tape<Double>.self)
      return Finding(verdict: .notFinite, line: line, notes: tape.firstNonFinite().map { ["\($0)"] } ?? [])
    }
    let slope = probe.slope(along: line, toWithin: precision(line.scale))
    let first = agreement(line, slope)
    if first == .agrees { return Finding(verdict: .holds, line: line, slope: slope) }
    if let slope, let whole = roundedZero(probe, line, slope) {
      return Finding(verdict: .holds, line: whole, slope: slope, isRoundedZero: true)
    }
    // All steps may have been too large for a point as small as this, beyond which a function can be flat.
    if let unit = probe.smallUnit, let slope = probe.slope(along: line, unit: unit, toWithin: precision(line.scale)),
      agreement(line, slope) == .agrees
    {
      return Finding(verdict: .holds, line: line, slope: slope)
    }
    let smooth = probe.slope(along: line, onOnePiece: true, toWithin: precision(line.scale))
    switch agreement(line, smooth) {
    case .agrees:
      return Finding(verdict: .holds, line: line, slope: smooth, notes: ["larger steps cross kinks"])
    case .disagrees: return Finding(verdict: .noisy, line: line, slope: smooth, suspect: probe)
    case .unknown where smooth != nil: return Finding(verdict: .noisy, line: line, slope: smooth)
    case .unknown: break
    }
    let kinks = probe.kinks(along: line)
    guard !kinks.isEmpty else { return Finding(verdict: .noisy, line: line, slope: slope) }
    for side in [GradientProbe.Side.below, .above] {
      let oneSided = probe.slope(along: line, side, onOnePiece: true, toWithin: precision(line.scale))
      guard agreement(line, oneSided) == .agrees else { continue }
      let note = "sits on the kink of \(kinks[0]); the gradient is the slope on one side of it"
      return Finding(verdict: .holds, line: line, slope: oneSided, side: side, notes: [note])
    }
    // The gradient is recorded, so it can be replayed beside the kink.
    let moved = zip(probe.point, generator.nextDirection(probe.shape).scalars).map { $0 + 1e-3 * probe.unit * $1 }
    let beside = GradientProbe(probe, movedTo: moved, gradient: gradient?.index)
    let line2 = beside.line(along: direction)
    let slope2 = beside.slope(along: line2, onOnePiece: true, toWithin: precision(line2.scale))
    switch agreement(line2, slope2) {
    case .agrees: return Finding(verdict: .onKink(kinks), line: line2, slope: slope2)
    case .disagrees: return Finding(verdict: .noisy, line: line2, slope: slope2, suspect: beside)
    case .unknown: return Finding(verdict: .undecided(kinks), line: line, slope: slope)
    }
  }

  /// Slopes are measured to a hundredth of what gradients may be off.
  private func precision(_ scale: Double) -> Double { 0.01 * tolerance * scale }

  private func agreement(_ line: Line, _ slope: Slope?) -> Agreement {
    guard let slope else { return .unknown }
    let distance = abs(slope.value - line.claimed)
    if distance > tolerance * line.scale + 3 * slope.error { return .disagrees }
    // Three digits show every usual mistake. A gradient of exactly 0 has no size to compare an error with.
    return line.scale == 0 || slope.error <= 1e-3 * line.scale ? .agrees : .unknown
  }

  /// The line with the size that ⟨gradient, direction⟩ has before its terms cancel, where they do so but for rounding, and
  /// where the slope is 0 as well beside that size; otherwise `nil`.
  private func roundedZero(_ probe: GradientProbe, _ line: Line, _ slope: Slope) -> Line? {
    let scale = probe.uncancelledSize(along: line)
    let whole = Line(direction: line.direction, claimed: line.claimed, scale: scale)
    return line.scale <= 1000 * .ulpOfOne * scale && agreement(whole, slope) == .agrees ? whole : nil
  }

  private func cautions(_ variable: Variable<Double>, _ probe: GradientProbe, _ finding: Finding) -> [String] {
    if case .independent = finding.verdict { return ["does not influence the output: nothing was checked"] }
    var cautions: [String] = []
    if probe.gradient.allSatisfy({ $0 == 0 }), case .holds = finding.verdict {
      cautions.append("has a gradient of zero everywhere, which many wrong rules would give too")
    }
    if finding.isRoundedZero {
      cautions.append("has a gradient of zero up to rounding, which many wrong rules would give too")
    }
    let shape = variable.shape
    if shape.rank == 2, shape[0] == shape[1], shape[0] > 1 {
      let n = shape[0]
      let isSymmetric = (0..<n * n).allSatisfy { probe.point[$0] == probe.point[$0 % n * n + $0 / n] }
      cautions.append(
        isSymmetric
          ? "is symmetric, so that a wrong transpose may not show; check at another value and shape"
          : "is square, so that a wrong transpose does not show in its shape; check with lengths that differ")
    }
    return cautions
  }

  // MARK: Explaining a failure

  private func mistake(
    at probe: GradientProbe, flows: Bool, _ generator: inout PhiloxGenerator
  ) -> GradientReport.Mistake? {
    let count = probe.point.count
    var elements = Array(0..<count)
    if count > elementLimit {
      elements = (0..<elementLimit).map { _ in Int(generator.next() % UInt64(count)) }
      elements = Set(elements).sorted()
    }
    var pairs: [(element: Int, autodiff: Double, slope: Double)] = []
    var differing: [Int] = []
    // Errors are relative to the whole gradient, as they are along a direction.
    let size = probe.gradient.reduce(0) { Swift.max($0, abs($1)) }
    for element in elements {
      var direction = [Double](repeating: 0, count: count)
      direction[element] = 1
      let line = probe.line(along: direction)
      var slope = probe.slope(along: line, toWithin: precision(size))
      func differs(_ slope: Slope?) -> Bool {
        slope.map { abs($0.value - line.claimed) > tolerance * Swift.max(size, abs($0.value)) + 3 * $0.error } ?? false
      }
      if differs(slope) { slope = probe.slope(along: line, onOnePiece: true, toWithin: precision(size)) }
      guard let slope else { continue }
      if differs(slope) { differing.append(pairs.count) }
      pairs.append((element, line.claimed, slope.value))
    }
    if differing.isEmpty, count <= elementLimit { return nil }
    let worst = differing.max { abs(pairs[$0].autodiff - pairs[$0].slope) < abs(pairs[$1].autodiff - pairs[$1].slope) }
    return GradientReport.Mistake(
      worst: worst.map {
        .init(
          index: probe.shape.index(ofElement: pairs[$0].element), autodiff: pairs[$0].autodiff,
          measured: pairs[$0].slope)
      },
      pattern: flows ? pattern(pairs, differing, probe.shape) : .noFlow, compared: pairs.count,
      differing: differing.count,
      origin: seeksOrigin ? origin(on: probe) : nil)
  }

  private func pattern(
    _ pairs: [(element: Int, autodiff: Double, slope: Double)], _ differing: [Int], _ shape: Shape
  ) -> GradientReport.Mistake.Pattern? {
    let largest = pairs.reduce(0) { Swift.max($0, abs($1.slope)) }
    let near = 1e-4 * largest
    let square = pairs.reduce(0) { $0 + $1.slope * $1.slope }
    if square > 0 {
      let factor = pairs.reduce(0) { $0 + $1.autodiff * $1.slope } / square
      if factor != 0, pairs.allSatisfy({ abs($0.autodiff - factor * $0.slope) <= near * abs(factor) }) {
        let whole = abs(factor) < 1 ? 1 / (1 / factor).rounded() : factor.rounded()
        return .factor(abs(factor - whole) <= 1e-4 * abs(factor) ? whole : factor)
      }
    }
    if shape.rank == 2, shape[0] == shape[1], pairs.count == shape.elementCount {
      let n = shape[0]
      let isTransposed = pairs.indices.allSatisfy { abs(pairs[$0].autodiff - pairs[$0 % n * n + $0 / n].slope) <= near }
      if isTransposed { return .transposed }
    }
    guard !differing.isEmpty, differing.count < pairs.count else { return nil }
    if differing.allSatisfy({ abs(pairs[$0].slope) <= near }) { return .missingMask }
    if differing.allSatisfy({ pairs[$0].autodiff == 0 }) { return .missingPart }
    return nil
  }

  /// The operation nearest to the output whose own pullback, checked apart from the rest, is wrong.
  private func origin(on probe: GradientProbe) -> GradientReport.Mistake.Origin? {
    var check = self
    check.seeksOrigin = false
    let onPath = Set(probe.path)
    for index in probe.path.reversed().prefix(1000) where index != probe.variable {
      let inputs = probe.core.inputs(of: probe.core.node(index))
      let tape = Tape<Double>()
      let leaves = inputs.map { input in
        tape.data(
          Tensor(probe.core.value(of: input)), named: probe.core.title(of: input),
          isDifferentiable: onPath.contains(input))
      }
      let output = probe.core.primitive(of: probe.core.node(index)).recorded(leaves)
      let checked = zip(leaves, inputs).filter { onPath.contains($0.1) }.map(\.0)
      for entry in check.run(on: output, withRespectTo: checked).entries {
        guard case .wrong = entry.verdict else { continue }
        return .init(
          formula: probe.core.formula(of: index), name: probe.core.name(of: index), operand: entry.variable)
      }
    }
    return nil
  }
}

extension Primitive {
  fileprivate func recorded(_ inputs: [Variable<Double>]) -> Variable<Double> {
    Tape.record(self, inputs: inputs)
  }
}
