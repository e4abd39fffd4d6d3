/// A handle to a node of a tape: a value that the tape knows how it came about.
///
/// Variables are plain values of 16 bytes and may be copied freely. They do not keep their tape alive.
public struct Variable<Scalar: TensorScalar> {
  // The tape's address, as a number: Swift 6.3 takes an optional of a struct for nil only if all of it is zero where the
  // struct's one pointer decides, but generic code that makes such a nil zeroes the pointer alone.
  private let address: UInt
  let index: Int32
  let generation: UInt32

  @inline(__always)
  init(_ core: TapePointer, _ index: Int32) {
    address = UInt(bitPattern: core)
    self.index = index
    generation = core.pointee.generation
  }

  @inline(__always)
  var core: TapePointer { TapePointer(bitPattern: address).unsafelyUnwrapped }

  /// The lengths of the axes.
  public var shape: Shape {
    check("shape", core)
    return core.shape(of: index)
  }

  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The value, which is there as soon as the variable is recorded; one that was released is computed again.
  public var value: Tensor<Scalar> {
    check("value", core)
    return Tensor(core.value(of: index).withOwnMemory)
  }

  /// The tape that holds this variable.
  public var tape: Tape<Scalar> {
    check("tape", core)
    return unsafeDowncast(core.pointee.owner!, to: Tape<Scalar>.self)
  }

  /// The name that was given to it.
  public var name: String? {
    check("name", core)
    return core.name(of: index)
  }

  /// What the leaf stands for; `nil` for the output of an operation.
  public var leafKind: LeafKind? {
    check("leafKind", core)
    return core.node(index).leafKind
  }

  /// The same variable, named. The name is the node's: every handle to it shows it.
  @discardableResult
  public func named(_ name: String) -> Variable {
    check("named", core)
    core.pointee.names[index] = name
    return self
  }

  /// Stops unless the variable's tape still exists and is the expected one.
  @inline(__always)
  func check(_ operation: @autoclosure () -> String, _ expected: TapePointer) {
    if core.pointee.generation != generation || core != expected { refuse(operation()) }
  }

  @inline(never)
  private func refuse(_ operation: String) -> Never {
    if core.pointee.generation != generation {
      stop(
        "\(operation): a variable whose tape no longer exists; keep the Tape in a constant that lives as long as its variables; an optimised program drops an array of tapes or gradients after the array's last use: say withExtendedLifetime after that of the variables"
      )
    }
    stop(
      "\(operation): \(displayName(position: 0)) is on another tape; record both on one tape, or bring its value over with tape.constant(other.value)"
    )
  }

  /// The name, or a description by position where it has none.
  func displayName(position: Int) -> String { core.displayName(of: index, position: position) }
}

extension Variable: Hashable {}

extension Variable: CustomStringConvertible {
  /// The name and the value.
  public var description: String { (name.map { "\($0) = " } ?? "") + "\(value)" }
}
