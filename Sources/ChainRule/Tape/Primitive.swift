/// One differentiable operation, as data: what it computes, its shape rule, its derivative both ways, and how it is written.
///
/// Equal primitives are the same operation, which is how equal computations are recognised as one. A new operation is a
/// type that conforms to this protocol; for one that works on each number by itself, ``ElementwisePrimitive`` asks for a
/// single expression, and ``FusedPrimitive`` for a definition in terms of other operations.
public protocol Primitive: Hashable, Sendable {
  /// The name in listings and messages.
  static var name: String { get }

  /// The output's shape, or an error that says why the operands do not fit and what to do. Every shape error is found here.
  func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape

  /// The value for operands that the shape rule has accepted.
  func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar>

  /// Records Jᵀ·cotangent for one input, in recorded operations; `nil` where nothing flows.
  func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>?

  /// Records J·tangents, where an input without a tangent is constant; `nil` where nothing flows.
  func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>?

  /// How the operation is written, given how its inputs are.
  func notation(_ inputs: [Notation]) -> Notation
}

extension Primitive {
  /// The name, applied to the inputs.
  public func notation(_ inputs: [Notation]) -> Notation { .call(Self.name, inputs) }
}

/// A linear operation on one input: its pushforward is itself.
public protocol LinearPrimitive: Primitive {}

extension LinearPrimitive {
  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    tangents[0].map { Tape.apply(self, $0) }
  }
}

extension Primitive {
  /// J·tangents from the pullback alone: Jᵀc is linear in c, and its own transpose, applied to a tangent, is J·tangent.
  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let cotangent = output.tape.data(Tensor(repeating: 0, shape: output.shape), isDifferentiable: true)
    var sum: Variable<Scalar>?
    for slot in tangents.indices {
      guard let tangent = tangents[slot],
        let pulled = pullback(of: cotangent, to: slot, inputs: inputs, output: output), pulled.index >= cotangent.index
      else { continue }
      let needed = NeededNodes(
        output.core, dependingOn: [cotangent.index], through: pulled.index, from: cotangent.index)
      guard let term = pulled.pullingBack(tangent, needed: needed)[cotangent.index] else { continue }
      sum = sum.map { $0 + Variable(output.core, term) } ?? Variable(output.core, term)
    }
    return sum
  }
}
