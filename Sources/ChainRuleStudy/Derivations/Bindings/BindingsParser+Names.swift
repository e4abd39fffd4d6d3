extension BindingsParser {
  static let accents = [
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde", "widetilde": "tilde",
    "dot": "dot", "vec": "vec",
  ]

  private static let combiningAccents: [(accent: String, mark: String)] = [
    ("hat", "\u{302}"), ("bar", "\u{304}"), ("bar", "\u{305}"), ("tilde", "\u{303}"), ("dot", "\u{307}"),
    ("vec", "\u{20D7}"),
  ]

  private static let typefaces: Set<String> = [
    "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "mathcal", "mathbb", "mathsf", "mathtt", "text", "operatorname",
  ]

  /// A symbol, as it is typed or as a document writes it.
  mutating func name(expecting expected: String = "a name") throws(BindingsError) -> BoundName {
    scanner.skipSpaces()
    let begin = scanner.place
    var name = try stem(expecting: expected, at: begin, depth: 0)
    while let next = scanner.next {
      switch next {
      case "_":
        _ = scanner.character()
        let text = try script(isLayer: false)
        if BindingsParser.accents[text] == text, name.subscripts.isEmpty {
          name.accents.append(text)
        } else {
          name.subscripts.append(text)
        }
      case "^" where name.layer == nil:
        _ = scanner.character()
        name.layer = try script(isLayer: true)
      case "[" where name.layer == nil: name.layer = try script(isLayer: true)
      default: return name
      }
    }
    return name
  }

  /// The letter or word with its accents: `W`, `sigma`, `\hat{\mathbf{y}}`.
  private mutating func stem(expecting expected: String, at begin: Int, depth: Int) throws(BindingsError) -> BoundName {
    guard depth < 8 else { throw scanner.error(at: begin, "a name in too many braces") }
    if scanner.next == "{" {
      _ = scanner.character()
      let name = try stem(expecting: expected, at: begin, depth: depth + 1)
      try scanner.expect("}")
      return name
    }
    guard scanner.next == "\\" else {
      let word = scanner.run { $0.isLetter || "0123456789".contains($0) }
      guard let first = word.first, first.isLetter else { throw scanner.error(at: begin, expecting: expected) }
      return BindingsParser.plain(word)
    }
    _ = scanner.character()
    let command = scanner.run(while: \.isLetter)
    if let letter = GreekLetters.letters[command] { return BoundName(letter) }
    scanner.skipSpaces()
    if let accent = BindingsParser.accents[command] {
      var name = try stem(expecting: expected, at: begin, depth: depth + 1)
      name.accents.append(accent)
      return name
    }
    guard BindingsParser.typefaces.contains(command) else {
      throw scanner.error(at: begin, expecting: "\(expected), a Greek letter or an accent")
    }
    return try stem(expecting: expected, at: begin, depth: depth + 1)
  }

  /// A word as a name: Greek letters by their names, and a single letter without its accent.
  private static func plain(_ word: String) -> BoundName {
    if let letter = GreekLetters.letters[word] { return BoundName(letter) }
    if word.count == 1, let base = word.unicodeScalars.first.map({ String($0) }) {
      // Equal letters compare equal, in whatever way their accents are coded.
      for (accent, mark) in combiningAccents {
        let candidates = base == word ? unaccentedLetters : [base]
        if let letter = candidates.first(where: { $0 + mark == word }) { return BoundName(letter, accents: [accent]) }
      }
    }
    return BoundName(word)
  }

  private static let unaccentedLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".map { String($0) } + GreekLetters.names.keys.sorted()

  /// What hangs on a name: letters and digits, or anything simple between brackets.
  private mutating func script(isLayer: Bool) throws(BindingsError) -> String {
    var closing: [Character] = []
    while let next = scanner.next, let partner = ["{": "}", "[": "]", "(": ")"][next] as Character?, closing.count < 2 {
      closing.append(partner)
      _ = scanner.character()
    }
    let begin = scanner.place
    let isBracketed = !closing.isEmpty
    let text = scanner.run { character in
      character.isLetter || "0123456789".contains(character) || isBracketed && "+-, ".contains(character)
    }
    let compact = String(text.filter { $0 != " " })
    guard !compact.isEmpty else { throw scanner.error(at: begin, expecting: isLayer ? "a layer" : "a subscript") }
    while let bracket = closing.popLast() { try scanner.expect(String(bracket)) }
    return compact
  }
}
