import ChainRule
import ChainRuleTestSupport
import Testing

/// Operations that a user adds by a single expression, whose derivatives follow from it.
@Suite struct OwnElementwiseTests {
  /// x²y + sin(xy), which shares a subexpression.
  struct Wave: ElementwisePrimitive {
    static let name = "wave"
    static let operandCount = 2

    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
      x[0] * (x[0] * x[1]) + sin(x[0] * x[1])
    }
  }

  /// x·tanh(softplus(x)).
  struct Mish: ElementwisePrimitive {
    static let name = "mish"
    static let operandCount = 1
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * tanh(softplus(x[0])) }
  }

  /// x + slope·y·z, with a property.
  struct Blend: ElementwisePrimitive {
    static let name = "blend"
    static let operandCount = 3
    let slope: Double
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] + slope * x[1] * x[2] }
  }

  /// The second of two operands.
  struct Second: ElementwisePrimitive {
    static let name = "second"
    static let operandCount = 2
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[1] }
  }

  /// y − x: one instruction, which does not take its operands in order.
  struct Swapped: ElementwisePrimitive {
    static let name = "swapped"
    static let operandCount = 2
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[1] - x[0] }
  }

  /// 4, whatever the operand.
  struct Four: ElementwisePrimitive {
    static let name = "four"
    static let operandCount = 1
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0].constant(4) }
  }

  /// An expression whose result is not its last instruction.
  struct Early: ElementwisePrimitive {
    static let name = "early"
    static let operandCount = 1
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
      let product = 3 * x[0]
      _ = product + 1
      return product
    }
  }

  static let cases: [OperationCase] = [
    .binary("wave", { .apply(Wave(), $0, $1) }, { $0 * $0 * $1 + sine($0 * $1) }),
    .unary("wave of x and x", { .apply(Wave(), $0, $0) }, { $0 * $0 * $0 + sine($0 * $0) }),
    .unary("mish", { .apply(Mish(), $0) }, { $0 * (1 - 2 / (1 + (1 + expo($0)) * (1 + expo($0)))) }),
    .binary("blend", { .apply(Blend(slope: 0.3), $0, $1, $0) }, { $0 + 0.3 * $1 * $0 }),
    .unary("blend of x, x, x", { .apply(Blend(slope: 0.3), $0, $0, $0) }, { $0 + 0.3 * $0 * $0 }),
    .binary("second", { .apply(Second(), $0, $1) }, { $1 + 0 * $0 }),
    .unary("second of x and x", { .apply(Second(), $0, $0) }, { $0 }),
    .unary("four", { .apply(Four(), $0) }, { _ in 4 }),
    .unary("early", { .apply(Early(), $0) }, { 3 * $0 }),
  ]

  // By series: independent of the package and of its kernels.
  private static func sine(_ x: Double) -> Double {
    var term = x
    var sum = x
    for n in 1...30 {
      term *= -x * x / Double(2 * n * (2 * n + 1))
      sum += term
    }
    return sum
  }

  private static func expo(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    for n in 1...60 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }

  @Test("value, gradient, forward mode and second derivative follow from the expression", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("a tensor computes, and a single number has the same value as a tensor")
  func operands() {
    let x: Tensor<Double> = [0.5, -1.5]
    let y: Tensor<Double> = [2, 0.25]
    let whole = Tensor.apply(Wave(), x, y).scalars
    #expect(Tensor.apply(Wave(), Tensor(0.5), Tensor(2)).scalar == whole[0])
    let tape = Tape<Double>()
    #expect(Variable.apply(Wave(), tape.data(Tensor(-1.5)), tape.data(Tensor(0.25))).value.scalar == whole[1])
    #expect(Tensor.apply(Second(), x, y).scalars == [2, 0.25])
    #expect(Tensor.apply(Second(), Tensor(1), Tensor(.nan)).scalar.isNaN)
    #expect(Tensor.apply(Four(), Tensor([.nan, 0])).scalars == [4, 4])
    #expect(Tensor.apply(Early(), x).scalars == [1.5, -4.5])
  }

  @Test("one instruction takes the operands that it names, of tensors of one repeated number too")
  func operandOrder() {
    typealias Numbers = Tensor<Float>
    let (x, y) = (Numbers([2, 2, 2]), Numbers([5, 5, 5]))
    let (twos, fives) = (Numbers(repeating: 2, shape: [3]), Numbers(repeating: 5, shape: [3]))
    #expect(Numbers.apply(Swapped(), x, y).scalars == [3, 3, 3])
    #expect(Numbers.apply(Swapped(), twos, fives).scalars == [3, 3, 3])
    #expect(Numbers.apply(Swapped(), Numbers(2), Numbers(5)).scalar == 3)
    #expect(Numbers.apply(Second(), Numbers(0), Numbers(5)).scalar == 5)
  }

  @Test("operations that differ in a property are different operations")
  func properties() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2])
    let a = Variable.apply(Blend(slope: 1), x, x, x)
    let b = Variable.apply(Blend(slope: 2), x, x, x)
    #expect(tape.evaluate([a, b], substituting: [x: [3, 4]]).map(\.scalars) == [[12, 20], [21, 36]])
    #expect((a + b).sum().backward()[x]!.value.scalars == [8, 14])
  }

  @Test("long tensors, over many blocks of the kernels, agree with short ones")
  func blocks() {
    let x = uneven([1537], seed: 4)
    let whole = Tensor.apply(Wave(), x, 2 * x).scalars
    for index in [0, 511, 512, 1023, 1024, 1536] {
      #expect(whole[index] == Tensor.apply(Wave(), Tensor(x.scalars[index]), Tensor(2 * x.scalars[index])).scalar)
    }
  }
}
