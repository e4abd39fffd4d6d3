/// What was found about a document as annotations of a GitHub workflow, one a line: errors for faults, warnings for what
/// was left open.
public struct Annotations: Sendable {
  public let lines: [String]

  public init(_ checked: CheckedDerivation) {
    let findings = checked.findings.map { finding in
      Annotations.line(
        "warning", file: checked.name, line: finding.lines.first, title: finding.cause,
        message: ([finding.message] + finding.repairs.map { "mend: \($0)" }).joined(separator: "\n"))
    }
    let equations = checked.equations.filter(\.needsAttention).map { equation in
      // Lines of a notebook are those of a cell, which the annotation of a file cannot say.
      let place = equation.range.cell.map { "cell \($0), line \(equation.range.line): " } ?? ""
      let corrections = equation.corrections.map { "write: \($0)" }
      let range = equation.range.cell == nil ? equation.range : nil
      return Annotations.line(
        equation.verdict.isFault ? "error" : "warning", file: checked.name, line: range?.line, endLine: range?.endLine,
        column: range?.column, title: equation.headline,
        message: ([place + equation.text, equation.message] + corrections).filter { !$0.isEmpty }
          .joined(separator: "\n"))
    }
    lines = findings + equations
  }

  private static func line(
    _ command: String, file: String, line: Int?, endLine: Int? = nil, column: Int? = nil, title: String, message: String
  ) -> String {
    let properties = [
      ("file", file), ("line", line.map(String.init)), ("endLine", endLine.map(String.init)),
      ("col", column.map(String.init)), ("title", title),
    ]
    let texts = properties.compactMap { name, value in value.map { "\(name)=\(escaped($0, isProperty: true))" } }
    return "::\(command) \(texts.joined(separator: ","))::\(escaped(message, isProperty: false))"
  }

  private static func escaped(_ text: String, isProperty: Bool) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      case ":" where isProperty: "%3A"
      case "," where isProperty: "%2C"
      default: String(scalar)
      }
    }.joined()
  }
}
