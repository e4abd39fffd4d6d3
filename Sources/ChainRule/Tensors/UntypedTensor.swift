import CChainRule

/// What a tensor is made of, without its scalar type in the type.
///
/// All the work on tensors is done here, once for both scalar types; `Tensor<Scalar>` is the typed handle to it.
/// Nothing here is generic, so nothing here can run unspecialised.
struct UntypedTensor: Sendable {
  var shape: Shape
  /// The distance between neighbours along each axis, in scalars.
  var strides: SIMD8<Int32> = .zero
  /// The memory that holds the scalars; `nil` where every element is `fill`, which is how single numbers are held.
  var buffer: TensorBuffer?
  /// The value of every element where there is no buffer.
  var fill: Double = 0
  /// The place of the first element in the buffer, in scalars.
  var offset = 0
  var format: ScalarFormat

  /// A tensor whose elements are all the same number. Allocates nothing.
  init(format: ScalarFormat, shape: Shape, fill: Double) {
    self.format = format
    self.shape = shape
    self.fill = format.rounded(fill)
  }

  /// A row-major tensor with memory that `initialize` fills completely: in the arena if it is small and there is one, else
  /// its own.
  init(
    format: ScalarFormat, shape: Shape, arena: UnsafeMutablePointer<TensorArena>? = TensorArena.current,
    initialize: (UnsafeMutableRawPointer) -> Void
  ) {
    self.format = format
    self.shape = shape
    guard shape.rank > 0 else {
      var single = 0.0
      withUnsafeMutableBytes(of: &single) { initialize($0.baseAddress!) }
      fill = format == .float32 ? withUnsafeBytes(of: single) { Double($0.load(as: Float.self)) } : single
      return
    }
    strides = shape.rowMajorStrides
    let byteCount = shape.elementCount * format.width
    if let arena, byteCount <= TensorArena.largestTensor {
      let (block, start) = arena.pointee.take(byteCount)
      initialize(block.base + start)
      buffer = block
      offset = start / format.width
    } else {
      let buffer = TensorBuffer(byteCount: byteCount)
      initialize(buffer.base)
      self.buffer = buffer
    }
  }

  /// The same tensor outside of any arena: a small one that lies in one is copied.
  var withOwnMemory: UntypedTensor {
    guard let buffer, buffer.isOfArena, elementCount * format.width <= TensorArena.largestTensor else { return self }
    return copied
  }

  /// The same elements in row-major memory of their own.
  var copied: UntypedTensor {
    UntypedTensor(format: format, shape: shape, arena: nil) { copy(to: $0, strides: shape.rowMajorStrides) }
  }

  var elementCount: Int { shape.elementCount }

  /// Whether the elements stand in row-major order without gaps.
  var isContiguous: Bool { buffer != nil && shape.isRowMajor(strides) }

  /// The address of the first element; `nil` where there is no buffer.
  var base: UnsafeMutableRawPointer? { buffer.map { $0.base + offset * format.width } }

  /// The same elements in row-major memory. Complexity: O(1) where they are already.
  var contiguous: UntypedTensor {
    if isContiguous { return self }
    return UntypedTensor(format: format, shape: shape) { memory in copy(to: memory, strides: shape.rowMajorStrides) }
  }

  /// Writes the elements to memory of the given strides.
  func copy(to destination: UnsafeMutableRawPointer, strides destinationStrides: SIMD8<Int32>) {
    guard elementCount > 0 else { return }
    withSingle { single in
      UntypedTensor.withAxes(shape.lanes, strides, destinationStrides) { lengths, from, to in
        cr_copy(
          format.kernel, Int32(shape.rank), lengths, from, base.map { UnsafeRawPointer($0) } ?? single, to, destination)
      }
    }
  }

  /// Writes `fill` in this tensor's number format.
  func storeFill(to memory: UnsafeMutableRawPointer) {
    switch format {
    case .float32: memory.storeBytes(of: Float(fill), as: Float.self)
    case .float64: memory.storeBytes(of: fill, as: Double.self)
    }
  }

  /// Calls `body` with the address of `fill` in this tensor's number format.
  func withSingle<Result>(_ body: (UnsafeRawPointer) throws -> Result) rethrows -> Result {
    switch format {
    case .float32: try withUnsafePointer(to: Float(fill)) { try body($0) }
    case .float64: try withUnsafePointer(to: fill) { try body($0) }
    }
  }

  static func withAxes(
    _ lengths: SIMD8<Int32>, _ from: SIMD8<Int32>, _ to: SIMD8<Int32>,
    _ body: (UnsafePointer<Int32>, UnsafePointer<Int32>, UnsafePointer<Int32>) -> Void
  ) {
    withUnsafeBytes(of: lengths) { lengths in
      withUnsafeBytes(of: from) { from in
        withUnsafeBytes(of: to) { to in
          body(
            lengths.baseAddress!.assumingMemoryBound(to: Int32.self) + 1,  // lane 0 is the rank
            from.baseAddress!.assumingMemoryBound(to: Int32.self), to.baseAddress!.assumingMemoryBound(to: Int32.self))
        }
      }
    }
  }

  /// The element at a place in row-major order. Complexity: O(rank).
  func element(at position: Int) -> Double {
    guard let base else { return fill }
    var place = 0
    var rest = position
    for axis in (0..<shape.rank).reversed() {
      place += rest % shape[axis] * Int(strides[axis])
      rest /= shape[axis]
    }
    return format == .float32
      ? Double(base.load(fromByteOffset: place * 4, as: Float.self))
      : base.load(fromByteOffset: place * 8, as: Double.self)
  }
}

extension Shape {
  /// The distance between neighbours along each axis when the innermost axis is consecutive.
  var rowMajorStrides: SIMD8<Int32> {
    var strides = SIMD8<Int32>.zero
    var distance: Int32 = 1
    for axis in (0..<rank).reversed() {
      strides[axis] = distance
      distance &*= Int32(self[axis])
    }
    return strides
  }

  /// Whether elements at such distances stand in row-major order without gaps. Axes of length 1 have no distance.
  /// Inlined, for it is asked of every operand of an eager operation.
  @inline(__always)
  func isRowMajor(_ strides: SIMD8<Int32>) -> Bool {
    var expected: Int32 = 1
    for axis in (0..<rank).reversed() where self[axis] != 1 {
      if strides[axis] != expected { return false }
      expected &*= Int32(self[axis])  // wraps only where there are no elements at all
    }
    return true
  }
}
