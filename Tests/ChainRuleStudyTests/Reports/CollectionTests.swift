import ChainRuleStudy
import Testing

@Suite struct CollectionTests {
  private func document(_ name: String, _ verdicts: [(Verdict, CheckedEquation.Fault?)]) -> CheckedDerivation {
    var sample = SampleDocument(name: name, verdicts.indices.map { "x\($0) = y" }.joined(separator: "\n"))
    for (place, (verdict, fault)) in verdicts.enumerated() {
      sample.add("x\(place) = y", verdict) { $0.faults = [fault].compactMap { $0 } }
    }
    return sample.checked
  }

  private var collection: DocumentCollection {
    var contradictory = document("e.md", [(.exact, nil)])
    contradictory.findings = [
      .init(cause: "dZ in two meanings", message: "dZ is two things.", lines: [1], repairs: ["a"])
    ]
    return DocumentCollection(
      [
        document("a.md", [(.exact, nil), (.factor, .init(factor: "m")), (.factor, .init(factor: "m"))]),
        document("b.md", [(.unread, nil), (.exact, nil)]),
        document(
          "c.md",
          [
            (.factor, .init(factor: "m")), (.shape, .init(repair: "transpose W^{[2]}")), (.unread, nil),
            (.garbled, nil),
          ]),
        document("d.md", [(.shape, .init(repair: "transpose \\mathbf{V}, then x")), (.wrong, nil)]),
        contradictory, document("f.md", []), document("g.md", [(.exact, nil)]),
      ], unreadable: [.init(name: "h.pdf", message: "this is a PDF")])
  }

  @Test("equal mistakes of different documents are one cause, the most frequent first")
  func causes() {
    let causes = collection.causes
    #expect(causes.map(\.words).first == "off by × m")
    #expect(
      Set(causes.map(\.words)) == [
        "off by × m", "transpose …", "transpose … then …", "does not hold", "dZ in two meanings",
      ])
    #expect(causes[0].places.map(\.document) == ["a.md", "a.md", "c.md"])
    #expect(causes[0].documentCount == 2)
  }

  @Test("findings, not marks: what fares how, and what a person must look at, first")
  func report() {
    let text = CollectionReport(collection).text
    #expect(
      text.hasPrefix(
        """
        judged 10 of 13 equations in 7 documents: 1 without a fault, 4 with faults, 2 with something left open, \
        1 could not be read

        Needs a person's eyes first
          h.pdf: could not be read: this is a PDF
          c.md: 1 damaged, 1 not read (lines 3, 4)
          b.md: 1 not read (line 1)
          f.md: no equation was found

        Findings by cause
          off by × m: 3 times in 2 documents
            a.md:2:1: x1 = y
            a.md:3:1: x2 = y
            c.md:1:1: x0 = y
        """))
    #expect(text.contains("\n    e.md: dZ is two things. (line 1)"))
    #expect(
      text.hasSuffix(
        "✗ e.md: judged 1 of 1 equation: 1 holds\n? f.md: no equation was found\n✓ g.md: judged 1 of 1 equation: 1 holds"
      ))
  }

  @Test("no line of the report is longer than the terminal is wide")
  func width() {
    let text = CollectionReport(collection, style: TerminalStyle(width: 50)).text
    for line in text.split(separator: "\n") { #expect(line.count <= 50, "\(line)") }
  }

  @Test("what a document comes to")
  func outcome() {
    #expect(
      collection.documents.map(\.outcome) == [.faulty, .undecided, .faulty, .faulty, .faulty, .undecided, .holds])
  }
}
