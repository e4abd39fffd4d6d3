import Foundation

extension Counterexample {
  /// The numbers, both sides and where they differ, as lines for the terminal.
  public var text: String {
    var blocks: [String] = []
    let lengths = witness.dimensions.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    let indices = free.map { "\($0) = \(environment[$0] ?? 1)" }
    if !(lengths + indices).isEmpty { blocks.append("with " + (lengths + indices).joined(separator: ", ") + ":") }
    let mentioned = mentioned
    let shown = named.filter { $0.isGiven || mentioned.contains($0.id) }
    let titles = shown.map { $0.id.description }
    let width = titles.reduce(0) { max($0, $1.count) }
    for (entry, title) in zip(shown, titles) {
      let padded = String(repeating: " ", count: width - title.count) + title
      blocks.append(Counterexample.block(entry.value, title: padded + (entry.isGiven ? " = " : " → ")))
    }
    blocks.append(Counterexample.block(trueValue, title: "true value, by finite differences: "))
    blocks.append(Counterexample.block(claimedValue, title: "                   as it is claimed: "))
    if !trueValue.isSingle {
      let claimed = Counterexample.number(witness.claimed)
      let exact = Counterexample.number(witness.truth)
      let place = witness.element.suffix(trueValue.rows > 1 && trueValue.columns > 1 ? 2 : 1)
      let words = place.map(String.init).joined(separator: ", ")
      blocks.append("at element (\(words)): \(claimed) is claimed, and \(exact) is true")
    }
    return blocks.joined(separator: "\n") + "\n"
  }

  // MARK: Layout

  /// A matrix with its title beside the first row and its columns aligned.
  static func block(_ matrix: PlainMatrix, title: String) -> String {
    let cells = matrix.numbers.map { number($0) }
    guard !matrix.isSingle else { return title + (cells.first ?? "") }
    var lines: [String] = []
    let widths = (0..<matrix.columns).map { column in
      (0..<matrix.rows).reduce(0) { max($0, cells[$1 * matrix.columns + column].count) }
    }
    for row in 0..<matrix.rows {
      let line = (0..<matrix.columns).map { column in
        let cell = cells[row * matrix.columns + column]
        return String(repeating: " ", count: widths[column] - cell.count) + cell
      }
      let start = row == 0 ? title : String(repeating: " ", count: title.count)
      lines.append(start + "[ " + line.joined(separator: "  ") + " ]")
    }
    return lines.joined(separator: "\n")
  }

  /// Six significant digits, with a true minus sign.
  static func number(_ value: Double) -> String {
    // What finite differences leave of zero.
    let value = abs(value) < 1e-11 ? 0 : value
    return String(format: "%.6g", value).replacing("-", with: "−")
  }
}
