import CChainRule

/// An output as a function of one variable, at a point: φ(x) = ⟨cotangent, f(x)⟩, computed by replaying the tape.
struct GradientProbe {
  let core: TapePointer
  let output: Int32
  let variable: Int32
  let shape: Shape
  let cotangent: [Double]
  /// The nodes from the variable to the output, in order.
  let path: [Int32]
  let point: [Double]
  /// The gradient that is to be checked, at the point.
  let gradient: [Double]
  /// The rounding error to expect in a value of φ.
  let rounding: Double
  private let kinked: [Int32]
  /// The values on the way that have a cotangent, and their cotangents.
  private let flow: [(node: Int32, cotangent: [Double])]
  /// The output at the point.
  private let base: [Double]

  /// A line through the point.
  struct Line {
    let direction: [Double]
    /// ⟨gradient, direction⟩
    let claimed: Double
    /// How large ⟨gradient, direction⟩ is when its terms do not cancel.
    let scale: Double
  }

  /// A slope found by finite differences.
  struct Slope {
    let value: Double
    /// What truncation and rounding may have done to it.
    let error: Double
    let step: Double
  }

  /// Which points a difference takes: on both sides, or on one.
  enum Side: Double { case both = 0, above = 1, below = -1 }

  init(
    _ core: TapePointer, output: Int32, variable: Int32, cotangent: Tensor<Double>, gradient: [Double],
    cotangents: (Int32) -> Int32?
  ) {
    self.core = core
    self.output = output
    self.variable = variable
    self.cotangent = cotangent.scalars
    self.gradient = gradient
    shape = core.shape(of: variable)
    point = Tensor<Double>(core.value(of: variable)).scalars
    let path = core.path(from: variable, to: output)
    self.path = path
    base = Tensor<Double>(core.value(of: output)).scalars
    kinked = path.filter { $0 != variable && core.primitive(of: core.node($0)).hasKinks }
    // First-order analysis of rounding errors: what each value on the way contributes is its error times its cotangent. An
    // infinite value, such as a masked logit, has none.
    flow = path.compactMap { index in
      guard index != variable, !core.isReleased(index), let cotangent = cotangents(index), !core.isReleased(cotangent)
      else { return nil }
      return (index, Tensor<Double>(core.value(of: cotangent)).scalars)
    }
    rounding =
      2 * .ulpOfOne
      * flow.map { place in
        zip(Tensor<Double>(core.value(of: place.node)).scalars, place.cotangent).map { $0.isFinite ? $0 * $1 : 0 }
          .rootOfSquares
      }.rootOfSquares
  }

  /// The same function at another point, where the gradient is replayed.
  init(_ other: GradientProbe, movedTo point: [Double], gradient: Int32?) {
    core = other.core
    output = other.output
    variable = other.variable
    shape = other.shape
    cotangent = other.cotangent
    path = other.path
    kinked = other.kinked
    flow = other.flow
    rounding = other.rounding
    self.point = point
    let values = other.replay([output] + (gradient.map { [$0] } ?? []), at: point).map(\.scalars)
    base = values[0]
    self.gradient = values.count > 1 ? values[1] : Array(repeating: 0, count: point.count)
  }

  /// How large the point's elements are: the root of their mean square.
  private var size: Double {
    let square = point.reduce(0) { $0 + $1 * $1 } / Double(Swift.max(1, point.count))
    return square.isFinite ? square.squareRoot() : 1
  }

  /// The size of a step of relative size 1.
  var unit: Double { Swift.max(size, 1e-2) }

  /// The size of a step of relative size 1 for a function that varies over distances of the size of a small point; `nil`
  /// where that is ``unit``.
  var smallUnit: Double? { size > 0 && size < unit ? size : nil }

  private var smallestStep: Double { 1e-9 * (size > 0 ? Swift.min(size, unit) : unit) }

  func line(along direction: [Double]) -> Line {
    let terms = zip(gradient, direction).map { $0 * $1 }
    let claimed = terms.reduce(0, +)
    return Line(direction: direction, claimed: claimed, scale: Swift.max(abs(claimed), terms.rootOfSquares))
  }

  /// How large ⟨gradient, direction⟩ is before its terms cancel. It is ⟨cotangent, tangent⟩ at each cut through the way; the
  /// largest such sum counts, as the root of the sum of squares.
  func uncancelledSize(along line: Line) -> Double {
    let step = 1e-4 * unit
    let nodes = flow.map(\.node)
    let above = replay(nodes, at: moved(line, by: step))
    let below = replay(nodes, at: moved(line, by: -step))
    return zip(flow, zip(above, below)).reduce(0) { largest, place in
      let (above, below) = (place.1.0.scalars, place.1.1.scalars)
      let terms = zip(place.0.cotangent, zip(above, below)).map { $0 * ($1.0 - $1.1) / (2 * step) }
      return Swift.max(largest, terms.rootOfSquares)
    }
  }

  private func moved(_ line: Line, by step: Double) -> [Double] { zip(point, line.direction).map { $0 + step * $1 } }

  private func replay(_ nodes: [Int32], at point: [Double]) -> [Tensor<Double>] {
    core.replay(nodes, substituting: [variable: Tensor(shape: shape, scalars: point).untyped]).map(Tensor.init)
  }

  private func values(_ line: Line, at step: Double) -> [Double] {
    step == 0 ? base : replay([output], at: moved(line, by: step))[0].scalars
  }

