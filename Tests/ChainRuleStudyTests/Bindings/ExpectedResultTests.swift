import ChainRuleStudy
import Testing

@Suite struct ExpectedResultTests {
  @Test(
    "all spellings of a gradient are one",
    arguments: [
      (
        "dW1",
        [
          "dW[1]", "dW^{[1]}", "dW^{(1)}", "dW_1", "dW_{1}", "dW¹", "∂L/∂W1", "∂L/∂W[1]", "dL/dW1",
          "\\partial L/\\partial W^{[1]}", "\\frac{\\partial L}{\\partial W^{[1]}}",
          "\\frac{\\partial \\mathcal{L}}{\\partial \\mathbf{W}_1}",
          " dW1 ",
        ]
      ),
      ("db", ["∂L/∂b", "∂J/∂b", "\\frac{\\partial L}{\\partial b}", "dL/db"]),
      ("dW_{xh}", ["dW_{hx}".replacing("hx", with: "xh"), "∂L/∂W_{xh}"]),
      ("δ3", ["\\delta^{[3]}", "δ³", "\\delta_3"]),
    ])
  func spellings(name: String, others: [String]) throws {
    let wanted = try ExpectedResult(parsing: name)
    for other in others { #expect(try ExpectedResult(parsing: other) == wanted, "\(other)") }
    #expect(try ExpectedResult(parsing: "dV1") != wanted)
  }

  @Test(
    "what is no name is an error",
    arguments: ["", " ", "1", "dW +", "dW = 0", "dW + db", "-dW", "f(x)", "dW[", "{", "dW dZ^T X = 1", "\\frac", "∑"])
  func errors(text: String) {
    #expect(throws: ExpectedResult.Unreadable.self) { try ExpectedResult(parsing: text) }
  }

  @Test("names stand between commas; a comma in brackets belongs to a name")
  func lists() throws {
    let names = try ExpectedResult.list(parsing: "dW1, db1,dW_{1,2}").map(\.name)
    #expect(names == ["dW1", "db1", "dW_{1,2}"])
    #expect(throws: ExpectedResult.Unreadable.self) { try ExpectedResult.list(parsing: "dW1,,db1") }
    #expect(throws: ExpectedResult.Unreadable.self) {
      try ExpectedResult.list(parsing: String(repeating: "{", count: 100_000))
    }
  }

  private static let derivation =
    Opening.softmax + #"""
      $$dZ^{[2]} = \frac1m (A^{[2]} - Y)$$

      $$\frac{\partial L}{\partial W^{[2]}} = dZ^{[2]} (A^{[1]})^\top$$

      $$db^{[2]} = dZ^{[2]}$$

      """#

  @Test("a result is found, faulty or missing, in whatever spelling it is asked for")
  func outcomes() throws {
    let checked = judgedDocument(Self.derivation) { $0.expected = ["dW2", "db[2]", "∂L/∂W[1]"] }
    #expect(checked.expected.map(\.state) == [.found, .faulty, .missing])
    #expect(checked.expected.map(\.line) == [17, 19, nil])
    let missing = try #require(checked.findings.first { $0.cause == "missing: ∂L/∂W[1]" })
    #expect(missing.message == "∂L/∂W[1] is missing: no equation derives it")
    #expect(missing.repairs == ["add an equation that begins with ∂L/∂W[1] ="])
    #expect(checked.findings.contains { $0.cause == "faulty: db[2]" && $0.lines == [19] })
    let report = TerminalReport(checked).text
    #expect(report.contains("dW2       found, line 17\n  db[2]     faulty, line 19\n  ∂L/∂W[1]  missing"))
  }

  @Test("a missing result makes a document that holds faulty, and one that only names a gradient does not derive it")
  func missing() {
    let right = Opening.columns + #"$$dZ = \frac1m (A - T) \odot (1 - A^2)$$"# + "\n"
    #expect(judgedDocument(right).outcome == .holds)
    #expect(judgedDocument(right) { $0.expected = ["dZ"] }.outcome == .holds)
    #expect(judgedDocument(right) { $0.expected = ["dW"] }.outcome == .faulty)
    let named = right + "\n" + #"$$dW = \frac{\partial L}{\partial W}$$"# + "\n"
    #expect(judgedDocument(named) { $0.expected = ["dW"] }.outcome == .faulty)
  }

  @Test("an equation for every layer derives the result of each")
  func layers() {
    let general = #"""
      For $l = 1, 2, 3$, with $W^{[l]} \in \mathbb{R}^{n_l \times n_{l-1}}$, $z^{[l]} = W^{[l]} a^{[l-1]}$ and
      $a^{[l]} = \sigma(z^{[l]})$.

      $$\frac{\partial L}{\partial W^{[l]}} = \frac{\partial L}{\partial z^{[l]}} (a^{[l-1]})^\top$$

      """#
    let checked = judgedDocument(general) { $0.expected = ["dW2", "dW7"] }
    #expect(checked.expected.map(\.state) == [.found, .missing])
  }
}
