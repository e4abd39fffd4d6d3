import ChainRule

/// A hand derivation that the package knows: its network, composed on a tape, and its equations as claims.
public struct BuiltInDerivation: Sendable, CustomStringConvertible {
  /// What is derived.
  public let title: String
  /// The document that the equations and their line numbers are from.
  public let source: String
  /// Judges every equation on a network of random weights and sizes, which the seed decides.
  public let judge: @Sendable (_ seed: UInt64) -> [JudgedEquation]

  public var description: String { title }

  /// All of them, in the order of the documents.
  public static let all: [BuiltInDerivation] = [
    threeLayerSoftmax, tinySigmoidNetwork, twoLayers, anyDepth,
  ]
}

/// Gathers the judged equations of a derivation.
struct EquationList {
  private(set) var equations: [JudgedEquation] = []
  /// The network that the equations to come are judged for.
  var setting = ""

  mutating func append(contentsOf other: EquationList) { equations += other.equations }

  private mutating func append(
    _ line: Int, _ equation: String, _ finding: JudgedEquation.Finding, _ expectation: JudgedEquation.Expectation
  ) {
    equations.append(
      JudgedEquation(line: line, equation: equation, setting: setting, finding: finding, expectation: expectation))
  }

  /// A claim about a gradient.
  mutating func claim(
    _ line: Int, _ equation: String, _ gradients: Gradients<Double>, about variable: Variable<Double>,
    expecting expectation: JudgedEquation.Expectation = .holds, _ derived: () -> Variable<Double>
  ) {
    let verdict = gradients.check(equation, about: variable, derived: derived)
    append(line, equation, .claim(verdict), expectation)
  }

  /// Claimed numbers for a derivative that is no gradient.
  mutating func derivative(
    _ line: Int, _ equation: String, claimed: Tensor<Double>, true derivative: Tensor<Double>,
    expecting expectation: JudgedEquation.Expectation = .holds
  ) {
    let verdict = ClaimVerdict(equation, about: "the derivative", claimed: claimed, true: derivative)
    append(line, equation, .claim(verdict), expectation)
  }

  /// A printed figure.
  mutating func figure(
    _ line: Int, _ equation: String, printed: Double, digits: Int, exact: Double, chained: Double,
    expecting expectation: JudgedEquation.Expectation = .holds
  ) {
    let verdict = FigureVerdict(printed: printed, digits: digits, exact: exact, chained: chained)
    append(line, equation, .figure(verdict), expectation)
  }
}

extension PhiloxGenerator {
  /// A network's sizes: different primes, so that no two dimensions are equal by chance.
  mutating func sizes(_ count: Int) -> [Int] {
    Array([2, 3, 5, 7, 11, 13, 17, 19].shuffled(using: &self).prefix(count))
  }

  mutating func weights(_ rows: Int, _ columns: Int) -> Tensor<Double> {
    .normal(mean: 0, standardDeviation: 0.7, shape: [rows, columns], using: &self)
  }

  /// One-hot labels, one sample per column.
  mutating func labels(classes: Int, samples: Int) -> Tensor<Double> {
    .oneHot((0..<samples).map { _ in Int.random(in: 0..<classes, using: &self) }, classCount: classes)
  }
}
