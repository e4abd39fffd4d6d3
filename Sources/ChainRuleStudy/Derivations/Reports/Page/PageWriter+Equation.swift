extension PageWriter {
  // MARK: Places

  /// Displayed mathematics: each equation in a box, or the source where nothing was read.
  mutating func writeDisplay(_ content: PageLine) {
    let equations = content.equations
    guard !equations.isEmpty else {
      html += "<div class=\"display\">"
      writeRunning([.math(content, isDisplay: false)])
      html += "</div>\n"
      return
    }
    for part in PageMath.parts(of: content) {
      switch part {
      case .object(.equation(let equation)): writeBox(equation)
      case .object(let token):
        html += "<div class=\"display\">"
        writeInline(token)
        html += "</div>\n"
      case .words(let words) where words.contains(where: \.isLetter): html += "<p>\(escapedForHTML(words))</p>\n"
      case .words: break
      case .source(let source): html += "<p><code class=\"tex\">\(escapedForHTML(source))</code></p>\n"
      }
    }
  }

  mutating func writeInline(_ equation: CheckedEquation) {
    html += "<span class=\"eq inline \(equation.verdict.style)\" id=\"\(escapedForHTML(equation.id))\">"
    html += equation.mathML(isBlock: false) + equation.tag + "</span>"
    putOff(equation)
  }

  mutating func writeCode(_ equation: CheckedEquation) {
    html += "<span class=\"eq inline \(equation.verdict.style)\" id=\"\(escapedForHTML(equation.id))\">"
    html += escapedForHTML(equation.latex) + equation.tag + "</span>"
    putOff(equation)
  }

  private mutating func putOff(_ equation: CheckedEquation) {
    shown.insert(equation.id)
    if equation.needsAttention || equation.convention != nil { pending.append(equation) }
  }

  // MARK: Boxes

  /// An equation in lines of its own.
  mutating func writeBox(_ equation: CheckedEquation) {
    shown.insert(equation.id)
    writeBox(equation, id: equation.id, style: "")
  }

  /// What there is to say about an equation in the text above.
  mutating func writeNote(on equation: CheckedEquation) {
    writeBox(equation, id: "\(equation.id)-note", style: " note")
  }

  private mutating func writeBox(_ equation: CheckedEquation, id: String, style: String) {
    html +=
      "<section class=\"eq block\(style) \(equation.verdict.style)\" id=\"\(escapedForHTML(id))\">\n<div class=\"line\">"
    // A mended equation stands beside its mended form.
    if equation.corrections.isEmpty { html += "<div class=\"math\">\(equation.mathML(isBlock: true))</div>" }
    html += "\(equation.verdictLabel)</div>\n"
    writeDetails(of: equation)
    html += "</section>\n"
  }

  private mutating func writeDetails(of equation: CheckedEquation) {
    if let convention = equation.convention {
      html += "<p class=\"convention\">convention: \(escapedForHTML(convention))</p>\n"
    }
    if equation.needsAttention {
      if !equation.message.isEmpty { html += "<p class=\"message\">\(escapedForHTML(equation.message))</p>\n" }
      writeFaults(of: equation)
      writeLinks(of: equation)
    }
    writeEvidence(of: equation)
  }

  private mutating func writeFaults(of equation: CheckedEquation) {
    for fault in equation.faults {
      let notes = [("mistake", fault.mistake), ("mend", fault.repair)]
      for case (let label, let text?) in notes where !equation.message.contains(text) {
        html += "<p><span class=\"label\">\(label):</span> \(escapedForHTML(text))</p>\n"
      }
    }
    guard !equation.corrections.isEmpty else { return }
    html += "<div class=\"mend\">\n"
    writeSide("as written", equation.statement, source: equation.latex, style: "")
    for (place, correction) in equation.corrections.enumerated() {
      writeSide(place == 0 ? "mended" : "or", Statement(ofCorrection: correction), source: correction, style: " mended")
    }
    html += "</div>\n"
  }

  private mutating func writeSide(_ label: String, _ statement: Statement?, source: String, style: String) {
    html += "<div class=\"side\(style)\"><p class=\"label\">\(label)</p>"
    if let statement, statement.isFormula { html += statement.mathML(isBlock: true) }
    html += "<code class=\"tex\">\(escapedForHTML(source))</code></div>\n"
  }

  private mutating func writeLinks(of equation: CheckedEquation) {
    guard equation.links.count > 1 else { return }
    html += "<ol class=\"links\">\n"
    for link in equation.links {
      let text = escapedForHTML(link.text)
      html += "<li class=\"\(link.verdict.style)\">\(link.verdict.badge()) <code class=\"tex\">\(text)</code></li>\n"
    }
    html += "</ol>\n"
  }

  private mutating func writeEvidence(of equation: CheckedEquation) {
    var rows: [(String, String)] = []
    if let line = equation.inheritedFrom { rows.append(("repeats", "the mistake of line \(line)")) }
    if let reading = equation.reading { rows.append(("read as", reading)) }
    if let evidence = equation.evidence { rows.append(("evidence", evidence)) }
    rows += equation.readingsTried.map { ("also tried", $0) }
    guard !rows.isEmpty else { return }
    html += "<details><summary>Evidence</summary>\n<dl>"
    for (label, text) in rows { html += "<dt>\(label)</dt><dd>\(escapedForHTML(text))</dd>\n" }
    html += "</dl></details>\n"
  }
}

