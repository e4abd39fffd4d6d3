/// Stops the program with a message about a caller's mistake.
///
/// `precondition` loses its message in release builds; `fatalError` keeps it.
func stop(_ message: String) -> Never {
  fatalError(message)
}

/// Runs `body` and stops with its message, under the operation's name, where it throws.
func orStop<Result>(_ operation: String, _ body: () throws(ShapeError) -> Result) -> Result {
  do throws(ShapeError) { return try body() } catch { stop("\(operation): \(error)") }
}
