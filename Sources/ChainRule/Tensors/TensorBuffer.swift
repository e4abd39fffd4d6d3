import CChainRule

/// A block of memory for scalars, freed with the last tensor that uses it.
///
/// It is written to only while one tensor holds it, which makes it safe to share between tasks. In an arena's block each
/// tensor has a part of its own, and what is written to is the part.
final class TensorBuffer: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// Whether tensors that have nothing to do with each other lie in it.
  let isOfArena: Bool
  /// Whether its bytes count as tensor memory; not while an arena keeps it for later.
  var isCounted = true {
    didSet { if isCounted != oldValue { cr_memory_add(isCounted ? Int64(byteCount) : -Int64(byteCount)) } }
  }

  init(byteCount: Int, isOfArena: Bool = false) {
    self.byteCount = byteCount
    self.isOfArena = isOfArena
    base = .allocate(byteCount: byteCount, alignment: 16)
    cr_memory_add(Int64(byteCount))
    cr_memory_count_allocation()
  }

  deinit {
    base.deallocate()
    if isCounted { cr_memory_add(-Int64(byteCount)) }
  }
}
