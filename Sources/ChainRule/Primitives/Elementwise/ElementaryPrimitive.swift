/// An elementwise operation that is one instruction of a block program, and states its own derivative.
protocol ElementaryPrimitive: ElementwisePrimitive {
  static var instruction: ElementwiseOpcode { get }
}

extension ElementaryPrimitive {
  public static var opcode: ElementwiseOpcode? { instruction }
  public static var operandCount: Int { instruction.operandCount }

  public func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X {
    switch x.count {
    case 1: .apply(self, x[0])
    case 2: .apply(self, x[0], x[1])
    default: .apply(self, x[0], x[1], x[2])
    }
  }
}
