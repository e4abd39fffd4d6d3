import ChainRuleStudy
import Testing

@Suite("Printing formulas") struct PrintingTests {
  @Test("a random formula that is printed in TeX's notation reads back as itself", arguments: 0..<20)
  func latexRoundTrip(group: Int) {
    for seed in group * 100..<(group + 1) * 100 {
      var random = RandomFormula(seed: UInt64(seed))
      let formula = random.sum(4)
      let printed = formula.latex
      let read = rightSide(of: "\\theta = \(printed)")
      let isSame = read?.plain == formula.plain
      #expect(isSame, "seed \(seed): \(printed) read as \(read?.latex ?? "nothing")")
    }
  }

  @Test("a random formula that is printed in Unicode reads back as itself", arguments: 0..<20)
  func unicodeRoundTrip(group: Int) {
    for seed in group * 100..<(group + 1) * 100 {
      var random = RandomFormula(seed: UInt64(seed))
      let formula = random.sum(4)
      let printed = formula.unicode
      let read = rightSide(of: "θ = \(printed)")
      let isSame = read?.plain == formula.plain
      #expect(isSame, "seed \(seed): \(printed) read as \(read?.unicode ?? "nothing")")
    }
  }
}
