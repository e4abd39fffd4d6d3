extension MathLexer {
  /// Reads a character beyond ASCII; the scanner stands behind it.
  mutating func readUnicode(_ scalar: Unicode.Scalar, _ start: Int) {
    if let token = Self.characters[scalar] {
      emit(token, from: start)
    } else if Self.silent.contains(scalar) {
      isGlued = false
    } else if Vocabulary.superscripts[scalar] != nil {
      readScript(.superscript, Vocabulary.superscripts, start)
    } else if Vocabulary.subscripts[scalar] != nil {
      readScript(.subscript, Vocabulary.subscripts, start)
    } else if let accent = Self.combiningAccents[scalar] {
      addAccent(accent, start)
    } else if let value = Self.fractions[scalar] {
      emit(.beginGroup, from: start)
      emit(.number(value.0), from: start)
      emit(.solidus, from: start)
      emit(.number(value.1), from: start)
      emit(.endGroup, from: start)
    } else if let kind = Self.letter(scalar) {
      emit(kind, from: start)
    } else {
      emit(.unreadable(.notation, "\(scalar.shown) means nothing here"), from: start)
    }
  }

  /// A run of raised or lowered characters is one script.
  private mutating func readScript(
    _ kind: MathToken.Kind, _ table: [Unicode.Scalar: Unicode.Scalar], _ start: Int
  ) {
    var plain: [Unicode.Scalar] = []
    var end = start
    while end < scanner.end, let scalar = table[scanner.scalars[end]] {
      plain.append(scalar)
      end += 1
    }
    scanner.position = end
    emit(kind, from: start)
    emit(.beginGroup, from: start)
    let outer = (scanner, callRange)
    callRange = callRange ?? start..<end
    scanner = ScalarScanner(plain)
    run()
    (scanner, callRange) = outer
    emit(.endGroup, from: start)
  }

  /// An accent belongs to the letter before it.
  private mutating func addAccent(_ accent: String, _ start: Int) {
    guard let last = tokens.indices.last, case .letter(var symbol) = tokens[last].kind, symbol.accents.count < 4 else {
      return
    }
    symbol.accents.append(accent)
    symbol.latex = "\\\(accent){\(symbol.latex)}"
    tokens[last].kind = .letter(symbol)
    if callRange == nil { tokens[last].range = tokens[last].range.lowerBound..<scanner.position }
  }

  private static let combiningAccents: [Unicode.Scalar: String] = [
    "\u{302}": "hat", "\u{303}": "tilde", "\u{304}": "bar", "\u{305}": "bar", "\u{307}": "dot", "\u{308}": "ddot",
  ]

  private static let fractions: [Unicode.Scalar: (String, String)] = [
    "½": ("1", "2"), "⅓": ("1", "3"), "⅔": ("2", "3"), "¼": ("1", "4"), "¾": ("3", "4"), "⅕": ("1", "5"),
  ]

  /// Thin spaces, joiners and marks that say nothing.
  private static let silent: Set<Unicode.Scalar> = [
    "\u{2002}", "\u{2009}", "\u{200A}", "\u{200B}", "\u{200D}", "\u{202F}", "\u{2061}", "\u{2062}", "\u{20D7}",
    "\u{FE0F}", "\u{FEFF}",
  ]

  /// Characters that are a token of their own.
  private static let characters: [Unicode.Scalar: MathToken.Kind] = [
    "−": .minus, "–": .minus, "—": .minus, "·": .sign(.dot), "⋅": .sign(.dot), "∙": .sign(.dot), "•": .sign(.dot),
    "×": .sign(.times), "∗": .sign(.asterisk), "∘": .sign(.circle), "○": .sign(.circle), "◦": .sign(.circle),
    "⊙": .sign(.elementwise), "⊗": .sign(.outer), "⊘": .elementwiseSolidus, "÷": .solidus, "∕": .solidus,
    "⁄": .solidus, "≤": .relation(.lessOrEqual), "⩽": .relation(.lessOrEqual), "≥": .relation(.greaterOrEqual),
    "⩾": .relation(.greaterOrEqual), "≠": .relation(.unequal), "≈": .relation(.approximately),
    "≃": .relation(.approximately), "∝": .relation(.proportional), "∈": .relation(.element),
    "∼": .relation(.distributed), "≔": .relation(.defined), "≡": .relation(.defined), "≜": .relation(.defined),
    "←": .relation(.assigned), "⟵": .relation(.assigned), "→": .relation(.maps), "⟶": .relation(.maps),
    "↦": .relation(.maps), "⇒": .implication, "⟹": .implication, "⇔": .implication, "∴": .implication,
    "∂": .partial, "∇": .nabla, "∑": .big(.sum), "Σ": .big(.sum), "∏": .big(.product), "Π": .big(.product),
    "𝔼": .big(.mean), "√": .root, "…": .ellipsis, "⋯": .ellipsis, "⋮": .ellipsis, "⋱": .ellipsis, "′": .prime,
    "’": .prime, "⊤": .transpose, "⊺": .transpose, "⟨": .open(.angles), "⟩": .close(.angles), "〈": .open(.angles),
    "〉": .close(.angles), "‖": .doubleBar(.unknown), "∥": .doubleBar(.unknown), "∣": .bar(.unknown),
    "⟦": .open(.square), "⟧": .close(.square), "∀": .forAll, "\u{2003}": .wideSpace,
    "∫": .unreadable(.outsideTheSubject, "an integral (∫) is not read"),
    "∞": .letter(Symbol(name: "∞", latex: "\\infty")), "†": .letter(Symbol(name: "†", latex: "\\dagger")),
    "″": .prime,
  ]

  private static let greekNames = Dictionary(
    Vocabulary.greek.map { ($0.value, $0.key) },
    uniquingKeysWith: { $0.hasPrefix("var") || $0.count > $1.count ? $1 : $0 })

  /// A letter with its typeface and accent, which Unicode's name for the character tells.
  private static func letter(_ scalar: Unicode.Scalar) -> MathToken.Kind? {
    if let variant = Vocabulary.variants[scalar] { return letter(named: variant, .italic) }
    let text = String(scalar)
    if greekNames[text] != nil { return letter(named: text, .italic) }
    guard let name = scalar.properties.name else { return nil }
    let words = name.split(separator: " ").map(String.init)
    if let with = words.firstIndex(of: "WITH"), with > 0, with + 1 < words.count, words.first == "LATIN",
      let accent = accentNames[words[with + 1]]
    {
      let letter = words.contains("SMALL") ? words[with - 1].lowercased() : words[with - 1]
      return .letter(Symbol(name: letter, accents: [accent], latex: "\\\(accent){\(letter)}"))
    }
    if words.contains("MATHEMATICAL") || words.contains("DOUBLE-STRUCK") || words.contains("SCRIPT"),
      let kind = styled(words)
    {
      return kind
    }
    return scalar.properties.isAlphabetic ? .letter(Symbol(name: text)) : nil
  }

  private static let accentNames = [
    "CIRCUMFLEX": "hat", "TILDE": "tilde", "MACRON": "bar", "DOT": "dot", "DIAERESIS": "ddot",
  ]

  private static let digits = [
    "ZERO": "0", "ONE": "1", "TWO": "2", "THREE": "3", "FOUR": "4", "FIVE": "5", "SIX": "6", "SEVEN": "7",
    "EIGHT": "8", "NINE": "9",
  ]

  /// MATHEMATICAL BOLD CAPITAL W, DOUBLE-STRUCK CAPITAL R, SCRIPT SMALL L.
  private static func styled(_ words: [String]) -> MathToken.Kind? {
    let typeface: Symbol.Typeface =
      words.contains("BOLD")
      ? .bold
      : words.contains("DOUBLE-STRUCK")
        ? .blackboard
        : words.contains("SCRIPT") || words.contains("FRAKTUR")
          ? .calligraphic : words.contains("SANS-SERIF") ? .sans : words.contains("MONOSPACE") ? .typewriter : .italic
    guard let last = words.last else { return nil }
    if let digit = digits[last], words.contains("DIGIT") {
      return digit == "1" ? letter(named: "1", typeface) : .number(digit)
    }
    if words.contains("NABLA") { return .nabla }
    if words.contains("PARTIAL") { return .partial }
    if last == "L", words.contains("SMALL"), typeface == .calligraphic { return letter(named: "ℓ", .italic) }
    guard let size = words.firstIndex(where: { $0 == "CAPITAL" || $0 == "SMALL" }), size + 1 < words.count else {
      return nil
    }
    let isSmall = words[size] == "SMALL"
    let spelling = words[size + 1] == "LAMDA" ? "LAMBDA" : words[size + 1]
    let name = isSmall ? spelling.lowercased() : spelling
    if spelling.count == 1 { return letter(named: name, typeface) }
    let command = isSmall ? name : spelling.prefix(1) + spelling.dropFirst().lowercased()
    return Vocabulary.greek[command].map { letter(named: $0, typeface) }
  }

  private static func letter(named name: String, _ typeface: Symbol.Typeface) -> MathToken.Kind {
    let plain = greekNames[name].map { "\\" + $0 } ?? name
    let latex = LaTeXSpelling.command(for: typeface).map { "\\\($0){\(plain)}" } ?? plain
    return .letter(Symbol(name: name, typeface: typeface, latex: latex))
  }
}
