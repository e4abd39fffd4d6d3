/// The lengths of a tensor's axes, outermost first.
///
/// A shape has at most ``maximumRank`` axes, and a tensor at most 2³¹ − 1 elements. A shape holds no reference, so that
/// passing shapes about costs neither memory nor reference counting.
public struct Shape: Hashable, Sendable {
  /// The most axes that a shape has.
  public static let maximumRank = 7

  // Lane 0 is the rank and lane 1 + i the length of axis i; lanes of missing axes are 0.
  var lanes: SIMD8<Int32>

  /// The shape of a single number: no axes, one element.
  public static var scalar: Shape { Shape(lanes: .zero) }

  init(lanes: SIMD8<Int32>) { self.lanes = lanes }

  /// The shape with these axis lengths. Stops where there are too many axes or elements, or where a length is negative.
  public init(_ lengths: some Sequence<Int>) {
    self = orStop("Shape") { () throws(ShapeError) in try Shape(validating: lengths) }
  }

  /// The shape with these axis lengths, or an error that says why there is none.
  public init(validating lengths: some Sequence<Int>) throws(ShapeError) {
    lanes = .zero
    for length in lengths {
      guard rank < Shape.maximumRank else { throw ShapeError("a shape has at most \(Shape.maximumRank) axes") }
      guard length >= 0 else { throw ShapeError("an axis cannot have the negative length \(length)") }
      guard length <= Int(Int32.max) else { throw ShapeError("an axis has at most 2³¹ − 1 entries, not \(length)") }
      append(length)
    }
    try checkElementCount()
  }

  /// Refuses a shape of more elements than tensors hold.
  func checkElementCount() throws(ShapeError) {
    var elements = 1.0
    for axis in 0..<rank { elements *= Double(self[axis]) }
    guard elements <= Double(Int32.max) else {
      throw ShapeError("a tensor of \(self) would have more than 2³¹ − 1 elements")
    }
  }

  /// The number of axes.
  public var rank: Int { Int(lanes[0]) }

  /// The number of elements: the product of the lengths, 1 for a scalar.
  public var elementCount: Int {
    var product = 1
    for axis in 0..<rank { product &*= self[axis] }  // wraps only where a length is 0
    return product
  }

  /// Adds an innermost axis. For shapes known to stay within the limits.
  mutating func append(_ length: Int) {
    lanes[1 + rank] = Int32(length)
    lanes[0] += 1
  }
}

extension Shape: RandomAccessCollection, MutableCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { rank }

  /// The length of an axis, counted from the outermost. Stops where there is no such axis.
  public subscript(axis: Int) -> Int {
    get {
      checkAxis(axis)
      return Int(lanes[1 + axis])
    }
    set {
      checkAxis(axis)
      guard newValue >= 0, newValue <= Int(Int32.max) else { stop("Shape: an axis cannot have the length \(newValue)") }
      lanes[1 + axis] = Int32(newValue)
    }
  }

  @inline(__always)
  private func checkAxis(_ axis: Int) {
    if axis < 0 || axis >= rank { stop("Shape: there is no axis \(axis) in a shape with \(rank) axes") }
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral lengths: Int...) { self.init(lengths) }
}

extension Shape: CustomStringConvertible {
  /// The lengths with crosses between them, `4 × 7`; a vector is `(7)`, and a single number `scalar`.
  public var description: String {
    switch rank {
    case 0: "scalar"
    case 1: "(\(self[0]))"
    default: map(String.init).joined(separator: " × ")
    }
  }
}

extension Shape {
  /// An axis counted from the front; negative numbers count from the back, −1 being the innermost.
  func axis(_ axis: Int) throws(ShapeError) -> Int {
    guard axis >= -rank, axis < rank else {
      throw ShapeError(
        rank == 0
          ? "{0} is a scalar and has no axis \(axis)"
          : "{0} is \(self): axis \(axis) is out of range; its axes are 0 ... \(rank - 1), or −\(rank) ... −1 from the back"
      )
    }
    return axis < 0 ? axis + rank : axis
  }

  /// The axes as a set, each counted from the front; `nil` means all of them.
  func axes(_ axes: [Int]?) throws(ShapeError) -> AxisSet {
    guard let axes else { return AxisSet(indices) }
    var set = AxisSet()
    for axis in axes {
      guard set.insert(try self.axis(axis)) else { throw ShapeError("axis \(axis) is named twice") }
    }
    return set
  }

  /// The shape that is left when axes are reduced: dropped, or kept with length 1.
  func reduced(along axes: AxisSet, keepingAxes: Bool) -> Shape {
    var result = Shape.scalar
    for axis in 0..<rank {
      if !axes.contains(axis) { result.append(self[axis]) } else if keepingAxes { result.append(1) }
    }
    return result
  }
}
