/// A piece of a line of code.
struct CodeToken {
  enum Kind: Hashable {
    case name(String)
    case number(String)
    case string(String)
    /// `+`, `**`, `[`, `+=`, …
    case sign(String)
    /// What no code holds.
    case other(Unicode.Scalar)
  }

  var kind: Kind
  var range: Range<Int>
  var isGlued: Bool

  /// The tokens of a line, without its comment.
  static func tokens(of range: Range<Int>, in scalars: [Unicode.Scalar]) -> (tokens: [CodeToken], comment: Range<Int>?)
  {
    var tokens: [CodeToken] = []
    var place = range.lowerBound
    var isGlued = false
    func peek(_ distance: Int) -> Unicode.Scalar? {
      place + distance < range.upperBound ? scalars[place + distance] : nil
    }
    while place < range.upperBound {
      let scalar = scalars[place]
      let start = place
      var kind: Kind?
      if scalar.isSpace || scalar == "\\" && (peek(1) == "\n" || peek(1) == "\r") {
        place += 1
      } else if scalar == "#" || scalar == "/" && peek(1) == "/" || scalar == "▷" {
        return (tokens, place..<range.upperBound)
      } else if scalar.digit != nil || scalar == "." && peek(1)?.digit != nil {
        kind = .number(number(&place, range.upperBound, scalars))
      } else if isNameStart(scalar) {
        while let next = peek(0), isNameStart(next) || next.digit != nil { place += 1 }
        kind = .name(text(scalars[start..<place]))
      } else if scalar == "\"" || scalar == "'", !tokens.isEmpty || scalar == "\"",
        let end = stringEnd(place, range, scalars, tokens.last)
      {
        place = end + 1
        kind = .string(text(scalars[(start + 1)..<end]))
      } else {
        let sign = signs.first { sign in
          sign.unicodeScalars.enumerated().allSatisfy { peek($0.offset) == $0.element }
        }
        place += sign?.unicodeScalars.count ?? 1
        kind = sign.map { .sign(unified[$0] ?? $0) } ?? .other(scalar)
      }
      if let kind { tokens.append(CodeToken(kind: kind, range: start..<place, isGlued: isGlued)) }
      isGlued = kind != nil
    }
    return (tokens, nil)
  }

  private static func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.isASCIILetter || scalar == "_" }
    return scalar.properties.isAlphabetic && Vocabulary.superscripts[scalar] == nil
      && Vocabulary.subscripts[scalar] == nil
      && !["Σ", "∑", "Π"].contains(scalar)
  }

  private static func number(_ place: inout Int, _ end: Int, _ scalars: [Unicode.Scalar]) -> String {
    let start = place
    var hasPoint = false
    while place < end {
      let scalar = scalars[place]
      if scalar.digit != nil || scalar == "_" && place > start {
        place += 1
      } else if scalar == ".", !hasPoint, place + 1 >= end || scalars[place + 1] != "." {
        hasPoint = true
        place += 1
      } else if scalar == "e" || scalar == "E", place + 1 < end,
        scalars[place + 1].digit != nil
          || (scalars[place + 1] == "-" || scalars[place + 1] == "+") && place + 2 < end
            && scalars[place + 2].digit != nil
      {
        place += 2
        while place < end, scalars[place].digit != nil { place += 1 }
        break
      } else {
        break
      }
    }
    return text(scalars[start..<place]).filter { $0 != "_" }
  }

  /// A quotation mark behind a name is a prime, unless it is closed.
  private static func stringEnd(
    _ place: Int, _ range: Range<Int>, _ scalars: [Unicode.Scalar], _ last: CodeToken?
  ) -> Int? {
    if scalars[place] == "'", let last, last.range.upperBound == place {
      switch last.kind {
      case .name, .sign(")"), .sign("]"): return nil
      default: break
      }
    }
    return scalars[(place + 1)..<range.upperBound].firstIndex(of: scalars[place])
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  /// Longer ones first.
  private static let signs = [
    "...", "**", "+=", "-=", "*=", "/=", "@=", "==", "!=", "<=", ">=", ":=", "<-", "->", "..", ".*", "./", "+", "-",
    "*",
    "/", "@", "%", "(", ")", "[", "]", "{", "}", ",", ":", ";", ".", "=", "<", ">", "^", "'", "←", "≔", "≤", "≥", "≠",
    "·", "⋅", "×", "⊙", "∘", "−", "∂", "…",
  ]

  private static let unified = [
    "←": "<-", "≔": ":=", "≤": "<=", "≥": ">=", "≠": "!=", "⋅": "·", "−": "-", "…": "...",
  ]
}
