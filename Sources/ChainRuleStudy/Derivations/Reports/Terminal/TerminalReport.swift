/// What was found out about a document, as text: coverage, findings, how it was read, and every equation.
public struct TerminalReport: Sendable {
  let checked: CheckedDerivation
  let style: TerminalStyle

  public init(_ checked: CheckedDerivation, style: TerminalStyle = TerminalStyle()) {
    self.checked = checked
    self.style = style
  }

  public var text: String {
    let parts = [
      header, findings, expected, reading, equations, checked.evidence.map { style.paragraph($0, indent: 0) } ?? "",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var header: String {
    style.paint(printable(checked.name), .bold) + "\n" + style.paragraph(checked.coverage, indent: 0)
  }

  // MARK: Findings

  private var findings: String {
    guard !checked.findings.isEmpty else { return "" }
    let texts = checked.findings.map { finding in
      let place = finding.lines.isEmpty ? "" : " (\(linesText(finding.lines)))"
      let mends = finding.repairs.enumerated().map { place, repair in
        style.paragraph(oneLine(repair), label: place == 0 ? "mend: " : "  or: ", indent: 4)
      }
      return ([style.paragraph(oneLine(finding.message) + place, label: "• ", indent: 2)] + mends)
        .joined(separator: "\n")
    }
    return ([style.paint("Findings", .bold)] + texts).joined(separator: "\n")
  }

  // MARK: Expected results

  private var expected: String {
    guard !checked.expected.isEmpty else { return "" }
    let width = checked.expected.map(\.name.count).max() ?? 0
    let lines = checked.expected.map { outcome in
      let place = outcome.line.map { ", line \($0)" } ?? ""
      let state = outcome.state == .undecided ? "found, but not decided" : outcome.state.rawValue
      return style.paragraph("\(padded(oneLine(outcome.name), to: width))  \(state)\(place)", indent: 2)
    }
    return ([style.paint("Expected results", .bold)] + lines).joined(separator: "\n")
  }

  // MARK: How I read it

  private var reading: String {
    let notes =
      checked.conventions.map { style.paragraph(oneLine($0), label: "convention: ", indent: 2) }
      + checked.assumptions.map { style.paragraph(oneLine($0), label: "assumed: ", indent: 2) }
    guard !checked.symbols.isEmpty || !notes.isEmpty else { return "" }
    return ([style.paint("How I read it", .bold)] + symbolTable + notes).joined(separator: "\n")
  }

  private var symbolTable: [String] {
    let rows = checked.symbols.map { symbol in
      [symbol.symbol, symbol.role.rawValue, symbol.shape ?? "", symbol.meaning ?? "", symbol.origin, symbol.flag ?? ""]
        .map(oneLine)
    }
    guard let columns = rows.first?.indices else { return [] }
    let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let total = widths.reduce(0) { $0 + ($1 == 0 ? 0 : $1 + 2) }
    if total <= style.width ?? .max {
      return rows.map { row in
        let cells = columns.filter { widths[$0] > 0 }.map { padded(row[$0], to: widths[$0]) }
        return "  " + trimmed(cells.joined(separator: "  "))
      }
    }
    // Two lines for a symbol where the table is too wide.
    return rows.map { row in
      let first = "  \(row[0])  \(row[1])\(row[2].isEmpty ? "" : ", \(row[2])")"
      let rest = row[3...].filter { !$0.isEmpty }.joined(separator: "; ")
      return first + "\n" + style.paragraph(rest, indent: 6)
    }
  }

  private func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  // MARK: Equations

  private var equations: String {
    guard !checked.equations.isEmpty else { return "" }
    let quiet = checked.equations.filter { !isLoud($0) }
    let places = quiet.map { location($0).count }.max() ?? 0
    let verdicts = quiet.map { $0.headline.count }.max() ?? 0
    let texts = checked.equations.map { equation in
      isLoud(equation) ? unfolded(equation) : line(equation, places: places, verdicts: verdicts)
    }
    return ([style.paint("Equations", .bold)] + texts).joined(separator: "\n")
  }

  /// What holds or is given is one line; only what needs somebody's attention says more.
  private func isLoud(_ equation: CheckedEquation) -> Bool { equation.verdict.isFault || equation.verdict.isUndecided }

  private func location(_ equation: CheckedEquation) -> String {
    "\(printable(checked.name)):\(equation.place): "
  }

  private func line(_ equation: CheckedEquation, places: Int, verdicts: Int) -> String {
    let verdict = padded(equation.headline, to: verdicts)
    let used = 2 + places + verdicts + 2
    let start =
      "\(style.mark(equation.verdict)) \(padded(location(equation), to: places))"
      + "\(style.paint(verdict, style.colour(of: equation.verdict)))  "
    let notes = [("convention: ", equation.convention), ("evidence: ", equation.isWeak ? equation.evidence : nil)]
      .compactMap { label, text in text.map { "\n" + style.paragraph(oneLine($0), label: label, indent: 4) } }.joined()
    if let width = style.width, used + 24 > width, used + equation.text.count > width {
      return "\(trimmed(start))\n    \(style.cut(equation.text, after: 4))\(notes)"
    }
    return start + style.cut(equation.text, after: used) + notes
  }
}
