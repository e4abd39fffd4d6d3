import ChainRule
import ChainRuleStudy
import Testing

/// Every closed form of the four derivations, against the tape.
@Suite struct DerivationTests {
  /// One equation of one derivation, found again for each seed.
  struct Equation: CustomTestStringConvertible, Sendable {
    let derivation: BuiltInDerivation
    let position: Int
    let testDescription: String
  }

  static let equations = BuiltInDerivation.all.flatMap { derivation in
    derivation.judge(0).enumerated().map { position, equation in
      Equation(
        derivation: derivation, position: position,
        testDescription: "\(derivation.source), line \(equation.line): \(equation.equation) \(equation.setting)")
    }
  }

  static let judged = BuiltInDerivation.all.map { derivation in
    (title: derivation.title, equations: (1...4).map { derivation.judge($0) })
  }

  @Test("the equation holds, or fails as the document's mistake must", arguments: equations)
  func equationIsAsExpected(equation: Equation) throws {
    let all = try #require(Self.judged.first { $0.title == equation.derivation.title }).equations
    for seed in all {
      let judged = seed[equation.position]
      #expect(judged.isAsExpected, "\(judged)")
      if case .claim(let verdict) = judged.finding, case .holds(let error) = verdict.outcome {
        #expect(error <= 1e-12, "\(judged)")
      }
      if case .claim(let verdict) = judged.finding { #expect(verdict.cautions.isEmpty, "\(verdict)") }
    }
  }

  @Test("the figures of the 2-2-1 network that are right only from the document's rounded figures")
  func chainedFigures() throws {
    let tiny = try #require(BuiltInDerivation.all.first { $0.title.contains("2-2-1") })
    for equation in tiny.judge(1) {
      if case .figure(let figure) = equation.finding { #expect(figure.followsFromRoundedFigures, "\(equation)") }
    }
    let chained = tiny.judge(1).filter { $0.expectation == .holdsFromRoundedFigures }.map(\.line)
    #expect(chained == Self.linesRightFromRoundedFigures)
  }

  // Exact values in double precision from a program of its own: ŷ = 0.79545, δ(2) = −0.03328, δ(1) = (−0.004787, −0.005585).
  static let linesRightFromRoundedFigures = [
    161, 161, 167, 177, 177, 177, 187, 197, 211, 215, 217, 227, 231, 237, 237, 253, 253, 255,
  ]

  @Test("a wrong formula is caught: every claim, with its sign turned or doubled, fails")
  func mutants() {
    let tape = Tape<Double>()
    var generator = PhiloxGenerator(seed: 9)
    let x = tape.data(.normal(shape: [3, 5], using: &generator), named: "X")
    let w = tape.parameter(.normal(shape: [2, 3], using: &generator), named: "W")
    let z = matmul(w, x).named("Z")
    let gradients = (tanh(z) * tanh(z)).sum().backward()
    let truth = { 2 * tanh(z) * (1 - tanh(z) * tanh(z)) }
    #expect(gradients.check("right", about: z, derived: truth).holds)
    #expect(gradients.check("sign", about: z) { -truth() }.outcome == .factor(-1))
    #expect(gradients.check("twice", about: z) { truth() * 2 }.outcome == .factor(2))
    #expect(!gradients.check("tanh forgotten", about: z) { 2 * (1 - tanh(z) * tanh(z)) }.holds)
    #expect(!gradients.check("square forgotten", about: z) { 2 * tanh(z) * (1 - tanh(z)) }.holds)
  }
}
