import Testing

extension ExitTest.Result? {
  /// What the process wrote to standard error before it stopped; needs `observing: [\.standardErrorContent]`.
  var message: String { self.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? "" }
}
