/// Puts a corrected line in the place of a faulty one, and keeps what belongs to the place: alignment and punctuation.
enum MendedLine {
  /// What to write instead of `source`.
  static func text(replacing source: String, with correction: String) -> String {
    let leading = source.prefix { $0.isWhitespace }
    var mended = parts(of: correction).content
    let (content, trailing) = parts(of: source)
    let marks = alignment(of: content)
    if marks.startsWithRelation, let relation = firstRelation(in: mended) { mended = String(mended[relation...]) }
    if marks.isAligned, !mended.contains("&"), let relation = firstRelation(in: mended) {
      mended.insert("&", at: relation)
    }
    return leading + mended + trailing
  }

  /// A line without the spaces and the punctuation at its end, and those.
  private static func parts(of line: String) -> (content: String, trailing: Substring) {
    var trailing = line.suffix(line.reversed().prefix { $0.isWhitespace || ".,;".contains($0) }.count)
    // In `\,` the comma is a part of a command.
    if line[..<trailing.startIndex].last == "\\" { trailing = trailing.dropFirst() }
    return (String(line[..<trailing.startIndex]).trimmingSpaces, trailing)
  }

  /// Whether a row is aligned at its first relation, and whether it leaves out what stands left of it.
  private static func alignment(of source: String) -> (isAligned: Bool, startsWithRelation: Bool) {
    guard let relation = firstRelation(in: source) else { return (false, false) }
    let before = source[..<relation]
    return (before.trimmingSpaces.last == "&", before.allSatisfy { $0.isWhitespace || $0 == "&" })
  }

  /// The first sign of a relation that is not inside braces or brackets.
  private static func firstRelation(in text: String) -> String.Index? {
    var depth = 0
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      switch character {
      case "\\":
        let rest = text[index...]
        if depth == 0, let command = commands.first(where: { rest.starts(with: $0) }),
          !(rest.dropFirst(command.count).first?.isLetter ?? false)
        {
          return index
        }
        // The character behind a backslash is no bracket of its own.
        index = text.index(after: index)
        if index == text.endIndex { return nil }
      case "{", "(", "[": depth += 1
      case "}", ")", "]": depth -= 1
      case "=", "≔", "←", "≈", "∝": if depth == 0 { return index }
      case ":", "+", "-", "*", "/":
        let next = text.index(after: index)
        if depth == 0, next < text.endIndex, text[next] == "=" { return index }
      default: break
      }
      index = text.index(after: index)
    }
    return nil
  }

  private static let commands = [
    "\\coloneqq", "\\triangleq", "\\equiv", "\\leftarrow", "\\gets", "\\approx", "\\propto",
  ]
}

extension StringProtocol {
  /// Without spaces and line breaks at both ends.
  fileprivate var trimmingSpaces: String {
    guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
      return ""
    }
    return String(self[first...last])
  }
}
