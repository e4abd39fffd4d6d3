import ChainRule

/// What is wrong with a fused operation, judged by autodiff of its own definition: value, gradients, forward mode, second
/// derivatives. Empty if nothing is.
///
/// Everything is compared to 1e-12 of the largest number of the result, so that the inputs should be where the definition
/// is accurate. At most three operands.
public func fusedRuleProblems(
  _ primitive: some FusedPrimitive, _ inputs: [Tensor<Double>], differentiable: [Int]? = nil
) -> [String] {
  let name = type(of: primitive).name
  let slots = differentiable ?? Array(inputs.indices)

  /// Whatever can be derived from the operation written in one of its two ways, by name.
  func results(_ operation: ([Variable<Double>]) -> Variable<Double>) -> [(String, Tensor<Double>?)] {
    let tape = Tape<Double>()
    let x = inputs.enumerated().map { tape.data($0.element, isDifferentiable: slots.contains($0.offset)) }
    let output = operation(x)
    let gradients = (output * tape.constant(uneven(output.shape, seed: 1))).sum().backward()
    var results: [(String, Tensor<Double>?)] = [("value", output.value)]
    var weighted = tape.constant(Tensor(0))
    for slot in slots {
      results.append(("gradient \(slot)", gradients[x[slot]]?.value))
      guard let gradient = gradients[x[slot]] else { continue }
      weighted = weighted + (gradient * tape.constant(uneven(gradient.shape, seed: 5))).sum()
    }
    let second = weighted.backward()
    for slot in slots {
      results.append(("second derivative \(slot)", second[x[slot]]?.value))
      let direction = uneven(inputs[slot].shape, seed: 6)
      let tangent = jvp(at: inputs[slot], along: direction) { point in
        operation(inputs.enumerated().map { $0.offset == slot ? point : point.tape.data($0.element) })
      }.tangent
      results.append(("forward mode \(slot)", tangent))
    }
    return results
  }

  let fused = results { x in
    switch x.count {
    case 1: Tape.record(primitive, x[0])
    case 2: Tape.record(primitive, x[0], x[1])
    default: Tape.record(primitive, x[0], x[1], x[2])
    }
  }
  let defined = results { primitive.definition(OperandList($0)) }
  return zip(fused, defined).flatMap { fused, defined -> [String] in
    let a = fused.1 ?? Tensor(repeating: 0, shape: defined.1?.shape ?? .scalar)
    let b = defined.1 ?? Tensor(repeating: 0, shape: a.shape)
    guard a.shape == b.shape else { return ["\(name): \(fused.0) is \(a.shape), by definition \(b.shape)"] }
    let scale = max(1, b.scalars.map(abs).max() ?? 1)
    return zip(a.scalars, b.scalars).enumerated().compactMap { index, pair in
      abs(pair.0 - pair.1) <= 1e-12 * scale
        ? nil : "\(name): \(fused.0): element \(index) is \(pair.0), by definition \(pair.1)"
    }
  } + (mentionsItself(primitive, inputs) ? ["\(name): its definition contains the operation itself"] : [])
}

private func mentionsItself(_ primitive: some FusedPrimitive, _ inputs: [Tensor<Double>]) -> Bool {
  let tape = Tape<Double>()
  _ = primitive.definition(OperandList(inputs.enumerated().map { tape.data($0.element, named: "x\($0.offset)") }))
  let itself = primitive.notation(inputs.indices.map { Notation.symbol("x\($0)") })
  return tape.description.contains(itself.description)
}
