import ChainRuleStudy
import ChainRuleTestSupport
import Foundation
import Testing

/// The labelled documents themselves: what is said about them must be so before a checker is held against them.
@Suite struct CorpusTests {
  @Test("there are enough transcriptions, of many sources")
  func transcriptionCounts() {
    let all = LabelledDocument.transcriptions
    #expect(all.count >= 20)
    #expect(Set(all.map(\.source)).count == all.count)
    #expect(all.map(\.equations.count).reduce(0, +) >= 200)
  }

  @Test("a labelled equation stands where its label says", arguments: LabelledDocument.transcriptions)
  func labelsStandInTheText(document: LabelledDocument) throws {
    let text = try document.text()
    for label in document.equations {
      #expect(label.accept.contains(label.verdict), "\(label.id)")
      #expect(label.reason?.isEmpty == false, "\(label.id)")
      let lines: [String]
      if let cell = label.cell {
        lines = try notebookCells(text)[cell - 1]
      } else {
        lines = text.components(separatedBy: "\n")
      }
      let there = lines[(label.line - 1)..<label.endLine].joined(separator: "\n")
      #expect(there.contains(label.latex), "\(label.id)")
    }
  }

  private func notebookCells(_ text: String) throws -> [[String]] {
    struct Notebook: Decodable {
      struct Cell: Decodable { let source: [String] }
      let cells: [Cell]
    }
    return try JSONDecoder().decode(Notebook.self, from: Data(text.utf8)).cells
      .map { $0.source.joined().components(separatedBy: "\n") }
  }

  @Test("every page of the gallery says what must be found, on a line that is there")
  func galleryExpectations() {
    #expect(GalleryPage.all.count >= 16)
    for page in GalleryPage.all {
      let lines = page.text.components(separatedBy: "\n")
      #expect(!page.expectations.isEmpty || !page.findingLines.isEmpty, "\(page.name)")
      for line in page.expectations.map(\.line) + page.findingLines {
        #expect(lines.indices.contains(line - 1) && lines[line - 1].count > 3, "\(page.name)")
      }
    }
  }

  @Test("the index of the derivations names every page")
  func index() throws {
    let index = try DocumentPage.text("Docs/Derivations/README.md")
    let folder = DocumentPage.package.appending(path: "Docs/Derivations")
    let pages = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".md") }
    #expect(pages.count > 30)
    for page in pages where page != "README.md" { #expect(index.contains("(\(page))"), "\(page)") }
  }

  @Test("a score tells a false alarm from a miss, and finds an equation that was cut differently")
  func scores() throws {
    let labels = [
      try label(line: 3, "a &= b,", .exact), try label(line: 5, "c = d", .factor, factor: "1/m"),
      try label(line: 7, "e = f", .wrong), try label(line: 9, "g = h", .exact),
    ]
    var found = [equation(3, "a = b", .wrong), equation(5, "c = d.", .factor), equation(7, "e = f", .exact)]
    found[1].faults = [.init(factor: "\\frac1m")]
    let document = ReadDocument(name: "d", text: "", format: .markdown, statements: [])
    let score = Score(CheckedDerivation(name: "d", document: document, equations: found), against: labels)
    #expect(score.judgements.map(\.outcome) == [.falseAlarm, .right, .miss, .unread])
    #expect(score.judgements[1].factorAgrees == false)
    #expect(score.complaints.count == 3)
    var report = ScoreReport()
    report.add(score)
    #expect(report.total.falseAlarms == 1)
    #expect(report.total.detected == 1)
    #expect(report.total.open == 1)
    #expect(report.documentTable.contains("| d | 4 | 1 of 2 | 1 of 2 | 1 |"))
  }

  private func label(
    line: Int, _ latex: String, _ verdict: Verdict, factor: String? = nil
  ) throws -> LabelledDocument.Equation {
    LabelledDocument.Equation(
      id: "\(line)", line: line, endLine: line, cell: nil, latex: latex, kind: "gradient", verdict: verdict,
      accept: [verdict], factor: factor, correct: nil, reason: nil)
  }

  private func equation(_ line: Int, _ latex: String, _ verdict: Verdict) -> CheckedEquation {
    CheckedEquation(
      id: "E\(line)", range: SourceRange(line: line, column: 1, endLine: line, endColumn: 9), latex: latex,
      statement: nil, kind: .gradient, verdict: verdict)
  }
}
