/// What is put around and between the entries of one axis.
public struct AxisPadding: Hashable, Sendable {
  /// Entries before the first one.
  public var before: Int
  /// Entries after the last one.
  public var after: Int
  /// Entries between each two neighbours.
  public var between: Int

  public init(before: Int = 0, after: Int = 0, between: Int = 0) {
    self.before = before
    self.after = after
    self.between = between
  }

  /// The length of an axis of this length once padded.
  func length(of length: Int) -> Int { before + length + Swift.max(length - 1, 0) * between + after }
}
