import Foundation

/// Where a command's results and messages go.
struct Output {
  /// Whether lines may be drawn again and in colour: standard output is a terminal that knows how, and nobody asked for
  /// plain text with the variable `NO_COLOR`.
  let isInteractive: Bool
  /// Whether standard output is a terminal of any kind, where lines should not be longer than it is wide.
  let isTerminal: Bool
  /// Whether a line on standard error may be drawn again, to say how far a long work is.
  let showsProgress: Bool

  init() {
    let environment = ProcessInfo.processInfo.environment
    let asksForPlainText = !(environment["NO_COLOR"] ?? "").isEmpty
    let knowsEscapes = !["", "dumb"].contains(environment["TERM"] ?? "")
    isTerminal = isatty(STDOUT_FILENO) == 1
    isInteractive = isTerminal && knowsEscapes && !asksForPlainText
    showsProgress = isatty(STDERR_FILENO) == 1 && knowsEscapes
  }

  /// Writes a line to standard output.
  func print(_ line: String = "") { write("\(line)\n") }

  /// Writes text to standard output at once, so that what reads it sees it as it comes.
  ///
  /// Ends the program where that is not possible: on a full disk, or where nobody reads any more.
  func write(_ text: String) {
    do {
      try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
    } catch {
      let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
      printError("chain-rule: cannot write the output: \(String(cString: strerror(Int32(cause.code))))")
      exit(ExitStatus.badUsage.rawValue)
    }
  }

  /// Writes a line to standard error, if anybody can read it there.
  func printError(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data("\(line)\n".utf8)) }

  /// The columns of the terminal; 80 where it does not know.
  var columns: Int { columns(of: STDOUT_FILENO) }

  private func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Draws a line on standard error again; an empty one wipes it. Only where somebody sees it.
  func showProgress(_ line: String) {
    guard showsProgress else { return }
    let text = line.prefix(max(0, columns(of: STDERR_FILENO) - 1))
    try? FileHandle.standardError.write(contentsOf: Data("\r\(text)\u{1B}[K".utf8))
  }

  /// Draws the line where the cursor is again. Interactive output only.
  func redraw(_ line: String) { write("\r\(line)\u{1B}[K") }

  /// Wipes the line where the cursor is. Interactive output only.
  func wipe() { write("\r\u{1B}[K") }

  func green(_ text: String) -> String { isInteractive ? "\u{1B}[32m\(text)\u{1B}[0m" : text }

  func red(_ text: String) -> String { isInteractive ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}
