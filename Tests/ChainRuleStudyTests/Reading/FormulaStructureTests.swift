import ChainRuleStudy
import Testing

/// What brackets and precedence make of a formula.
@Suite("The structure of formulas") struct FormulaStructureTests {
  private func name(_ name: String) -> Formula { .symbol(Symbol(name: name)) }
  private func number(_ digits: String) -> Formula { .number(digits) }

  private func read(_ latex: String) throws -> Formula { try #require(rightSide(of: "\\theta = " + latex)) }

  @Test("a product is one flat list with its signs")
  func product() throws {
    let formula = try read("a b \\cdot c \\odot D")
    #expect(
      formula
        == .product(
          [name("a"), name("b"), name("c"), name("D")], [.juxtaposition, .dot, .elementwise]))
  }

  @Test("a sum's sign takes the whole product behind it, and no further term")
  func bigOperator() throws {
    let formula = try read("\\sum_{i=1}^m a_i \\cdot b + c")
    guard case .sum(let terms) = formula, terms.count == 2, case .big(let sign) = terms[0] else {
      Issue.record("\(formula)")
      return
    }
    #expect(sign.indices == [name("i")])
    #expect(sign.from == number("1"))
    #expect(sign.to == name("m"))
    #expect(
      sign.body
        == .product([.scripted(name("a"), subscripts: [.index(name("i"))], superscripts: []), name("b")], [.dot]))
    #expect(terms[1] == name("c"))
  }

  @Test("a letter before brackets is a product, the name of a function an application")
  func application() throws {
    #expect(try read("f(x)") == .product([name("f"), .fenced(.round, [name("x")])], [.juxtaposition]))
    let softmax = Formula.symbol(Symbol(name: "softmax", typeface: .roman, latex: "\\operatorname{softmax}"))
    #expect(try read("\\operatorname{softmax}(x)") == .application(softmax, [name("x")]))
    let log = Formula.symbol(Symbol(name: "log", typeface: .roman, latex: "\\log"))
    #expect(try read("\\log p") == .application(log, [.fenced(.none, [name("p")])]))
  }

  @Test("d and a letter is one name, but not in a quotient of differentials")
  func differentials() throws {
    #expect(try read("dZ A") == .product([name("dZ"), name("A")], [.juxtaposition]))
    #expect(
      try read("\\frac{dZ}{dx}")
        == .derivative(DerivativeFormula(sign: "d", style: .bar, of: name("Z"), by: [name("x")])))
    #expect(
      try read("dL/da")
        == .derivative(DerivativeFormula(sign: "d", style: .solidus, of: name("L"), by: [name("a")])))
  }

  @Test("a solidus takes the factor before it and the one behind it")
  func solidus() throws {
    #expect(
      try read("a b / c d")
        == .product(
          [name("a"), .fraction(name("b"), name("c"), .solidus), name("d")], [.juxtaposition, .juxtaposition]))
  }

  @Test("a minus takes the product behind it, a power less")
  func minus() throws {
    #expect(try read("-a b") == .negated(.product([name("a"), name("b")], [.juxtaposition])))
    #expect(
      try read("-a^2") == .negated(.scripted(name("a"), subscripts: [], superscripts: [.plain(number("2"))])))
  }

  @Test("typefaces are kept beside the plain name")
  func typefaces() throws {
    #expect(try read("\\mathcal{L}") == .symbol(Symbol(name: "L", typeface: .calligraphic, latex: "\\mathcal{L}")))
    #expect(try read("\\delta") == .symbol(Symbol(name: "δ", latex: "\\delta")))
    #expect(
      try read("\\hat{\\mathbf{y}}")
        == .symbol(Symbol(name: "y", accents: ["hat"], typeface: .bold, latex: "\\hat{\\mathbf{y}}")))
  }

  @Test("layers, transposes and slices in scripts")
  func scripts() throws {
    #expect(
      try read("A^{[2]^\\top}_{:,i}")
        == .scripted(
          name("A"), subscripts: [.slice, .index(name("i"))], superscripts: [.bracketed(number("2")), .transpose]))
    #expect(
      try read("a^{(l-1)}")
        == .scripted(
          name("a"), subscripts: [], superscripts: [.parenthesised(.sum([name("l"), .negated(number("1"))]))]))
    #expect(
      try read("x_{h1}") == .scripted(name("x"), subscripts: [.label("h1")], superscripts: []))
  }

  @Test("a run of letters that the document assigns to is one name")
  func documentNames() {
    let document = ReadDocument(reading: "$$foo = a$$ then $$b = foo$$", name: "a.md", format: .markdown)
    #expect(document.statements.last?.members.last == name("foo"))
    let other = ReadDocument(reading: "$$b = foo$$", name: "a.md", format: .markdown)
    #expect(other.statements.last?.members.last != name("foo"))
  }
}
