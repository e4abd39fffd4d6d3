#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What the program needs of the operating system.
enum System {
  /// Ends this process.
  static func end(_ status: Int32) -> Never { exit(status) }

  /// Writes to standard error.
  static func printError(_ text: String) {
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// The natural logarithm.
  static func logarithm(_ x: Double) -> Double { log(x) }

  /// How a process ended.
  struct ProcessEnd {
    /// Its exit code; what a shell says, 128 + the signal, where a signal ended it; 127 where it could not be started.
    let status: Int32
    /// The most memory that it held.
    let peakResidentBytes: Int
  }

  /// Starts this program once more, with other arguments, and waits for its end. It writes where this one
  /// does.
  ///
  /// On Linux the memory is never reported as less than what this process held when it started the other one, so the
  /// one that starts others should be small.
  static func runThisProgram(_ arguments: [String]) -> ProcessEnd {
    fflush(nil)
    let program = CommandLine.arguments[0]
    var list = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in list { free(argument) } }
    var process = pid_t()
    guard posix_spawnp(&process, program, nil, nil, &list, environ) == 0 else {
      return ProcessEnd(status: 127, peakResidentBytes: 0)
    }
    var state: Int32 = 0
    var usage = rusage()
    while wait4(process, &state, 0, &usage) == -1, errno == EINTR {}
    #if canImport(Darwin)
      let bytes = usage.ru_maxrss
    #else
      let bytes = usage.ru_maxrss * 1024
    #endif
    let signal = state & 0x7f
    return ProcessEnd(status: signal == 0 ? state >> 8 & 0xff : 128 + signal, peakResidentBytes: bytes)
  }
}
