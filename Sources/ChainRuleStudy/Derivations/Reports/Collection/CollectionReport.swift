/// What was found about many documents, as text: what needs a person's eyes, faults by cause, and a line per document.
public struct CollectionReport: Sendable {
  let collection: DocumentCollection
  let style: TerminalStyle

  public init(_ collection: DocumentCollection, style: TerminalStyle = TerminalStyle()) {
    self.collection = collection
    self.style = style
  }

  public var text: String {
    [style.paragraph(collection.coverage, indent: 0), forEyes, causes, documents].filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private func block(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : ([style.paint(title, .bold)] + lines).joined(separator: "\n")
  }

  private var forEyes: String {
    let open = collection.forEyes.map { document in
      let words = document.openWords
      return style.paragraph(words, label: "\(printable(document.name)): ", indent: 2)
    }
    let unreadable = collection.unreadable.map { document in
      style.paragraph(
        "could not be read: \(oneLine(document.message))", label: "\(printable(document.name)): ", indent: 2)
    }
    return block("Needs a person's eyes first", unreadable + open)
  }

  private var causes: String {
    let texts = collection.causes.map { cause in
      let head =
        "  \(style.paint(oneLine(cause.words), .red)): \(counted(cause.places.count, "time")) in "
        + counted(cause.documentCount, "document")
      return ([head] + cause.places.map(line)).joined(separator: "\n")
    }
    return block("Findings by cause", texts)
  }

  private func line(_ place: DocumentCollection.Place) -> String {
    let name = printable(place.document)
    if let finding = place.finding {
      let lines = finding.lines.isEmpty ? "" : " (\(linesText(finding.lines)))"
      return style.paragraph("\(oneLine(finding.message))\(lines)", label: "\(name): ", indent: 4)
    }
    guard let equation = place.equation else { return "" }
    let label = "\(name):\(equation.place): "
    return "    \(label)\(style.cut(equation.text, after: 4 + label.count))"
  }

  private var documents: String {
    let lines = collection.documents.map { document in
      return style.mark(document.overall)
        + style.paragraph(document.coverage, label: "\(printable(document.name)): ", indent: 2).dropFirst()
    }
    return block("Documents", lines)
  }
}

extension CheckedDerivation {
  /// "2 not read, 1 damaged (lines 4, 9, 12)".
  var openWords: String {
    guard !equations.isEmpty else { return "no equation was found" }
    let open = equations.filter(\.verdict.isUndecided)
    let counts = Dictionary(grouping: open, by: \.verdict).mapValues(\.count)
    let words = Verdict.inOrderOfInterest.compactMap { verdict in counts[verdict].map(verdict.phrase) }
    let places = Dictionary(grouping: open, by: \.range.cell).sorted { ($0.key ?? 0) < ($1.key ?? 0) }
    let lines = places.map { cell, equations in
      (cell.map { "cell \($0), " } ?? "") + linesText(Set(equations.map(\.range.line)).sorted())
    }
    return "\(words.joined(separator: ", ")) (\(lines.joined(separator: "; ")))"
  }
}
