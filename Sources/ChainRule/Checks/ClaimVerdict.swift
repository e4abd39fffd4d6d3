/// What was found out about a claimed gradient.
public struct ClaimVerdict: Sendable {
  public enum Outcome: Hashable, Sendable {
    /// The claim and the recorded gradient have the same normal form.
    case identical
    /// The numbers agree; the error is the largest difference relative to the gradient's largest element.
    case holds(error: Double)
    /// The claim is this many times the gradient.
    case factor(Double)
    /// The claim's transpose is this many times the gradient.
    case transposed(factor: Double)
    /// The claim, summed along these axes, is this many times the gradient.
    case missingSum(axes: [Int], factor: Double)
    /// The claim has a shape that is not the gradient's, and no repair was found.
    case shape(claimed: Shape, gradient: Shape)
    /// The claim cannot be computed: the operands of one of its operations do not fit, for the reason given.
    case doesNotConform(String)
    /// The claim is false; the worst element is named.
    case differs(Difference)
    /// No gradient flows to the variable at all.
    case noGradient
  }

  /// The element at which a claim is furthest from the gradient.
  public struct Difference: Hashable, Sendable {
    public let index: [Int]
    public let claimed: Double
    public let autodiff: Double
    /// The difference relative to the gradient's largest element.
    public let error: Double
    /// Whether the two agree wherever the gradient is not zero, as they do when a mask is forgotten.
    public let agreesWhereNotZero: Bool
  }

  /// The claim as its author writes it.
  public let claim: String
  /// The name of the variable that the claim is about.
  public let variable: String
  public let outcome: Outcome
  /// Why the evidence is weaker than it looks, one sentence each.
  public let cautions: [String]
  let factorNames: FactorNames

  /// Whether the claim is right as it stands.
  public var holds: Bool {
    switch outcome {
    case .identical, .holds: true
    default: false
    }
  }
}

extension ClaimVerdict: CustomStringConvertible {
  /// The claim, the verdict, and what a repair would be.
  public var description: String {
    ([claim + ": " + finding] + cautions.map { "  caution: " + $0 }).joined(separator: "\n")
  }

  /// The verdict in a few words, without the claim.
  public var finding: String {
    switch outcome {
    case .identical: return "holds: identical expression"
    case .holds(let error): return error == 0 ? "holds exactly" : "holds to \(fourDigits(error))"
    case .factor(let factor): return "off by the factor \(factorNames.text(of: factor))"
    case .transposed(let factor): return "right but transposed" + also(factor)
    case .missingSum(let axes, let factor):
      return "a sum along axis \(axes.map(String.init).joined(separator: ", ")) is missing" + also(factor)
    case .shape(let claimed, let gradient): return "does not fit: it is \(claimed), but the gradient is \(gradient)"
    case .doesNotConform(let reason): return "does not fit: \(reason)"
    case .differs(let worst):
      let place = worst.index.isEmpty ? "" : " at (\(worst.index.map(String.init).joined(separator: ", ")))"
      let hint = worst.agreesWhereNotZero ? "; right wherever the gradient is not 0: is a mask missing?" : ""
      return "does not hold: worst\(place), \(fourDigits(worst.claimed)) for \(fourDigits(worst.autodiff))\(hint)"
    case .noGradient: return "cannot hold: no gradient flows to \(variable)"
    }
  }

  private func also(_ factor: Double) -> String {
    factor == 1 ? "" : ", and off by the factor \(factorNames.text(of: factor))"
  }
}
