import ChainRule
import ChainRuleStudy
import Testing

@Suite struct PageTests {
  @Test("a page is sound markup that loads nothing and runs nothing")
  func soundness() {
    let page = DerivationWebPage(SampleDocument.mixed.checked, index: "../index.html").html
    let markup = Markup(page)
    #expect(markup.problems.isEmpty)
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("url(") && !page.contains("@import"))
    let policy = markup.tags.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
    #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'; style-src 'unsafe-inline'") == true)
  }

  @Test("every equation is on the page once, with its verdict in words")
  func equations() {
    let checked = SampleDocument.mixed.checked
    let page = DerivationWebPage(checked).html
    let ids = Markup(page).tags.compactMap { $0.attributes["id"] }
    for equation in checked.equations {
      #expect(ids.count { $0 == equation.id } == 1)
      let start = page.firstRange(of: "id=\"\(equation.id)\"")
      let box = page[(start?.lowerBound ?? page.startIndex)...].prefix(1500)
      if equation.verdict != .definition { #expect(box.contains(equation.headline), "\(equation.id)") }
    }
  }

  @Test("the document's text is there, in its order, as it is meant")
  func text() {
    let page = DerivationWebPage(SampleDocument.mixed.checked).html
    for part in [
      "<h2>Two layers</h2>", "<strong>the loss</strong> is <math>", "see <code>notes</code> &amp; <b>more</b>.",
      "<li>dW is <span class=\"eq inline fault\"", "<th>name</th><th>meaning</th>", "<pre><code>for l in range(L):",
      "<p> and so on </p>",
    ] { #expect(page.contains(part), "\(part)") }
    #expect(!page.contains("<!-- chain-rule"))
    #expect(!page.contains("aligned"))
  }

  @Test("a faulty equation has its mended form beside it and the explanation unfolded")
  func fault() throws {
    let page = DerivationWebPage(SampleDocument.mixed.checked).html
    let start = try #require(page.firstRange(of: "id=\"E3-note\""))
    let box = page[start.lowerBound...].prefix { _ in true }
    let end = try #require(box.firstRange(of: "</section>"))
    let text = String(box[..<end.lowerBound])
    let parts = [
      "off by × m", "The factor 1/m is missing", "as written", "dW = dZ X^T", "mended", "dW = \\frac{1}{m} dZ X^T",
      "<details><summary>Evidence", "compared at 12 random points",
    ]
    var place = text.startIndex
    for part in parts {
      let found = try #require(text[place...].firstRange(of: part), "\(part)")
      place = found.upperBound
    }
    #expect(!text[..<(try #require(text.firstRange(of: "<details"))).lowerBound].contains("compared at"))
  }

  @Test("an equation whose place is not in the text is shown all the same")
  func elsewhere() {
    var checked = SampleDocument.mixed.checked
    checked.equations[1].range = SourceRange(line: 900, column: 7, endLine: 900, endColumn: 9)
    checked.equations[2].range = SourceRange(line: 3, column: 5000, endLine: 2, endColumn: 1)
    let markup = Markup(DerivationWebPage(checked).html)
    #expect(markup.problems.isEmpty)
    #expect(Set(markup.tags.compactMap { $0.attributes["id"] }).isSuperset(of: checked.equations.map(\.id)))
  }

  @Test("a notebook's cells are shown with their numbers")
  func notebook() {
    var sample = SampleDocument("{}", format: .notebook)
    sample.checked.document.cells = [2: "# Backward\n\nThe gradient\n$x = y$", 10: "Last"]
    sample.checked.equations = [
      CheckedEquation(
        id: "E1", range: SourceRange(line: 4, column: 2, endLine: 4, endColumn: 7, cell: 2), latex: "x = y",
        statement: nil, kind: .gradient, verdict: .unread, message: "why")
    ]
    let page = DerivationWebPage(sample.checked).html
    #expect(Markup(page).problems.isEmpty)
    for part in [
      "cell 2</p>", "Backward</h2>", "The gradient\n<span class=\"eq inline open\" id=\"E1\">", "cell 2, line 4",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }

  @Test("a LaTeX file shows its sections, without its preamble")
  func latex() {
    var sample = SampleDocument(
      """
      \\documentclass{article}
      \\begin{document}
      \\section{Backward}
      % nobody sees this
      We have
      \\begin{align*}
        a &= b \\\\
      \\end{align*}
      \\begin{itemize}
      \\item One
      \\end{itemize}
      \\end{document}
      """, format: .latex)
    sample.add("a &= b", .exact)
    let page = DerivationWebPage(sample.checked).html
    #expect(Markup(page).problems.isEmpty)
    for part in ["Backward</h4>", "<li>One</li>", "id=\"E1\""] { #expect(page.contains(part), "\(part)") }
    for part in ["documentclass", "nobody", "itemize"] { #expect(!page.contains(part), "\(part)") }
  }

  @Test("the page of many documents leads to theirs")
  func collection() {
    let checked = SampleDocument.mixed.checked
    let collection = DocumentCollection([checked], unreadable: [.init(name: "<b>.pdf", message: "a \"PDF\"")])
    let page = CollectionWebPage(collection, addresses: [checked.name: "a/notes.md.html"]).html
    #expect(Markup(page).problems.isEmpty)
    for part in ["href=\"a/notes.md.html#E3\"", "&lt;b&gt;.pdf", "off by × m", "transpose …"] {
      #expect(page.contains(part), "\(part)")
    }
  }
}
