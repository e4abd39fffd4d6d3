/// Formulas in Unicode's characters, for terminals.
struct UnicodeNotation: FormulaNotation {
  var minus: String { "−" }
  var ellipsis: String { "…" }
  var placeholder: String { "·" }

  func number(_ digits: String) -> String { digits }
  func sign(_ sign: ProductSign) -> String { sign.rawValue }
  func relation(_ relation: Relation) -> String { relation.rawValue }

  func words(_ words: String) -> String {
    if words.isEmpty { return "{}" }
    return "\\text{\(words)}"
  }

  // MARK: Symbols

  private static let accents = [
    "hat": "\u{302}", "tilde": "\u{303}", "bar": "\u{304}", "dot": "\u{307}", "ddot": "\u{308}",
  ]

  private static let blackboard: [Character: String] = [
    "C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ", "E": "𝔼", "1": "𝟙",
  ]

  /// The label where it can stand without brackets and is read as one.
  private static func plainLabel(_ label: String) -> String? {
    let letters = label.prefix { $0.isASCII && $0.isLetter }
    let digits = label.dropFirst(letters.count)
    guard !letters.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    if digits.isEmpty {
      let isWord = letters.count > 3 || Vocabulary.labels.contains(label)
      return isWord || letters.count > 1 && !letters.allSatisfy { Vocabulary.indexLetters.contains($0) } ? label : nil
    }
    return letters.count > 1 || !["i", "j", "k"].contains(letters) ? label : nil
  }

  func symbol(_ symbol: Symbol) -> String {
    var name = symbol.name
    switch name {
    case "Σ": name = "𝛴"
    case "Π": name = "𝛱"
    case "": return ""
    default: break
    }
    if name == "1", symbol.typeface != .blackboard { return "𝟏" }
    if symbol.typeface == .blackboard, name.count == 1, let letter = name.first.flatMap({ Self.blackboard[$0] }) {
      name = letter
    }
    if name.count > 1, name.contains(where: { $0 == " " || $0 == "-" }) { return "\\text{\(name)}" }
    let marks = symbol.accents.compactMap { Self.accents[$0] }
    let isShorthand = name.count == 2 && name.hasPrefix("d")
    guard marks.count == symbol.accents.count, marks.isEmpty || name.count == 1 || isShorthand else {
      return symbol.latex
    }
    return name + marks.joined()
  }

  // MARK: Scripts

