import CChainRule

/// A block of memory for scalars, freed with the last tensor that uses it.
///
/// It is written to only while one tensor holds it, which makes it safe to share between tasks.
final class TensorBuffer: @unchecked Sendable {
  let base: UnsafeMutableRawPointer
  let byteCount: Int

  init(scalars: Int, format: ScalarFormat) {
    byteCount = scalars * format.width
    base = .allocate(byteCount: byteCount, alignment: 16)
    cr_memory_add(Int64(byteCount))
  }

  deinit {
    base.deallocate()
    cr_memory_add(-Int64(byteCount))
  }
}
