import ChainRuleStudy
import Testing

@Suite("Markdown documents") struct MarkdownReadingTests {
  private func read(_ text: String) -> ReadDocument { ReadDocument(reading: text, name: "a.md", format: .markdown) }

  @Test(
    "mathematics between delimiters",
    arguments: [
      "so $a = b$.", "so \\(a = b\\).", "\\[a = b\\]", "$$\na = b\n$$", "```math\na = b\n```", "$`a = b`$",
      "\\begin{equation} a = b \\end{equation}", "> $a = b$", "| x | $a = b$ |", "- $a = b$", "**so $a = b$**",
      "so \\\\(a = b\\\\).", "\\\\[\na = b\n\\\\]", "> $$\n> a\n>  = b\n> $$", "1. $$\n   a = b\n   $$",
      "~~~math\na = b\n~~~",
    ])
  func delimiters(text: String) {
    #expect(read(text).statements.map(\.unicode) == ["a = b"])
  }

  @Test(
    "no mathematics",
    arguments: [
      "It costs $5 and not $10, or $x.", "```bash\nA=b\n```", "`$a = b$`", "<!-- $a = b$ -->", "the key = value pair",
      "a \\$x = 1\\$ b", "---\ntitle: a\nvalue = 1\n---\n", "See a = b in the text.",
    ])
  func noMathematics(text: String) {
    #expect(read(text).statements.isEmpty)
    #expect(read(text).problems.isEmpty)
  }

  @Test("a formula in a line of its own needs no delimiters if it is clearly one")
  func undelimited() {
    let text = "Then\n\n\\hat{y} = f(z^{[2]}),\n\ndW = dZ Xᵀ\n\nz<sup>[1]</sup> = W<sup>[1]</sup> x\n"
    let document = read(text)
    #expect(document.statements.map(\.unicode) == ["ŷ = f(z[2])", "dW = dZ Xᵀ", "z[1] = W[1] x"])
    #expect(document.statements.map(\.origin) == [.plainText, .plainText, .plainText])
    #expect(document.statements.map(\.range.line) == [3, 5, 7])
  }

  @Test("a display without an end takes its paragraph, and the rest of the document is read")
  func openDisplay() throws {
    let document = read("$$a = b\n\nSome words that are prose and more of them.\n\n$$c = d$$\n")
    #expect(document.statements.map(\.unicode) == ["a = b", "c = d"])
    #expect(document.statements[0].damage.count == 1)
    #expect(document.statements[1].damage.isEmpty)
  }

  @Test("HTML, Markdown and a literal line break inside of a display are damage, and every equation is recovered")
  func brokenDisplay() {
    let text = """
      $$
      z[1] = W[1]x + b[1],\\na[1] =  $\\sigma$ (**z**<sup>[1]</sup>),
      \\n**z**<sup>[2]</sup> = **W**<sup>[2]</sup>**a**<sup>[1]</sup>,
      \\n
      $$
      \\hat{y} = f(z),
      $$
      $$
      """
    let document = read(text)
    #expect(
      document.statements.map(\.unicode) == ["z[1] = W[1] x + b[1]", "a[1] = σ(z[1])", "z[2] = W[2] a[1]", "ŷ = f(z)"])
    #expect(document.statements.map(\.damage.isEmpty) == [false, false, false, true])
    #expect(document.statements.map(\.range.line) == [2, 2, 3, 6])
    #expect(document.problems.isEmpty)
  }

  @Test("a missing function name and a bracket too many are damage")
  func smallDamage() throws {
    let name = try #require(read("$'(z) = \\mathbf{1}_{z>0}$").statements.first)
    #expect(name.unicode == "′(z) = 1[z > 0]")
    #expect(name.damage == ["the name of the function before the prime is missing"])
    let bracket = try #require(read("$$a = b (x - \\mu) )$$").statements.first)
    #expect(bracket.unicode == "a = b(x − μ)")
    #expect(bracket.damage == ["nothing opens what is closed here"])
    let command = try #require(read("$$a = \\vx + b$$").statements.first)
    #expect(command.damage == ["\\vx is defined nowhere in the document; it is read as a name"])
  }

  @Test("words and headings around a statement")
  func words() {
    let text = """
      # Title
      ## Part *one*
      We have the weights $W$ first.
      Then $a = b$, which holds. More.

      $$c = d$$
      """
    let document = read(text)
    #expect(document.statements.map(\.headings) == [["Title", "Part *one*"], ["Title", "Part *one*"]])
    #expect(document.statements.map(\.proseBefore) == ["We have the weights $W$ first. Then", ", which holds. More."])
    #expect(document.statements.map(\.proseAfter) == [", which holds.", ""])
    #expect(document.prose.map(\.isHeading) == [true, true, false, false])
    #expect(document.prose.map(\.line) == [1, 2, 3, 4])
  }

  @Test("the comments that bind symbols")
  func bindings() {
    let document = read("<!-- chain-rule: loss L -->\n<!-- other -->\n$a = b$")
    #expect(document.bindings.map(\.text) == ["loss L"])
    #expect(document.bindings.map(\.range) == [SourceRange(line: 1, column: 1, endLine: 1, endColumn: 28)])
  }

  @Test("the document's own commands")
  func macros() {
    let text =
      "$$\\newcommand{\\pd}[2]{\\frac{\\partial #1}{\\partial #2}}\\def\\W{\\mathbf{W}}$$\n$$\\pd{L}{\\W} = 1$$"
    let document = read(text)
    #expect(document.statements.map(\.unicode) == ["∂L/∂W = 1"])
    #expect(document.statements.map(\.latex) == ["\\pd{L}{\\W} = 1"])
  }

  @Test("lines may end as on other systems")
  func lineEndings() {
    let document = read("# T\r\n\r\nso $a = b$\r\n\r\n$$\r\nc = d\r\n$$\r\n```\r\ne = f\r\n```\r\n")
    #expect(document.statements.map(\.unicode) == ["a = b", "c = d", "e = f"])
    #expect(document.statements.map(\.range.line) == [3, 6, 9])
    #expect(document.statements.map(\.range.column) == [5, 1, 1])
    #expect(document.statements.map(\.headings) == [["T"], ["T"], ["T"]])
  }

  @Test("prose in any language is no error")
  func languages() {
    let document = read("Für alle Schichten gilt $a = b$. 其中 $c = d$ 是损失。 Où $e = f$ avec $g$.")
    #expect(document.statements.map(\.unicode) == ["a = b", "c = d", "e = f"])
    #expect(document.problems.isEmpty)
  }
}
