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

/// How much memory tensors hold.
public enum TensorMemory {
  /// The bytes alive now.
  public static var live: Int { Int(cr_memory_live()) }

  /// The most bytes that were alive at one time since the program started or ``resetPeak()`` was called.
  public static var peak: Int { Int(cr_memory_peak()) }

  /// Starts a new measurement of ``peak``.
  public static func resetPeak() { cr_memory_reset_peak() }
}
