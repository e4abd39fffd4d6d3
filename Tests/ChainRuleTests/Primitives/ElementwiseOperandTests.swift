import ChainRule
import ChainRuleTestSupport
import Testing

/// What holds for every elementwise operation: scalar types, broadcasting, single numbers.
@Suite struct ElementwiseOperandTests {
  /// A function of two operands, at both scalar types.
  struct Function: CustomStringConvertible, Sendable {
    let description: String
    let float: @Sendable (Variable<Float>, Variable<Float>) -> Variable<Float>
    let double: @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>

    init<P: ElementwisePrimitive>(_ primitive: P) {
      description = P.name
      float = { primitive.applied($0, $1) }
      double = { primitive.applied($0, $1) }
    }
  }

  static let functions: [Function] = [
    Function(Add()), Function(Subtract()), Function(Multiply()), Function(Divide()), Function(Negate()),
    Function(Power()), Function(ConstantPower(exponent: 2.5)), Function(ConstantPower(exponent: 2)), Function(Square()),
    Function(SquareRoot()), Function(Exp()), Function(Log()), Function(Log1p()), Function(Expm1()), Function(Sin()),
    Function(Cos()), Function(Tanh()), Function(Sigmoid()), Function(Softplus()), Function(ReLU()),
    Function(LeakyReLU(slope: 0.1)), Function(ELU(alpha: 0.7)), Function(GELU()), Function(Erf()), Function(Abs()),
    Function(Sign()), Function(Minimum()), Function(Maximum()), Function(Clamp(to: 0.5...1)), Function(Greater()),
    Function(GreaterOrEqual()), Function(Less()), Function(LessOrEqual()), Function(Equal()), Function(NotEqual()),
    Function(Select()),
  ]

  // Exact in Float, so that both scalar types start from the same numbers.
  static let x: Tensor<Double> = [[0.25, 1.5, 0.75], [2.125, 0.875, 1.0625]]
  static let y: Tensor<Double> = [[1.25, 0.5, 1.75], [0.125, 1.875, 0.5625]]

  @Test("Float agrees with Double to Float's rounding", arguments: functions)
  func floats(function: Function) {
    let narrow = valueAndGradients(
      Tensor(shape: Self.x.shape, scalars: Self.x.scalars.map { Float($0) }),
      Tensor(shape: Self.y.shape, scalars: Self.y.scalars.map { Float($0) }), function.float)
    let wide = valueAndGradients(Self.x, Self.y, function.double)
    for (a, b) in zip(narrow, wide) {
      #expect((a == nil) == (b == nil))
      for (a, b) in zip(a?.scalars ?? [], b?.scalars ?? []) {
        #expect(Swift.abs(Double(a) - b) <= 8 * Double(Float.ulpOfOne) * Swift.max(1, Swift.abs(b)))
      }
    }
  }

