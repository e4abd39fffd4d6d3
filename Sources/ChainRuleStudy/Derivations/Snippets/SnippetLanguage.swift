/// The languages in which a counterexample can be written down.
public enum SnippetLanguage: String, CaseIterable, Sendable {
  case numpy, swift
}

extension Counterexample {
  /// A script that shows the counterexample by finite differences and needs nothing of this package; `nil` where the
  /// claim holds something that has no place in a short script.
  public func snippet(in language: SnippetLanguage) -> String? {
    try? SnippetWriter(self, language == .numpy ? NumPySyntax() as any SnippetSyntax : SwiftSyntax()).script()
  }
}
