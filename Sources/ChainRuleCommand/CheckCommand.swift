import ChainRule
import ChainRuleStudy

/// `chain-rule check`: the built-in derivations, equation by equation, against the tape.
struct CheckCommand: Subcommand {
  static let name = "check"
  static let summary = "Check the built-in hand derivations against automatic differentiation."
  static let discussion = """
    Composes the network of each derivation on a tape, with random sizes and weights, and judges every equation:
    as the very expression that the tape recorded, or by its values in double precision. Mistakes that a document
    is known to make must be recognised for what they are. Exit code 1 if anything is not as it must be.
    """
  static let options = [
    OptionDescription(name: "--networks", value: "N", help: "Random networks for each equation (default 3)."),
    OptionDescription(name: "--seed", value: "N", help: "The seed of the first network (default 1)."),
    OptionDescription(name: "--json", help: "Print one JSON object per equation, and a last one with the counts."),
  ]

  private let networks: Int
  private let seed: Int
  private let printsJSON: Bool

  init(_ arguments: Arguments) throws(CommandFailure) {
    networks = try arguments.integer("--networks", default: 3, in: 1...1000)
    seed = try arguments.integer("--seed", default: 1, in: 0...(.max - 1000))
    printsJSON = arguments.contains("--json")
  }

  func run(_ output: Output) throws -> ExitStatus {
    var counts = Counts()
    for derivation in BuiltInDerivation.all {
      let judged = (0..<networks).map { derivation.judge(UInt64(seed + $0)) }
      let rows = CheckedEquation.gathered(judged)
      for row in rows { counts.add(row) }
      if printsJSON {
        for row in rows { output.print(json(row.record(of: derivation))) }
      } else {
        output.print("\(derivation.title)\n\(derivation.source)\n")
        output.print(table(rows, output) + "\n")
      }
    }
    output.print(printsJSON ? json(counts) : counts.sentence(output))
    return counts.unexpected == 0 ? .success : .checkFailed
  }

  private func table(_ rows: [CheckedEquation], _ output: Output) -> String {
    let header = ["line", "equation", "verdict", "error", "evidence"]
    let cells = rows.map { ["\($0.line)", $0.equation, $0.verdict, $0.errorText, $0.evidence] }
    let widths = header.indices.map { column in ([header] + cells).map { $0[column].count }.max() ?? 0 }
    let width = widths.reduce(0) { $0 + $1 + 2 }
    guard !output.isInteractive || width <= output.columns else { return list(rows, output) }
    func line(_ mark: String, _ cells: [String]) -> String {
      let texts = cells.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? space + text : column == cells.count - 1 ? text : text + space
      }
      return "\(mark) \(texts.joined(separator: "  "))"
    }
    let body = zip(rows, cells).map { line($0.isAsExpected ? output.green("✓") : output.red("✗"), $1) }
    return ([line(" ", header)] + body).joined(separator: "\n")
  }

  /// What the table says, with two lines for an equation: for terminals that are narrower than the table.
  private func list(_ rows: [CheckedEquation], _ output: Output) -> String {
    rows.map { row in
      let mark = row.isAsExpected ? output.green("✓") : output.red("✗")
      let error = row.error == nil ? "" : "error \(row.errorText); "
      return "\(mark) \(padded("\(row.line)", 4))  \(row.equation)\n        \(row.verdict); \(error)\(row.evidence)"
    }.joined(separator: "\n")
  }

  private struct Counts: Encodable {
    var equations = 0
    var hold = 0
    var recognisedMistakes = 0
    var unexpected = 0

    mutating func add(_ row: CheckedEquation) {
      equations += 1
      if !row.isAsExpected { unexpected += 1 } else if row.isRight { hold += 1 } else { recognisedMistakes += 1 }
    }

    func sentence(_ output: Output) -> String {
      let result =
        unexpected == 0 ? output.green("all as they must be") : output.red("\(unexpected) not as they must be")
      return
        "\(equations) equations: \(hold) hold, \(recognisedMistakes) are mistakes of the documents, recognised; \(result)"
    }
  }
}
