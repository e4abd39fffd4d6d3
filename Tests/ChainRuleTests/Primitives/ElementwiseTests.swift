import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

/// Every elementwise operation inside its domain and away from its kinks; what happens there: `EdgeTests`.
@Suite struct ElementwiseTests {
  static let cases: [OperationCase] = [
    .binary("power", in: 0.3...2, { power($0, $1) }, { pow($0, $1) }),
    .unary("power with a number", { power($0, 3) }, { $0 * $0 * $0 }),
    .unary("power with a negative number", in: 0.5...2, { power($0, -1.5) }, { pow($0, -1.5) }),
    .unary("number to a power", { power(3, $0) }, { pow(3, $0) }),
    .unary("square", { square($0) }, { $0 * $0 }),
    .unary("sqrt", in: 0.3...2, { sqrt($0) }, { $0.squareRoot() }),
    .unary("exp", { exp($0) }, { Foundation.exp($0) }),
    .unary("log", in: 0.3...2, { log($0) }, { Foundation.log($0) }),
    .unary("log1p", in: -0.7...2, { log1p($0) }, { Foundation.log(1 + $0) }),
    .unary("expm1", { expm1($0) }, { Foundation.exp($0) - 1 }),
    .unary("sin", { sin($0) }, { Foundation.sin($0) }),
    .unary("cos", { cos($0) }, { Foundation.cos($0) }),
    .unary("abs", { abs($0) }, { $0 < 0 ? -$0 : $0 }),
    .unary("sign", { sign($0) * square($0) }, { $0 < 0 ? -$0 * $0 : $0 * $0 }),
    .unary("tanh", { tanh($0) }, { (Foundation.exp(2 * $0) - 1) / (Foundation.exp(2 * $0) + 1) }),
    .unary("sigmoid", { sigmoid($0) }, { 1 / (1 + Foundation.exp(-$0)) }),
    .unary("softplus", { softplus($0) }, { Foundation.log(1 + Foundation.exp($0)) }),
    .unary("relu", { relu($0) }, { Swift.max($0, 0) }),
    .unary("leakyReLU", { leakyReLU($0, slope: 0.2) }, { $0 > 0 ? $0 : 0.2 * $0 }),
    .unary("elu", { elu($0, alpha: 0.7) }, { $0 > 0 ? $0 : 0.7 * (Foundation.exp($0) - 1) }),
    .unary("gelu", { gelu($0) }, { $0 * (1 - Foundation.erfc($0 / 2.0.squareRoot()) / 2) }),
    .unary("erf", { erf($0) }, { 1 - Foundation.erfc($0) }),
    .binary("minimum", { minimum($0, $1) }, { Swift.min($0, $1) }),
    .binary("maximum", { maximum($0, $1) }, { Swift.max($0, $1) }),
    .unary("minimum with a number", { minimum($0, 0.4) }, { Swift.min($0, 0.4) }),
    .unary("maximum with a number", { maximum($0, 0.4) }, { Swift.max($0, 0.4) }),
    .unary("clamp", { clamp($0, to: -0.7...1.1) }, { Swift.min(Swift.max($0, -0.7), 1.1) }),
    .binary("greater", { $0 .> $1 }, { $0 > $1 ? 1 : 0 }),
    .binary("greater or equal", { $0 .>= $1 }, { $0 >= $1 ? 1 : 0 }),
    .binary("less", { $0 .< $1 }, { $0 < $1 ? 1 : 0 }),
    .binary("less or equal", { $0 .<= $1 }, { $0 <= $1 ? 1 : 0 }),
    .binary("equal", { $0 .== $1 }, { $0 == $1 ? 1 : 0 }),
    .binary("not equal", { $0 .!= $1 }, { $0 != $1 ? 1 : 0 }),
    .binary("select", { select(where: $0 .> $1, $0 * $0, otherwise: $1) }, { $0 > $1 ? $0 * $0 : $1 }),
    .binary("select, number else", { select(where: $0 .> $1, $0 * $1, otherwise: 3) }, { $0 > $1 ? $0 * $1 : 3 }),
    .binary("select, number first", { select(where: $0 .> $1, 3, otherwise: $0 * $1) }, { $0 > $1 ? 3 : $0 * $1 }),
    .unary("select of two numbers", { select(where: $0 .> 0, 3, otherwise: 4) * $0 }, { $0 > 0 ? 3 * $0 : 4 * $0 }),
  ]

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }
}
