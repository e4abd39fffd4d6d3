extension Formula {
  /// The formula in TeX's notation, each symbol as its author wrote it.
  public var latex: String { LaTeXNotation().print(self) }

  /// The formula in TeX's notation, in the style of an author.
  public func latex(in style: LaTeXStyle) -> String { LaTeXNotation(style: style).print(self) }
}

extension Condition {
  public func latex(in style: LaTeXStyle = LaTeXStyle()) -> String { LaTeXNotation(style: style).condition(self) }
}

extension Statement {
  /// What the statement says, printed in TeX's notation from its members.
  public func printedLaTeX(in style: LaTeXStyle? = nil) -> String {
    let notation = LaTeXNotation(style: style ?? LaTeXStyle(of: latex))
    let words = conditions.enumerated().map { $0.offset == 0 ? " \\quad \\text{for } " : " \\text{ and } " }
    return notation.chain(members, relations)
      + zip(words, conditions).map { $0 + notation.condition($1) }.joined()
  }

  /// What the statement says, printed from its members as its author would write it: in TeX's notation, in Unicode or
  /// as code.
  public var printed: String {
    if code != nil { return printedCode }
    let isTeX = origin != .plainText || ["\\", "^{", "_{"].contains { latex.contains($0) }
    return isTeX ? printedLaTeX() : unicode
  }
}
