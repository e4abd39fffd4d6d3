/// Compares gradients by autodiff with finite differences.
///
/// Each variable is first moved along one random direction: the slope of the output there, by central differences whose step
/// is chosen to balance truncation and rounding, must be ⟨gradient, direction⟩. Only where it is not is the gradient
/// compared element by element, its pattern sought (a factor, a transpose, a missing mask), and the operation on the way
/// found whose own pullback is wrong. Kinks between the points of a difference are recognised, and named instead of blamed.
///
///     print(GradientCheck().run(on: loss, withRespectTo: [w1, b1]))
///
/// The check replays the recorded operations, and is for `Double` only: Float's differences are noise. A function that is
/// generic over its scalar can be checked in Double and trusted in Float.
public struct GradientCheck: Sendable {
  /// How much the two may differ, relative to the size of the gradient along the direction.
  public var tolerance: Double
  /// Chooses the random directions, and the cotangent of an output that is not a single number.
  public var seed: UInt64
  /// How many elements are compared one by one to explain a failure; of larger variables, a random choice.
  public var elementLimit: Int
  /// Whether a failure's origin among the recorded operations is sought.
  var seeksOrigin = true

  public init(tolerance: Double = 1e-6, seed: UInt64 = 0, elementLimit: Int = 1000) {
    self.tolerance = tolerance
    self.seed = seed
    self.elementLimit = elementLimit
  }

  /// Checks a recorded output's gradients with respect to some variables, by default all parameters it could depend on.
  ///
  /// The backward pass is recorded on the output's tape. An output that is not a single number is weighted with a
  /// cotangent, a random one unless one is given.
  /// - Complexity: Some fifteen replays for each variable whose gradient holds.
  public func run(
    on output: Variable<Double>, withRespectTo variables: [Variable<Double>]? = nil, cotangent: Tensor<Double>? = nil
  ) -> GradientReport {
    output.check("GradientCheck", output.core)
    let variables =
      variables
      ?? output.tape.variables.prefix(Int(output.index) + 1).filter { $0.leafKind == .parameter }
    guard !variables.isEmpty else {
      stop("GradientCheck: \(output.name ?? "the output") has no parameters; name variables withRespectTo:")
    }
    for variable in variables { variable.check("GradientCheck(withRespectTo:)", output.core) }
    var generator = PhiloxGenerator(seed: seed)
    let isSingle = output.shape.elementCount == 1
    let weights =
      cotangent
      ?? (isSingle ? Tensor(repeating: 1, shape: output.shape) : generator.nextDirection(output.shape))
    let gradients = output.backward(seed: output.tape.constant(weights), withRespectTo: variables)
    let entries = variables.map { variable in
      entry(for: variable, gradients, weights, &generator)
    }
    var cautions: [String] = []
    if let cotangent, !isSingle, cotangent.scalars.allSatisfy({ $0 == 1 }) {
      cautions.append("the cotangent is all ones, which a rule that mixes up elements may pass; leave it to chance")
    }
    return GradientReport(
      output: output.core.title(of: output.index), entries: entries, cautions: cautions,
      factorNames: FactorNames(output.core))
  }

  /// Checks the gradients of a function of several tensors, which the report calls x₀, x₁ and so on.
  public func run(
    at points: [Tensor<Double>], of function: ([Variable<Double>]) -> Variable<Double>
  ) -> GradientReport {
    let tape = Tape<Double>()
    let digits = Array("₀₁₂₃₄₅₆₇₈₉")
    let variables = points.enumerated().map { place, point in
      tape.parameter(point, named: "x" + String(String(place).compactMap(\.wholeNumberValue).map { digits[$0] }))
    }
    return run(on: function(variables), withRespectTo: variables)
  }

  /// Checks the gradient of a function of one tensor, which the report calls x.
  public func run(at point: Tensor<Double>, of function: (Variable<Double>) -> Variable<Double>) -> GradientReport {
    let tape = Tape<Double>()
    let variable = tape.parameter(point, named: "x")
    return run(on: function(variable), withRespectTo: [variable])
  }
}

extension PhiloxGenerator {
  /// Random numbers between ½ and 3/2 with random signs: none is so small that it hides an element.
  mutating func nextDirection(_ shape: Shape) -> Tensor<Double> {
    Tensor(
      shape: shape,
      scalars: (0..<shape.elementCount).map { _ in
        let number = 2 * nextUnit() - 1
        return number < 0 ? number - 0.5 : number + 0.5
      })
  }
}
