/// An n-dimensional array of numbers, in row-major order, with value semantics.
///
/// A tensor is a value: changing a copy leaves the original alone. Views (transposes, slices, broadcasts) share memory
/// with the tensor they come from until one of the two is written to. A tensor whose elements are all the same number,
/// a single number among them, has no memory of its own.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  var untyped: UntypedTensor

  @inline(__always)
  init(_ untyped: UntypedTensor) { self.untyped = untyped }

  /// The lengths of the axes, outermost first.
  public var shape: Shape { untyped.shape }

  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The number of elements.
  public var elementCount: Int { shape.elementCount }

  /// A single number: rank 0.
  public init(_ scalar: Scalar) {
    untyped = UntypedTensor(format: Scalar.format, shape: .scalar, fill: Double(scalar))
  }

  /// A tensor whose elements are all `value`. Allocates nothing.
  public init(repeating value: Scalar, shape: Shape) {
    orStop("Tensor") { () throws(ShapeError) in try shape.checkElementCount() }
    untyped = UntypedTensor(format: Scalar.format, shape: shape, fill: Double(value))
  }

  /// A tensor of the given elements in row-major order. Stops unless there are as many as the shape holds.
  public init(shape: Shape, scalars: some Collection<Scalar>) {
    guard scalars.count == shape.elementCount else {
      stop("Tensor: a tensor of \(shape) has \(shape.elementCount) elements, but \(scalars.count) were given")
    }
    self.init(shape: shape) { memory in _ = memory.initialize(fromContentsOf: scalars) }
  }

  /// A row-major tensor whose memory `initialize` fills completely.
  public init(shape: Shape, initializingWith initialize: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    orStop("Tensor") { () throws(ShapeError) in try shape.checkElementCount() }
    untyped = UntypedTensor(format: Scalar.format, shape: shape) { memory in
      let count = shape.elementCount
      initialize(UnsafeMutableBufferPointer(start: memory.bindMemory(to: Scalar.self, capacity: count), count: count))
    }
  }

  /// A vector.
  public init(_ scalars: [Scalar]) { self.init(shape: [scalars.count], scalars: scalars) }

  /// A matrix of the given rows. Stops where the rows have different lengths.
  public init(_ rows: [[Scalar]]) {
    let width = rows.first?.count ?? 0
    for (index, row) in rows.enumerated() where row.count != width {
      stop("Tensor: row \(index) has \(row.count) numbers, but row 0 has \(width)")
    }
    self.init(shape: [rows.count, width], scalars: rows.flatMap { $0 })
  }

  /// All elements 0.
  public static func zeros(_ lengths: Int...) -> Tensor { Tensor(repeating: 0, shape: Shape(lengths)) }

  /// All elements 1.
  public static func ones(_ lengths: Int...) -> Tensor { Tensor(repeating: 1, shape: Shape(lengths)) }

  /// The elements in row-major order. Complexity: O(elements).
  public var scalars: [Scalar] { withUnsafeScalars { Array($0) } }

  /// Calls `body` with the elements in row-major order; a view is copied into that order first.
  public func withUnsafeScalars<Result>(_ body: (UnsafeBufferPointer<Scalar>) throws -> Result) rethrows -> Result {
    if untyped.buffer == nil, elementCount == 1 {
      return try withUnsafePointer(to: Scalar(untyped.fill)) { try body(UnsafeBufferPointer(start: $0, count: 1)) }
    }
    let contiguous = untyped.contiguous
    defer { withExtendedLifetime(contiguous) {} }
    return try body(
      UnsafeBufferPointer(start: contiguous.base!.assumingMemoryBound(to: Scalar.self), count: elementCount))
  }

  /// The only element of a tensor that has one element, whatever its rank. Stops where there are more or none.
  public var scalar: Scalar {
    guard elementCount == 1 else { stop("Tensor.scalar: a tensor of \(shape) is not a single number") }
    return Scalar(untyped.element(at: 0))
  }
}
