import ChainRuleStudy
import Foundation
import Testing

@Suite struct RecordTests {
  /// Where each of the keys stands first, as `"key": `, in the order of the text.
  private func keys(_ json: String) -> [String] {
    var seen: Set<String> = []
    return json.matches(of: #/"([A-Za-z-]+)": /#).map { String($0.1) }.filter { seen.insert($0).inserted }
  }

  @Test("the keys of a document and of an equation stand in the specified order")
  func order() throws {
    var sample = SampleDocument("$x = y$")
    sample.add("x = y", .convention) { equation in
      equation.range.cell = 2
      equation.reading = "r"
      equation.readingsTried = ["t"]
      equation.faults = [.init(factor: "m", repair: "a", mistake: "b", correct: "c")]
      equation.convention = "c"
      equation.inheritedFrom = 1
      equation.message = "m"
      equation.maxError = 0.5
      equation.points = 3
      equation.mutants = .init(tried: 2, rejected: 1)
      equation.witness = .init(seed: 1, dimensions: ["n": 2], element: [1], claimed: 1, truth: 2, finiteDifference: 2)
      equation.links = [.init(text: "x", verdict: .exact, convention: "k")]
    }
    #expect(
      keys(try DerivationRecord(sample.checked).json) == [
        "schema", "document", "conventions", "symbols", "assumptions", "findings", "equations", "id", "line", "column",
        "endLine", "cell", "latex", "kind", "verdict", "reading", "readingsTried", "faults", "factor", "repair",
        "mistake", "correct", "convention", "inheritedFrom", "message", "maxError", "points", "mutants", "tried",
        "rejected", "witness", "seed", "dimensions", "n", "element", "claimed", "truth", "finiteDifference", "links",
        "text", "summary", "judged", "claims",
      ])
  }

  @Test("what does not apply is absent, and the lists of a document are there even if empty")
  func absence() throws {
    var sample = SampleDocument("$x = y$")
    sample.add("x = y", .exact)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(DerivationRecord(sample.checked).json.utf8)) as? [String: Any])
    let equation = try #require((object["equations"] as? [[String: Any]])?.first)
    #expect(Set(equation.keys) == ["id", "line", "column", "endLine", "latex", "kind", "verdict"])
    #expect(object["findings"] as? [String] == [])
    #expect(object["summary"] as? [String: Int] == ["judged": 1, "claims": 1, "exact": 1])
    #expect(object["schema"] as? String == "chain-rule-check/1")
  }

  @Test("what is printed is one line of JSON that reads back as the record")
  func roundTrip() throws {
    let record = DerivationRecord(SampleDocument.mixed.checked)
    let json = try record.json
    #expect(!json.contains("\n"))
    var read = try JSONDecoder().decode(DerivationRecord.self, from: Data(json.utf8))
    // An object of JSON has no order.
    read.summary = record.summary
    for index in read.equations.indices { read.equations[index].witness = record.equations[index].witness }
    #expect(read == record)
  }

  @Test("the reason for which an equation was not read is said")
  func reason() throws {
    let record = DerivationRecord(SampleDocument.mixed.checked)
    #expect(record.equations.map(\.reason) == [nil, nil, nil, nil, nil, nil, nil, "outside the subject"])
  }

  @Test("text of any kind survives, and numbers that are not finite are absent")
  func hostileValues() throws {
    let text =
      "quote \" backslash \\ tab \t line \n zero \0 bell \u{7} separators \u{2028}\u{2029} 𝔼 é \u{85} </script>"
    var sample = SampleDocument("$x = y$")
    sample.add("x = y", .wrong, message: text) { equation in
      equation.maxError = .infinity
      equation.witness = .init(seed: .max, dimensions: [:], element: [], claimed: .nan, truth: -1e-300)
    }
    let json = try DerivationRecord(sample.checked).json
    #expect(!json.unicodeScalars.contains { $0.properties.generalCategory == .control || $0.value == 0x2028 })
    let equation = try JSONDecoder().decode(DerivationRecord.self, from: Data(json.utf8)).equations[0]
    #expect(equation.message == text)
    #expect(equation.maxError == nil)
    #expect(equation.witness?.claimed == nil)
    #expect(equation.witness?.truth == -1e-300)
    #expect(equation.witness?.seed == .max)
  }
}
