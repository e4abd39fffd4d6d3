/// Finds the ends of mathematics in a text. What it found is kept, so that no part of the text is searched twice.
struct DelimiterScanner {
  let scalars: [Unicode.Scalar]
  /// Whether `\\\\(` and `\\\\[`, as some processors of Markdown want them, are delimiters too.
  private let allowsEscapes: Bool
  /// For each closing delimiter from where it was searched, and where it was found.
  private var searches: [String: (from: Int, found: Int?)] = [:]
  private var paragraph = 0..<0

  init(_ scalars: [Unicode.Scalar], allowsEscapes: Bool = false) {
    self.scalars = scalars
    self.allowsEscapes = allowsEscapes
  }

  /// A stretch of mathematics with its delimiters.
  struct Found {
    var content: Range<Int>
    var outer: Range<Int>
    var isDisplay: Bool
    var damage: [String] = []
  }

  func sees(_ word: String, at place: Int) -> Bool {
    var place = place
    for scalar in word.unicodeScalars {
      guard place < scalars.count, scalars[place] == scalar else { return false }
      place += 1
    }
    return true
  }

  /// The place of `word` at or behind `start`.
  mutating func find(_ word: String, from start: Int) -> Int? {
    if let search = searches[word], search.from <= start, search.found.map({ $0 >= start }) ?? true {
      return search.found
    }
    let found = search(word, from: start)
    searches[word] = (start, found)
    return found
  }

  private func search(_ word: String, from start: Int) -> Int? {
    guard let first = word.unicodeScalars.first else { return nil }
    var place = start
    while place < scalars.count {
      if scalars[place] == first, sees(word, at: place) { return place }
      place += scalars[place] == "\\" ? 2 : 1
    }
    return nil
  }

  /// The end of the paragraph: a line break before a line without words, or the end of the text.
  mutating func endOfParagraph(from start: Int) -> Int {
    if paragraph.lowerBound <= start, start <= paragraph.upperBound, !paragraph.isEmpty { return paragraph.upperBound }
    var place = start
    while place < scalars.count {
      if scalars[place] == "\n" {
        var next = place + 1
        while next < scalars.count, scalars[next] != "\n", scalars[next].isSpace { next += 1 }
        if next >= scalars.count || scalars[next] == "\n" { break }
      }
      place += 1
    }
    paragraph = start..<min(place, scalars.count)
    return paragraph.upperBound
  }

  /// What the delimiter at a place opens; `nil` if nothing does.
  mutating func mathematics(at place: Int) -> Found? {
    switch scalars[place] {
    case "$": return sees("$$", at: place) ? displayed(at: place) : inline(at: place)
    case "\\":
      if sees("\\(", at: place) { return enclosed(place, by: "\\)", isDisplay: false) }
      if sees("\\[", at: place) { return enclosed(place, by: "\\]", isDisplay: true) }
      if sees("\\begin{", at: place) { return environment(at: place) }
      if allowsEscapes {
        if sees("\\\\(", at: place) { return enclosed(place, by: "\\\\)", isDisplay: false) }
        if sees("\\\\[", at: place) { return enclosed(place, by: "\\\\]", isDisplay: true) }
      }
      return nil
    default: return nil
    }
  }

  private mutating func displayed(at place: Int) -> Found? {
    let start = place + 2
    let end = find("$$", from: start)
    let paragraphEnd = endOfParagraph(from: start)
    if let end, end <= paragraphEnd || !holdsProse(paragraphEnd..<end) {
      return Found(content: start..<end, outer: place..<end + 2, isDisplay: true)
    }
    // Nothing closes it: the rest of the paragraph is what it holds.
    if isBlank(start..<paragraphEnd) { return Found(content: start..<start, outer: place..<start, isDisplay: true) }
    return Found(
      content: start..<paragraphEnd, outer: place..<paragraphEnd, isDisplay: true,
      damage: ["no “$$” closes this display"])
  }

  private mutating func inline(at place: Int) -> Found? {
    let start = place + 1
    guard let end = find("$", from: start), end < endOfParagraph(from: start), end > start else { return nil }
    var content = start..<end
    if scalars[content.lowerBound] == "`", content.count > 2, scalars[content.upperBound - 1] == "`" {
      content = content.lowerBound + 1..<content.upperBound - 1
    }
    if isBlank(content) { return nil }
    // "between $5 and $10" is money.
    if scalars[content.lowerBound].digit != nil, holdsWords(content) { return nil }
    return Found(content: content, outer: place..<end + 1, isDisplay: false)
  }

  private mutating func enclosed(_ place: Int, by closing: String, isDisplay: Bool) -> Found? {
    let length = closing.unicodeScalars.count
    let start = place + length
    let paragraphEnd = endOfParagraph(from: start)
    if let end = find(closing, from: start), end <= paragraphEnd || isDisplay && !holdsProse(paragraphEnd..<end) {
      return Found(content: start..<end, outer: place..<end + length, isDisplay: isDisplay)
    }
    // Two backslashes that nothing closes are a line break.
    guard length == 2 else { return nil }
    return Found(
      content: start..<paragraphEnd, outer: place..<paragraphEnd, isDisplay: isDisplay,
      damage: ["no “\(closing)” closes this formula"])
  }

  private mutating func environment(at place: Int) -> Found? {
    let nameStart = place + 7
    guard let nameEnd = scalars[nameStart..<min(nameStart + 20, scalars.count)].firstIndex(of: "}") else { return nil }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[nameStart..<nameEnd])
    guard Vocabulary.rowEnvironments.contains(String(name)) else { return nil }
    let closing = "\\end{\(name)}"
    guard let end = find(closing, from: nameEnd) else {
      let paragraphEnd = endOfParagraph(from: nameEnd)
      return Found(
        content: nameEnd + 1..<max(nameEnd + 1, paragraphEnd), outer: place..<max(nameEnd + 1, paragraphEnd),
        isDisplay: true, damage: ["no “\(closing)” closes this display"])
    }
    let outer = place..<end + closing.unicodeScalars.count
    return Found(content: outer, outer: outer, isDisplay: true)
  }

  private func isBlank(_ range: Range<Int>) -> Bool { scalars[range].allSatisfy(\.isSpace) }

  /// Whether a few words of a sentence stand in a range.
  private func holdsWords(_ range: Range<Int>) -> Bool {
    let sample = scalars[range.prefix(400)]
    return FormulaLine.proseWords(in: sample, atMost: 1) > 0 && !sample.contains("\\")
  }

  private func holdsProse(_ range: Range<Int>) -> Bool {
    FormulaLine.proseWords(in: scalars[range.prefix(2000)], atMost: 5) >= 5
  }
}
