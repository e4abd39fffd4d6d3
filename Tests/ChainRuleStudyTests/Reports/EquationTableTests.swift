import ChainRuleStudy
import Testing

@Suite struct EquationTableTests {
  /// The cells of a table, by the grammar of RFC 4180.
  private func cells(_ text: String) -> [[String]] {
    var rows: [[String]] = [[""]]
    var isQuoted = false
    let scalars = Array(text.unicodeScalars)
    var place = 0
    while place < scalars.count {
      let scalar = scalars[place]
      let isDouble = scalar == "\"" && place + 1 < scalars.count && scalars[place + 1] == "\""
      if isQuoted, isDouble {
        rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append("\"")
        place += 1
      } else if scalar == "\"" {
        isQuoted.toggle()
      } else if !isQuoted, scalar == "," {
        rows[rows.count - 1].append("")
      } else if !isQuoted, scalar == "\r", place + 1 < scalars.count, scalars[place + 1] == "\n" {
        rows.append([""])
        place += 1
      } else {
        rows[rows.count - 1][rows[rows.count - 1].count - 1].unicodeScalars.append(scalar)
      }
      place += 1
    }
    return rows.last == [""] ? Array(rows.dropLast()) : rows
  }

  @Test("a row per equation, with what was found under the name of the column")
  func rows() throws {
    let rows = cells(EquationTable.header + EquationTable.rows(of: SampleDocument.mixed.checked))
    #expect(rows.count == 9)
    #expect(rows.allSatisfy { $0.count == EquationTable.columns.count })
    let fault = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[3]))
    #expect(fault["document"] == "notes.md" && fault["line"] == "8" && fault["column"] == "10" && fault["cell"] == "")
    #expect(fault["verdict"] == "factor" && fault["factor"] == "m" && fault["repair"] == "divide by m")
    #expect(fault["correct"] == "dW = \\frac{1}{m} dZ X^T" && fault["equation"] == "dW = dZ X^T")
    #expect(fault["points"] == "12" && fault["max_error"] == "2.5")
  }

  @Test(
    "every text survives, and none is a formula for a spreadsheet",
    arguments: [
      "=1+1", "+1", "-1", "@x", "\tx", "a,b", "say \"x\"", "two\nlines", "two\r\nlines", "plain", "\"", "=\"a\",\r",
    ])
  func texts(text: String) throws {
    var sample = SampleDocument("x = y")
    sample.add("x = y", .factor, message: text) { $0.faults = [.init(factor: text)] }
    let row = try #require(cells(EquationTable.rows(of: sample.checked)).first)
    let first = try #require(text.unicodeScalars.first)
    let expected = "=+-@\t".unicodeScalars.contains(first) ? "'\(text)" : text
    #expect(row[EquationTable.columns.firstIndex(of: "message")!] == expected)
    #expect(row[EquationTable.columns.firstIndex(of: "factor")!] == expected)
  }
}
