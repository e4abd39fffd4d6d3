/// Mathematics in a document's text: where it begins and ends, and what is left around the formulas that were read.
enum PageMath {
  /// A piece of a text between signs for mathematics, or outside of them.
  enum Piece {
    case text(PageLine)
    case math(PageLine, isDisplay: Bool)
  }

  private static let delimiters: [(open: String, close: String, isDisplay: Bool)] = [
    ("$$", "$$", true), ("\\[", "\\]", true), ("\\(", "\\)", false), ("$", "$", false),
  ]

  private static let environments: Set<String> = [
    "equation", "align", "aligned", "gather", "eqnarray", "multline", "flalign", "alignat", "displaymath", "math",
    "split", "array",
  ]

  /// How often `$$` stands in a line: after an odd number the next line is still mathematics.
  static func displaySignCount(in line: PageLine) -> Int {
    var (count, index) = (0, 0)
    while index + 1 < line.count {
      let isSign = line[index].character == "$" && line[index + 1].character == "$"
      count += isSign ? 1 : 0
      index += isSign ? 2 : 1
    }
    return count
  }

  /// The pieces of a text in order.
  static func pieces(of text: PageLine) -> [Piece] {
    var pieces: [Piece] = []
    var (start, index) = (0, 0)
    /// Signs that are known not to come again, so that none is looked for twice in vain.
    var absent: Set<String> = []
    while index < text.count {
      if text[index].character == "`", !absent.contains("`") {
        // Between backticks nothing is mathematics.
        let end = text.place(of: "`", from: index + 1)
        if end == nil { absent.insert("`") }
        index = (end ?? index) + 1
        continue
      }
      guard let found = span(in: text, at: index, &absent) else {
        index += text.starts(with: "\\$", at: index) ? 2 : 1
        continue
      }
      if start < index { pieces.append(.text(PageLine(text[start..<index]))) }
      pieces.append(.math(PageLine(text[found.content]), isDisplay: found.isDisplay))
      start = found.end
      index = found.end
    }
    if start < text.count { pieces.append(.text(PageLine(text[start...]))) }
    return pieces
  }

  /// The mathematics that begins at a place.
  private static func span(
    in text: PageLine, at place: Int, _ absent: inout Set<String>
  ) -> (content: Range<Int>, end: Int, isDisplay: Bool)? {
    for (open, close, isDisplay) in delimiters where text.starts(with: open, at: place) && !absent.contains(close) {
      let begin = place + open.count
      // The amount of money in "costs $5" ends with no sign, or is followed by a space.
      if open == "$", begin < text.count, text[begin].isSpace, !text.hasFormula(from: begin) { return nil }
      guard let end = text.place(of: close, from: begin) else {
        absent.insert(close)
        return nil
      }
      return (begin..<end, end + close.count, isDisplay)
    }
    guard text.starts(with: "\\begin{", at: place) else { return nil }
    let name = text.name(at: place + 7)
    let close = "\\end{\(name)}"
    guard environments.contains(name.hasSuffix("*") ? String(name.dropLast()) : name), !absent.contains(close) else {
      return nil
    }
    guard let end = text.place(of: close, from: place) else {
      absent.insert(close)
      return nil
    }
    return (place..<(end + close.count), end + close.count, true)
  }
}

extension PageLine {
  fileprivate func place(of text: String, from start: Int) -> Int? {
    var index = start
    while index < count {
      if starts(with: text, at: index) { return index }
      index += self[index].character == "\\" && !text.hasPrefix("\\") ? 2 : 1
    }
    return nil
  }

  /// Whether a formula is the first thing to come that is no space.
  fileprivate func hasFormula(from start: Int) -> Bool { self[start...].first { !$0.isSpace }?.isObject ?? false }

  fileprivate func name(at start: Int) -> String {
    String(
      self[Swift.min(start, count)...].prefix(20).prefix { $0.character != "}" && !$0.isObject }.compactMap(\.character)
    )
  }
}
