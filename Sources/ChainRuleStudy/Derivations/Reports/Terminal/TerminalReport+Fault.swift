extension TerminalReport {
  /// An equation with all that there is to say about it.
  func unfolded(_ equation: CheckedEquation) -> String {
    let verdict = style.paint(equation.headline, style.colour(of: equation.verdict))
    let location = "\(printable(checked.name)):\(equation.place): "
    var lines = ["\(style.mark(equation.verdict)) \(location)\(verdict)", style.paragraph(equation.text, indent: 4)]
    if !equation.message.isEmpty { lines.append(style.paragraph(oneLine(equation.message), indent: 2)) }
    lines += links(of: equation)
    for (label, text) in notes(on: equation) {
      lines.append(style.paragraph(text, label: padded(label, to: TerminalReport.labelWidth), indent: 2))
    }
    return lines.joined(separator: "\n")
  }

  private static let labelWidth = "convention".count + 2

  /// What is known about the equation, with a word in front that says what it is.
  private func notes(on equation: CheckedEquation) -> [(label: String, text: String)] {
    var notes: [(String, String)] = []
    for fault in equation.faults {
      if let mistake = fault.mistake, !equation.message.contains(mistake) { notes.append(("mistake", mistake)) }
      if let repair = fault.repair, !equation.message.contains(repair) { notes.append(("mend", repair)) }
    }
    for (place, correction) in equation.corrections.enumerated() {
      notes.append((place == 0 ? "write" : "or", correction))
    }
    if let line = equation.inheritedFrom { notes.append(("repeats", "the mistake of line \(line)")) }
    if let reading = equation.reading { notes.append(("read as", reading)) }
    if let convention = equation.convention { notes.append(("convention", convention)) }
    if let evidence = equation.evidence { notes.append(("evidence", evidence)) }
    for reading in equation.readingsTried { notes.append(("also tried", reading)) }
    return notes.map { ($0, oneLine($1)) }
  }

  /// The steps of a chain, where one of them is faulty or open.
  private func links(of equation: CheckedEquation) -> [String] {
    guard equation.links.count > 1 else { return [] }
    let width = equation.links.map(\.verdict.words.count).max() ?? 0
    return equation.links.map { link in
      let words = style.paint(padded(link.verdict.words, to: width), style.colour(of: link.verdict))
      return "    \(style.mark(link.verdict)) \(words)  \(style.cut(oneLine(link.text), after: 8 + width))"
    }
  }
}

extension CheckedEquation {
  /// Whether wrong copies of it hold as well.
  var isWeak: Bool { mutants.map { $0.tried > 0 && $0.rejected == 0 } ?? false }

  /// What was compared and where it differs most, in a sentence; `nil` where nothing was computed.
  var evidence: String? {
    var parts: [String] = []
    if points > 0 { parts.append("compared at \(counted(points, "random point"))") }
    if let maxError { parts.append("largest relative difference \(short(maxError))") }
    if let mutants, mutants.tried > 0 {
      let verdict = isWeak ? ", so that the comparison proves nothing" : ""
      parts.append("\(mutants.rejected) of \(mutants.tried) wrong copies rejected\(verdict)")
    }
    if let witness { parts.append(witness.sentence) }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension CheckedEquation.Witness {
  /// The worst element with both sides, and what makes it come out again.
  var sentence: String {
    let sizes = dimensions.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    let place = element.isEmpty ? "" : "element (\(element.map(String.init).joined(separator: ", "))): "
    let difference = finiteDifference.map { ", by finite differences \(short($0))" } ?? ""
    return "\(sizes.isEmpty ? "" : "at \(sizes): ")\(place)claimed \(short(claimed)), true \(short(truth))\(difference)"
      + " (seed \(seed))"
  }
}
