// MARK: - PENDING: stand-ins for the reader and the judge. Delete this file when they are merged.

extension ReadDocument {
  /// Reads a document. What cannot be read is among the problems.
  public init(reading text: String, name: String, format: Format) {
    self.init(name: name, text: text, format: format, statements: [])
  }

  /// Reads one equation, in TeX's notation or in Unicode's, as it stands on a command line.
  public init(readingEquation text: String) {
    self.init(name: "equation", text: text, format: .plainText, statements: [])
  }
}

extension Statement {
  /// The statement in Unicode mathematics.
  var unicode: String { latex }

  /// Reads a single equation, to show it as a formula; `nil` where it is none.
  init?(reading latex: String) { return nil }
}

extension Derivation {
  /// Judges every equation of the document.
  public func check() -> CheckedDerivation { CheckedDerivation(name: document.name, document: document) }

  /// The smallest numbers at which the sides of the equation at a line differ, in a few lines of text; `nil` where there
  /// are none: the equation holds, or was not judged.
  public func counterexample(atLine line: Int) -> String? { nil }

  /// A script of a dozen lines that shows by finite differences, without this package, what is wrong at a line; `nil`
  /// where nothing is.
  public func snippet(atLine line: Int, as language: SnippetLanguage) -> String? { nil }

  public enum SnippetLanguage: String, CaseIterable, Sendable {
    case numpy, swift
  }
}
