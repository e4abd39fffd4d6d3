/// Recognises headings in plain text: short lines between empty ones, in capitalised words.
struct PlainHeading {
  let level: Int

  private static let words: Set<String> = [
    "introduction", "notation", "notations", "notes", "summary", "conclusion", "backpropagation", "loss", "shapes",
    "generalization", "initialization", "forward", "backward", "gradients", "update", "setup", "definitions",
  ]

  init?(_ line: Range<Int>, of scalars: [Unicode.Scalar], after previous: Range<Int>) {
    guard line.count < 70, scalars[previous].allSatisfy(\.isSpace), Self.isEmptyLine(line.upperBound, scalars) else {
      return nil
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[line])
    let title = String(text).trimmed
    if let step = title.split(separator: " ").first, ["Step", "Phase", "Part"].contains(step) {
      level = 3
      return
    }
    guard let last = title.unicodeScalars.last, last.isASCIILetter || last.digit != nil || last == ")" else {
      return nil
    }
    guard !title.contains(where: { "=<>$\\`{}|".contains($0) }) else { return nil }
    let words = title.split { !$0.isLetter && $0 != "-" }.filter { $0.count > 3 }
    guard !words.isEmpty, words.allSatisfy({ $0.first?.isUppercase == true }) else { return nil }
    if title.split(separator: " ").count == 1, !Self.words.contains(title.lowercased()) { return nil }
    level = 2
  }

  private static func isEmptyLine(_ start: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    scalars[start...].prefix { $0 != "\n" }.prefix(200).allSatisfy(\.isSpace)
  }
}
