import ChainRule
import ChainRuleStudy
import Testing

/// Documents that try to become markup.
@Suite struct HostilePageTests {
  static let attack =
    "</annotation></math></code><script>alert(1)</script><img src=x onerror=alert(1)>\" onclick='x' &lt;\u{0}\u{202E}"

  @Test("nothing that a document or a report says becomes markup")
  func injection() {
    let bad = Self.attack
    let symbol = Formula.symbol(
      Symbol(name: bad, accents: [bad, "hat"], typeface: .bold, latex: bad))
    var sample = SampleDocument(
      name: bad,
      "# \(bad)\n\n\(bad) **\(bad)** `\(bad)` <b>\(bad)</b>\n\n- \(bad)\n\n> \(bad)\n\n| \(bad) |\n|-|\n| x |\n\n```\n\(bad)\n```\n\n$$EQ \\text{\(bad)}$$\n\n$\(bad)$ EQI"
    )
    for (latex, verdict) in [("EQ", Verdict.factor), ("EQI", .unread)] {
      sample.add(latex, verdict, message: bad, members: [symbol, .words(bad)]) { equation in
        equation.latex = bad
        equation.statement?.latex = bad
        equation.faults = [.init(factor: bad, repair: bad, mistake: "x\(bad)", correct: bad)]
        equation.reading = bad
        equation.convention = bad
        equation.readingsTried = [bad]
        equation.links = [.init(text: bad, verdict: .wrong), .init(text: bad, verdict: .exact)]
        equation.witness = .init(seed: 1, dimensions: [bad: 1], element: [], claimed: 1, truth: 2)
      }
    }
    sample.checked.symbols = [.init(symbol: bad, role: .input, shape: bad, meaning: bad, origin: bad, flag: bad)]
    sample.checked.conventions = [bad]
    sample.checked.assumptions = [bad]
    sample.checked.findings = [.init(cause: bad, message: bad, lines: [1], repairs: [bad])]
    let pages = [
      DerivationWebPage(sample.checked, index: bad).html,
      CollectionWebPage(
        DocumentCollection([sample.checked], unreadable: [.init(name: bad, message: bad)]), addresses: [bad: bad]
      ).html,
    ]
    for page in pages {
      #expect(Markup(page).problems.isEmpty)
      #expect(!page.contains("<script") && !page.contains("<img") && !page.contains("\u{202E}") && !page.contains("\0"))
    }
  }

  @Test("random text is sound markup, with every equation once", arguments: 1...60)
  func random(seed: UInt64) {
    var generator = PhiloxGenerator(seed: seed)
    let pieces = [
      "\n", "\n", "\n\n", "# ", "- ", "1. ", "  ", "> ", "| ", "|-|", "```\n", "$", "$$", "\\[", "\\]", "\\(", "\\)",
      "\\begin{align}", "\\end{align}", "\\text{a", "}", "{", "\\", "\\\\", "&", "*", "**", "`", "<b>", "</b>",
      "<sub>2</sub>",
      "<br>", "<!--", "-->", "---", "===", "words ", "é𝔼 ", "\\$", "\r\n", "\u{202E}", "x ",
    ]
    var text = ""
    var equations: [String] = []
    for _ in 0..<Int.random(in: 1...80, using: &generator) {
      if Int.random(in: 0..<5, using: &generator) == 0 {
        let latex = "⟨\(equations.count)⟩" + (Bool.random(using: &generator) ? "\n=b" : "")
        equations.append(latex)
        text += latex
      } else {
        text += pieces[Int.random(in: pieces.indices, using: &generator)]
      }
    }
    let format: ReadDocument.Format = [.markdown, .plainText, .latex][Int(seed % 3)]
    var sample = SampleDocument(text, format: format)
    for latex in equations {
      let verdict = Verdict.allCases[Int.random(in: Verdict.allCases.indices, using: &generator)]
      sample.add(latex, verdict, message: "why") { equation in
        // What begins and ends anywhere, also inside of another.
        if Bool.random(using: &generator) { equation.range.endColumn += Int.random(in: -2...9, using: &generator) }
      }
    }
    let markup = Markup(DerivationWebPage(sample.checked).html)
    #expect(markup.problems.isEmpty, "\(text)")
    let ids = markup.tags.compactMap { $0.attributes["id"] }
    #expect(Set(ids).isSuperset(of: sample.checked.equations.map(\.id)), "\(text)")
  }
}
