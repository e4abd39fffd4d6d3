extension Statement {
  /// Whether it is about printed figures.
  func isNumeric(_ guide: NotationGuide) -> Bool {
    members.dropFirst().contains { $0.isArithmetic }
  }

  /// The condition of the sentence that it stands in: "if f is the identity, then …".
  var condition: String? {
    // A full stop inside of f(.) ends no sentence.
    let words = proseBefore.lowercased().split(separator: " ")
    let start = words.lastIndex { $0.last.map { ".:;".contains($0) } ?? false }.map { $0 + 1 } ?? 0
    let sentence = words[start...]
    guard let place = sentence.firstIndex(of: "if") else { return nil }
    return sentence[place...].joined(separator: " ")
  }
}

extension Formula {
  /// Whether it is made of numbers only, with at least one decimal point among them.
  var isArithmetic: Bool {
    var hasDecimal = false
    var isPlain = true
    forEach { part in
      switch part {
      case .number(let digits): if digits.contains(".") { hasDecimal = true }
      case .symbol(let symbol):
        if symbol.name != "e", TermFunction(named: symbol.name) == nil, symbol.name != "σ" { isPlain = false }
      case .derivative, .big: isPlain = false
      default: break
      }
    }
    return hasDecimal && isPlain
  }
}
