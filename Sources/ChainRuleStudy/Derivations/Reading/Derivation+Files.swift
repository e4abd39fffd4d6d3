import Foundation

extension Derivation {
  /// Reads a document from a file; its name and its first bytes tell the format.
  public init(contentsOf path: String) throws(DocumentError) {
    let content: Data
    do {
      content = try Data(contentsOf: URL(filePath: path))
    } catch {
      let reason = (error as NSError).localizedFailureReason ?? (error as NSError).localizedDescription
      throw DocumentError(name: path, problem: .unreadable(reason: reason))
    }
    self.init(try ReadDocument(reading: Array(content), name: path))
  }
}
