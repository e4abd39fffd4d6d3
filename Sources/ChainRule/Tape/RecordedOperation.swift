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

  /// Records what a cotangent of the output contributes to that of one input; `nil` where nothing flows.
  public func pullback(of cotangent: Variable<Scalar>, to input: Int) -> Variable<Scalar>? {
    primitive.pullback(of: cotangent, to: input, inputs: operands, output: output)
  }
}

extension Variable {
  /// The operation that made this variable; `nil` for a leaf.
  public var operation: RecordedOperation<Scalar>? {
    check("operation", core)
    let node = core.node(index)
    guard node.leafKind == nil else { return nil }
    return RecordedOperation(core.primitive(of: node), of: self, Inputs(core, node))
  }

  /// Whether it depends on a parameter, or on data marked differentiable.
  public var isDifferentiable: Bool {
    check("isDifferentiable", core)
    return core.node(index).isDifferentiable
  }

  /// The number of its node on the tape, by which listings call it.
  public var number: Int {
    check("number", core)
    return Int(index)
  }
}

extension Tape {
  /// A tape of its own with the nodes up to a variable, under the same numbers, with their values and names.
  ///
  /// What is recorded on the one is not on the other. Complexity: O(nodes); values are shared.
  public func copied(through last: Variable<Scalar>) -> Tape {
    last.check("copied(through:)", core)
    let copy = Tape()
    for index in 0...last.index {
      let variable = Variable<Scalar>(core, index)
      let value = Tensor<Scalar>(core.value(of: index))
      if let operation = variable.operation {
        func record(_ primitive: some Primitive) {
          let inputs = OperandList(core.inputs(of: core.node(index)))
          _ = Tape.record(primitive, on: copy.core, inputs, value)
        }
        record(operation.primitive)
        if let name = variable.name { copy.core.pointee.names[index] = name }
      } else {
        switch variable.leafKind {
        case .parameter: _ = copy.parameter(value, named: variable.name)
        case .data: _ = copy.data(value, named: variable.name, isDifferentiable: variable.isDifferentiable)
        case .constant, nil:
          let constant = copy.constant(value)
          if let name = variable.name { constant.named(name) }
        }
      }
    }
    return copy
  }
}
