/// A line of code as it is executed.
struct CodeAction: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// `a = b`, `a -= b`.
    case assignment(CodeReference, CodeExpression.Operator?, CodeExpression)
    /// `dH[H <= 0] = 0`.
    case masked(CodeReference, condition: CodeExpression, CodeExpression)
    /// `dscores[range(n), y] -= 1`.
    case atLabels(CodeReference, labels: CodeReference, samplesFirst: Bool, CodeExpression.Operator, CodeExpression)
    case loop(variable: String, from: CodeExpression, to: CodeExpression, step: Int)
    /// A line that does nothing here.
    case nothing
    /// A line that is not understood.
    case unreadable(String)
  }

  var kind: Kind

  init(_ statement: Statement) {
    do throws(CodeFailure) { kind = try Self.kind(of: statement) } catch { kind = .unreadable(error.message) }
  }

  private static func kind(of statement: Statement) throws(CodeFailure) -> Kind {
    switch statement.code?.kind {
    case .loop(let variable, let from, let to, let step)?:
      return .loop(variable: variable, from: try CodeExpression(from), to: try CodeExpression(to), step: step)
    case .maskedAssignment?:
      guard statement.members.count == 3, case .name(let target) = try CodeExpression(statement.members[0]) else {
        break
      }
      return .masked(
        target, condition: try CodeExpression(statement.members[1]), try CodeExpression(statement.members[2]))
    case .assignment?:
      guard statement.members.count == 2, let relation = statement.relations.first else { break }
      let sign: CodeExpression.Operator? =
        switch relation {
        case .addAssigned: .plus
        case .subtractAssigned: .minus
        case .multiplyAssigned: .asterisk
        case .divideAssigned: .solidus
        default: nil
        }
      let value = try CodeExpression(statement.members[1])
      // What a cache hands over has the name that it had before.
      if case .name(let reference) = value, reference.base.lowercased().contains("cache") { return .nothing }
      switch try CodeExpression(statement.members[0]) {
      case .name(let target): return .assignment(target, sign, value)
      case .picked(let target, let labels, let samplesFirst):
        guard let sign else { break }
        return .atLabels(target, labels: labels, samplesFirst: samplesFirst, sign, value)
      default: break
      }
    case .other?: return .nothing
    case nil: break
    }
    throw .unknown("this line is not understood")
  }

  /// What it writes.
  var target: CodeReference? {
    switch kind {
    case .assignment(let target, _, _), .masked(let target, _, _), .atLabels(let target, _, _, _, _): target
    default: nil
    }
  }

  /// The expressions that it evaluates.
  var expressions: [CodeExpression] {
    switch kind {
    case .assignment(_, _, let value), .atLabels(_, _, _, _, let value): [value]
    case .masked(_, let condition, let value): [condition, value]
    default: []
    }
  }

  /// The names it reads; one that it changes in place is not among them.
  var reads: [CodeReference] { expressions.flatMap(\.references) }

  /// Whether it changes what its target held before.
  var isInPlace: Bool {
    switch kind {
    case .assignment(let target, let sign, let value): sign != nil || value.references.contains(target)
    case .masked, .atLabels: true
    default: false
    }
  }
}

/// Lines of code with the loops they stand in.
struct CodeProgram: Sendable {
  indirect enum Step: Sendable {
    case line(Int)
    /// A loop's line and body.
    case loop(Int, [Step])
  }

  let statements: [Statement]
  var actions: [CodeAction]
  var steps: [Step]
  /// Lines that are executed under a condition.
  let conditional: Set<Int>

  init(_ statements: [Statement]) {
    self.statements = statements
    actions = statements.map { CodeAction($0) }
    conditional = Self.lines(of: statements, beginning: { ["if", "elif", "else", "else:"].contains($0) })
    // What an activation or a loss does is known from its name.
    for place in Self.lines(of: statements, under: { Self.isHelper($0) }) { actions[place].kind = .nothing }
    steps = []
    var place = 0
    steps = Self.steps(statements, actions, &place, deeperThan: -1, depth: 0)
  }

  /// The lines that stand under a head that begins with one of some words.
  private static func lines(of statements: [Statement], beginning isHead: (String) -> Bool) -> Set<Int> {
    lines(of: statements, under: { isHead($0.latex.prefix { $0 != " " && $0 != "(" }.lowercased()) })
  }

  private static func lines(of statements: [Statement], under isHead: (Statement) -> Bool) -> Set<Int> {
    var lines: Set<Int> = []
    var head: CodeLine?
    for (place, statement) in statements.enumerated() {
      guard let code = statement.code else { continue }
      if let open = head, code.block == open.block, code.indentation > open.indentation {
        lines.insert(place)
        continue
      }
      head = code.kind == .other && isHead(statement) ? code : nil
    }
    return lines
  }

  /// Whether a line begins the definition of an activation, of its derivative or of a loss.
  private static func isHelper(_ statement: Statement) -> Bool {
    guard statement.latex.hasPrefix("def ") else { return false }
    let name = String(statement.latex.dropFirst(4).prefix { $0 != "(" && $0 != " " })
    return name == "softmax" || CodeFunctions.elementwise(name) != nil
  }

  private static func steps(
    _ statements: [Statement], _ actions: [CodeAction], _ place: inout Int, deeperThan indentation: Int, depth: Int
  ) -> [Step] {
    var steps: [Step] = []
    while place < statements.count, let code = statements[place].code, code.indentation > indentation {
      let header = place
      place += 1
      guard case .loop = actions[header].kind, depth < 16 else {
        steps.append(.line(header))
        continue
      }
      let sameBlock = place < statements.count && statements[place].code?.block == code.block
      let body =
        sameBlock
        ? Self.steps(statements, actions, &place, deeperThan: code.indentation, depth: depth + 1) : []
      steps.append(.loop(header, body))
    }
    return steps
  }

  /// The names that stand where numbers of layers do: in indices, and as ends of loops.
  var countNames: Set<String> {
    var names: Set<String> = []
    var variables: Set<String> = []
    for action in actions {
      if case .loop(let variable, _, _, _) = action.kind { variables.insert(variable) }
      names.formUnion(action.loopBounds)
      names.formUnion(action.indexNames)
    }
    return names.subtracting(variables)
  }
}
