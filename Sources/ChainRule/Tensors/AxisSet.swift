/// A set of axes, held in one word.
public struct AxisSet: Hashable, Sendable {
  private var bits: UInt8 = 0

  init() {}

  init(_ axes: some Sequence<Int>) {
    for axis in axes { bits |= 1 << UInt8(axis) }
  }

  /// Whether an axis, counted from the front, is in the set.
  public func contains(_ axis: Int) -> Bool { (0..<8).contains(axis) && bits & (1 << UInt8(axis)) != 0 }

  public var isEmpty: Bool { bits == 0 }

  /// Adds an axis and says whether it was new.
  mutating func insert(_ axis: Int) -> Bool {
    defer { bits |= 1 << UInt8(axis) }
    return !contains(axis)
  }
}

extension AxisSet: Sequence {
  public func makeIterator() -> some IteratorProtocol<Int> {
    (0..<8).lazy.filter { [self] in contains($0) }.makeIterator()
  }
}
