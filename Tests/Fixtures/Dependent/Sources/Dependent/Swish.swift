import ChainRule

/// x·σ(x), an elementwise operation of this package: its expression is all it states.
struct Swish: ElementwisePrimitive {
  static let name = "swish"
  static let operandCount = 1

  func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * sigmoid(x[0]) }
}

func swish<X: ElementwiseOperand>(_ x: X) -> X { .apply(Swish(), x) }
