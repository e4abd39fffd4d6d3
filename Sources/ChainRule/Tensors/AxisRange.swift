/// What may stand in a tensor's brackets for one axis: a range of entries, or an integer, which takes one entry and
/// drops the axis.
///
/// Entries are counted from the front. A negative number is a mistake and not a place counted from the back: `1 ..< -1`
/// is no range in Swift, and a place that was computed wrongly should not quietly read the other end.
public protocol AxisRange: Sendable {
  /// The first entry, and the one after the last; `nil` stands for the axis's own end.
  var axisBounds: (lower: Int, upper: Int?) { get }

  /// Whether the axis goes.
  static var dropsAxis: Bool { get }
}

extension AxisRange {
  public static var dropsAxis: Bool { false }
}

extension Int: AxisRange {
  public var axisBounds: (lower: Int, upper: Int?) { (self, after(self)) }
  public static var dropsAxis: Bool { true }
}

extension Range: AxisRange where Bound == Int {
  public var axisBounds: (lower: Int, upper: Int?) { (lowerBound, upperBound) }
}

extension ClosedRange: AxisRange where Bound == Int {
  public var axisBounds: (lower: Int, upper: Int?) { (lowerBound, after(upperBound)) }
}

extension PartialRangeFrom: AxisRange where Bound == Int {
  public var axisBounds: (lower: Int, upper: Int?) { (lowerBound, nil) }
}

extension PartialRangeUpTo: AxisRange where Bound == Int {
  public var axisBounds: (lower: Int, upper: Int?) { (0, upperBound) }
}

extension PartialRangeThrough: AxisRange where Bound == Int {
  public var axisBounds: (lower: Int, upper: Int?) { (0, after(upperBound)) }
}

/// The next entry; the greatest number stays, and is out of every axis's range either way.
private func after(_ entry: Int) -> Int { entry == .max ? .max : entry + 1 }
