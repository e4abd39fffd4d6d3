extension MathMLPrinter {
  func scripted(_ base: Formula, _ subscripts: [Subscript], _ superscripts: [Superscript]) -> String {
    let base = self.base(base)
    let below = subscripts.isEmpty ? nil : MathML.row(self.subscripts(subscripts))
    let above = superscripts.isEmpty ? nil : MathML.row(superscripts.map(superscript).joined())
    return switch (below, above) {
    case (let below?, let above?): MathML.element("msubsup", base + below + above)
    case (let below?, nil): MathML.element("msub", base + below)
    case (nil, let above?): MathML.element("msup", base + above)
    case (nil, nil): base
    }
  }

  private func subscripts(_ subscripts: [Subscript]) -> String {
    // Single letters need no comma between them: ij.
    let areLetters = subscripts.allSatisfy { script in
      if case .index(.symbol(let symbol)) = script { symbol.name.count == 1 } else { false }
    }
    let texts = subscripts.map { script in
      switch script {
      case .index(let formula): row(formula)
      case .slice: MathML.sign(":")
      case .label(let label): MathML.text(label)
      }
    }
    let separator =
      areLetters ? MathML.sign("\u{2063}", "lspace=\"0\" rspace=\"0\"") : MathML.sign(",", "separator=\"true\"")
    return texts.joined(separator: separator)
  }

  private func superscript(_ superscript: Superscript) -> String {
    switch superscript {
    case .bracketed(let formula): MathML.fenced("[", row(formula), "]")
    case .parenthesised(let formula): MathML.fenced("(", row(formula), ")")
    case .transpose: MathML.element("mi", "T", "mathvariant=\"normal\"")
    case .prime: MathML.sign("′")
    case .plain(let formula): row(formula)
    case .label(let label): MathML.text(label)
    }
  }
}

extension Symbol {
  var mathML: String {
    accents.reduce(letter) { letter, accent in
      guard let sign = Symbol.accentSigns[accent] else { return letter }
      return MathML.element("mover", letter + MathML.sign(sign, "stretchy=\"false\""), "accent=\"true\"")
    }
  }

  private var letter: String {
    let text = escapedForHTML(name)
    return switch typeface {
    // A single letter is set in italics by itself, a word is not; dZ is two letters rather than a word.
    case .italic where name.count == 1: MathML.element("mi", text)
    case .italic where name.first == "d" && name.count == 2: MathML.element("mi", text, "class=\"italic\"")
    case .italic, .roman: MathML.element("mi", text, "mathvariant=\"normal\"")
    case .bold: MathML.element("mi", text, "mathvariant=\"normal\" class=\"bold\"")
    case .calligraphic: MathML.element("mi", Symbol.calligraphic[name] ?? text, "mathvariant=\"normal\"")
    case .blackboard: MathML.element("mi", Symbol.blackboard[name] ?? text, "mathvariant=\"normal\"")
    case .sans: MathML.element("mi", text, "mathvariant=\"normal\" class=\"sans\"")
    case .typewriter: MathML.element("mi", text, "mathvariant=\"normal\" class=\"mono\"")
    }
  }

  private static let accentSigns = [
    "hat": "^", "bar": "¯", "tilde": "~", "dot": "˙", "ddot": "¨", "vec": "→", "check": "ˇ", "breve": "˘",
    "acute": "´", "grave": "`", "ring": "˚",
  ]

  /// The letters that fonts are likely to have.
  private static let calligraphic = [
    "L": "ℒ", "F": "ℱ", "E": "ℰ", "B": "ℬ", "H": "ℋ", "I": "ℐ", "M": "ℳ", "R": "ℛ", "J": "𝒥", "D": "𝒟", "N": "𝒩",
    "C": "𝒞", "S": "𝒮", "X": "𝒳", "Y": "𝒴",
  ]

  private static let blackboard = ["R": "ℝ", "N": "ℕ", "Z": "ℤ", "C": "ℂ", "Q": "ℚ", "P": "ℙ", "E": "𝔼", "1": "𝟙"]
}