extension CheckedEquation {
  var needsAttention: Bool { verdict.isFault || verdict.isUndecided }

  /// The equation, or its source where it was not read.
  func mathML(isBlock: Bool) -> String {
    guard let statement, statement.isFormula else {
      return "<code class=\"tex\">\(escapedForHTML(latex))</code>"
    }
    return statement.mathML(isBlock: isBlock)
  }

  /// The verdict beside an equation in lines of its own.
  fileprivate var verdictLabel: String {
    "<p class=\"verdict\">\(verdict.badge(headline)) <a class=\"place\" href=\"#\(escapedForHTML(id))\">\(range.words)</a></p>"
  }

  /// The verdict in running text: its sign, and its words for those who do not see it.
  fileprivate var tag: String {
    // A dot behind a formula would be taken for a part of it.
    guard verdict != .definition else { return "" }
    let content =
      "<span aria-hidden=\"true\">\(verdict.mark)</span><span class=\"unseen\"> (\(escapedForHTML(headline)))</span>"
    guard needsAttention || convention != nil else {
      return "<span class=\"tag\" title=\"\(escapedForHTML(headline))\">\(content)</span>"
    }
    return "<a class=\"tag\" href=\"#\(escapedForHTML(id))-note\" title=\"\(escapedForHTML(headline))\">\(content)</a>"
  }
}

extension Statement {
  /// A corrected line as a formula; `nil` where it is none that the reader knows.
  fileprivate init?(ofCorrection latex: String) {
    let document = ReadDocument(readingEquation: latex)
    guard document.problems.isEmpty, document.statements.count == 1, let statement = document.statements.first else {
      return nil
    }
    self = statement
  }

  /// Whether it is shown as a formula rather than as code.
  fileprivate var isFormula: Bool { code == nil && !members.isEmpty }
}

extension Verdict {
  /// The class of the page's style sheet: what kind of verdict it is.
  var style: String { isFault ? "fault" : isUndecided ? "open" : self == .definition ? "given" : "fine" }

  /// Sign and words.
  func badge(_ words: String? = nil) -> String {
    "<span class=\"badge \(style)\"><span aria-hidden=\"true\">\(mark)</span> \(escapedForHTML(words ?? self.words))</span>"
  }
}

extension SourceRange {
  /// "line 12", "cell 2, line 3".
  var words: String { (cell.map { "cell \($0), " } ?? "") + "line \(line)" }
}
