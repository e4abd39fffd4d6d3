extension FormulaLine {
  /// What stands between two spaces of a line.
  private struct Chunk {
    var range: Range<Int>
    /// Surely mathematics.
    var isMathematics = false
    /// May be mathematics: "a", "loss".
    var isPossible = false
    /// Nothing but signs.
    var isSign = false
    var holdsRelation = false
    /// A comma or a full stop stands behind it.
    var ends = false
  }

  /// The formulas among the words of a line: stretches of mathematics around a relation.
  static func islands(in line: Range<Int>, of scalars: [Unicode.Scalar]) -> [Range<Int>] {
    guard line.count < 4000, scalars[line].contains(where: { relations.contains($0) }) else { return [] }
    let chunks = chunks(of: line, scalars)
    var islands: [Range<Int>] = []
    var start = 0
    while start < chunks.count {
      var end = start
      while end < chunks.count, belongs(end, chunks) {
        end += 1
        if chunks[end - 1].ends { break }
      }
      if end > start {
        if let island = trimmed(chunks[start..<end]) { islands.append(island) }
        start = end
      } else {
        start += 1
      }
    }
    return islands
  }

  /// Whether a chunk is mathematics: one that only may be is if a sign stands beside it.
  private static func belongs(_ index: Int, _ chunks: [Chunk]) -> Bool {
    let chunk = chunks[index]
    if chunk.isMathematics || chunk.isSign { return true }
    guard chunk.isPossible else { return false }
    let followsSign = index > 0 && chunks[index - 1].isSign
    return followsSign || index + 1 < chunks.count && chunks[index + 1].isSign && !chunk.ends
  }

  /// The stretch of chunks, if a relation stands between formulas.
  private static func trimmed(_ chunks: ArraySlice<Chunk>) -> Range<Int>? {
    guard let relation = chunks.firstIndex(where: \.holdsRelation), let first = chunks.first, let last = chunks.last
    else {
      return nil
    }
    if chunks[relation].isSign, relation == chunks.startIndex || relation == chunks.endIndex - 1 { return nil }
    return first.range.lowerBound..<last.range.upperBound
  }

  private static func chunks(of line: Range<Int>, _ scalars: [Unicode.Scalar]) -> [Chunk] {
    var chunks: [Chunk] = []
    var place = line.lowerBound
    var depth = 0
    while place < line.upperBound {
      if scalars[place].isSpace {
        place += 1
        continue
      }
      let start = place
      while place < line.upperBound, !scalars[place].isSpace {
        if ["(", "[", "{"].contains(scalars[place]) { depth += 1 }
        if [")", "]", "}"].contains(scalars[place]) { depth = max(0, depth - 1) }
        place += 1
      }
      chunks.append(chunk(start..<place, scalars, isInside: depth > 0))
    }
    return chunks
  }

  private static let signs: Set<Unicode.Scalar> = [
    "+", "-", "−", "*", "/", "·", "⋅", "×", "∘", "⊙", "@", "(", ")", "[", "]", "{", "}", "|", ":", "∂", "Σ", "∑",
  ]

  private static func chunk(_ range: Range<Int>, _ scalars: [Unicode.Scalar], isInside: Bool) -> Chunk {
    var chunk = Chunk(range: range)
    while let last = chunk.range.last, [".", ",", ";", ":", "!", "?"].contains(scalars[last]), chunk.range.count > 1 {
      chunk.range.removeLast()
      chunk.ends = !isInside
    }
    if isInside { chunk.range = range }
    let text = scalars[chunk.range]
    chunk.holdsRelation = text.contains { relations.contains($0) }
    if text.allSatisfy({ signs.contains($0) || relations.contains($0) }) {
      chunk.isSign = true
      return chunk
    }
    var words: [String] = []
    var isProse = false
    var place = text.startIndex
    while place < text.endIndex {
      guard isLetter(text[place]) else {
        place += 1
        continue
      }
      let start = place
      while place < text.endIndex, isLetter(text[place]) { place += 1 }
      let word = String(String.UnicodeScalarView(text[start..<place]))
      words.append(word)
      let isScript = start > text.startIndex && text[start - 1] == "_"
      if !isScript, self.isProse(word, place < text.endIndex ? text[place] : " ") { isProse = true }
    }
    if isProse { return chunk }
    let isWord = words.count == 1 && words[0].unicodeScalars.count == text.count
    if isWord, !Vocabulary.functions.contains(words[0].lowercased()),
      ["a", "A", "I"].contains(words[0]) || words[0].count > 2 || ["and", "if"].contains(words[0])
    {
      chunk.isPossible = !["and", "where", "for", "if", "otherwise"].contains(words[0].lowercased())
    } else {
      chunk.isMathematics = true
    }
    return chunk
  }
}
