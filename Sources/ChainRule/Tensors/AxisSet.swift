/// A set of axes, held in one word.
public struct AxisSet: Hashable, Sendable {
  private var bits: UInt8 = 0

  init() {}

  /// The set of these axes, counted from the front. Stops at one that no shape has.
  public init(_ axes: some Sequence<Int>) {
    for axis in axes {
      guard (0..<Shape.maximumRank).contains(axis) else {
        stop("AxisSet: \(axis) is no axis; they are counted from 0, and there are at most \(Shape.maximumRank)")
      }
      bits |= 1 << UInt8(axis)
    }
  }

  /// Whether an axis, counted from the front, is in the set.
  public func contains(_ axis: Int) -> Bool { (0..<8).contains(axis) && bits & (1 << UInt8(axis)) != 0 }

  public var isEmpty: Bool { bits == 0 }

  /// The last run of neighbouring axes of the set before axis `end`; `nil` where there is none.
  func lastRun(before end: Int) -> Range<Int>? {
    var upper = end
    while upper > 0, !contains(upper - 1) { upper -= 1 }
    var lower = upper
    while lower > 0, contains(lower - 1) { lower -= 1 }
    return lower < upper ? lower..<upper : nil
  }

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
