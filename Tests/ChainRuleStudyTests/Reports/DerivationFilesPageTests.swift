import ChainRuleTestSupport
import Testing

@testable import ChainRuleStudy

/// Docs/DerivationFiles.md says what there is.
@Suite struct DerivationFilesPageTests {
  let page: String

  init() throws { page = try DocumentPage.text("Docs/DerivationFiles.md") }

  @Test("every key of the JSON, and every verdict, is on the page")
  func keys() throws {
    var sample = SampleDocument.mixed.checked
    sample.equations[0].range.cell = 1
    sample.equations[0].reading = "r"
    let json = try DerivationRecord(sample).json
    let keys = Set(json.matches(of: #/"([a-zA-Z-]+)": /#).map { String($0.1) })
    #expect(keys.count > 40)
    // The document's own dimensions, and what the page says in words.
    for key in keys.subtracting(["m", "n", "text"]) { #expect(page.contains("`\(key)`"), "\(key)") }
    for verdict in Verdict.allCases {
      #expect(page.contains("| `\(verdict.rawValue)` | \(verdict.mark) "), "\(verdict)")
    }
    for reason in [ReadingProblem.Reason.notation, .outsideTheSubject, .limit] {
      #expect(page.contains("`\(reason.rawValue)`"))
    }
  }

  @Test("the grammar names every keyword and every function, and its example is read")
  func grammar() throws {
    for word in Binding.keywords + BoundFunction.allCases.map(\.rawValue) {
      #expect(page.contains("\"\(word)\""), "\(word)")
    }
    let start = try #require(page.firstRange(of: "<!-- chain-rule:"))
    let end = try #require(page[start.lowerBound...].firstRange(of: "-->"))
    let example = try DocumentBindings(parsing: String(page[start.lowerBound..<end.upperBound]))
    #expect(Set(example.bindings.map(\.keyword)) == Set(Binding.keywords).subtracting(["constant"]))
  }
}
