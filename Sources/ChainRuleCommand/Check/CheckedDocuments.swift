import ChainRuleData
import ChainRuleStudy
import Foundation

/// The documents of a command line, read and judged.
struct CheckedDocuments {
  /// In the order of the command line.
  private(set) var derivations: [Entry] = []
  private(set) var unreadable: [DocumentCollection.Unreadable] = []

  struct Entry {
    let derivation: Derivation
    let checked: CheckedDerivation
    /// Whether the file begins with a byte order mark, which is no part of the document's text.
    var hasByteOrderMark = false
  }

  var checked: [CheckedDerivation] { derivations.map(\.checked) }

  private let given: ReadDocument?
  private let options: Derivation.Options
  private let output: Output

  init(given: String?, options: Derivation.Options, _ output: Output) throws {
    self.options = options
    self.output = output
    self.given = try given.map { path in
      let document = try DocumentFile(contentsOf: path).document
      try CheckedDocuments.checkBindings(of: document)
      return document
    }
  }

  /// Reads and judges the documents one after the other. What cannot be read is said, and the rest goes on.
  mutating func append(_ paths: [String]) {
    let isLong = paths.count > 1
    defer { if isLong { output.showProgress("") } }
    for (place, path) in paths.enumerated() {
      if isLong { output.showProgress("\(place + 1)/\(paths.count) \(printable(path))") }
      do {
        let file = try DocumentFile(contentsOf: path)
        try append(file.document, hasByteOrderMark: file.hasByteOrderMark)
      } catch let failure as CommandFailure {
        fail(path, failure.message)
      } catch {
        fail(path, "\(error)")
      }
    }
  }

  /// Judges the equations of the command line, as one document: later ones know the earlier ones.
  mutating func append(equations: [String]) throws {
    guard let first = equations.first else { return }
    guard equations.count > 1 else { return try append(ReadDocument(readingEquation: first)) }
    let isTeX = equations.contains { $0.contains("\\") }
    let text = equations.map { isTeX ? "$$\($0)$$" : $0 }.joined(separator: "\n\n")
    try append(ReadDocument(reading: text, name: "equations", format: isTeX ? .markdown : .plainText))
  }

  private mutating func append(_ document: ReadDocument, hasByteOrderMark: Bool = false) throws {
    try CheckedDocuments.checkBindings(of: document)
    var derivation = Derivation(document)
    derivation.given = given
    derivation.options = options
    derivations.append(
      Entry(derivation: derivation, checked: derivation.check(), hasByteOrderMark: hasByteOrderMark))
  }

  /// A document whose author's directions cannot be read is not judged: it could be accused falsely.
  private static func checkBindings(of document: ReadDocument) throws(CommandFailure) {
    do {
      _ = try DocumentBindings(of: document)
    } catch {
      let cell = error.cell.map { "cell \($0), " } ?? ""
      throw CommandFailure("\(document.name):\(cell)\(error.line):\(error.column): \(error.message)")
    }
  }

  private mutating func fail(_ path: String, _ message: String) {
    output.showProgress("")
    output.printError("chain-rule: \(printable(message))")
    // The name stands in front of the reason, where a list of documents has it already.
    let reason = message.hasPrefix("\(path):") ? String(message.dropFirst(path.count + 1).drop { $0 == " " }) : message
    unreadable.append(.init(name: path, message: reason))
  }
}
