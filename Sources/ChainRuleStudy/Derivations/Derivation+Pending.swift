// MARK: - PENDING: stand-ins for counterexamples and their scripts. Delete this file when they are merged.

extension Derivation {
  /// The smallest numbers at which the sides of the equation at a line differ, as lines of text; `nil` where there are
  /// none: the equation holds, or was not judged.
  public func counterexample(atLine line: Int) -> String? { nil }

  /// A script of a dozen lines that shows by finite differences, without this package, what is wrong at a line; `nil`
  /// where nothing is, or where it has no place in a short script.
  public func snippet(atLine line: Int, as language: SnippetLanguage) -> String? { nil }
}

public enum SnippetLanguage: String, CaseIterable, Sendable {
  case numpy, swift
}
