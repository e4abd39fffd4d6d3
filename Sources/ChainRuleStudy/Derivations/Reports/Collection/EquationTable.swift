/// The equations of documents as a table of comma-separated values (RFC 4180), a row for each.
public enum EquationTable {
  public static let columns = [
    "document", "cell", "line", "column", "end_line", "id", "kind", "verdict", "factor", "repair", "mistake", "correct",
    "convention", "inherited_from", "points", "max_error", "message", "equation",
  ]

  /// The first line, with its end.
  public static let header = line(columns)

  /// A line for each equation of the document.
  public static func rows(of checked: CheckedDerivation) -> String {
    checked.equations.map { equation in
      func joined(_ texts: [String?]) -> String { texts.compactMap { $0 }.joined(separator: "; ") }
      let range = equation.range
      return line([
        checked.name, text(range.cell), text(range.line), text(range.column), text(range.endLine), equation.id,
        equation.kind.rawValue, equation.verdict.rawValue, joined(equation.faults.map(\.factor)),
        joined(equation.faults.map(\.repair)), joined(equation.faults.map(\.mistake)), joined(equation.corrections),
        equation.convention ?? "", text(equation.inheritedFrom), text(equation.points),
        equation.maxError.map { "\($0)" } ?? "", equation.message, equation.latex,
      ])
    }.joined()
  }

  private static func text(_ number: Int?) -> String { number.map(String.init) ?? "" }

  private static func line(_ cells: [String]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

  /// A cell in quotes where it needs them; spreadsheets take what starts with certain signs for a formula to compute.
  static func cell(_ text: String) -> String {
    let isFormula = text.unicodeScalars.first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false
    let harmless = isFormula ? "'\(text)" : text
    guard harmless.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return harmless }
    return "\"\(harmless.replacing("\"", with: "\"\""))\""
  }
}
