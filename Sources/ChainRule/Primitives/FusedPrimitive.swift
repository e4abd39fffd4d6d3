/// A fast or stable operation that also states itself in simpler ones.
///
/// Whatever it does not provide itself, but for its name, follows from the definition: its shape, its value, and its
/// derivatives by autodiff of the definition. The shape is found by recording the definition of zeros; one that refuses
/// zeros needs a shape rule of its own.
public protocol FusedPrimitive: Primitive {
  /// The same value from other recorded operations.
  func definition<Scalar>(_ inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar>

  /// The operations that a program runs: by default the definition. An operation whose value is computed with more care
  /// than that, such as against overflow, records here what `evaluate(_:)` does.
  func expansion<Scalar>(_ inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar>
}

extension FusedPrimitive {
  public func expansion<Scalar>(_ inputs: OperandList<Variable<Scalar>>) -> Variable<Scalar> { definition(inputs) }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let tape = Tape<Double>()
    return definition(OperandList(inputs.map { tape.data(Tensor(repeating: 0, shape: $0)) })).shape
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    let tape = Tape<Scalar>()
    return definition(OperandList(operands.map { tape.data($0) })).value
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    RecordedDefinition(of: inputs, definition).pullback(of: cotangent, to: input)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    RecordedDefinition(of: inputs, definition).pushforward(of: tangents)
  }
}

/// An operation's definition, recorded from inputs of its own, so that it can be differentiated apart from the rest of the
/// tape, and with respect to one input also where the same variable is given twice.
struct RecordedDefinition<Scalar: TensorScalar> {
  private let inputs: [Variable<Scalar>]
  private let output: Variable<Scalar>

  init(of inputs: Inputs<Scalar>, _ definition: (OperandList<Variable<Scalar>>) -> Variable<Scalar>) {
    self.inputs = inputs.map { Tape.apply(Alias(), $0) }
    output = definition(OperandList(self.inputs))
  }

  private var start: Int32 { inputs[0].index }

  func pullback(of cotangent: Variable<Scalar>, to input: Int) -> Variable<Scalar>? {
    let target = inputs[input].index
    guard output.index >= start else { return nil }
    let needed = NeededNodes(output.core, dependingOn: [target], through: output.index, from: start)
    return output.pullingBack(cotangent, needed: needed)[target].map { Variable(output.core, $0) }
  }

  func pushforward(of tangents: OperandList<Variable<Scalar>?>) -> Variable<Scalar>? {
    let given = zip(inputs, tangents).compactMap { input, tangent in tangent.map { (input.index, $0.index) } }
    return Variable.pushingForward(Dictionary(uniqueKeysWithValues: given), to: [output], from: start)[0]
  }
}
