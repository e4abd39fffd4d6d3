extension BoundName {
  /// The letter or word without what hangs on it.
  var symbol: Symbol { Symbol(name: name, accents: accents) }

  /// The name in TeX's notation.
  var latex: String {
    let letter = GreekLetters.names[name].map { "\\\($0)" } ?? (name.count == 1 ? name : "\\mathrm{\(name)}")
    let accented = accents.reduce(letter) { "\\\($1){\($0)}" }
    return accented + (subscripts.isEmpty ? "" : "_{\(subscripts.joined(separator: ","))}")
      + (layer.map { "^{[\($0)]}" } ?? "")
  }

  /// The name as the reader of documents reads it; `nil` where it is none to it.
  var formula: Formula? { Formula(latex: latex) }
}

extension BoundDimension {
  /// The length as a formula: n^{[l-1]} + 1.
  var formula: Formula? {
    let terms = terms.enumerated().map { place, term in
      let sign = term.factor < 0 ? "-" : place == 0 ? "" : "+"
      guard let name = term.name else { return "\(sign)\(term.factor.magnitude)" }
      return "\(sign)\(term.factor.magnitude == 1 ? "" : "\(term.factor.magnitude)")\(name.latex)"
    }
    return Formula(latex: terms.joined())
  }
}

extension Formula {
  /// Reads a formula that stands alone.
  init?(latex: String) {
    let document = ReadDocument(readingEquation: "\\[ \(latex) = 0 \\]")
    guard document.problems.isEmpty, document.statements.count == 1, let formula = document.statements[0].members.first
    else { return nil }
    self = formula
  }
}
