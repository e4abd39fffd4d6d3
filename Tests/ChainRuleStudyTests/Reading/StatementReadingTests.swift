import ChainRuleStudy
import Testing

/// What a display states, and where each statement stands.
@Suite("Statements of a display") struct StatementReadingTests {
  private func read(_ text: String) -> ReadDocument { ReadDocument(reading: text, name: "a.md", format: .markdown) }

  struct Split: CustomTestStringConvertible, Sendable {
    let display: String
    let statements: [String]
    var testDescription: String { display }

    init(_ display: String, _ statements: [String]) {
      self.display = display
      self.statements = statements
    }
  }

  @Test("a display is split where another statement begins", arguments: splits)
  func splitting(split: Split) {
    let document = read("$$\(split.display)$$")
    #expect(document.statements.map(\.unicode) == split.statements)
    #expect(document.problems.isEmpty)
  }

  static let splits = [
    Split("a = b, \\quad c = d", ["a = b", "c = d"]),
    Split("a = b \\text{ and } c = d", ["a = b", "c = d"]),
    Split("a = b \\quad \\text{Let }~ c = d", ["a = b", "c = d"]),
    Split("a = b = c", ["a = b = c"]),
    Split("a = b \\\\ = c", ["a = b = c"]),
    Split("a &= b \\\\ &= c + d \\\\ &+ e", ["a = b = c + d + e"]),
    Split("a = b \\\\ c = d", ["a = b", "c = d"]),
    Split("\\begin{aligned} a &= b \\\\ c &= d, \\end{aligned}", ["a = b", "c = d"]),
    Split("\\begin{align*} a &= b & c &= d \\end{align*}", ["a = b", "c = d"]),
    Split("\\begin{array}{rcl} a &=& b \\\\ c &=& d \\end{array}", ["a = b", "c = d"]),
    Split("a = b \\Rightarrow c = d", ["a = b", "c = d"]),
    Split("a = X, \\text{ which is input}", ["a = X"]),
    Split("a_i = b_i, \\quad i \\ne j", ["aᵢ = bᵢ for i ≠ j"]),
    Split("a_l = b \\quad \\text{for } l = 1, \\dots, L", ["aₗ = b for l = 1, …, L"]),
    Split("a = b \\text{ if } x > 0", ["a = b for x > 0"]),
    Split("l=1,2,3,4\\dots", ["l = 1, 2, 3, 4, …"]),
    Split("W, b \\in \\mathbb{R}", ["W, b ∈ ℝ"]),
    Split("\\mathsf{ReLU} \\ \\mathsf{derivative} \\colon \\ a = b", ["a = b"]),
    Split("\\frac{\\partial L}{\\partial W} \\\\ [-0.023, -0.023]", ["∂L/∂W = [−0.023, −0.023]"]),
    Split("\\frac{\\partial L}{\\partial b} \\\\ -0.033", ["∂L/∂b = −0.033"]),
    Split("a = b. \\qquad (3)", ["a = b"]),
    Split("\\mathbf{x}, \\mathbf{W}", []),
    Split("x = \\{1, 2\\}, y = f(a, b)", ["x = {1, 2}", "y = f(a, b)"]),
    Split("{\\color{red} a = b}", ["a = b"]),
    Split("\\boxed{a = b}", ["a = b"]),
    Split("\\begin{cases} a = b \\\\ c = d \\end{cases}", ["a = b", "c = d"]),
    Split("\\left\\{ \\begin{aligned} a &= b \\\\ c &= d \\end{aligned} \\right.", ["a = b", "c = d"]),
    Split("a &= \\sigma ( b \\\\ & + c ) \\\\ d &= e", ["a = σ(b + c)", "d = e"]),
    Split("a &= b & \\text{ by rule 1} \\\\ &= c & \\text{ by rule 2}", ["a = b = c"]),
    Split("y =", []),
    Split("\\sim", []),
  ]

  @Test("a display that begins with a relation goes on with the one before")
  func continuedDisplay() {
    #expect(read("$$a = b$$\n$$= c$$").statements.map(\.unicode) == ["a = b", "b = c"])
    #expect(read("$a = b$, which is $\\approx 3$").statements.map(\.unicode) == ["a = b"])
  }

  @Test("the row of a matrix that a figure is for becomes subscripts")
  func rowSelector() {
    let statement = read("$$\\frac{\\partial L}{\\partial W} \\text{ (row 1)} \\\\ [1, 2]$$").statements.first
    guard case .scripted(.derivative, let subscripts, [])? = statement?.members.first else {
      Issue.record("\(String(describing: statement))")
      return
    }
    #expect(subscripts == [.index(.number("1")), .slice])
  }

  @Test("each row of a display has its own lines and columns, and its exact text")
  func places() {
    let document = read("Before\n\n$$\\begin{aligned} a &= b \\\\\n  c &= d + \\\\ & e \\end{aligned}$$\n")
    let ranges = document.statements.map(\.range)
    #expect(
      ranges == [
        SourceRange(line: 3, column: 19, endLine: 3, endColumn: 25),
        SourceRange(line: 4, column: 3, endLine: 4, endColumn: 18),
      ])
    #expect(document.statements.map(\.latex) == ["a &= b", "c &= d + \\\\ & e"])
    #expect(document.statements.map(\.origin) == [.row, .row])
  }

  @Test("columns count characters, not bytes")
  func columns() {
    let document = read("é ŷ x\u{302} 👩‍👩‍👧 $a = b$")
    #expect(document.statements.first?.range == SourceRange(line: 1, column: 10, endLine: 1, endColumn: 15))
  }

  @Test("an equation that cannot be read is a problem with its place, and reading goes on")
  func recovery() throws {
    let document = read("$$a = b$$\n\n$$c = \\frac{1}{2} \\foo{x} + d$$\n\n$$e = f$$")
    #expect(document.statements.map(\.unicode) == ["a = b", "e = f"])
    let problem = try #require(document.problems.first)
    #expect(document.problems.count == 1)
    #expect((problem.line, problem.column) == (3, 19))
    #expect(problem.reason == .notation)
    #expect(problem.message.contains("\\foo"))
    #expect(problem.latex == "c = \\frac{1}{2} \\foo{x} + d")
  }

  @Test("mathematics of another kind is said to be so")
  func outsideTheSubject() {
    #expect(read("$$x = \\int_0^1 f$$").problems.map(\.reason) == [.outsideTheSubject])
  }

  @Test("a symbol and its shape, with words between, are a statement")
  func shapes() {
    let document = read("$x$: $(m, n_x)$; the shape of $Y$ is $(n, m)$, but $z$ and $(a, b)$.")
    #expect(document.statements.map(\.unicode) == ["x : (m, nₓ)", "Y : (n, m)"])
    #expect(document.statements.map(\.latex) == ["x$: $(m, n_x)", "Y$ is $(n, m)"])
    #expect(document.mentions.count == 4)
  }

  @Test("formulas that state nothing are mentions")
  func mentions() {
    let document = read("Let $W^{[1]}$ and $\\sigma(\\cdot)$ be given.")
    #expect(document.statements.isEmpty)
    #expect(document.mentions.map(\.formula.unicode) == ["W[1]", "σ(·)"])
  }
}
