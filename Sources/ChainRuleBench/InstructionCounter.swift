import CChainRuleBench

/// Counts the instructions that this process executes in user mode, in the threads and processes that it starts too.
struct InstructionCounter: ~Copyable {
  /// The counter of the system; −1 where it has none, or does not allow it.
  private let handle = crb_instruction_counter()

  deinit { if handle >= 0 { crb_stop_counting(handle) } }

  /// How many there were since the counter was made; `nil` where the system does not count them, or not all.
  var count: Int? {
    guard handle >= 0 else { return nil }
    let count = crb_instructions(handle)
    return count < 0 ? nil : Int(count)
  }
}
