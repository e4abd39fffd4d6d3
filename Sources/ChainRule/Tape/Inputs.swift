/// The variables that a recorded operation was applied to.
public struct Inputs<Scalar: TensorScalar> {
  // A number for the reason that `Variable` gives.
  private let address: UInt
  private let node: Node

  @inline(__always)
  init(_ core: TapePointer, _ node: Node) {
    address = UInt(bitPattern: core)
    self.node = node
  }

  @inline(__always)
  private var core: TapePointer { TapePointer(bitPattern: address).unsafelyUnwrapped }

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
