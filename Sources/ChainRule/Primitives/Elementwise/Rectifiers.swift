/// max(x, 0). Derivative: 1[x > 0], so 0 at the kink.
public struct ReLU: ElementaryPrimitive, FusedPrimitive {
  public static let name = "relu"
  static let instruction = ElementwiseOpcode.relu
  public init() {}

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    select(where: x[0] .<= 0, 0, otherwise: x[0])
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(inputs[0] .> 0) }

  public func notation(_ x: [Notation]) -> Notation { .call("ReLU", x) }
}

/// x where x > 0, else slope·x. Derivative: 1 where x > 0, else the slope, so the slope at the kink.
///
/// A. L. Maas, A. Y. Hannun, A. Y. Ng, "Rectifier nonlinearities improve neural network acoustic models", 2013.
public struct LeakyReLU: ElementwisePrimitive, FusedPrimitive {
  public static let name = "leakyReLU"
  public static let operandCount = 1
  /// The slope for negative numbers.
  public let slope: Double

  public init(slope: Double) { self.slope = slope }

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
    select(where: x[0] .> 0, x[0], otherwise: slope * x[0])
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(select(where: inputs[0] .> 0, 1, otherwise: slope)) }

  public func notation(_ x: [Notation]) -> Notation { .call("LeakyReLU", [x[0], .number(slope)]) }
}

/// x where x > 0, else α(e^x − 1). Derivative: 1 where x > 0, else y + α = α·e^x, with y its value; so α at 0, which is a
/// kink unless α = 1.
///
/// D.-A. Clevert, T. Unterthiner, S. Hochreiter, "Fast and accurate deep network learning by exponential linear units",
/// 2016.
public struct ELU: ElementwisePrimitive, FusedPrimitive {
  public static let name = "elu"
  public static let operandCount = 1
  /// What the function approaches for negative numbers, negated.
  public let alpha: Double

  public init(alpha: Double) { self.alpha = alpha }

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
    let isPositive = x[0] .> 0
    // The exponential of a large x would overflow in the branch that is not taken.
    let negative = select(where: isPositive, 0, otherwise: x[0])
    return select(where: isPositive, x[0], otherwise: alpha * expm1(negative))
  }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(select(where: inputs[0] .> 0, 1, otherwise: output + alpha)) }

  public func notation(_ x: [Notation]) -> Notation { .call("ELU", [x[0], .number(alpha)]) }
}

/// x·Φ(x), with Φ the standard normal distribution function. Derivative: Φ(x) + x·φ(x), with φ its density.
///
/// D. Hendrycks, K. Gimpel, "Gaussian error linear units", 2016; computed exactly, by the error function.
public struct GELU: ElementwisePrimitive, FusedPrimitive {
  public static let name = "gelu"
  public static let operandCount = 1
  public init() {}

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * normalDistribution(x[0]) }

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> {
    let x = inputs[0]
    let density = 0.398_942_280_401_432_677_94 * exp(-0.5 * square(x))  // 1/√(2π)
    return .factor(normalDistribution(x) + x * density)
  }

  public func notation(_ x: [Notation]) -> Notation { .call("GELU", x) }

  private func normalDistribution<X: ElementwiseOperand>(_ x: X) -> X {
    0.5 * (1 + erf(0.707_106_781_186_547_524_40 * x))  // 1/√2
  }
}

/// The error function, 2/√π · ∫₀ˣ e^(−t²) dt. Derivative: 2/√π · e^(−x²).
public struct Erf: ElementaryPrimitive {
  public static let name = "erf"
  static let instruction = ElementwiseOpcode.erf
  public init() {}

  public func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .factor(1.128_379_167_095_512_573_90 * exp(-square(inputs[0]))) }

  public func notation(_ x: [Notation]) -> Notation { .call("erf", x) }
}

/// max(x, 0) of each element.
public func relu<X: ElementwiseOperand>(_ x: X) -> X { .apply(ReLU(), x) }

/// Each element where it is positive, and a small multiple of it where it is not.
public func leakyReLU<X: ElementwiseOperand>(_ x: X, slope: Double = 0.01) -> X {
  .apply(LeakyReLU(slope: slope), x)
}

/// Each element where it is positive, α(e^x − 1) where it is not.
public func elu<X: ElementwiseOperand>(_ x: X, alpha: Double = 1) -> X { .apply(ELU(alpha: alpha), x) }

/// x·Φ(x) of each element, with Φ the standard normal distribution function.
public func gelu<X: ElementwiseOperand>(_ x: X) -> X { .apply(GELU(), x) }

/// The error function of each element.
public func erf<X: ElementwiseOperand>(_ x: X) -> X { .apply(Erf(), x) }