  /// φ at one step minus φ at another. Outputs are subtracted before they are summed, which loses less.
  private func difference(_ line: Line, _ step: Double, minus other: Double) -> Double {
    zip(cotangent, zip(values(line, at: step), values(line, at: other))).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) }
  }

  private func quotient(_ line: Line, _ step: Double, _ side: Side) -> Double {
    guard side != .both else { return difference(line, step, minus: -step) / (2 * step) }
    let h = step * side.rawValue
    return (4 * difference(line, h, minus: 0) - difference(line, 2 * h, minus: 0)) / (2 * h)
  }

  /// The slope of φ along a line, from steps that shrink until the answer no longer gains: differences of neighbouring steps
  /// are extrapolated, and the step is chosen at which truncation and rounding together are smallest, or small enough.
  ///
  /// `nil` where no step gives a number, or, on one smooth piece, where every step crosses a kink.
  func slope(
    along line: Line, _ side: Side = .both, onOnePiece: Bool = false, unit: Double? = nil, toWithin precision: Double
  ) -> Slope? {
    let unit = unit ?? self.unit
    // The best step of a fourth-order difference, if φ varies over distances of the size of the point.
    let variation = line.scale * unit
    let guess = variation > 0 ? cr_elementary(CR_FLOAT64, Int32(CR_POWER), rounding / variation, 0.2, 0) : 1
    var step = unit * Swift.min(Swift.max(guess, 1e-3), 0.05)
    var best: Slope?
    var lastQuotient: Double?
    var lastValue: Double?
    while step >= smallestStep {
      defer { step /= 4 }
      if onOnePiece, crossesKink(line, step, side) { continue }
      let quotient = quotient(line, step, side)
      guard quotient.isFinite else { continue }
      let value = lastQuotient.map { (16 * quotient - $0) / 15 }
      if let value, let lastValue {
        let error = abs(value - lastValue) + rounding / step
        if error < best?.error ?? .infinity { best = Slope(value: value, error: error, step: step) }
      }
      lastQuotient = quotient
      lastValue = value
      if let best, best.error <= precision || rounding / step > best.error { break }
    }
    return best
  }

  /// How fast φ(x + hv) − φ(x) − h·⟨gradient, v⟩ vanishes with h: the order is 2 where the gradient is right and 1 where it
  /// is not. `nil` where it is lost in rounding, as it is at once for a linear function with a right gradient.
  func remainderOrder(along line: Line, _ side: Side = .both) -> Double? {
    let sign = side == .below ? -1.0 : 1.0
    let steps = (0..<8).map { sign * unit * 0.25 / Double(1 << (2 * $0)) }
    let piece = kinked.isEmpty ? [] : branches(line, at: steps[7])
    var last: Double?
    var order: Double?
    for step in steps {
      let remainder = abs(difference(line, step, minus: 0) - step * line.claimed)
      guard remainder > 100 * rounding, kinked.isEmpty || branches(line, at: step) == piece else {
        last = nil
        continue
      }
      if let last {
        order =
          cr_elementary(CR_FLOAT64, Int32(CR_LOG), last / remainder, 0, 0)
          / cr_elementary(CR_FLOAT64, Int32(CR_LOG), 4, 0, 0)
      }
      last = remainder
    }
    return order
  }

  // MARK: Kinks

  /// Whether a kink lies between the points that a difference takes.
  func crossesKink(_ line: Line, _ step: Double, _ side: Side) -> Bool {
    guard !kinked.isEmpty else { return false }
    return switch side {
    case .both: branches(line, at: step) != branches(line, at: -step)
    case .above, .below: branches(line, at: 2 * side.rawValue * step) != branches(line, at: side.rawValue * step / 64)
    }
  }

  /// The state of every branch, as scalars by node.
  private func branches(_ line: Line, at step: Double) -> [[[Double]]] {
    let operands = kinked.map { core.inputs(of: core.node($0)) }
    let values = replay(operands.flatMap { $0 }, at: moved(line, by: step))
    var start = 0
    return zip(kinked, operands).map { node, inputs in
      defer { start += inputs.count }
      let operands = OperandList(values[start..<start + inputs.count])
      return core.primitive(of: core.node(node)).branchState(operands).map(\.scalars)
    }
  }

  /// The kinks on which the point sits, as the smallest step along a line shows them.
  func kinks(along line: Line) -> [GradientReport.Kink] {
    let before = branches(line, at: -smallestStep)
    let after = branches(line, at: smallestStep)
    var kinks: [GradientReport.Kink] = []
    for (place, node) in kinked.enumerated() {
      let primitive = core.primitive(of: core.node(node))
      for (below, above) in zip(before[place], after[place]) {
        for element in below.indices where below[element] != above[element] {
          let operands = core.inputs(of: core.node(node))
          // Branches usually have the shape of the operand they look at.
          let shape = operands.map(core.shape(of:)).first { $0.elementCount == below.count } ?? [below.count]
          kinks.append(
            GradientReport.Kink(
              operation: type(of: primitive).name, operand: operands.map(core.title(of:)).joined(separator: " and "),
              index: shape.index(ofElement: element)))
        }
      }
    }
    return kinks
  }
}

extension [Double] {
  /// The root of the sum of the squares, none of which over- or underflows.
  fileprivate var rootOfSquares: Double {
    let largest = reduce(0) { Swift.max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return largest }
    return largest * reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// The nodes that depend on a variable and on which an output depends, both included, in order; empty where the output
  /// does not depend on the variable.
  func path(from variable: Int32, to output: Int32) -> [Int32] {
    guard variable <= output else { return [] }
    let affected = NeededNodes(self, dependingOn: [variable], through: output)
    guard affected.contains(output) else { return [] }
    let wanted = slice(of: [output], from: variable, where: affected.contains)
    return (variable...output).filter { wanted[Int($0 - variable)] }
  }
}
