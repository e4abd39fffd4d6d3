/// A record of a computation: every operation on its variables adds one node.
///
///     let tape = Tape<Double>()
///     let w = tape.parameter([[1, 2, 3], [4, 5, 6]], named: "W")
///     let x = tape.data([[1], [0], [-1]], named: "x")
///     let loss = square(matmul(w, x)).sum()
///     print(loss.backward().require(w).value)  // 2(W x) xᵀ
///
/// A tape owns its nodes and their values; its ``Variable``s are plain handles into it. It keeps everything alive until
/// it is dropped, after which its variables must not be used: one that is stops the program with a message. A tape, or
/// ``Gradients``, in a constant or property lives as long as that; those in an array or dictionary only to the last use of
/// the collection, after which an optimised program may drop it: write `withExtendedLifetime(tapes) {}` behind the last
/// use of their variables. A tape belongs to one task at a time.
public final class Tape<Scalar: TensorScalar> {
  let core: TapePointer

  /// An empty tape. Complexity: O(1); the memory of tapes that are gone is used again.
  public init(evaluation: TapeEvaluation = .eager) {
    core = TapeCore.take(format: Scalar.format)
    core.pointee.owner = self
    core.pointee.evaluation = evaluation
  }

  deinit { TapeCore.give(back: core) }

  /// The number of nodes recorded so far.
  public var nodeCount: Int { core.pointee.nodes.count }

  /// A leaf to learn: gradients flow to it. The name is what messages and formulas call it.
  public func parameter(_ value: Tensor<Scalar>, named name: String? = nil) -> Variable<Scalar> {
    leaf(.parameter, value, isDifferentiable: true, name: name)
  }

  /// A leaf that is given, such as a batch or its labels. Gradients flow to it only where it is marked differentiable.
  public func data(
    _ value: Tensor<Scalar>, named name: String? = nil, isDifferentiable: Bool = false
  ) -> Variable<Scalar> {
    leaf(.data, value, isDifferentiable: isDifferentiable, name: name)
  }

  /// A leaf that belongs to the computation itself, such as the 2 in 2x. No gradient flows to it.
  public func constant(_ value: Tensor<Scalar>) -> Variable<Scalar> {
    leaf(.constant, value, isDifferentiable: false, name: nil)
  }

  private func leaf(
    _ kind: LeafKind, _ value: Tensor<Scalar>, isDifferentiable: Bool, name: String?
  ) -> Variable<Scalar> {
    let index = core.append(
      tag: kind.rawValue, isDifferentiable: isDifferentiable, first: -1, second: -1, value.untyped)
    if let name { core.pointee.names[index] = name }
    return Variable(core, index)
  }

  /// The variables in the order in which they were recorded.
  public var variables: [Variable<Scalar>] { (0..<Int32(nodeCount)).map { Variable(core, $0) } }
}

@available(*, unavailable, message: "a tape belongs to one task at a time; make a tape in each task")
extension Tape: Sendable {}
