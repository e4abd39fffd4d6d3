/// Recognises formulas in lines without delimiters.
enum FormulaLine {
  /// The formula of a line, if the line holds nothing else.
  ///
  /// In a document with delimiters, `isStrict`, only what has signs that prose has not is taken for a formula.
  static func formula(in line: Range<Int>, of scalars: [Unicode.Scalar], isStrict: Bool) -> Range<Int>? {
    var range = line
    while let first = range.first, scalars[first].isSpace || scalars[first] == ">" { range.removeFirst() }
    while let last = range.last, scalars[last].isSpace { range.removeLast() }
    guard range.count > 2, range.count < 4000 else { return nil }
    range = withoutBullet(range, scalars)
    if !isStrict { range = withoutLabel(range, scalars) }
    guard !range.isEmpty, holdsRelation(scalars[range]), proseWords(in: scalars[range], atMost: 1) == 0 else {
      return nil
    }
    if isStrict, !holdsMathematics(scalars[range]) { return nil }
    return range
  }

  /// `- `, `* `, `1. `, `(2) ` at the start.
  private static func withoutBullet(_ range: Range<Int>, _ scalars: [Unicode.Scalar]) -> Range<Int> {
    var place = range.lowerBound
    let end = range.upperBound
    if ["-", "*", "+", "•", "–"].contains(scalars[place]) {
      guard place + 1 < end, scalars[place + 1].isSpace else { return range }
      place += 1
    } else {
      if scalars[place] == "(" { place += 1 }
      let digits = place
      while place < end, scalars[place].digit != nil { place += 1 }
      guard place > digits, place + 1 < end, scalars[place] == "." || scalars[place] == ")", scalars[place + 1].isSpace
      else { return range }
      place += 1
    }
    while place < end, scalars[place].isSpace { place += 1 }
    return place..<end
  }

  /// "Output layer: " at the start.
  private static func withoutLabel(_ range: Range<Int>, _ scalars: [Unicode.Scalar]) -> Range<Int> {
    for place in range.prefix(60) where scalars[place] == ":" {
      guard place + 1 < range.upperBound, scalars[place + 1].isSpace, isLabel(scalars[range.lowerBound..<place]) else {
        return range
      }
      var start = place + 1
      while start < range.upperBound, scalars[start].isSpace { start += 1 }
      return start..<range.upperBound
    }
    return range
  }

  /// Whether words stand before a colon, and no quantity.
  private static func isLabel(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
    if proseWords(in: text, atMost: 1) > 0 { return true }
    return text.contains { $0.isSpace } && text.allSatisfy { $0.isASCIILetter || $0.isSpace || $0.digit != nil }
  }

  static let relations: Set<Unicode.Scalar> = [
    "=", "≈", "≤", "≥", "<", ">", "∈", "←", "≔", "∝", "≠", "∼", "≡",
  ]

  private static func holdsRelation(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
    var isTag = false
    for (index, scalar) in zip(line.indices, line) {
      if scalar == "<" || scalar == ">" {
        // HTML's tags are no comparisons.
        let next = index + 1 < line.endIndex ? line[index + 1] : " "
        if scalar == "<", next == "/" || next.isASCIILetter { isTag = true }
        if scalar == ">", isTag {
          isTag = false
          continue
        }
        if isTag { continue }
      }
      if relations.contains(scalar) || scalar == ":" && isShape(line[(index + 1)...]) { return true }
      if scalar == "\\" {
        let name = line[(index + 1)...].prefix { $0.isASCIILetter }
        if case .relation(let relation)? = Vocabulary.tokens[String(String.UnicodeScalarView(name))], relation != .maps
        {
          return true
        }
      }
    }
    return false
  }

  /// `(m, n)` behind a colon.
  private static func isShape(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
    let shape = text.drop { $0 == " " }.prefix(40)
    return shape.first == "(" && shape.contains(",") && shape.contains(")")
  }

  /// Whether there is something that prose has not.
  private static func holdsMathematics(_ line: ArraySlice<Unicode.Scalar>) -> Bool {
    var last: Unicode.Scalar = " "
    for scalar in line {
      if scalar == "^" || scalar == "_" || last == "\\" && scalar.isASCIILetter { return true }
      if !scalar.isASCII, Vocabulary.superscripts[scalar] != nil || Vocabulary.subscripts[scalar] != nil { return true }
      if ["∂", "∇", "∑", "⊙", "∘", "×", "ᵀ"].contains(scalar) { return true }
      if last == "<", scalar == "s" { return true }
      last = scalar
    }
    return false
  }

  /// How many words of a sentence there are, counted up to a limit. Names of functions and quantities are none.
  static func proseWords(in line: ArraySlice<Unicode.Scalar>, atMost limit: Int) -> Int {
    var count = 0
    var place = line.startIndex
    while place < line.endIndex, count < limit {
      let scalar = line[place]
      if scalar == "\\" {
        place += 1
        let name = line[place...].prefix { $0.isASCIILetter }
        place += max(1, name.count)
        // The argument of a command is no prose.
        if place < line.endIndex, line[place] == "{" {
          while place < line.endIndex, line[place] != "}" { place += 1 }
        }
      } else if isLetter(scalar) {
        let start = place
        while place < line.endIndex, isLetter(line[place]) { place += 1 }
        let next = place < line.endIndex ? line[place] : " "
        let before = start > line.startIndex ? line[start - 1] : " "
        let word = String(String.UnicodeScalarView(line[start..<place]))
        if before == "<" || before == "/" && next == ">" { continue }
        if before != "_", next != "_", next != "[", isProse(word, next) { count += 1 }
      } else {
        place += 1
      }
    }
    return count
  }

  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.isASCIILetter }
    guard scalar.properties.isAlphabetic, Vocabulary.superscripts[scalar] == nil, Vocabulary.subscripts[scalar] == nil
    else { return false }
    return !("\u{370}"..."\u{3FF}").contains(scalar) && scalar.value < 0x1D400
  }

  private static let shortWords: Set<String> = [
    "is", "of", "to", "in", "we", "as", "at", "by", "be", "it", "on", "or", "an", "am", "do", "go", "he", "me", "my",
    "no", "up", "us", "de", "la", "le", "et", "un", "il", "zu", "es", "im", "am", "so", "wt",
  ]

  static func isProse(_ word: String, _ next: Unicode.Scalar) -> Bool {
    guard let first = word.unicodeScalars.first, word.unicodeScalars.count > 1 else {
      // A single letter of a script without small letters is a word.
      return word.unicodeScalars.first.map { !$0.isASCII && !$0.properties.isCased } ?? false
    }
    let lower = word.lowercased()
    if Vocabulary.names.contains(lower) || Vocabulary.greek[word] != nil { return false }
    if ["and", "where", "for", "if", "otherwise"].contains(lower) { return false }
    if next == "(" || next == "." && word == "np" { return false }
    if word.unicodeScalars.count == 2 { return shortWords.contains(lower) }
    // dZh, WXb: letters that stand side by side.
    if first == "d", word.unicodeScalars.count == 3, word.dropFirst().allSatisfy(\.isUppercase) { return false }
    return !(word.count == 3 && word.allSatisfy(\.isUppercase))
  }
}
