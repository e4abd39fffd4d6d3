import CChainRule

/// The instruction sets that the kernels are compiled for.
///
/// The best one that the machine has is used. The environment variable `CHAINRULE_ISA` (`baseline`, `avx2`, `avx512`,
/// `neon`) or ``use(_:)`` forces another; one that the machine lacks stops the program. Results agree between them to
/// rounding, and bit for bit on each.
public enum InstructionSet: String, CaseIterable, Sendable {
  case baseline, avx2, avx512, neon

  private var kernel: Int32 { cr_instruction_set_named(rawValue) }

  /// Whether this machine has it.
  public var isAvailable: Bool { cr_instruction_set_is_available(kernel) != 0 }

  /// The one that the kernels use.
  public static var current: InstructionSet {
    InstructionSet(rawValue: String(cString: cr_instruction_set_name(cr_instruction_set()))) ?? .baseline
  }

  /// Makes the kernels of the whole process use an instruction set from now on. Stops where the machine lacks it.
  public static func use(_ set: InstructionSet) {
    guard set.isAvailable else {
      let available = allCases.filter(\.isAvailable).map(\.rawValue).joined(separator: ", ")
      stop("InstructionSet.use: this machine has no \(set.rawValue); it has \(available)")
    }
    cr_set_instruction_set(set.kernel)
  }
}
