extension Tape {
  /// Records a primitive applied to variables and returns its output, whose value is there at once.
  ///
  /// Stops where the variables belong to different tapes, or to none any more, and where the primitive's shape rule
  /// refuses them; the message names the operation, the variables and their shapes.
  public static func record(_ primitive: some Primitive, _ inputs: Variable<Scalar>...) -> Variable<Scalar> {
    record(primitive, inputs: OperandList(inputs))
  }

  static func record<P: Primitive>(_ primitive: P, inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    checkOperands(P.name, inputs)
    let shape: Shape
    do throws(ShapeError) {
      shape = try primitive.outputShape(for: OperandList(inputs.lazy.map { $0.shape }))
    } catch {
      stop("\(P.name): " + ShapeError.naming(error.message) { inputs[$0].displayName(position: $0) })
    }
    let value = primitive.evaluate(OperandList(inputs.lazy.map { $0.value }))
    guard value.shape == shape else {
      stop("\(P.name): its evaluate(_:) returned \(value.shape), but its outputShape(for:) promises \(shape)")
    }
    return append(primitive, inputs, value)
  }

  /// Stops where there are no operands, or where they are not on one tape that exists.
  @inline(__always)
  static func checkOperands(_ operation: @autoclosure () -> String, _ inputs: OperandList<Variable<Scalar>>) {
    if inputs.isEmpty { stop("\(operation()): an operation needs at least one operand, whose tape it is recorded on") }
    for input in inputs { input.check(operation(), inputs[0].core) }
  }

  /// The node of a primitive whose operands have been checked and whose value is known.
  @inline(__always)
  static func append<P: Primitive>(
    _ primitive: P, _ inputs: OperandList<Variable<Scalar>>, _ value: Tensor<Scalar>
  ) -> Variable<Scalar> {
    let core = inputs[0].core
    let isDifferentiable = inputs.contains { core.node($0.index).isDifferentiable }
    let wide = core.pointee.wideInputs.count
    if inputs.count > 2 { core.pointee.wideInputs.append(contentsOf: inputs.lazy.map { $0.index }) }
    return Variable(
      core,
      core.append(
        tag: Node.tag(primitive: core.pointee.primitives.place(of: primitive)), isDifferentiable: isDifferentiable,
        first: inputs.count > 2 ? Int32(wide) : inputs[0].index,
        second: inputs.count > 2 ? -Int32(inputs.count) : inputs.count == 2 ? inputs[1].index : -1, value.untyped))
  }
}
