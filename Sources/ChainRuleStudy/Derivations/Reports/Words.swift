import Foundation

/// The text with escapes for what would act on a terminal or reorder what is read: a document is not to be trusted.
package func printable(_ text: String) -> String {
  var printed = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator:
      printed.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
    case .format where scalar.properties.isBidiControl:
      printed.append(contentsOf: scalar.escaped(asASCII: true).unicodeScalars)
    default: printed.append(scalar)
    }
  }
  return String(printed)
}

/// The text in one line: each run of spaces and line breaks as one space, and nothing that acts on a terminal.
func oneLine(_ text: String) -> String {
  printable(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
}

/// `1 line`, `2 lines`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// A number with four significant digits.
func short(_ number: Double) -> String {
  guard number.isFinite else { return number.isNaN ? "not a number" : number < 0 ? "−∞" : "∞" }
  return String(format: "%.4g", number).replacing("-", with: "−")
}

/// `line 3`, `lines 3, 8`.
func linesText(_ lines: [Int]) -> String {
  "\(lines.count == 1 ? "line" : "lines") \(lines.map(String.init).joined(separator: ", "))"
}

extension Sequence<String> {
  /// "a", "a and b", "a, b and c".
  func listed() -> String {
    let words = Array(self)
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return "\(words.dropLast().joined(separator: ", ")) and \(last)"
  }
}
