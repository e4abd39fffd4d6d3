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

  /// Writes out what was printed.
  static func flushOutput() { fflush(nil) }

  /// The natural logarithm.
  static func logarithm(_ x: Double) -> Double { log(x) }

  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  /// The bytes of a file.
  static func contents(of path: String) throws(FileError) -> [UInt8] {
    guard let file = fopen(path, "rb") else { throw FileError(file: path, place: nil, message: lastError) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&part, 1, part.count, file)
      bytes += part[..<count]
      if ferror(file) != 0 { throw FileError(file: path, place: nil, message: lastError) }
      if count == 0 { return bytes }
    }
  }

  /// Makes or replaces a file.
  static func replaceFile(_ path: String, with bytes: [UInt8]) throws(FileError) {
    guard let file = fopen(path, "wb") else { throw FileError(file: path, place: nil, message: lastError) }
    let written = fwrite(bytes, 1, bytes.count, file)
    guard fclose(file) == 0, written == bytes.count else {
      throw FileError(file: path, place: nil, message: lastError)
    }
  }

  /// Why the last call of the system failed.
  private static var lastError: String { String(cString: strerror(errno)) }

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
    guard let process = start(arguments) else { return ProcessEnd(status: 127, peakResidentBytes: 0) }
    return end(of: process)
  }

  /// Like `runThisProgram`, with what the other process writes to standard output.
  static func outputOfThisProgram(_ arguments: [String]) -> (end: ProcessEnd, output: [UInt8]) {
    var (pipeEnds, output): ([Int32], [UInt8]) = ([0, 0], [])
    guard pipe(&pipeEnds) == 0 else { return (ProcessEnd(status: 127, peakResidentBytes: 0), []) }
    fflush(nil)
    let ownOutput = dup(STDOUT_FILENO)
    dup2(pipeEnds[1], STDOUT_FILENO)
    let process = start(arguments)
    dup2(ownOutput, STDOUT_FILENO)
    close(ownOutput)
    close(pipeEnds[1])
    var part = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(pipeEnds[0], &part, part.count)
      if count > 0 { output += part[..<count] } else if count == 0 || errno != EINTR { break }
    }
    close(pipeEnds[0])
    return (process.map(end(of:)) ?? ProcessEnd(status: 127, peakResidentBytes: 0), output)
  }

  private static func start(_ arguments: [String]) -> pid_t? {
    fflush(nil)
    let program = CommandLine.arguments[0]
    var list = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for argument in list { free(argument) } }
    var process = pid_t()
    return posix_spawnp(&process, program, nil, nil, &list, environ) == 0 ? process : nil
  }

  private static func end(of process: pid_t) -> ProcessEnd {
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
