import ChainRuleStudy
import Testing

/// Documents that were made to break a reader end with a problem or are read, and in bounded time.
@Suite("Hostile documents") struct HostileInputTests {
  /// A text of many equal parts.
  struct Repetition: CustomTestStringConvertible, Sendable {
    var start = ""
    let opening: String
    var middle = "x"
    var closing = ""
    var end = ""

    var text: String {
      start + String(repeating: opening, count: 3_000) + middle + String(repeating: closing, count: 3_000) + end
    }

    var testDescription: String { start + opening + "…" + middle + closing + end }
  }

  private static func repeated(_ opening: String, _ middle: String = "x", _ closing: String = "") -> Repetition {
    Repetition(opening: opening, middle: middle, closing: closing)
  }

  private static func display(_ start: String, _ opening: String, _ end: String = "") -> Repetition {
    Repetition(start: "$$" + start, opening: opening, middle: "b", end: end + "$$")
  }

  private static func code(_ start: String, _ opening: String) -> Repetition {
    Repetition(start: "```\n" + start, opening: opening, end: "\n```")
  }

  @Test(
    "what is nested too deep is a problem, and says so",
    arguments: [
      repeated("(", "x", ")"), repeated("{", "x", "}"), repeated("\\frac{1}{", "x", "}"), repeated("a^{", "x", "}"),
      repeated("a_{", "x", "}"), repeated("-"), repeated("\\sum_i "), repeated("\\log "), repeated("\\partial "),
      repeated("\\nabla "), repeated("\\hat "), repeated("\\mathbf{", "x", "}"), repeated("{\\bf ", "x", "}"),
      repeated("\\overset{a}{", "=", "}"), repeated("\\text{$", "x", "$}"), repeated("1(", "x>0", ")"),
      repeated("\\left(", "x", "\\right)"), repeated("\\sqrt{", "x", "}"), repeated("|"),
      repeated("\\begin{cases} ", "x", "\\end{cases}"), repeated("f(", "x", ")"), repeated("x^\\frac{y}{", "x", "}"),
    ])
  func nesting(formula: Repetition) throws {
    let document = ReadDocument(reading: "$$y = \(formula.text)$$\n\n$$a = b$$", name: "a.md", format: .markdown)
    #expect(document.problems.map(\.reason) == [.limit])
    #expect(document.problems.first?.message.contains("nested") == true)
    #expect(document.statements.map(\.latex) == ["a = b"])
  }

  @Test(
    "macros that expand for ever",
    arguments: [
      "\\newcommand{\\a}{\\a\\a}$$x = \\a$$", "\\def\\a{\\b}\\def\\b{\\a}$$x = \\a$$",
      "\\newcommand{\\f}[1]{\\f{#1#1}}$$x = \\f{y}$$", "\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\a\\a}$$x = \\a$$",
    ])
  func macros(text: String) {
    let document = ReadDocument(reading: text + "\n\n$$a = b$$", name: "a.md", format: .markdown)
    #expect(document.problems.map(\.reason) == [.limit])
    #expect(document.statements.map(\.latex) == ["a = b"])
  }

  @Test("a formula of too many signs is a problem")
  func manySigns() {
    let document = ReadDocument(
      reading: "$x = " + String(repeating: "a+", count: 150_000) + "a$", name: "a.md", format: .markdown)
    #expect(document.problems.map(\.reason) == [.limit])
  }

  @Test(
    "long and unbalanced texts come to an end",
    arguments: [
      repeated("$"), repeated("$a "), repeated("$$ a = b\n\n"), repeated("\\("), repeated("\\["), repeated("`"),
      repeated("`````a "), repeated("```\n"), repeated("<!--"), repeated("<a"), repeated("\\begin{align}"),
      repeated("\\newcommand{\\a}{"), repeated("# a\n"), repeated(" = y\n"), repeated("so a = b and "),
      repeated("\\section{"), repeated("{\"a\":"), repeated("\0$x = \u{7}$"),
      display("x = a_", "{"), display("x = a_{", ":"), display("x = a^", "\\mathbf "), display("x = ", "{}"),
      display("x = ", "**"), display("x = ", "\\text{"), display("x = ", "\\sqrt["), display("x = a", "\\\\["),
      display("x = ", "\\color{"), display("", "\\begin{array}{c}"), display("", "a,"), display("i = 0", ",1"),
      display("", "a:"), display("a", "&"), display("x = a", "'"), display("x = a", "^b"), display("x = ", "|a"),
      display("x", "\u{302}", " = 1"), display("", "a = b \\\\ "), display("a", "= b \\\\ "),
      display("{", "(", "\\end{x}"),
      code("a = x", "[1]"), code("a = ", "("), code("", "a = b(\n"), code("a = ", "-"), code("", "a = '"),
    ])
  func endlessTexts(repetition: Repetition) {
    let text = repetition.text
    for format in [ReadDocument.Format.markdown, .plainText, .latex, .notebook] {
      let document = ReadDocument(reading: text, name: "a", format: format)
      for statement in document.statements.prefix(20) {
        #expect(statement.relations.count == max(0, statement.members.count - 1))
        _ = statement.unicode
        _ = statement.printed
      }
    }
  }

  @Test("places lie inside of the document, whatever it holds")
  func places() {
    let text =
      "$a = b$ \\r\\n é\u{302} $$\n c &= \\foo{d} \\\\ e = f) $$\n\n$x = $ and $y = \\sum$ \\begin{align} z = 1"
    for format in [ReadDocument.Format.markdown, .plainText, .latex] {
      let document = ReadDocument(reading: text, name: "a", format: format)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      for range in document.statements.map(\.range) + document.problems.map(\.range) + document.mentions.map(\.range) {
        #expect((1...lines.count).contains(range.line) && (range.line...lines.count).contains(range.endLine))
        #expect(range.column >= 1 && range.column <= lines[range.line - 1].count + 1)
        #expect(range.endColumn >= 1 && range.endColumn <= lines[range.endLine - 1].count + 1)
      }
    }
  }
}