  @Test("a single number has the value and gradients that it has in a tensor, bit for bit", arguments: functions)
  func singleNumbers(function: Function) {
    let whole = valueAndGradients(Self.x, Self.y, function.double)
    for index in 0..<Self.x.elementCount {
      let single = valueAndGradients(Tensor(Self.x.scalars[index]), Tensor(Self.y.scalars[index]), function.double)
      for (a, b) in zip(single, whole) { #expect(a?.scalar == b?.scalars[index]) }
    }
  }

  @Test("a tensor of equal elements has the same value as one that holds them", arguments: functions)
  func repeated(function: Function) {
    let uniform = Tensor<Double>(repeating: 0.75, shape: [2, 3])
    let held = Tensor(shape: [2, 3], scalars: Array(repeating: 0.75, count: 6))
    let expected = valueAndGradients(held, Self.y, function.double)
    for (a, b) in zip(valueAndGradients(uniform, Self.y, function.double), expected) {
      #expect(a?.scalars == b?.scalars)
    }
  }

  private func valueAndGradients<Scalar>(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, _ function: (Variable<Scalar>, Variable<Scalar>) -> Variable<Scalar>
  ) -> [Tensor<Scalar>?] {
    let tape = Tape<Scalar>()
    let x = tape.parameter(x)
    let y = tape.parameter(y)
    let output = function(x, y)
    let gradients = output.sum().backward()
    return [output.value, gradients[x]?.value, gradients[y]?.value]
  }

  static let operators: [OperationCase] = [
    broadcasting("a row and a column", [1, 5], [3, 1], [3, 5]),
    broadcasting("a matrix and a number", [3, 5], [], [3, 5]),
    broadcasting("a number and a matrix", [], [3, 5], [3, 5]),
    broadcasting("a vector and a matrix", [5], [3, 5], [3, 5]),
    broadcasting("a column and a block", [4, 1], [2, 1, 3], [2, 4, 3]),
  ]

  /// x/y + max(x, y), broadcast, against a plain loop over indices.
  private static func broadcasting(_ name: String, _ a: Shape, _ b: Shape, _ result: Shape) -> OperationCase {
    OperationCase(name, [uneven(a, seed: 2, in: 0.5...2), uneven(b, seed: 3, in: 0.5...2)]) { x in
      x[0] / x[1] + maximum(x[0], x[1])
    } reference: { x in
      /// The place in a tensor of the given shape that an index of the result reads.
      func place(_ index: [Int], _ shape: Shape) -> Int {
        zip(index.suffix(shape.rank), shape).reduce(0) { $0 * $1.1 + ($1.1 == 1 ? 0 : $1.0) }
      }
      return Tensor(
        shape: result,
        scalars: (0..<result.elementCount).map { position in
          var rest = position
          var index = [Int](repeating: 0, count: result.rank)
          for axis in (0..<result.rank).reversed() {
            index[axis] = rest % result[axis]
            rest /= result[axis]
          }
          let left = x[0].scalars[place(index, a)]
          let right = x[1].scalars[place(index, b)]
          return left / right + Swift.max(left, right)
        })
    }
  }

  @Test("operands broadcast both ways, and their gradients are summed back", arguments: operators)
  func broadcasting(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("a mask and both branches of a selection broadcast")
  func selectionBroadcasts() {
    let tape = Tape<Double>()
    let mask = tape.data([[1], [0]])
    let x = tape.parameter([1, 2, 3])
    let y = tape.parameter(Tensor(9))
    let chosen = select(where: mask, x, otherwise: y)
    #expect(chosen.value.scalars == [1, 2, 3, 9, 9, 9])
    let gradients = chosen.sum().backward()
    #expect(gradients[x]!.value.scalars == [1, 1, 1])
    #expect(gradients[y]!.value.scalars == [3])
  }

  @Test("numbers stand on either side of an operator")
  func numbers() {
    let x: Tensor<Double> = [1, 2, 4]
    #expect((2 - x).scalars == [1, 0, -2])
    #expect((x - 2).scalars == [-1, 0, 2])
    #expect((8 / x).scalars == [8, 4, 2])
    #expect((2 .> x).scalars == [1, 0, 0])
    #expect((2 .>= x).scalars == [1, 1, 0])
    #expect((2 .< x).scalars == [0, 0, 1])
    #expect((2 .<= x).scalars == [0, 1, 1])
    #expect((2 .== x).scalars == [0, 1, 0])
    #expect((2 .!= x).scalars == [1, 0, 1])
    #expect(power(2, x).scalars == [2, 4, 16])
    #expect(power(x, 2).scalars == [1, 4, 16])
  }

  @Test("views are read in their own order")
  func views() {
    let tape = Tape<Double>()
    let x = tape.data([[1, 2, 3], [4, 5, 6]]).transposed()
    #expect((x + x).value.scalars == [2, 8, 4, 10, 6, 12])
    #expect(square(x).value.scalars == [1, 16, 4, 25, 9, 36])
  }

  @Test("shapes that do not broadcast stop with the operation's name and both shapes")
  func mismatch() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        let tape = Tape<Double>()
        _ = maximum(tape.parameter(.zeros(4, 3), named: "A"), tape.parameter(.zeros(3, 4), named: "B"))
      })
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("maximum: A is 4 × 3 and B is 3 × 4"))
    #expect(message.contains("B.transposed()"))
  }
}

extension ElementwisePrimitive {
  /// The operation of as many of x, y, x as it takes.
  fileprivate func applied<X: ElementwiseOperand>(_ x: X, _ y: X) -> X {
    switch Self.operandCount {
    case 1: .apply(self, x)
    case 2: .apply(self, x, y)
    default: .apply(self, x, y, x)
    }
  }
}
