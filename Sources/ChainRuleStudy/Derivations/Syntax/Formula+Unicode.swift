extension Formula {
  /// The formula in Unicode's characters, as in `dZ¹ = W²ᵀ dZ² ∘ 1[Z¹ > 0]`, for a terminal. Typefaces are left out.
  public var unicode: String { UnicodeNotation().print(self) }
}

extension Condition {
  public var unicode: String { UnicodeNotation().condition(self) }
}

extension Statement {
  /// What the statement says, in Unicode's characters; code as code.
  public var unicode: String {
    if code != nil { return printedCode }
    let notation = UnicodeNotation()
    let words = conditions.enumerated().map { $0.offset == 0 ? " for " : " and " }
    return notation.chain(members, relations)
      + zip(words, conditions).map { $0 + notation.condition($1) }.joined()
  }
}
