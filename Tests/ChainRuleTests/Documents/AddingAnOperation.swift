// The code of Docs/AddingAnOperation.md, as it stands there; `DocumentTests` compares the two and runs it.

import ChainRule

/// x·σ(x).
struct Swish: ElementwisePrimitive {
  static let name = "swish"
  static let operandCount = 1

  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * sigmoid(x[0]) }
}

func swish<X: ElementwiseOperand>(_ x: X) -> X { .apply(Swish(), x) }

/// x / (1 + |x|). Derivative: 1 / (1 + |x|)².
struct Softsign: ElementwisePrimitive, FusedPrimitive {
  static let name = "softsign"
  static let operandCount = 1

  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] / (1 + abs(x[0])) }

  func derivative<Scalar>(
    withRespectTo input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> LocalDerivative<Scalar> { .oneOver(square(1 + abs(inputs[0]))) }
}

func softsign<X: ElementwiseOperand>(_ x: X) -> X { .apply(Softsign(), x) }

/// x yᵀ for two vectors. Derivatives, for the cotangent C: C y with respect to x, and Cᵀ x with respect to y.
struct OuterProduct: Primitive {
  static let name = "outer"

  func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    guard inputs[0].rank == 1, inputs[1].rank == 1 else {
      throw ShapeError("{0} is \(inputs[0]) and {1} is \(inputs[1]); an outer product takes two vectors")
    }
    return [inputs[0][0], inputs[1][0]]
  }

  func evaluate<Scalar>(_ x: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    x[0].reshaped(to: [x[0].elementCount, 1]) * x[1]
  }

  func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    input == 0
      ? (cotangent * inputs[1]).sum(alongAxes: [1])
      : (cotangent.transposed() * inputs[0]).sum(alongAxes: [1])
  }

  func notation(_ x: [Notation]) -> Notation { .product(.matrix, x[0], .transposed(x[1])) }
}

func outer<Scalar>(_ x: Variable<Scalar>, _ y: Variable<Scalar>) -> Variable<Scalar> {
  Tape.record(OuterProduct(), x, y)
}

/// Σ (x − y)². Derivative with respect to x: 2(x − y); with respect to y its negative.
struct SquaredDistance: FusedPrimitive {
  static let name = "squaredDistance"

  func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { square(x[0] - x[1]).sum() }

  func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let difference = input == 0 ? inputs[0] - inputs[1] : inputs[1] - inputs[0]
    return cotangent * (2 * difference)
  }
}

func squaredDistance<Scalar>(_ x: Variable<Scalar>, _ y: Variable<Scalar>) -> Variable<Scalar> {
  Tape.record(SquaredDistance(), x, y)
}

/// The sign of x, which passes its cotangent on as if it were x itself.
let straightThrough = CustomFunction<Double>("straightThrough") { x in
  sign(x[0])
} pullback: { cotangent, _, _ in
  [cotangent]
}

/// The squared distance to a target that is taken as given.
func distanceToTarget<Scalar>(_ x: Variable<Scalar>, _ target: Variable<Scalar>) -> Variable<Scalar> {
  squaredDistance(x, stopGradient(target))
}

func checkOwnOperations() {
  let x: Tensor<Double> = [0.3, -1.2, 2.5]
  let y: Tensor<Double> = [1.5, 0.4]
  let report = GradientCheck().run(at: [x, y]) { outer(swish($0[0]), softsign($0[1])) }
  print(report)

  let target: Tensor<Double> = [1, 0.5, -0.2]
  let fused = gradient(at: [x, target]) { squaredDistance($0[0], $0[1]) }
  let defined = gradient(at: [x, target]) { SquaredDistance().definition([$0[0], $0[1]]) }
  print(zip(fused, defined).allSatisfy { $0.isApproximatelyEqual(to: $1) })

  print(gradient(at: x) { distanceToTarget($0, 3 * $0) })
}
