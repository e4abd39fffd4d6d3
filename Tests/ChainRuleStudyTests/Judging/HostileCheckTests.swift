import ChainRuleStudy
import Testing

/// Documents that were made to exhaust the judge come to an end, with a verdict or a reason for every line.
@Suite("Hostile documents, judged") struct HostileCheckTests {
  /// A document that begins with a network; `claims` says how many of its equations are about it.
  struct Page: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var start = Opening.softmax
    let text: String
    var format = ReadDocument.Format.markdown

    init(_ description: String, start: String = Opening.softmax, _ text: String) {
      testDescription = description
      self.start = start
      self.text = text
    }

    func checked() -> CheckedDerivation { judgedDocument(start + text, format: format) }
  }

  private static let gradient = #"\frac{\partial L}{\partial W^{[2]}}"#

  private static func claim(_ right: String) -> String { "$$\(gradient) = \(right)$$\n\n" }

  private static func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

  @Test(
    "one monstrous equation is refused or left open, and what stands beside it is judged",
    arguments: [
      Page("nested 100 000 deep", claim(repeated("(", 100_000) + "x" + repeated(")", 100_000))),
      Page("fractions 100 000 deep", claim(repeated(#"\frac{1}{"#, 100_000) + "x" + repeated("}", 100_000))),
      Page("opened 100 000 times", claim(repeated("{", 100_000))),
      Page("a line of megabytes", claim(repeated("W_{12} + ", 250_000) + "x")),
      Page("unbalanced environments", "$$" + repeated(#"\begin{aligned}"#, 20_000) + "x = y$$\n\n"),
      Page("environments that only end", "$$" + repeated(#"\end{aligned}"#, 20_000) + "x = y$$\n\n"),
      Page("a sum to 10⁹", claim(#"\sum_{i=1}^{1000000000} \sum_{j=1}^{1000000000} A^{[2]}_{ij}"#)),
      Page("a product to 10¹⁸", claim(#"\prod_{i=1}^{10^{18}} A^{[2]}"#)),
      Page(
        "a matrix of 10⁹ elements",
        #"$Q \in \mathbb{R}^{1000000000 \times 1000000000}$ $$u = Q x$$ $$\frac{\partial L}{\partial Q} = u x^T$$"#
          + "\n\n"),
      Page("a literal of 40 000 elements", claim(#"\begin{bmatrix}"# + literal(200) + #"\end{bmatrix}"#)),
      Page(
        "a macro that expands for ever",
        #"\newcommand{\a}{\b\b}\newcommand{\b}{\a\a}"# + "\n\n" + claim(#"\a"#)),
      Page("a chain of 3000 members", claim(repeated("A^{[2]} Y = ", 3_000) + "Y")),
      Page("a product of 3000 factors", claim(repeated("W^{[2]} ", 3_000))),
      Page("a power tower", claim(#"A^{A^{A^{A^{10^{10^{10}}}}}} + 10^{400} + (A^{[2]})^{99999999999999999999}"#)),
      Page("layer number 100000", #"$$Z^{[100000]} = W^{[100000]} A^{[1]}$$ $$a^{[9223372036854775807]} = x$$"#),
      Page("eight free indices", #"$$\frac{\partial L}{\partial W_{ij}} = X_{ab} X_{cd} X_{ef} X_{gh}$$"# + "\n\n"),
      Page("sixteen sums in one another", claim(sums("abcdefghkpqrstuv") + "X_{ab} X_{cd} X_{ef} X_{gh}")),
      Page("a product of 80 Jacobians", claim(repeated(#"\frac{\partial A^{[2]}}{\partial Z^{[1]}} "#, 80))),
    ])
  func monstrousEquation(page: Page) throws {
    let right = #"$$\frac{\partial L}{\partial Z^{[2]}} = \frac1m (A^{[2]} - Y)$$"#
    let checked = judgedDocument(page.start + page.text + "\n\n" + right + "\n")
    #expect(try checked.last.verdict == .exact)
    #expect(checked.faults.count <= 2)
  }

  private static func literal(_ size: Int) -> String {
    let row = Array(repeating: "1", count: size).joined(separator: " & ")
    return Array(repeating: row, count: size).joined(separator: #" \\ "#)
  }

  private static func sums(_ letters: String) -> String { letters.map { "\\sum_{\($0)} " }.joined() }
}
