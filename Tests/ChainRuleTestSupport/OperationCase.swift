import ChainRule

/// One operation at one point, with everything needed to check it without trusting it.
public struct OperationCase: Sendable, CustomStringConvertible {
  public let name: String
  /// The operands; of shapes that differ from each other where the operation allows it.
  public let inputs: [Tensor<Double>]
  /// Applies the operation to recorded variables.
  public let operation: @Sendable ([Variable<Double>]) -> Variable<Double>
  /// The value, from plain loops over plain arrays.
  public let reference: @Sendable ([Tensor<Double>]) -> Tensor<Double>
  /// The operands that are differentiated with respect to; by default all.
  public let differentiable: [Int]
  /// The step of the finite differences.
  public let step: Double

  public init(
    _ name: String, _ inputs: [Tensor<Double>], differentiable: [Int]? = nil, step: Double = 1e-5,
    operation: @escaping @Sendable ([Variable<Double>]) -> Variable<Double>,
    reference: @escaping @Sendable ([Tensor<Double>]) -> Tensor<Double>
  ) {
    self.name = name
    self.inputs = inputs
    self.operation = operation
    self.reference = reference
    self.differentiable = differentiable ?? Array(inputs.indices)
    self.step = step
  }

  public var description: String { name }

  /// What is wrong with the operation here: its value, its gradient, its forward mode, its second derivative. Empty if nothing is.
  public func problems() -> [String] {
    valueProblems() + gradientProblems() + forwardProblems() + secondOrderProblems()
  }

  private func valueProblems() -> [String] {
    let tape = Tape<Double>()
    let value = operation(inputs.map { tape.data($0) }).value
    return difference("value", value, reference(inputs), tolerance: 1e-12)
  }

  /// ⟨cotangent, f(x)⟩ for a fixed, uneven cotangent, and its gradients by autodiff.
  private func weighted(_ inputs: [Tensor<Double>]) -> (value: Double, gradients: [Tensor<Double>?]) {
    let tape = Tape<Double>()
    let variables = inputs.enumerated().map { slot, input in
      tape.data(input, named: "x\(slot)", isDifferentiable: differentiable.contains(slot))
    }
    let output = operation(variables)
    let scalar = (output * tape.constant(uneven(output.shape, seed: 1))).sum()
    let gradients = scalar.backward()
    return (scalar.value.scalar, variables.map { gradients[$0]?.value })
  }

  private func gradientProblems() -> [String] {
    let gradients = weighted(inputs).gradients
    return differentiable.flatMap { slot in
      let numeric = differences(slot) { weighted($0).value }
      let gradient = gradients[slot] ?? Tensor(repeating: 0, shape: inputs[slot].shape)
      return difference("gradient \(slot)", gradient, numeric, tolerance: 1e-7)
    }
  }

  private func forwardProblems() -> [String] {
    let gradients = weighted(inputs).gradients
    return differentiable.flatMap { slot -> [String] in
      let direction = uneven(inputs[slot].shape, seed: 5)
      let tangent = jvp(at: inputs[slot], along: direction) { x in
        operation(inputs.enumerated().map { $0.offset == slot ? x : x.tape.data($0.element) })
      }.tangent
      let forward = dot(tangent, uneven(tangent.shape, seed: 1))
      let reverse = gradients[slot].map { dot($0, direction) } ?? 0
      return abs(forward - reverse) <= 1e-10 * Swift.max(1, abs(reverse))
        ? [] : ["\(name): forward mode \(slot): ⟨ȳ, Jẋ⟩ = \(forward), but ⟨Jᵀȳ, ẋ⟩ = \(reverse)"]
    }
  }

  private func secondOrderProblems() -> [String] {
    /// ⟨gradient, direction⟩ for the gradients that flow, and its gradient.
    func directional(_ inputs: [Tensor<Double>]) -> (value: Double, gradients: [Tensor<Double>?]) {
      let tape = Tape<Double>()
      let variables = inputs.enumerated().map { slot, input in
        tape.data(input, isDifferentiable: differentiable.contains(slot))
      }
      let output = operation(variables)
      let gradients = (output * tape.constant(uneven(output.shape, seed: 1))).sum().backward()
      var sum = tape.constant(Tensor(0))
      for slot in differentiable {
        guard let gradient = gradients[variables[slot]] else { continue }
        sum = sum + (gradient * tape.constant(uneven(gradient.shape, seed: 5))).sum()
      }
      let second = sum.backward()
      return (sum.value.scalar, variables.map { second[$0]?.value })
    }
    let gradients = directional(inputs).gradients
    return differentiable.flatMap { slot in
      let numeric = differences(slot) { directional($0).value }
      let gradient = gradients[slot] ?? Tensor(repeating: 0, shape: inputs[slot].shape)
      return difference("second derivative \(slot)", gradient, numeric, tolerance: 1e-6)
    }
  }

  /// Central differences of `function` in every element of one operand.
  private func differences(_ slot: Int, _ function: ([Tensor<Double>]) -> Double) -> Tensor<Double> {
    let point = inputs[slot].scalars
    let slopes = point.indices.map { index in
      func shifted(_ step: Double) -> Double {
        var scalars = point
        scalars[index] += step
        var moved = inputs
        moved[slot] = Tensor(shape: inputs[slot].shape, scalars: scalars)
        return function(moved)
      }
      return (shifted(step) - shifted(-step)) / (2 * step)
    }
    return Tensor(shape: inputs[slot].shape, scalars: slopes)
  }

  private func difference(_ what: String, _ actual: Tensor<Double>, _ expected: Tensor<Double>, tolerance: Double)
    -> [String]
  {
    guard actual.shape == expected.shape else { return ["\(name): \(what) is \(actual.shape), not \(expected.shape)"] }
    let scale = Swift.max(1, expected.scalars.map(abs).max() ?? 1)
    for (index, (a, b)) in zip(actual.scalars, expected.scalars).enumerated()
    where !(abs(a - b) <= tolerance * scale || a == b || (a.isNaN && b.isNaN)) {
      return ["\(name): \(what): element \(index) is \(a), not \(b)"]
    }
    return []
  }
}

/// Numbers without a pattern, away from 0, the same on every run.
public func uneven(_ shape: Shape, seed: Int, in range: ClosedRange<Double> = -2...2) -> Tensor<Double> {
  var state = UInt64(truncatingIfNeeded: seed &* 7919 &+ 12345)
  return Tensor(
    shape: shape,
    scalars: (0..<shape.elementCount).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let unit = Double(state >> 11) / Double(1 << 53)
      return range.lowerBound + unit * (range.upperBound - range.lowerBound)
    })
}

/// Σ aᵢbᵢ, by a plain loop.
public func dot(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
  zip(a.scalars, b.scalars).reduce(0) { $0 + $1.0 * $1.1 }
}
