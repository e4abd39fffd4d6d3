import CChainRule

/// What elementwise operations apply to: a tensor computes, a variable records, an expression is compiled.
///
/// Every elementwise function and operator is written once, for all three, beside the operation's type. The numbers that
/// may stand beside an operand, as in x + 1, are `Double`s for every scalar type: with a type of their own for each
/// operand the compiler gives up on expressions such as 2 * x * (1 - x * y) - 3 * y / (x + 1).
public protocol ElementwiseOperand {
  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self) -> Self
  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self, _ y: Self) -> Self
  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self, _ y: Self, _ z: Self) -> Self

  /// A number, where this operand is used; rounded to the operand's scalar type.
  func constant(_ value: Double) -> Self
}

extension Tensor: ElementwiseOperand {
  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Tensor) -> Tensor {
    primitive.evaluate(OperandList(of: x))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Tensor, _ y: Tensor) -> Tensor {
    let shape = orStop(P.name) { () throws(ShapeError) in try x.shape.broadcast(with: y.shape) }
    return primitive.evaluate(OperandList(of: x.broadcast(to: shape), y.broadcast(to: shape)))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Tensor, _ y: Tensor, _ z: Tensor) -> Tensor {
    let shape = orStop(P.name) { () throws(ShapeError) in
      try x.shape.broadcast(with: y.shape).broadcast(with: z.shape)
    }
    return primitive.evaluate(
      OperandList(of: x.broadcast(to: shape), y.broadcast(to: shape), z.broadcast(to: shape)))
  }

  public func constant(_ value: Double) -> Tensor { Tensor(Scalar(value)) }
}

extension Variable: ElementwiseOperand {
  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Variable) -> Variable {
    let core = x.core
    x.check(P.name, core)
    guard let opcode = P.opcode, core.node(x.index).isSingleNumber else { return Tape.apply(primitive, x) }
    let node = core.node(x.index)
    return recorded(
      primitive, opcode, core, x, nil, cr_elementary(core.pointee.format.kernel, opcode.rawValue, node.scalar, 0, 0))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Variable, _ y: Variable) -> Variable {
    let core = x.core
    x.check(P.name, core)
    y.check(P.name, core)
    let a = core.node(x.index)
    let b = core.node(y.index)
    if a.isSingleNumber, b.isSingleNumber, let opcode = P.opcode {
      return recorded(
        primitive, opcode, core, x, y, cr_elementary(core.pointee.format.kernel, opcode.rawValue, a.scalar, b.scalar, 0)
      )
    }
    let shape = x.sharedShape(P.name, [y])
    return Tape.apply(primitive, x.broadcast(to: shape), y.broadcast(to: shape))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Variable, _ y: Variable, _ z: Variable)
    -> Variable
  {
    for operand in [x, y, z] { operand.check(P.name, x.core) }
    let shape = x.sharedShape(P.name, [y, z])
    return Tape.apply(primitive, x.broadcast(to: shape), y.broadcast(to: shape), z.broadcast(to: shape))
  }

  public func constant(_ value: Double) -> Variable {
    check("constant", core)
    return Variable(
      core,
      core.append(
        Node(
          tag: LeafKind.constant.rawValue, isDifferentiable: false, valueIndex: -1,
          scalar: core.pointee.format.rounded(value))))
  }

  /// Records an elementary operation on single numbers, whose value is already known. Nothing is allocated or looked up.
  @inline(__always)
  private static func recorded<P: ElementwisePrimitive>(
    _ primitive: P, _ opcode: ElementwiseOpcode, _ core: TapePointer, _ x: Variable, _ y: Variable?, _ value: Double
  ) -> Variable {
    let isDifferentiable =
      core.node(x.index).isDifferentiable || (y.map { core.node($0.index).isDifferentiable } ?? false)
    return Variable(
      core,
      core.append(
        Node(
          tag: Node.tag(primitive: core.pointee.primitives.place(of: primitive, opcode: opcode)),
          isDifferentiable: isDifferentiable, first: x.index, second: y?.index ?? -1, valueIndex: -1, scalar: value)))
  }

  private func sharedShape(_ operation: String, _ others: [Variable]) -> Shape {
    var shape = shape
    for (position, other) in others.enumerated() {
      do throws(ShapeError) {
        shape = try shape.broadcast(with: other.shape)
      } catch {
        let name = ShapeError.naming(error.message) {
          $0 == 0 ? displayName(position: 0) : other.displayName(position: position + 1)
        }
        core.refuse("\(operation): \(name)")
      }
    }
    return shape
  }
}
