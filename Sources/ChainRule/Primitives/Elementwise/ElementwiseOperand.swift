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
    guard let opcode = P.opcode else { return primitive.evaluate(OperandList(of: x)) }
    return Tensor(.elementary(opcode, x.untyped, x.untyped))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Tensor, _ y: Tensor) -> Tensor {
    var (x, y) = (x.untyped, y.untyped)
    if x.shape != y.shape {
      let shapes = (x.shape, y.shape)
      let shape = orStop(P.name) { () throws(ShapeError) in try shapes.0.broadcast(with: shapes.1) }
      (x, y) = (x.broadcast(to: shape), y.broadcast(to: shape))
    }
    guard let opcode = P.opcode else { return primitive.evaluate(OperandList(of: Tensor(x), Tensor(y))) }
    return Tensor(.elementary(opcode, x, y))
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
    guard let opcode = P.opcode else { return Tape.apply(primitive, x) }
    let node = core.node(x.index)
    guard node.isSingleNumber else {
      return Variable(core, core.recordElementary(primitive, opcode, x.index))
    }
    let value = cr_elementary(core.pointee.format.kernel, opcode.rawValue, node.scalar, 0, 0)
    return Variable(
      core,
      core.append(
        Node(
          tag: Node.tag(primitive: core.pointee.primitives.place(of: primitive, opcode: opcode)),
          isDifferentiable: node.isDifferentiable, first: x.index, valueIndex: -1, scalar: value)))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Variable, _ y: Variable) -> Variable {
    let core = x.core
    x.check(P.name, core)
    y.check(P.name, core)
    let a = core.node(x.index)
    let b = core.node(y.index)
    let opcode = P.opcode
    if a.isSingleNumber, b.isSingleNumber, let opcode {
      // The value stands in the node: nothing is allocated or looked up.
      let value = cr_elementary(core.pointee.format.kernel, opcode.rawValue, a.scalar, b.scalar, 0)
      return Variable(
        core,
        core.append(
          Node(
            tag: Node.tag(primitive: core.pointee.primitives.place(of: primitive, opcode: opcode)),
            isDifferentiable: a.isDifferentiable || b.isDifferentiable, first: x.index, second: y.index, valueIndex: -1,
            scalar: value)))
    }
    var (x, y) = (x, y)
    if core.shape(of: x.index) != core.shape(of: y.index) {
      let shape = x.sharedShape(P.name, core.shape(of: x.index), with: y, position: 1)
      (x, y) = (x.broadcast(to: shape), y.broadcast(to: shape))
    }
    // Where broadcasting was refused the shapes differ still, and the shape rule says so.
    guard let opcode, core.shape(of: x.index) == core.shape(of: y.index) else { return Tape.apply(primitive, x, y) }
    return Variable(core, core.recordElementary(primitive, opcode, x.index, y.index))
  }

  public static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Variable, _ y: Variable, _ z: Variable)
    -> Variable
  {
    x.check(P.name, x.core)
    y.check(P.name, x.core)
    z.check(P.name, x.core)
    let pair = x.sharedShape(P.name, x.core.shape(of: x.index), with: y, position: 1)
    let shape = x.sharedShape(P.name, pair, with: z, position: 2)
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

  /// The shape that `shape` and that of another operand broadcast to; this variable is the first operand.
  private func sharedShape(_ operation: String, _ shape: Shape, with other: Variable, position: Int) -> Shape {
    let others = core.shape(of: other.index)
    do throws(ShapeError) {
      return try shape.broadcast(with: others)
    } catch {
      let message = ShapeError.naming(error.message) {
        core.displayName(of: $0 == 0 ? index : other.index, position: $0 == 0 ? 0 : position)
      }
      core.refuse("\(operation): \(message)")
      return shape
    }
  }
}
