/// A growing sequence in chunks of doubling size: elements never move, so growing it copies nothing.
///
/// Places are 32-bit numbers. It must be emptied with `removeAll` before it is dropped.
struct ChunkedStorage<Element> {
  private static var firstBits: Int { 8 }

  private var chunks: [UnsafeMutablePointer<Element>] = []
  private(set) var count = 0
  private var capacity = 0

  // Chunk k holds 2^(8+k) elements, so that the place of an element follows from the leading bit of its index + 2⁸.
  @inline(__always)
  private func address(_ index: Int) -> UnsafeMutablePointer<Element> {
    let shifted = index &+ (1 << Self.firstBits)
    let bit = Int.bitWidth &- 1 &- shifted.leadingZeroBitCount
    return chunks.withUnsafeBufferPointer { $0.baseAddress.unsafelyUnwrapped[bit &- Self.firstBits] }
      + (shifted &- (1 << bit))
  }

  subscript(index: Int) -> Element {
    @inline(__always) unsafeAddress { UnsafePointer(address(index)) }
    @inline(__always) nonmutating unsafeMutableAddress { address(index) }
  }

  @inline(__always)
  mutating func append(_ element: consuming Element) {
    if count == capacity { grow() }
    address(count).initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let size = 1 << (Self.firstBits + chunks.count)
    guard capacity + size <= Int32.max else { stop("a tape holds at most 2³¹ − 2⁸ nodes; record on several tapes") }
    chunks.append(.allocate(capacity: size))
    capacity += size
  }

  /// Forgets every element and all memory but the first few chunks, which the next tape can use at once.
  mutating func removeAll(keepingChunks kept: Int) {
    var start = 0
    for (order, chunk) in chunks.enumerated() {
      let size = 1 << (Self.firstBits + order)
      chunk.deinitialize(count: Swift.max(0, Swift.min(size, count - start)))
      start += size
      if order >= kept {
        chunk.deallocate()
        capacity -= size
      }
    }
    if chunks.count > kept { chunks.removeLast(chunks.count - kept) }
    count = 0
  }
}
