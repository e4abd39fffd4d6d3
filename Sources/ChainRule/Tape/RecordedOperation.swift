/// An operation on a tape, taken apart: what was applied to what.
public struct RecordedOperation<Scalar: TensorScalar> {
  public let primitive: any Primitive
  public let output: Variable<Scalar>
  private let operands: Inputs<Scalar>

  init(_ primitive: any Primitive, of output: Variable<Scalar>, _ operands: Inputs<Scalar>) {
    self.primitive = primitive
    self.output = output
    self.operands = operands
  }

  /// What the operation was applied to.
  public var inputs: [Variable<Scalar>] { Array(operands) }
}

extension Variable {
  /// The operation that made this variable; `nil` for a leaf.
  public var operation: RecordedOperation<Scalar>? {
    check("operation", core)
    let node = core.node(index)
    guard node.leafKind == nil else { return nil }
    return RecordedOperation(core.primitive(of: node), of: self, Inputs(core, node))
  }

  /// The number of its node on the tape, by which listings call it.
  public var number: Int {
    check("number", core)
    return Int(index)
  }
}
