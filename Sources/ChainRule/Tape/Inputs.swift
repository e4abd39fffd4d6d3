/// The variables that a recorded operation was applied to.
public struct Inputs<Scalar: TensorScalar> {
  private let core: TapePointer
  private let node: Node

  @inline(__always)
  init(_ core: TapePointer, _ node: Node) {
    self.core = core
    self.node = node
  }

  /// The number of variables.
  public var count: Int { node.inputCount }

  /// The variable in a place, counted from 0.
  @inline(__always)
  public subscript(slot: Int) -> Variable<Scalar> { Variable(core, core.input(slot, of: node)) }
}

extension Inputs: Sequence {
  public func makeIterator() -> some IteratorProtocol<Variable<Scalar>> {
    (0..<count).lazy.map { self[$0] }.makeIterator()
  }
}
