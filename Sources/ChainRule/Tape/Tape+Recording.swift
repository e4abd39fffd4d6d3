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
    return record(primitive, on: core, indices)
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

  static func apply<P: Primitive>(_ primitive: P, _ x: Variable<Scalar>) -> Variable<Scalar> {
    x.check(P.name, x.core)
    return record(primitive, on: x.core, OperandList(of: x.index))
  }

  static func apply<P: Primitive>(
    _ primitive: P, _ x: Variable<Scalar>, _ y: Variable<Scalar>
  ) -> Variable<Scalar> {
    x.check(P.name, x.core)
    y.check(P.name, x.core)
    return record(primitive, on: x.core, OperandList(of: x.index, y.index))
  }

  static func apply<P: Primitive>(
    _ primitive: P, _ x: Variable<Scalar>, _ y: Variable<Scalar>, _ z: Variable<Scalar>
  ) -> Variable<Scalar> {
    x.check(P.name, x.core)
    y.check(P.name, x.core)
    z.check(P.name, x.core)
    return record(primitive, on: x.core, OperandList(of: x.index, y.index, z.index))
  }

  private static func record<P: Primitive>(
    _ primitive: P, on core: TapePointer, _ inputs: OperandList<Int32>
  ) -> Variable<Scalar> {
    let shape: Shape
    do throws(ShapeError) {
      shape = try primitive.outputShape(for: core.shapes(of: inputs))
    } catch {
      core.refuse(
        "\(P.name): "
          + ShapeError.naming(error.message) { Variable<Scalar>(core, inputs[$0]).displayName(position: $0) })
      return Variable(core, inputs[0])
    }
    let value = primitive.evaluate(OperandList<Tensor<Scalar>>(typing: core.values(of: inputs)))
    guard value.shape == shape else {
      stop("\(P.name): its evaluate(_:) returned \(value.shape), but its outputShape(for:) promises \(shape)")
    }
    return record(primitive, on: core, inputs, value)
  }

  /// The node of a primitive whose operands have been checked and whose value is known.
  static func record<P: Primitive>(
    _ primitive: P, on core: TapePointer, _ inputs: OperandList<Int32>, _ value: Tensor<Scalar>
  ) -> Variable<Scalar> {
    let place = core.pointee.primitives.place(of: primitive)
    return Variable(core, core.append(primitive: place, inputs, value.untyped))
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  fileprivate func shapes(of inputs: OperandList<Int32>) -> OperandList<Shape> {
    var shapes = OperandList<Shape>()
    for slot in 0..<inputs.count { shapes.append(shape(of: inputs[slot])) }
    return shapes
  }

  fileprivate func values(of inputs: OperandList<Int32>) -> OperandList<UntypedTensor> {
    var values = OperandList<UntypedTensor>()
    for slot in 0..<inputs.count { values.append(value(of: inputs[slot])) }
    return values
  }

  /// Appends an operation and returns its index.
  fileprivate func append(primitive place: Int, _ inputs: OperandList<Int32>, _ value: UntypedTensor) -> Int32 {
    var isDifferentiable = false
    for slot in 0..<inputs.count { isDifferentiable = isDifferentiable || node(inputs[slot]).isDifferentiable }
    let wide = pointee.wideInputs.count
    if inputs.count > 2 { pointee.wideInputs.append(contentsOf: inputs) }
    return append(
      tag: Node.tag(primitive: place), isDifferentiable: isDifferentiable,
      first: inputs.count > 2 ? Int32(wide) : inputs[0],
      second: inputs.count > 2 ? -Int32(inputs.count) : inputs.count == 2 ? inputs[1] : -1, value)
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
