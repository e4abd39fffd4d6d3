import ChainRuleStudy
import Testing

@Suite struct TerminalReportTests {
  let sample = SampleDocument.mixed.checked

  @Test("coverage comes first: how many equations were judged, and what was found")
  func coverage() {
    let lines = TerminalReport(sample).text.split(separator: "\n")
    #expect(lines[0] == "notes.md")
    #expect(
      lines[1] == """
        judged 6 of 8 equations: 1 does not hold, 1 does not fit, 1 off by a factor, 1 holds by a convention, 2 given; \
        not judged: 1 damaged, 1 not read
        """)
    #expect(SampleDocument("").checked.coverage == "no equation was found")
  }

  @Test("a faulty equation has its sentence, the corrected line, the evidence and the other readings")
  func fault() {
    #expect(
      TerminalReport(sample).text.contains(
        """
        ✗ notes.md:8:10: off by × m
            dW = dZ Xᵀ
          The factor 1/m is missing: the loss is a mean over m samples.
          mend        divide by m
          write       dW = \\frac{1}{m} dZ X^T
          evidence    compared at 12 random points; largest relative difference 2.5; at m = 3, n = 2: element (2, 1): \
        claimed −0.51, true −0.17, by finite differences −0.17 (seed 7)
          also tried  ⋅ is elementwise: does not fit
        ≈ notes.md:13:1: holds if …  dZ = A − Y
            convention: dZ stands for m ∂L/∂Z
        """))
  }

  @Test("a chain with a fault shows its links")
  func links() {
    #expect(
      TerminalReport(sample).text.contains(
        """
            ✗ does not fit  db = dZ
            ✓ holds         = dZ
        """))
  }

  @Test("how the document was read is a table with the flag that changes it")
  func reading() {
    #expect(
      TerminalReport(sample).text.contains(
        """
        How I read it
          L  loss          any loss  line 1  --let L=loss
          X  input  n × m            line 4
          convention: samples are columns
          assumed: m is the number of samples
        """))
  }

  @Test("no line is longer than the terminal is wide, and nothing is lost but the ends of long equations")
  func width() {
    var checked = sample
    checked.symbols.append(
      .init(
        symbol: "W^{[1]}", role: .parameter, shape: "n_1 × n_0", meaning: "the weights of the first layer of all",
        origin: "line 12", flag: "--let W[1]=parameter"))
    for width in [40, 60, 80, 200] {
      let text = TerminalReport(checked, style: TerminalStyle(width: width)).text
      for line in text.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains("The factor 1/m is missing: the loss is a mean over m samples."))
      #expect(words.contains("--let W[1]=parameter"))
    }
  }

  @Test("colours are there only when they are asked for")
  func colours() {
    #expect(!TerminalReport(sample).text.contains("\u{1B}"))
    let coloured = TerminalReport(sample, style: TerminalStyle(hasColours: true)).text
    #expect(coloured.contains("\u{1B}[31m✗\u{1B}[0m"))
    #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == TerminalReport(sample).text)
  }

  @Test("a document cannot act on the terminal or turn text around")
  func hostile() {
    let bad = "a\u{1B}[2J\u{7}\u{202E}b\u{2066}\r"
    var sample = SampleDocument(name: bad, "$\(bad)$")
    sample.add(bad, .factor, message: bad) { equation in
      equation.faults = [.init(factor: bad, repair: bad, mistake: "other \(bad)", correct: bad)]
      equation.reading = bad
      equation.readingsTried = [bad]
      equation.convention = bad
      equation.links = [.init(text: bad, verdict: .wrong), .init(text: bad, verdict: .exact)]
      equation.witness = .init(seed: 1, dimensions: [bad: 1], element: [], claimed: 1, truth: 2)
    }
    sample.checked.symbols = [.init(symbol: bad, role: .input, shape: bad, meaning: bad, origin: bad, flag: bad)]
    sample.checked.conventions = [bad]
    sample.checked.assumptions = [bad]
    sample.checked.findings = [.init(cause: bad, message: bad, lines: [1], repairs: [bad])]
    let collection = DocumentCollection([sample.checked], unreadable: [.init(name: bad, message: bad)])
    for text in [TerminalReport(sample.checked).text, CollectionReport(collection).text] {
      let acting = text.unicodeScalars.filter {
        $0 != "\n" && ($0.properties.generalCategory == .control || $0.properties.isBidiControl)
      }
      #expect(acting.isEmpty)
    }
  }
}
