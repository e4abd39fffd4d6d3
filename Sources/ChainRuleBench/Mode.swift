/// How a workload is carried out.
enum Mode: String, CaseIterable {
  /// Recorded on a new tape in every step.
  case eager
  /// Recorded once, frozen into a program, and run.
  case program
}
