extension Program: CustomStringConvertible {
  /// The steps in order: for each value that one keeps its formula, in which what was fused is spelled out, its shape, and
  /// its place in the program's block of memory, or the variable that it overwrites.
  public var description: String {
    let operations = "\(frozen.valueCount) operation\(frozen.valueCount == 1 ? "" : "s")"
    let steps = "\(stepCount) step\(stepCount == 1 ? "" : "s")"
    let memory =
      "\(frozen.memory.byteCount) bytes for what is computed, without sharing \(frozen.memory.unsharedByteCount)"
    return "program: \(operations) in \(steps); \(memory)" + (frozen.listing.isEmpty ? "" : "\n\(frozen.listing)")
  }
}
