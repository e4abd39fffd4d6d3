/// The document's mends as a unified patch, for `patch -p0` or `git apply -p0`.
///
/// Only equations with exactly one corrected line are mended; where two are offered, their author must choose.
public struct MendPatch: Sendable {
  /// The patch; empty where nothing can be mended.
  public let text: String
  /// The equations that the patch mends.
  public let mended: [CheckedEquation]
  /// Faulty equations that it leaves alone, and why.
  public let left: [(equation: CheckedEquation, reason: String)]

  /// - Parameter hasByteOrderMark: Whether the document's file begins with one, which the document's text leaves out.
  public init(_ checked: CheckedDerivation, hasByteOrderMark: Bool = false) {
    let source = SourceLines(checked.document.text)
    var edits: [Edit] = []
    var mended: [CheckedEquation] = []
    var left: [(equation: CheckedEquation, reason: String)] = []
    let faults = checked.faults.compactMap { equation in (equation, source.offsets(of: equation.range)) }
    for (equation, offsets) in faults.sorted(by: { ($0.1?.lowerBound ?? 0) < ($1.1?.lowerBound ?? 0) }) {
      let obstacle = MendPatch.obstacle(to: equation, at: offsets, source, checked.document.format)
      if let obstacle {
        left.append((equation, obstacle))
      } else if let offsets, let correction = equation.corrections.first {
        if let last = edits.last, offsets.lowerBound < last.offsets.upperBound {
          left.append((equation, "it is a part of another that is mended"))
        } else {
          edits.append(Edit(offsets: offsets, text: MendedLine.text(replacing: equation.latex, with: correction)))
          mended.append(equation)
        }
      }
    }
    self.mended = mended
    self.left = left
    let text = (hasByteOrderMark ? "\u{FEFF}" : "") + checked.document.text
    if hasByteOrderMark {
      edits = edits.map { Edit(offsets: $0.offsets.lowerBound + 1..<$0.offsets.upperBound + 1, text: $0.text) }
    }
    self.text = edits.isEmpty ? "" : UnifiedDiff(edits, of: text).text(path: checked.name)
  }

  /// Why an equation is not mended; `nil` where it can be.
  private static func obstacle(
    to equation: CheckedEquation, at offsets: Range<Int>?, _ source: SourceLines, _ format: ReadDocument.Format
  ) -> String? {
    guard let correction = equation.corrections.first else { return "no corrected line is known" }
    guard equation.corrections.count == 1 else { return "there is more than one way to mend it" }
    guard format != .notebook else { return "a notebook's cells cannot be patched" }
    guard let offsets, SourceLines(equation.latex).characters == Array(source.characters[offsets]) else {
      return "its text is not found at its place"
    }
    return correction.contains(where: \.isNewline) ? "its mended form has several lines" : nil
  }
}

/// Characters of a text that are replaced by others.
struct Edit {
  var offsets: Range<Int>
  var text: String
}
