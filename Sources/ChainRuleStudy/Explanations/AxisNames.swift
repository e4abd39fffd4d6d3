import ChainRule

/// Which axes of a tape's values must have one length, and what these lengths are called: m, n₀, n₁.
///
/// Operations tie axes together: a matrix product the last axis of one operand to the first of the other, an elementwise
/// operation all axes of its operands. Axes of length 1 are tied to nothing.
struct AxisNames {
  private var parents: [Int] = []
  private var lengths: [Int] = []
  private var starts: [Int: Int] = [:]
  private var names: [Int: Formula] = [:]

  /// The class of an axis of a variable that was entered.
  func axisClass(_ variable: Int, _ axis: Int) -> Int? { starts[variable].map { root($0 + axis) } }

  /// The length of a class: its name, or the number where it has none.
  func length(ofClass place: Int) -> Formula {
    let place = root(place)
    return names[place] ?? .number(String(lengths[place]))
  }

  /// The length of an axis.
  func length(_ variable: Int, _ axis: Int) -> Formula? { axisClass(variable, axis).map(length(ofClass:)) }

  private func root(_ place: Int) -> Int {
    var place = place
    while parents[place] != place { place = parents[place] }
    return place
  }

  private mutating func tie(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    guard a != b, lengths[a] == lengths[b], lengths[a] != 1 else { return }
    parents[max(a, b)] = min(a, b)
  }

  /// Says that an axis of one variable has the length of an axis of another.
  mutating func tie<Scalar>(_ a: Variable<Scalar>, _ axis: Int, _ b: Variable<Scalar>, _ other: Int) {
    if let first = axisClass(a.number, axis), let second = axisClass(b.number, other) { tie(first, second) }
  }

  /// Enters a variable whose operands have been entered.
  mutating func enter<Scalar>(_ variable: Variable<Scalar>) {
    guard starts[variable.number] == nil else { return }
    let shape = variable.shape
    let start = parents.count
    starts[variable.number] = start
    for length in shape {
      parents.append(parents.count)
      lengths.append(length)
    }
    guard let operation = variable.operation else { return }
    let inputs = operation.inputs
    func tieEnds(_ input: Int, _ pairs: [(Int, Int)]) {
      guard inputs.indices.contains(input), let other = starts[inputs[input].number] else { return }
      for (axis, own) in pairs where inputs[input].shape.indices.contains(axis) && shape.indices.contains(own) {
        tie(other + axis, start + own)
      }
    }
    switch operation.primitive {
    case is MatrixProduct:
      let (a, b) = (inputs[0].shape.rank, inputs[1].shape.rank)
      tieEnds(0, [(a - 2, shape.rank - 2)])
      tieEnds(1, [(b - 1, shape.rank - 1)])
      if let left = starts[inputs[0].number], let right = starts[inputs[1].number] { tie(left + a - 1, right + b - 2) }
      for back in 3..<max(3, shape.rank + 1) {
        tieEnds(0, [(a - back, shape.rank - back)])
        tieEnds(1, [(b - back, shape.rank - back)])
      }
    case is Transpose:
      let last = shape.rank - 1
      tieEnds(0, [(last, last - 1), (last - 1, last)] + (0..<max(0, last - 1)).map { ($0, $0) })
    case is Sum, is Mean, is Max, is LogSumExp: tieReduced(operation, shape, tieEnds)
    case is Reshape: tieReshaped(inputs[0].shape, shape, tieEnds)
    case is SoftmaxCrossEntropy, is BinaryCrossEntropy, is MeanSquaredError, is HalfSquaredError, is Dot:
      if let a = starts[inputs[0].number], let b = starts[inputs[1].number], inputs[0].shape == inputs[1].shape {
        for axis in inputs[0].shape.indices { tie(a + axis, b + axis) }
      }
    case let bias as AddBias:
      tieEnds(0, shape.indices.map { ($0, $0) })
      tieEnds(1, inputs[1].rank == 1 ? [(0, 1 - bias.samplesAxis)] : shape.indices.map { ($0, $0) })
    default:
      // Elementwise operations, softmax, broadcasts: axes are counted from the last.
      for (place, input) in inputs.enumerated() where isAligned(operation.primitive, input.shape, shape) {
        tieEnds(place, input.shape.indices.map { ($0, $0 + shape.rank - input.rank) })
      }
    }
  }

  private func isAligned(_ primitive: any Primitive, _ input: Shape, _ output: Shape) -> Bool {
    if primitive is Broadcast { return input.rank <= output.rank }
    return input == output && (primitive is any ElementwisePrimitive || primitive is any FusedPrimitive)
  }

  private func tieReduced<Scalar>(
    _ operation: RecordedOperation<Scalar>, _ shape: Shape, _ tieEnds: (Int, [(Int, Int)]) -> Void
  ) {
    let input = operation.inputs[0].shape
    let axes: AxisSet? =
      switch operation.primitive {
      case let sum as Sum: sum.axes
      case let mean as Mean: mean.axes
      case let max as Max: max.axes
      case let sum as LogSumExp: sum.axes
      default: nil
      }
    guard let axes else { return }
    let kept = input.indices.filter { !axes.contains($0) }
    if shape.rank == input.rank {
      tieEnds(0, kept.map { ($0, $0) })
    } else if kept.count == shape.rank {
      tieEnds(0, kept.enumerated().map { ($0.element, $0.offset) })
    }
  }

  /// Axes of length 1 that come or go leave the others as they were.
  private func tieReshaped(_ input: Shape, _ shape: Shape, _ tieEnds: (Int, [(Int, Int)]) -> Void) {
    let (from, to) = (input.indices.filter { input[$0] != 1 }, shape.indices.filter { shape[$0] != 1 })
    guard from.map({ input[$0] }) == to.map({ shape[$0] }) else { return }
    tieEnds(0, Array(zip(from, to)))
  }

  // MARK: Names

  /// Names the lengths of leaves: m is that of the samples, which data has and no parameter; the others are n with an
  /// index. Names that the tape's variables have are avoided.
  mutating func name<Scalar>(_ leaves: [Variable<Scalar>], taken: Set<String>) {
    let parameters = leaves.filter { $0.leafKind == .parameter }
    let data = leaves.filter { $0.leafKind == .data }
    var features: [Int] = []
    for leaf in data.prefix(1) + parameters + data.dropFirst() {
      for place in classes(of: leaf) where !features.contains(place) { features.append(place) }
    }
    let learned = Set(parameters.flatMap { classes(of: $0) })
    let samples = features.filter { !learned.contains($0) && lengths[$0] > 1 }
    features.removeAll { samples.contains($0) }
    var letters = ["m", "p", "q", "r", "s", "u", "v"].filter { !taken.contains($0) }[...]
    for place in samples { if let letter = letters.popFirst() { names[place] = .symbol(Symbol(name: letter)) } }
    let letter = ["n", "d", "h"].first { !taken.contains($0) } ?? "n"
    for (count, place) in features.enumerated() where lengths[place] > 1 {
      names[place] = .scripted(
        .symbol(Symbol(name: letter)), subscripts: [.index(.number(String(count)))], superscripts: [])
    }
  }

  /// From the last axis to the first, so that the input's length comes before the output's.
  private func classes<Scalar>(of leaf: Variable<Scalar>) -> [Int] {
    leaf.shape.indices.reversed().compactMap { axisClass(leaf.number, $0) }.filter { lengths[$0] != 1 }
  }
}
