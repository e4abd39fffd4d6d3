extension Derivation {
  /// Reads a document. What cannot be read is among the problems of ``document``.
  public init(_ text: String, name: String, format: ReadDocument.Format) {
    self.init(ReadDocument(reading: text, name: name, format: format))
  }
}
