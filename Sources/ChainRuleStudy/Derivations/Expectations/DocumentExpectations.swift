/// What must be found in a document, as it says itself: `<!-- expect: line 14 factor m -->`.
///
/// A document that says nothing must hold.
public struct DocumentExpectations: Hashable, Sendable {
  public var expectations: [Expectation]

  public enum Expectation: Hashable, Sendable {
    /// A line with a mistake, and the factor where it is one.
    case line(Int, Verdict, factor: String?)
    /// A finding about the document that names these lines.
    case finding(lines: [Int])
  }

  /// Why a comment cannot be read.
  public struct Unreadable: Error, Hashable, Sendable {
    public var line: Int
    public var message: String
  }

  private static let opening = "<!-- expect:"

  /// Reads the comments of a document, each on a line of its own.
  public init(of text: String) throws(Unreadable) {
    expectations = []
    for (place, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let line = line.drop(while: \.isWhitespace)
      guard line.hasPrefix(DocumentExpectations.opening) else { continue }
      let words = line.dropFirst(DocumentExpectations.opening.count).split { $0.isWhitespace || $0 == "," }
      guard words.last == "-->", let expectation = DocumentExpectations.expectation(Array(words.dropLast())) else {
        throw Unreadable(
          line: place + 1,
          message:
            "expected '<!-- expect: line NUMBER VERDICT [FACTOR] -->' or '<!-- expect: finding lines NUMBERS -->'")
      }
      expectations.append(expectation)
    }
  }

  private static func expectation(_ words: [Substring]) -> Expectation? {
    switch words.first {
    case "line":
      guard words.count >= 3, let line = Int(words[1]), let verdict = Verdict(rawValue: String(words[2])) else {
        return nil
      }
      return .line(line, verdict, factor: words.count == 3 ? nil : words[3...].joined(separator: " "))
    case "finding":
      let lines = words.dropFirst(2).map { Int($0) }
      guard words.count >= 3, ["line", "lines"].contains(words[1]), !lines.contains(nil) else { return nil }
      return .finding(lines: lines.compactMap { $0 })
    default: return nil
    }
  }
}
