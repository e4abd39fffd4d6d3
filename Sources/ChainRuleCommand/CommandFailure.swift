/// Ends a command with a message on standard error.
struct CommandFailure: Error {
  let message: String
  let status: ExitStatus

  init(_ message: String, status: ExitStatus = .badUsage) {
    self.message = message
    self.status = status
  }
}
