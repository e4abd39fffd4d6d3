import Testing

@testable import ChainRuleStudy

/// How much is tried to find out whether a faulty line only repeats an earlier one.
@Suite struct EarlierMistakeTests {
  private func read(_ text: String, line: Int) -> Statement? {
    var statement = ReadDocument(reading: "$\(text)$", name: "a.md", format: .markdown).statements.first
    statement?.range.line = line
    return statement
  }

  /// What is left of so many false lines, each about a symbol of its own.
  private func mistakes(_ count: Int) throws -> EarlierMistakes {
    var mistakes = EarlierMistakes()
    for line in 1...count {
      let statement = try #require(read("q = a_{\(line)} b", line: line))
      mistakes.add(
        statement,
        CheckedEquation(
          id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .gradient,
          verdict: .wrong))
    }
    return mistakes
  }

  @Test("of thousands of mistakes that a line mentions, the newest few are tried")
  func fewAreTried() throws {
    let tried = try mistakes(3_000).readings(of: #require(read("y = q c", line: 5_000)))
    #expect(tried.map(\.mistake.line) == [3_000, 2_999, 2_998, 2_997])
  }

  @Test("a mistake is found again by its symbol, and by what is written out, above others that are not mentioned")
  func mentioned() throws {
    let mistakes = try mistakes(40)
    let writtenOut = mistakes.readings(of: try #require(read("y = c a_{7} b", line: 50)))
    #expect(writtenOut.map(\.mistake.line) == [7])
    #expect(mistakes.readings(of: try #require(read("y = c d", line: 50))).isEmpty)
  }

  @Test("what is not a factor or wrong is no mistake that others could repeat")
  func rightLines() throws {
    var mistakes = EarlierMistakes()
    let line = try #require(read("q = a b", line: 1))
    mistakes.add(
      line,
      CheckedEquation(
        id: "", range: line.range, latex: line.latex, statement: line, kind: .gradient, verdict: .exact))
    #expect(mistakes.readings(of: try #require(read("y = q c", line: 2))).isEmpty)
  }
}
