import ChainRule

/// What differs between a fused operation's own rules and autodiff of its definition, at one point. Empty if nothing does.
///
/// Compares the value, the gradient of each operand under an uneven cotangent, forward mode along an uneven direction, and
/// the gradient of the gradients. A definition that contains the operation itself is a problem too: it would prove nothing.
public func fusedProblems<P: FusedPrimitive>(
  _ primitive: P, _ inputs: [Tensor<Double>], differentiable: [Int]? = nil, tolerance: Double = 1e-11
) -> [String] {
  let slots = differentiable ?? Array(inputs.indices)
  func difference(_ what: String, _ fused: Tensor<Double>?, _ defined: Tensor<Double>?) -> [String] {
    guard fused?.shape == defined?.shape else {
      return [
        "\(P.name): \(what) is \(fused.map { "\($0.shape)" } ?? "none"), by definition \(defined.map { "\($0.shape)" } ?? "none")"
      ]
    }
    let pairs = zip(fused?.scalars ?? [], defined?.scalars ?? [])
    return pairs.enumerated().compactMap { index, pair in
      abs(pair.0 - pair.1) <= tolerance * Swift.max(1, abs(pair.1))
        ? nil : "\(P.name): \(what): element \(index) is \(pair.0), by definition \(pair.1)"
    }
  }
  func applied(_ x: [Variable<Double>]) -> Variable<Double> {
    switch x.count {
    case 1: Tape.record(primitive, x[0])
    case 2: Tape.record(primitive, x[0], x[1])
    default: Tape.record(primitive, x[0], x[1], x[2])
    }
  }
  func defined(_ x: [Variable<Double>]) -> Variable<Double> { primitive.definition(OperandList(x)) }
  func differentiated(
    _ function: ([Variable<Double>]) -> Variable<Double>
  ) -> (value: Tensor<Double>, gradients: [Tensor<Double>?], tangents: [Tensor<Double>], second: [Tensor<Double>]) {
    let tape = Tape<Double>()
    let variables = inputs.enumerated().map { slot, input in
      tape.data(input, isDifferentiable: slots.contains(slot))
    }
    let output = function(variables)
    let gradients = output.backward(seed: tape.constant(uneven(output.shape, seed: 3)))
    let tangents = slots.map { slot in
      jvp(at: inputs[slot], along: uneven(inputs[slot].shape, seed: 4)) { x in
        function(inputs.enumerated().map { $0.offset == slot ? x : x.tape.data($0.element) })
      }.tangent
    }
    let weighted = variables.compactMap { gradients[$0] }.map { ($0 * tape.constant(uneven($0.shape, seed: 5))).sum() }
    let second = weighted.reduce(tape.constant(Tensor(0)), +).backward()
    return (
      output.value, variables.map { gradients[$0]?.value }, tangents,
      variables.map { second[$0]?.value ?? Tensor(repeating: 0, shape: $0.shape) }
    )
  }
  func mentionsItself() -> Bool {
    let tape = Tape<Double>()
    _ = defined(inputs.enumerated().map { tape.data($0.element, named: "x\($0.offset)") })
    return tape.description.contains(primitive.notation(inputs.indices.map { .symbol("x\($0)") }).description)
  }
  let (fused, definition) = (differentiated(applied), differentiated(defined))
  return difference("value", fused.value, definition.value)
    + inputs.indices.flatMap { difference("gradient \($0)", fused.gradients[$0], definition.gradients[$0]) }
    + slots.indices.flatMap { difference("forward mode \(slots[$0])", fused.tangents[$0], definition.tangents[$0]) }
    + inputs.indices.flatMap { difference("second derivative \($0)", fused.second[$0], definition.second[$0]) }
    + (mentionsItself() ? ["\(P.name): its definition contains the operation itself"] : [])
}
