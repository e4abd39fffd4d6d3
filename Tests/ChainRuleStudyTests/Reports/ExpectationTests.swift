import ChainRuleStudy
import Testing

@Suite struct ExpectationTests {
  @Test("what a document says must be found is read")
  func reading() throws {
    let expectations = try DocumentExpectations(
      of: """
        # Title
        Text `<!-- expect: nothing -->` in a line is no expectation.
        <!-- expect: line 14 factor m -->
          <!-- expect: line 3 numeric-wrong -->
        <!-- expect: finding lines 10, 14, 18 -->
        <!-- another comment -->
        """)
    #expect(
      expectations.expectations == [
        .line(14, .factor, factor: "m"), .line(3, .figureWrong, factor: nil), .finding(lines: [10, 14, 18]),
      ])
    #expect(expectations.words == "line 14 off by × m, line 3 figure off, a finding about lines 10, 14, 18")
  }

  @Test(
    "what cannot be read is an error at its line",
    arguments: [
      "line", "line x wrong", "line 1 bad", "finding", "finding lines", "finding lines 1, x", "verse 3 wrong", "",
    ])
  func errors(text: String) {
    let error = #expect(throws: DocumentExpectations.Unreadable.self) {
      try DocumentExpectations(of: "\n<!-- expect: \(text) -->")
    }
    #expect(error?.line == 2)
    #expect(throws: DocumentExpectations.Unreadable.self) { try DocumentExpectations(of: "<!-- expect: line 1 wrong") }
  }

  private func shortcomings(_ text: String, _ change: (inout SampleDocument) -> Void) throws -> [String] {
    var sample = SampleDocument("x = y\ny = z")
    change(&sample)
    return try DocumentExpectations(of: text).shortcomings(of: sample.checked)
  }

  @Test("a mistake must be found for what it is, at its line, and no other")
  func mistakes() throws {
    let factor = { (sample: inout SampleDocument) in
      sample.add("x = y", .factor) { $0.faults = [.init(factor: "−1")] }
      sample.add("y = z", .exact)
    }
    #expect(try shortcomings("<!-- expect: line 1 factor -1 -->", factor) == [])
    #expect(try shortcomings("<!-- expect: line 1 factor -->", factor) == [])
    #expect(
      try shortcomings("<!-- expect: line 1 factor m -->", factor) == [
        "line 1: expected: off by a factor (m); found: off by × −1", "line 1: off by × −1: x = y",
      ])
    #expect(
      try shortcomings("<!-- expect: line 2 wrong -->", factor) == [
        "line 2: expected: does not hold; found: holds", "line 1: off by × −1: x = y",
      ])
    #expect(
      try shortcomings("<!-- expect: line 9 wrong -->\n<!-- expect: line 1 factor -1 -->", factor) == [
        "line 9: expected: does not hold; nothing is there"
      ])
  }

  @Test("a document that expects nothing must hold, and everything in it must be decided")
  func soundness() throws {
    #expect(try shortcomings("") { $0.add("x = y", .exact) } == [])
    #expect(try shortcomings("") { $0.add("x = y", .unread) } == ["line 1: not read: x = y"])
    #expect(try shortcomings("") { $0.add("x = y", .wrong) } == ["line 1: does not hold: x = y"])
    #expect(try shortcomings("") { _ in } == ["no equation was found"])
  }

  @Test("a finding must name the lines")
  func findings() throws {
    let found = { (sample: inout SampleDocument) in
      sample.add("x = y", .exact)
      sample.checked.findings = [.init(cause: "c", message: "m", lines: [1, 2, 5])]
    }
    #expect(try shortcomings("<!-- expect: finding lines 1, 2 -->", found) == [])
    #expect(try shortcomings("<!-- expect: finding lines 1, 3 -->", found) == ["expected a finding about lines 1, 3"])
  }
}
