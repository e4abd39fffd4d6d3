/// A text by characters, which finds what stands at a line and column. Every kind of line break is one character.
struct SourceLines {
  let characters: [Character]
  private let starts: [Int]

  init(_ text: String) {
    var characters: [Character] = []
    var starts = [0]
    for character in text {
      let isBreak = character == "\n" || character == "\r\n" || character == "\r"
      characters.append(isBreak ? "\n" : character)
      if isBreak { starts.append(characters.count) }
    }
    self.characters = characters
    self.starts = starts
  }

  /// The characters of a line, from 1, without its end.
  func line(_ number: Int) -> ArraySlice<Character>? {
    guard starts.indices.contains(number - 1) else { return nil }
    let end = number < starts.count ? starts[number] - 1 : characters.count
    return characters[starts[number - 1]..<end]
  }

  /// The place of a line and column in `characters`; `nil` outside of the text.
  func offset(line: Int, column: Int) -> Int? {
    guard let characters = self.line(line), column >= 1, column - 1 <= characters.count else { return nil }
    return characters.startIndex + column - 1
  }

  /// The places of a range; `nil` outside of the text.
  func offsets(of range: SourceRange) -> Range<Int>? {
    guard let start = offset(line: range.line, column: range.column),
      let end = offset(line: range.endLine, column: range.endColumn), start <= end
    else { return nil }
    return start..<end
  }
}
