// MARK: - PENDING: stand-ins for the judge. Delete this file when it is merged.

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
