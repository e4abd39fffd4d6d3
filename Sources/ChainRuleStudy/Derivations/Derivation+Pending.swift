// MARK: - PENDING: stand-ins for the reader and the judge, to be deleted when they are merged.

extension Statement {
  var unicode: String { latex }
}

extension Statement {
  /// Reads a single equation; `nil` where it is none.
  init?(reading latex: String) { return nil }
}
