import CChainRule

/// The memory of a tape's small tensors: they lie side by side in blocks, so that recording one allocates nothing.
///
/// A block lives as long as a tensor in it. Small tensors that leave the tape are copied, so that they keep no block alive;
/// only a long view of a small one, such as a broadcast, does.
struct TensorArena {
  /// The most bytes of a small tensor.
  static var largestTensor: Int { 256 }
  private static var blockSize: Int { 4096 }

  private var block: TensorBuffer?
  private var used = TensorArena.blockSize

  /// The arena that this thread takes small tensors from, where there is one.
  @inline(__always)
  static var current: UnsafeMutablePointer<TensorArena>? { cr_arena()?.assumingMemoryBound(to: TensorArena.self) }

  /// Calls `body`; the small tensors that are made in it lie in the arena.
  @inline(__always)
  static func using<Result>(_ arena: UnsafeMutablePointer<TensorArena>, _ body: () -> Result) -> Result {
    let outer = cr_arena()
    cr_set_arena(arena)
    defer { cr_set_arena(outer) }
    return body()
  }

  /// Memory for a small tensor: the bytes from `offset` on.
  mutating func take(_ byteCount: Int) -> (block: TensorBuffer, offset: Int) {
    if used + byteCount > Self.blockSize {
      block = TensorBuffer(byteCount: Self.blockSize, isOfArena: true)
      used = 0
    }
    let block = block.unsafelyUnwrapped
    if used == 0 { block.isCounted = true }
    defer { used += (byteCount + 15) & ~15 }
    return (block, used)
  }

  /// Starts anew. The last block is used again, unless a tensor still lies in it.
  mutating func removeAll() {
    if isKnownUniquelyReferenced(&block) {
      block?.isCounted = false
      used = 0
    } else {
      block = nil
      used = Self.blockSize
    }
  }
}
