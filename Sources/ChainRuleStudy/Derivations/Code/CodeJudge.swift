/// Gives every line of a document's code its verdict.
struct CodeJudge {
  private let depth: Int
  /// Programs of more lines are not executed.
  private static let lineLimit = 1500

  init(options: Derivation.Options) {
    depth = options.bindings.layerCount.map { min($0, 6) } ?? 3
  }

  /// The verdicts of lines of code, in their order; all code of a document together, since a block may go on with what
  /// another has computed.
  func judged(_ statements: [Statement]) -> [CheckedEquation] {
    guard statements.count <= Self.lineLimit else {
      return statements.map { statement in
        var entry = Self.entry(statement)
        guard statement.code?.kind != .other else { return entry }
        entry.verdict = .ambiguous
        entry.message = "programs of more than \(Self.lineLimit) lines are not executed"
        return entry
      }
    }
    return networks(statements).flatMap { lines in CodeNetworkJudge(lines, depth: depth).judged() }
  }

  static func entry(_ statement: Statement) -> CheckedEquation {
    CheckedEquation(
      id: "", range: statement.range, latex: statement.latex, statement: statement, kind: .pseudocode,
      verdict: .definition)
  }

  /// Splits code where it begins with another network: where forward lines behind a backward pass assign a name anew.
  private func networks(_ statements: [Statement]) -> [[Statement]] {
    let program = CodeProgram(statements)
    let naming = CodeNaming(program)
    var starts = [0]
    var assigned: Set<CodeReference> = []
    var hasGradients = false
    var runStart = 0
    for (place, action) in program.actions.enumerated() {
      switch naming.role(of: action) {
      case .structure: continue
      case .gradient, .update, .derived:
        hasGradients = true
        runStart = place + 1
      case .forward:
        guard let target = action.target else { continue }
        if hasGradients, !action.isInPlace, assigned.contains(target) {
          starts.append(runStart)
          hasGradients = false
          assigned = Set(program.actions[runStart...place].compactMap(\.target))
        }
        assigned.insert(target)
      }
    }
    let ends = starts.dropFirst() + [statements.count]
    return zip(starts, ends).map { Array(statements[$0..<$1]) }
  }
}
