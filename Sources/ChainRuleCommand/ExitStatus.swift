/// What the program's exit code says.
enum ExitStatus: Int32 {
  case success = 0
  /// A check that the command makes did not hold.
  case checkFailed = 1
  /// The command line or a file it names cannot be used.
  case badUsage = 2
  /// Nothing is wrong as far as was found out, but not everything was.
  case undecided = 3
}
