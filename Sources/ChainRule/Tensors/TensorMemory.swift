import CChainRule

/// How much memory tensors hold.
public enum TensorMemory {
  /// The bytes alive now.
  public static var live: Int { Int(cr_memory_live()) }

  /// The most bytes that were alive at one time since the program started or ``resetPeak()`` was called.
  public static var peak: Int { Int(cr_memory_peak()) }

  /// Starts a new measurement of ``peak``.
  public static func resetPeak() { cr_memory_reset_peak() }

  /// How many blocks of memory were allocated for tensors since the program started. A tape's small tensors share blocks.
  public static var allocationCount: Int { Int(cr_memory_allocations()) }

  /// The most memory that the whole process has ever held, in bytes; 0 where the system does not say.
  public static var peakResident: Int { Int(cr_peak_resident_bytes()) }
}