  private static let raisedCharacters = Dictionary(
    Vocabulary.superscripts.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  private static let loweredCharacters = Dictionary(
    Vocabulary.subscripts.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

  /// The text in small characters; `nil` where there is none for one of them.
  private static func small(_ text: String, _ characters: [Unicode.Scalar: Unicode.Scalar]) -> String? {
    var small = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar != " " {
      guard let character = characters[scalar == "−" ? "-" : scalar] else { return nil }
      small.append(character)
    }
    return small.isEmpty ? nil : String(small)
  }

  func scripts(_ base: String, _ subscripts: [Subscript], _ superscripts: [Superscript]) -> String {
    var text = base
    var superscripts = superscripts[...]
    if case .bracketed(let layer)? = superscripts.first, Self.isIndex(layer) {
      text += "[\(compact(layer))]"
      superscripts.removeFirst()
    }
    if !subscripts.isEmpty { text += lowered(subscripts) }
    for (index, superscript) in superscripts.enumerated() {
      switch superscript {
      case .bracketed(let formula): text += "^{[\(compact(formula))]}"
      case .parenthesised(let formula):
        let content = "(\(compact(formula)))"
        text += Self.small(content, Self.raisedCharacters) ?? "^{\(content)}"
      case .transpose: text += "ᵀ"
      case .prime: text += "′"
      case .plain(let formula):
        let content = compact(formula)
        text += index == 0 && !content.hasSuffix("T") ? raised(content) : "^{\(content)}"
      case .label(let label):
        text += Vocabulary.labels.contains(label) ? "^{\(label)}" : "^{\\text{\(label)}}"
      }
    }
    return text
  }

  private func raised(_ content: String) -> String {
    Self.small(content, Self.raisedCharacters) ?? "^{\(content)}"
  }

  /// Whether brackets directly behind a letter are read as a layer.
  private static func isIndex(_ formula: Formula) -> Bool {
    switch formula {
    case .number(let digits): digits.allSatisfy(\.isNumber)
    case .symbol(let symbol): symbol.accents.isEmpty && (symbol.name.first?.isLowercase == true || symbol.name == "L")
    case .sum(let terms): terms.count < 4 && terms.allSatisfy(isIndex)
    case .negated(let operand): isIndex(operand)
    default: false
    }
  }

  private func lowered(_ subscripts: [Subscript]) -> String {
    let letters = subscripts.compactMap(\.letter)
    if letters.count == subscripts.count, letters.count < 4, !Vocabulary.labels.contains(letters.joined()) {
      if let small = Self.small(letters.joined(), Self.loweredCharacters) { return small }
      if letters.count == 1, letters[0].unicodeScalars.count == 1 { return "_" + letters[0] }
    }
    let text = subscripts.map { lowered($0) }.joined(separator: ",")
    guard subscripts.count == 1 else { return "_{\(text)}" }
    switch subscripts[0] {
    case .label("+"): return "₊"
    case .label("-"): return "₋"
    case .label(let label) where Self.plainLabel(label) != nil: return "_" + label
    case .index(let formula) where formula.isListItem:
      return Self.small(text, Self.loweredCharacters) ?? "_{\(text)}"
    default: return "_{\(text)}"
    }
  }

  private func lowered(_ subscript: Subscript) -> String {
    switch `subscript` {
    case .index(.application(.symbol(let colon), let ends)) where colon.name == ":":
      ends.map { print($0) }.joined(separator: ":")
    case .index(.indicator(let condition)): self.condition(condition)
    case .index(let formula): compact(formula)
    case .slice: ":"
    case .label(let label): Self.plainLabel(label) ?? "\\text{\(label)}"
    }
  }

  // MARK: Structure

  func fenced(_ fence: Fence, _ content: String) -> String {
    switch fence {
    case .round: "(\(content))"
    case .square: "[\(content)]"
    case .curly: "{\(content)}"
    case .bars: "|\(content)|"
    case .doubleBars: "‖\(content)‖"
    case .angles: "⟨\(content)⟩"
    case .none: content
    }
  }

  func application(_ function: Formula, _ arguments: [Formula]) -> String {
    if arguments.count == 1, case .fenced(let fence, _) = arguments[0], fence == .square || fence == .curly {
      return print(function) + print(arguments[0])
    }
    return print(function) + "(\(list(arguments)))"
  }

  func root(_ radicand: Formula, degree: Formula?) -> String {
    if let degree { return "\\sqrt[\(print(degree))]{\(print(radicand))}" }
    switch radicand {
    case .symbol, .number, .fenced(.round, _): return "√" + print(radicand)
    default: return "√(\(print(radicand)))"
    }
  }

  func big(_ sign: BigOperator) -> String {
    let below = self.below(sign)
    var text = sign.kind.rawValue
    if !below.isEmpty { text += Self.small(below, Self.loweredCharacters) ?? "_{\(below)}" }
    if let to = sign.to { text += raised(print(to)) }
    return text
  }

  func matrix(_ rows: [[Formula]], _ style: MatrixStyle) -> String {
    "[" + rows.map { list($0) }.joined(separator: "; ") + "]"
  }

  func cases(_ rows: [CaseRow]) -> String {
    let lines = rows.map { row in
      print(row.value) + (row.condition.map { " if " + condition($0) } ?? " otherwise")
    }
    return "{" + lines.joined(separator: "; ") + "}"
  }

  func indicator(_ condition: Condition) -> String { "1[\(self.condition(condition))]" }

  func differentialSign(_ sign: String, order: Int) -> String {
    order > 1 ? sign + raised(String(order)) : sign
  }

  func nabla(_ derivative: DerivativeFormula) -> String {
    var text = derivative.sign == "∇²" ? "∇²" : derivative.sign
    guard !derivative.by.isEmpty else { return text }
    let by = list(derivative.by)
    text += by.unicodeScalars.count == 1 ? "_" + by : "_{\(by)}"
    return text
  }

  func evaluated(_ derivative: String, at condition: Condition) -> String {
    "\(derivative)|_{\(self.condition(condition))}"
  }
}
