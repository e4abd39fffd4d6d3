extension Tape {
  /// Records a primitive applied to variables and returns its output, whose value is there at once.
  ///
  /// Stops where the variables belong to different tapes, or to none any more, and where the primitive's shape rule
  /// refuses them; the message names the operation, the variables and their shapes.
  public static func record(_ primitive: some Primitive, _ inputs: Variable<Scalar>...) -> Variable<Scalar> {
    record(primitive, inputs: inputs)
  }

  static func record<P: Primitive>(_ primitive: P, inputs: some Sequence<Variable<Scalar>>) -> Variable<Scalar> {
    let (core, indices) = checked(P.name, inputs)
    return Variable(core, core.record(primitive, indices))
  }

  /// The operands' tape and places. Stops where there are none, or where they are not on one tape that exists.
  static func checked(
    _ operation: @autoclosure () -> String, _ inputs: some Sequence<Variable<Scalar>>
  ) -> (core: TapePointer, indices: OperandList<Int32>) {
    var indices = OperandList<Int32>()
    var core: TapePointer?
    for input in inputs {
      core = core ?? input.core
      input.check(operation(), core!)
      indices.append(input.index)
    }
    guard let core else {
      stop("\(operation()): an operation needs at least one operand, whose tape it is recorded on")
    }
    return (core, indices)
  }

  @inline(__always)
  static func apply<P: Primitive>(_ primitive: P, _ x: Variable<Scalar>) -> Variable<Scalar> {
    x.check(P.name, x.core)
    return Variable(x.core, x.core.record(primitive, OperandList(of: x.index)))
  }

  @inline(__always)
  static func apply<P: Primitive>(
    _ primitive: P, _ x: Variable<Scalar>, _ y: Variable<Scalar>
  ) -> Variable<Scalar> {
    x.check(P.name, x.core)
    y.check(P.name, x.core)
    return Variable(x.core, x.core.record(primitive, OperandList(of: x.index, y.index)))
  }

  @inline(__always)
  static func apply<P: Primitive>(
    _ primitive: P, _ x: Variable<Scalar>, _ y: Variable<Scalar>, _ z: Variable<Scalar>
  ) -> Variable<Scalar> {
    x.check(P.name, x.core)
    y.check(P.name, x.core)
    z.check(P.name, x.core)
    return Variable(x.core, x.core.record(primitive, OperandList(of: x.index, y.index, z.index)))
  }

  /// The node of a primitive whose operands have been checked and whose value is known.
  static func record<P: Primitive>(
    _ primitive: P, on core: TapePointer, _ inputs: OperandList<Int32>, _ value: Tensor<Scalar>
  ) -> Variable<Scalar> {
    let place = core.pointee.primitives.place(of: primitive)
    return Variable(core, core.append(primitive: place, inputs, value.untyped))
  }
}

// Recording knows the scalar type as a value, not as a type: generic code would look up what it needs of the types
// `Tensor<Scalar>` and `OperandList<Tensor<Scalar>>` again and again, which takes longer than a small operation.
extension UnsafeMutablePointer where Pointee == TapeCore {
  /// Records a primitive and returns its node, or its first operand where the shape rule refuses the operands.
  fileprivate func record<P: Primitive>(_ primitive: P, _ inputs: OperandList<Int32>) -> Int32 {
    let shape: Shape
    do throws(ShapeError) {
      shape = try primitive.outputShape(for: shapes(of: inputs))
    } catch {
      refuse("\(P.name): " + ShapeError.naming(error.message) { displayName(of: inputs[$0], position: $0) })
      return inputs[0]
    }
    guard pointee.evaluation == .eager else {
      return append(primitive: pointee.primitives.place(of: primitive), inputs, uncomputed: shape)
    }
    let operands = values(of: inputs)
    let value = usingArena { primitive.evaluate(operands, as: pointee.format) }
    guard value.shape == shape else {
      stop("\(P.name): its evaluate(_:) returned \(value.shape), but its outputShape(for:) promises \(shape)")
    }
    return append(primitive: pointee.primitives.place(of: primitive), inputs, value)
  }

