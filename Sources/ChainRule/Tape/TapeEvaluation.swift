/// When a tape computes the values of operations.
public enum TapeEvaluation: Sendable {
  /// As they are recorded.
  case eager
  /// When somebody looks at a value, with all that it needs: for tapes that are recorded to be frozen into a program, or
  /// only to be printed. What an operation refuses for its operands' shapes it refuses at once, and for their values then.
  case onDemand
}
