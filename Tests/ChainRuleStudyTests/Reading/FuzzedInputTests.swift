import ChainRuleStudy
import Testing

/// Inputs that once broke the reader.
@Suite("What the fuzzer found") struct FuzzedInputTests {
  @Test(
    "an input that once stopped the program is read",
    arguments: [
      "x = a^\\mathrm{", "x = a^{b\\mathrm{", "x = 1({", "x = \\mathbf{1}_{(", "x = a_{{{", "x = a_{:::", "x = a_{(}",
      "x^\\frac{", "\\sum_\\hat{", "x = {\\sum_", "x = \\frac{\\partial^{", "a\\_", "\\_ = \\_\\_",
    ])
  func equations(text: String) {
    for format in [ReadDocument.Format.markdown, .latex, .plainText, .notebook] {
      for statement in ReadDocument(reading: "$$\(text)$$", name: "a", format: format).statements {
        _ = statement.unicode
        _ = statement.printed
      }
    }
    _ = ReadDocument(readingEquation: text)
  }
}
