/// Goes through the text of bindings, character by character, and knows where it is.
struct BindingsScanner {
  private let characters: [Character]
  private(set) var place = 0
  /// Where the first character stands.
  private let start: SourceRange

  init(_ text: String, at start: SourceRange) {
    characters = Array(text)
    self.start = start
  }

  // MARK: Looking

  var next: Character? { place < characters.count ? characters[place] : nil }

  var isNumberNext: Bool {
    mutating get {
      skipSpaces()
      return next.map { "0123456789+-.".contains($0) } ?? false
    }
  }

  /// Whether a letter x stands alone: the sign between two dimensions.
  var isCrossNext: Bool {
    mutating get {
      skipSpaces()
      guard next == "x", place + 1 < characters.count else { return false }
      return characters[place + 1].isWhitespace
    }
  }

  /// Whether all is read, or only the end of the comment is left.
  var isAtEnd: Bool {
    mutating get {
      skipSpaces()
      return place == characters.count || place + 3 == characters.count && isNext("-->")
    }
  }

  mutating func isNext(_ text: String) -> Bool {
    skipSpaces()
    return characters[place...].starts(with: text)
  }

  // MARK: Reading

  mutating func skipSpaces() { while let next, next.isWhitespace { place += 1 } }

  mutating func skip(_ text: String) -> Bool {
    guard isNext(text) else { return false }
    place += text.count
    return true
  }

  mutating func expect(_ text: String) throws(BindingsError) {
    guard skip(text) else { throw error(expecting: "'\(text)'") }
  }

  mutating func expectEnd() throws(BindingsError) {
    guard isAtEnd else { throw error(expecting: "the end") }
  }

  mutating func go(back place: Int) { self.place = place }

  /// The characters up to the first that is not wanted.
  mutating func run(while isWanted: (Character) -> Bool) -> String {
    let begin = place
    while let next, isWanted(next) { place += 1 }
    return String(characters[begin..<place])
  }

  mutating func word() -> String {
    skipSpaces()
    return run(while: \.isLetter)
  }

  mutating func character() -> Character? {
    defer { place = min(place + 1, characters.count) }
    return next
  }

  // MARK: Errors

  func error(at place: Int? = nil, expecting expected: String) -> BindingsError {
    let rest = characters[(place ?? self.place)...]
    let found = rest.prefix { !$0.isWhitespace && !";,".contains($0) }.prefix(30)
    let what = found.isEmpty ? rest.first.map { "'\($0)'" } ?? "the end" : "'\(String(found))'"
    return error(at: place, "found \(what) where \(expected) should be")
  }

  func error(at place: Int? = nil, _ message: String) -> BindingsError {
    let (line, column) = location(of: place ?? self.place)
    return BindingsError(line: line, column: column, cell: start.cell, message: message)
  }

  /// Line and column of a character.
  func location(of place: Int) -> (line: Int, column: Int) {
    var (line, column) = (start.line, start.column)
    for character in characters[..<place] {
      (line, column) = character.isNewline ? (line + 1, 1) : (line, column + 1)
    }
    return (line, column)
  }
}
