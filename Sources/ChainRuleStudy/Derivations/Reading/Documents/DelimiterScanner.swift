/// Finds the ends of mathematics in a text.
struct DelimiterScanner {
  let scalars: [Unicode.Scalar]
  /// Closing delimiters that are known not to follow any more.
  private var missing: Set<String> = []

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

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

  /// The place of `word` at or behind `start`, before `limit`.
  mutating func find(_ word: String, from start: Int, upTo limit: Int? = nil) -> Int? {
    guard !missing.contains(word), let first = word.unicodeScalars.first else { return nil }
    var place = start
    let end = limit ?? scalars.count
    while place < end {
      if scalars[place] == "\\", first != "\\" {
        place += 2
        continue
      }
      if scalars[place] == first, sees(word, at: place) { return place }
      if scalars[place] == "\\" { place += 1 }
      place += 1
    }
    if limit == nil { missing.insert(word) }
    return nil
  }

  /// The end of the paragraph: a line break before a line without words, or the end of the text.
  func endOfParagraph(from start: Int) -> Int {
    var place = start
    while place < scalars.count {
      if scalars[place] == "\n" {
        var next = place + 1
        while next < scalars.count, scalars[next] == " " || scalars[next] == "\t" || scalars[next] == "\r" { next += 1 }
        if next >= scalars.count || scalars[next] == "\n" { return place }
      }
      place += 1
    }
    return scalars.count
  }

  /// What the delimiter at a place opens; `nil` if nothing does.
  mutating func mathematics(at place: Int, paragraphEnd: Int) -> Found? {
    switch scalars[place] {
    case "$": return sees("$$", at: place) ? displayed(at: place) : inline(at: place, paragraphEnd: paragraphEnd)
    case "\\":
      if sees("\\(", at: place) { return enclosed(place, by: "\\)", isDisplay: false) }
      if sees("\\[", at: place) { return enclosed(place, by: "\\]", isDisplay: true) }
      if sees("\\begin{", at: place) { return environment(at: place) }
      return nil
    default: return nil
    }
  }

  private mutating func displayed(at place: Int) -> Found? {
    let start = place + 2
    let end = find("$$", from: start)
    let paragraph = endOfParagraph(from: start)
    guard let end, end <= paragraph || !holdsProse(paragraph..<end) else {
      // Nothing closes it: the rest of the paragraph is what it holds.
      guard !isBlank(start..<paragraph) else {
        return Found(content: start..<start, outer: place..<start, isDisplay: true)
      }
      return Found(
        content: start..<paragraph, outer: place..<paragraph, isDisplay: true, damage: ["no “$$” closes this display"])
    }
    return Found(content: start..<end, outer: place..<end + 2, isDisplay: true)
  }

  private mutating func inline(at place: Int, paragraphEnd: Int) -> Found? {
    var end = place + 1
    while end < paragraphEnd, scalars[end] != "$" {
      if scalars[end] == "\\" { end += 1 }
      end += 1
    }
    guard end < paragraphEnd, end > place + 1 else { return nil }
    var content = place + 1..<end
    if scalars[content.lowerBound] == "`", content.count > 2, scalars[content.upperBound - 1] == "`" {
      content = content.lowerBound + 1..<content.upperBound - 1
    }
    if isBlank(content) { return nil }
    // "between $5 and $10" is money.
    if scalars[content.lowerBound].digit != nil, holdsWords(content) { return nil }
    return Found(content: content, outer: place..<end + 1, isDisplay: false)
  }

  private mutating func enclosed(_ place: Int, by closing: String, isDisplay: Bool) -> Found? {
    let paragraph = endOfParagraph(from: place + 2)
    guard let end = find(closing, from: place + 2, upTo: isDisplay ? nil : paragraph) else {
      return Found(
        content: place + 2..<paragraph, outer: place..<paragraph, isDisplay: isDisplay,
        damage: ["no “\(closing)” closes this formula"])
    }
    return Found(content: place + 2..<end, outer: place..<end + 2, isDisplay: isDisplay)
  }

  private mutating func environment(at place: Int) -> Found? {
    var scanner = ScalarScanner(scalars)
    scanner.position = place + 6
    guard let name = scanner.group().map({ scanner.text($0) }), Vocabulary.rowEnvironments.contains(name) else {
      return nil
    }
    let closing = "\\end{\(name)}"
    guard let end = find(closing, from: scanner.position) else {
      let paragraph = endOfParagraph(from: scanner.position)
      return Found(
        content: scanner.position..<paragraph, outer: place..<paragraph, isDisplay: true,
        damage: ["no “\(closing)” closes this display"])
    }
    let outer = place..<end + closing.unicodeScalars.count
    return Found(content: outer, outer: outer, isDisplay: true)
  }

  private func isBlank(_ range: Range<Int>) -> Bool { scalars[range].allSatisfy(\.isSpace) }

  /// Whether a few words of a sentence stand in a range.
  private func holdsWords(_ range: Range<Int>) -> Bool {
    FormulaLine.proseWords(in: scalars[range.prefix(400)], atMost: 1) > 0 && !scalars[range].contains("\\")
  }

  private func holdsProse(_ range: Range<Int>) -> Bool {
    FormulaLine.proseWords(in: scalars[range.prefix(2000)], atMost: 5) >= 5
  }
}
