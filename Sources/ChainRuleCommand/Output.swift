import Foundation

/// Where a command's results and messages go.
struct Output {
  /// Whether lines may be drawn again and in colour: standard output is a terminal that knows how, and nobody asked for
  /// plain text with the variable `NO_COLOR`.
  let isInteractive: Bool

  init() {
    let environment = ProcessInfo.processInfo.environment
    let asksForPlainText = !(environment["NO_COLOR"] ?? "").isEmpty
    let knowsEscapes = !["", "dumb"].contains(environment["TERM"] ?? "")
    isInteractive = isatty(STDOUT_FILENO) == 1 && knowsEscapes && !asksForPlainText
  }

  /// Writes a line to standard output.
  func print(_ line: String = "") { write("\(line)\n") }

  /// Writes text to standard output at once, so that what reads it sees it as it comes.
  func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

  /// Writes a line to standard error.
  func printError(_ line: String) { FileHandle.standardError.write(Data("\(line)\n".utf8)) }

  /// Draws the line where the cursor is again. Interactive output only.
  func redraw(_ line: String) { write("\r\(line)\u{1B}[K") }

  /// Wipes the line where the cursor is. Interactive output only.
  func wipe() { write("\r\u{1B}[K") }

  func green(_ text: String) -> String { isInteractive ? "\u{1B}[32m\(text)\u{1B}[0m" : text }

  func red(_ text: String) -> String { isInteractive ? "\u{1B}[31m\(text)\u{1B}[0m" : text }
}
