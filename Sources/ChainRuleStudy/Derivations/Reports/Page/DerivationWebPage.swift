/// A document with its verdicts as one web page, which needs nothing beside itself: no network, no script.
public struct DerivationWebPage: Sendable {
  let checked: CheckedDerivation
  /// A page to go back to, as a relative address.
  let index: String?

  public init(_ checked: CheckedDerivation, index: String? = nil) {
    self.checked = checked
    self.index = index
  }

  public var html: String {
    PageFrame.html(title: "\(checked.name): checked", body: "\(head)\(document)\(legend)")
  }

  private var head: String {
    let back = index.map { "<p><a href=\"\(escapedForHTML($0))\">All documents</a></p>\n" } ?? ""
    return
      "<header>\n\(back)<h1>\(escapedForHTML(checked.name))</h1>\n<p class=\"coverage\">\(escapedForHTML(checked.coverage.capitalisedSentence))</p>\n"
      + chips + "</header>\n<main>\n" + toDo + findings + reading
  }

  /// How many equations have each verdict.
  private var chips: String {
    let counts = checked.counts
    let texts = Verdict.inOrderOfInterest.compactMap { verdict in
      counts[verdict].map { "<li>\(verdict.badge(verdict.phrase($0)))</li>" }
    }
    return texts.isEmpty ? "" : "<ul class=\"chips\">\(texts.joined())</ul>\n"
  }

  /// Links to what needs somebody's attention.
  private var toDo: String {
    let equations = checked.faults + checked.equations.filter(\.verdict.isUndecided)
    guard !equations.isEmpty else { return "" }
    let items = equations.map { equation in
      let message = equation.message.isEmpty ? "" : " <span>\(escapedForHTML(equation.message))</span>"
      return "<li>\(equation.verdict.badge(equation.headline)) <a href=\"#\(escapedForHTML(equation.id))\">"
        + "\(equation.range.words)</a>\(message)</li>\n"
    }
    return
      "<nav aria-label=\"Equations to look at\"><h2>To look at</h2>\n<ul class=\"todo\">\n\(items.joined())</ul></nav>\n"
  }

  private var findings: String {
    guard !checked.findings.isEmpty else { return "" }
    let items = checked.findings.map { finding in
      let lines = finding.lines.isEmpty ? "" : " (\(linesText(finding.lines)))"
      let repairs = finding.repairs.map { "<li>\(escapedForHTML($0))</li>" }.joined()
      return "<li>\(escapedForHTML(finding.message))\(lines)\(repairs.isEmpty ? "" : "<ul>\(repairs)</ul>")</li>\n"
    }
    return "<section><h2>Findings</h2>\n<ul>\(items.joined())</ul></section>\n"
  }

  private var reading: String {
    let notes =
      checked.conventions.map { "<li>convention: \(escapedForHTML($0))</li>\n" }
      + checked.assumptions.map { "<li>assumed: \(escapedForHTML($0))</li>\n" }
    guard !notes.isEmpty || !checked.symbols.isEmpty else { return "" }
    let rows = checked.symbols.map { symbol in
      let cells = [
        ("role", symbol.role.rawValue), ("shape", symbol.shape ?? ""), ("meaning", symbol.meaning ?? ""),
        ("from", symbol.origin), ("changed by", symbol.flag ?? ""),
      ]
      let columns = cells.map {
        "<td data-label=\"\($0)\">\($0 == "changed by" && !$1.isEmpty ? "<code>\(escapedForHTML($1))</code>" : escapedForHTML($1))</td>"
      }
      return
        "<tr><th scope=\"row\"><code class=\"tex\">\(escapedForHTML(symbol.symbol))</code></th>\(columns.joined())</tr>\n"
    }
    let table =
      rows.isEmpty
      ? ""
      : "<table class=\"symbols\"><thead><tr><th>symbol</th><th>role</th><th>shape</th><th>meaning</th><th>from</th>"
        + "<th>changed by</th></tr></thead>\n<tbody>\(rows.joined())</tbody></table>\n"
    return "<details class=\"reading\"><summary><h2>How I read it</h2></summary>\n\(table)"
      + (notes.isEmpty ? "" : "<ul>\(notes.joined())</ul>\n") + "</details>\n"
  }

  private var document: String {
    let headings = Set(checked.document.prose.filter(\.isHeading).map(\.line))
    var writer = PageWriter()
    for cell in PageSource(checked).cells {
      if let number = cell.number { writer.html += "<p class=\"label\">cell \(number)</p>\n" }
      let lines = checked.document.format == .latex ? LaTeXProse.plain(cell.lines) : cell.lines
      for block in PageBlockReader.blocks(of: lines, format: checked.document.format, headings: headings) {
        writer.write(block)
      }
    }
    // What stands in a comment or a preamble, or whose place is not in the text, is not lost.
    let elsewhere = checked.equations.filter { !writer.shown.contains($0.id) }
    if !elsewhere.isEmpty { writer.html += "<h2>Elsewhere</h2>\n" }
    for equation in elsewhere { writer.writeBox(equation) }
    return
      "<article class=\"\(checked.document.format.rawValue)\" aria-label=\"The document\">\n\(writer.html)</article>\n"
  }

  private var legend: String {
    let rows = Verdict.inOrderOfInterest.map { "<dt>\($0.badge())</dt><dd>\($0.meaning)</dd>\n" }
    return "</main>\n<footer><details><summary><h2>What the verdicts mean</h2></summary>\n<dl class=\"legend\">"
      + "\(rows.joined())</dl></details>\n<p>Made by <code>chain-rule check</code>.</p></footer>\n"
  }
}

extension String {
  /// The sentence with a large first letter and a full stop.
  var capitalisedSentence: String { "\(prefix(1).uppercased())\(dropFirst())." }
}

extension Verdict {
  /// What the verdict says, for those who meet it first.
  var meaning: String {
    switch self {
    case .definition: "Introduces a symbol, a shape or an update: nothing to check."
    case .exact: "True as written, at every random point that was tried."
    case .convention: "True under a convention of the document, which is named."
    case .factor: "Right but for a constant factor, which is named."
    case .shape: "The dimensions do not fit as written; the repair is named."
    case .wrong: "Not true; the mistake and the corrected line are named."
    case .ambiguous: "The document leaves open what would decide it; the option that says it is named."
    case .garbled: "The source text is damaged; the likely reading is offered."
    case .unread: "Not understood; place and reason are named."
    case .figureRight: "A printed figure is the exact value, correctly rounded."
    case .figureRightFromRounded:
      "A printed figure is right only when computed from the document’s own rounded figures."
    case .figureWrong: "A printed figure is not the exact value, which is named."
    }
  }
}
