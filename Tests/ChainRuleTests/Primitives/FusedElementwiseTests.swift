import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct FusedElementwiseTests {
  static let operations: [any FusedPrimitive] = [
    Square(), Log1p(), Expm1(), Sigmoid(), Tanh(), Softplus(), Abs(), ReLU(), LeakyReLU(slope: 0.2),
    ELU(alpha: 1), ELU(alpha: 0.7), GELU(), Clamp(to: -0.3...0.4),
  ]

  @Test("a hand-written rule is autodiff of the operation's definition", arguments: operations)
  func rules(operation: any FusedPrimitive) {
    #expect(fusedProblems(operation, [uneven([3, 5], seed: 2, in: -0.9...2)], tolerance: 1e-12) == [])
  }

  @Test(
    "and at the kinks too", arguments: [Abs(), ReLU(), LeakyReLU(slope: 0.2), ELU(alpha: 0.7)] as [any FusedPrimitive])
  func kinks(operation: any FusedPrimitive) {
    #expect(fusedProblems(operation, [[0, 1, -1, 0]], tolerance: 1e-12) == [])
  }

  @Test("and at the bounds of a clamp")
  func bounds() {
    #expect(fusedProblems(Clamp(to: -1...2), [[-1, 2, 0, -1.5, 2.5]], tolerance: 1e-12) == [])
  }
}