  /// Records an elementary operation on one operand, or on two of one shape.
  func recordElementary(
    _ primitive: some Primitive, _ opcode: ElementwiseOpcode, _ x: Int32, _ y: Int32? = nil
  ) -> Int32 {
    let tag = Node.tag(primitive: pointee.primitives.place(of: primitive, opcode: opcode))
    let isDifferentiable = node(x).isDifferentiable || (y.map { node($0).isDifferentiable } ?? false)
    guard pointee.evaluation == .eager else {
      return appendUncomputed(
        tag: tag, isDifferentiable: isDifferentiable, first: x, second: y ?? -1, shape: shape(of: x))
    }
    let a = value(of: x)
    let b = value(of: y ?? x)
    let value = usingArena { UntypedTensor.elementary(opcode, a, b) }
    return append(tag: tag, isDifferentiable: isDifferentiable, first: x, second: y ?? -1, value)
  }

  private func shapes(of inputs: OperandList<Int32>) -> OperandList<Shape> {
    var shapes = OperandList<Shape>()
    for slot in 0..<inputs.count { shapes.append(shape(of: inputs[slot])) }
    return shapes
  }

  private func values(of inputs: OperandList<Int32>) -> OperandList<UntypedTensor> {
    var values = OperandList<UntypedTensor>()
    for slot in 0..<inputs.count { values.append(value(of: inputs[slot])) }
    return values
  }

  /// Appends an operation and returns its index.
  @inline(__always)
  fileprivate func append(primitive place: Int, _ inputs: OperandList<Int32>, _ value: UntypedTensor) -> Int32 {
    let (isDifferentiable, first, second) = links(to: inputs)
    return append(
      tag: Node.tag(primitive: place), isDifferentiable: isDifferentiable, first: first, second: second, value)
  }

  /// Appends an operation whose value is computed when somebody looks, and returns its index.
  private func append(primitive place: Int, _ inputs: OperandList<Int32>, uncomputed shape: Shape) -> Int32 {
    let (isDifferentiable, first, second) = links(to: inputs)
    return appendUncomputed(
      tag: Node.tag(primitive: place), isDifferentiable: isDifferentiable, first: first, second: second, shape: shape)
  }

  /// Whether gradients flow to some inputs, and how a node refers to them.
  @inline(__always)
  private func links(to inputs: OperandList<Int32>) -> (isDifferentiable: Bool, first: Int32, second: Int32) {
    var isDifferentiable = false
    for slot in 0..<inputs.count { isDifferentiable = isDifferentiable || node(inputs[slot]).isDifferentiable }
    let wide = pointee.wideInputs.count
    if inputs.count > 2 { pointee.wideInputs.append(contentsOf: inputs) }
    return (
      isDifferentiable, inputs.count > 2 ? Int32(wide) : inputs[0],
      inputs.count > 2 ? -Int32(inputs.count) : inputs.count == 2 ? inputs[1] : -1
    )
  }
}

extension Primitive {
  /// The value for operands of a scalar type that is known as a value.
  func evaluate(_ operands: OperandList<UntypedTensor>, as format: ScalarFormat) -> UntypedTensor {
    switch format {
    case .float32: evaluate(OperandList<Tensor<Float>>(typing: operands)).untyped
    case .float64: evaluate(OperandList<Tensor<Double>>(typing: operands)).untyped
    }
  }
}

extension OperandList {
  /// Tensors of a scalar type that the caller knows them to have.
  @inline(__always)
  init<Scalar>(typing untyped: OperandList<UntypedTensor>) where Element == Tensor<Scalar> {
    self.init()
    for slot in 0..<untyped.count { append(Tensor(untyped[slot])) }
  }

  /// The tensors without their scalar type.
  @inline(__always)
  func untyped<Scalar>() -> OperandList<UntypedTensor> where Element == Tensor<Scalar> {
    var list = OperandList<UntypedTensor>()
    for slot in 0..<count { list.append(self[slot].untyped) }
    return list
  }
}
