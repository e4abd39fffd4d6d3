extension Tape {
  /// Records a primitive applied to variables and returns its output, whose value is there at once.
  ///
  /// Stops where the variables belong to different tapes, or to none any more, and where the primitive's shape rule
  /// refuses them; the message names the operation, the variables and their shapes.
  public static func record(_ primitive: some Primitive, _ inputs: Variable<Scalar>...) -> Variable<Scalar> {
    record(primitive, inputs: OperandList(inputs))
  }

  static func record<P: Primitive>(_ primitive: P, inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
    let core = inputs[0].core
    var isDifferentiable = false
    for input in inputs {
      input.check(P.name, core)
      isDifferentiable = isDifferentiable || core.node(input.index).isDifferentiable
    }
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
