import ChainRule

extension BackwardWriter {
  private static var mostPaths: Int { 8 }

  /// Why a gradient is what it is.
  mutating func explanation(of number: Int) -> GradientExplanation {
    let node = variable(number)
    let (name, formula) = shown[number] ?? ("#\(number)", Formula(name: "#\(number)"))
    var explanation = GradientExplanation(
      name: name, number: number, label: gradientLabel(number) ?? style.gradient(of: formula, loss: loss),
      shape: Array(node.shape))
    guard let gradient = gradient(number) else {
      explanation.absence = absence(of: node)
      return explanation
    }
    explanation.value = WrittenValue(gradient.value)
    if let term = gradientTerm(number) {
      explanation.equation = WrittenEquation([explanation.label, term.formula(writer.axes)])
    }
    for use in differentiableUses(number) {
      if let contribution = explained(use) { explanation.contributions.append(contribution) }
    }
    let counts = pathCounts()
    explanation.pathCount = counts[number] ?? 0
    explanation.paths = paths(from: number, counts)
    return explanation
  }

  private func absence(of node: Variable<Scalar>) -> String {
    if !node.isDifferentiable {
      return node.leafKind == nil
        ? "it depends on no parameter" : "it is given, not learned: nobody asked for its gradient"
    }
    return uses[node.number] == nil
      ? "no way leads from it to the output" : "nobody asked for it, or every way to the output stops gradients"
  }

  private mutating func explained(_ use: (place: Int, slot: Int)) -> GradientExplanation.Contribution? {
    guard let operation = variable(use.place).operation, let upstream = gradient(use.place),
      let (term, value) = contribution(of: use)
    else { return nil }
    let user = shownUser(of: use.place)
    let label = user == use.place ? gradientLabel(user) : gradientTerm(use.place)?.formula(writer.axes)
    let upstreamLabel = label ?? .number("1")
    return GradientExplanation.Contribution(
      user: shown[user]?.name ?? "#\(user)", use: forwardEquation(user), upstream: upstreamLabel,
      upstreamValue: WrittenValue(upstream.value),
      local: localFormula(operation, use, upstream), product: term.formula(writer.axes),
      value: WrittenValue(value.value),
      transposes: transposes(operation, use.slot, upstreamLabel, upstream.shape))
  }

  mutating func forwardEquation(_ number: Int) -> WrittenEquation? {
    guard let formula = shown[number]?.formula, let definition = writer.definition(variable(number)) else { return nil }
    return WrittenEquation([formula, definition.formula(writer.axes)])
  }

  /// The pullback of a dot.
  private mutating func localFormula(
    _ operation: RecordedOperation<Scalar>, _ use: (place: Int, slot: Int), _ upstream: Variable<Scalar>
  ) -> Formula {
    let leaf = standIn(for: upstream, of: use.place, WrittenTerm(.fenced(.round, [.placeholder])))
    writer.mean = writer.meanCount(of: operation)
    defer { writer.mean = nil }
    return operation.pullback(of: leaf, to: use.slot).map { writer.term($0).formula(writer.axes) } ?? .number("0")
  }

  private mutating func transposes(
    _ operation: RecordedOperation<Scalar>, _ slot: Int, _ upstream: Formula, _ shape: Shape
  ) -> TransposeReason? {
    guard operation.primitive is MatrixProduct, operation.inputs.allSatisfy({ $0.shape.rank == 2 }) else { return nil }
    let whole = operation.inputs[slot].shape
    let other = operation.inputs[1 - slot]
    let formula = writer.term(other).formula(writer.axes)
    var fitting: [(formula: Formula, left: Shape, right: Shape)] = []
    func add(_ a: (Formula, Shape), _ b: (Formula, Shape)) {
      guard a.1[1] == b.1[0], a.1[0] == whole[0], b.1[1] == whole[1] else { return }
      fitting.append((.product([a.0.asFactor, b.0.asFactor], [.juxtaposition]), a.1, b.1))
    }
    func forms(_ formula: Formula, _ shape: Shape) -> [(Formula, Shape)] {
      // The transpose of a single number is itself.
      shape.elementCount == 1
        ? [(formula, shape)] : [(formula, shape), (formula.transposed, Shape([shape[1], shape[0]]))]
    }
    for g in forms(upstream, shape) {
      for o in forms(formula, other.shape) {
        add(g, o)
        add(o, g)
      }
    }
    let flipped = other.shape.elementCount == 1 ? formula : formula.transposed
    let first = slot == 0 ? upstream : flipped
    let second = slot == 0 ? flipped : upstream
    let truth = Formula.product([first.asFactor, second.asFactor], [.juxtaposition])
    guard let own = fitting.first(where: { $0.formula == truth }) else { return nil }
    return TransposeReason(
      product: truth, left: Array(own.left), right: Array(own.right), whole: Array(whole),
      alternatives: fitting.map(\.formula).filter { $0 != truth })
  }

  // MARK: Paths

  /// How many ways lead from each node to the output, along which gradients flow.
  private func pathCounts() -> [Int: Int] {
    var counts = [output: 1]
    for number in stride(from: output - 1, through: 0, by: -1) {
      let count = differentiableUses(number).reduce(0) { sum, use in
        // There may be more ways than numbers.
        min(sum + (counts[use.place] ?? 0), 1_000_000_000)
      }
      if count > 0 { counts[number] = count }
    }
    return counts
  }

  private func paths(from number: Int, _ counts: [Int: Int]) -> [[String]] {
    var finished: [[String]] = []
    var pending: [(place: Int, names: [String])] = [(number, [shown[number]?.name ?? "#\(number)"])]
    while let (place, names) = pending.popLast(), finished.count < Self.mostPaths {
      if place == output {
        finished.append(names)
        continue
      }
      for use in differentiableUses(place) where counts[use.place] != nil {
        pending.append((use.place, names + (shown[use.place].map { [$0.name] } ?? [])))
      }
    }
    return finished
  }
}

extension Gradients {
  /// Where the gradient of a variable comes from: each use of it with its local derivative, the gradient from above, and
  /// their product; shapes and numbers; and all ways to the output.
  ///
  /// Records nothing on the gradients' tape. A variable of a later place than the output has no gradient.
  public func explained(_ variable: Variable<Scalar>, style: GradientStyle = .partial) -> GradientExplanation {
    guard variable.number <= output.number else {
      let name = variable.name ?? "#\(variable.number)"
      var explanation = GradientExplanation(
        name: name, number: variable.number,
        label: style.gradient(of: Formula(name: name), loss: Formula(name: output.name ?? "L")),
        shape: Array(variable.shape))
      explanation.absence = "it was recorded after the output"
      return explanation
    }
    var writer = BackwardWriter(self, style: style, showing: [variable.number])
    return writer.explanation(of: variable.number)
  }
}
