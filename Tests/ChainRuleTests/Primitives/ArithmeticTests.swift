import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct ArithmeticTests {
  static let cases: [OperationCase] = [
    .binary("add", { $0 + $1 }, { $0 + $1 }),
    .binary("subtract", { $0 - $1 }, { $0 - $1 }),
    .binary("multiply", { $0 * $1 }, { $0 * $1 }),
    .binary("divide", in: 0.5...2, { $0 / $1 }, { $0 / $1 }),
    .unary("negate", { -$0 }, { -$0 }),
  ]

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }
}
