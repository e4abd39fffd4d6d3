/// The lines of a program in the order in which they are executed, each with the numbers of layers it is executed for.
struct CodeTrace: Sendable {
  struct Visit: Sendable {
    /// The line.
    var place: Int
    var environment: CodeEnvironment
    /// The innermost loop it is executed in.
    var loop: Int?
  }

  private(set) var visits: [Visit] = []
  private let program: CodeProgram
  private static let limit = 2000

  init(_ program: CodeProgram, _ naming: CodeNaming, depth: Int) throws(CodeFailure) {
    self.program = program
    var environment = CodeEnvironment(depth: depth)
    try run(program.steps, &environment, loop: nil, naming)
  }

  private mutating func run(
    _ steps: [CodeProgram.Step], _ environment: inout CodeEnvironment, loop: Int?, _ naming: CodeNaming
  ) throws(CodeFailure) {
    for step in steps {
      switch step {
      case .line(let place):
        guard visits.count < Self.limit else { throw .unknown("the program executes too many lines") }
        visits.append(Visit(place: place, environment: environment, loop: loop))
      case .loop(let place, let body):
        guard case .loop(let variable, let from, let to, let counts) = program.actions[place].kind else { continue }
        guard uses(variable, body) else {
          try run(body, &environment, loop: place, naming)
          continue
        }
        if (from.references + to.references).contains(where: { naming.isSampleCount($0.base) }) {
          throw .unknown("loops over samples are not followed")
        }
        let (first, last) = (try environment.integer(from), try environment.integer(to))
        // “l = L-1 to 1” counts down, although nothing says so.
        let isRange = program.statements[place].latex.contains("range")
        let step = first > last && counts == 1 && !isRange ? -1 : counts
        guard step != 0 else { throw .unknown("a loop that does not advance") }
        for value in stride(from: first, through: last, by: step) {
          environment.integers[variable] = value
          try run(body, &environment, loop: place, naming)
        }
        environment.integers[variable] = nil
      }
    }
  }

  /// Whether a loop's variable stands in an index of its body.
  private func uses(_ variable: String, _ body: [CodeProgram.Step]) -> Bool {
    body.contains { step in
      switch step {
      case .line(let place): program.actions[place].indexNames.contains(variable)
      case .loop(let place, let inner):
        program.actions[place].loopBounds.contains(variable) || uses(variable, inner)
      }
    }
  }
}

extension CodeAction {
  /// The names in its indices.
  var indexNames: Set<String> {
    var names = target.map { CodeExpression.name($0).indexNames } ?? []
    for expression in expressions { names.formUnion(expression.indexNames) }
    return names
  }

  /// The names in the ends of a loop.
  var loopBounds: Set<String> {
    guard case .loop(_, let from, let to, _) = kind else { return [] }
    return Set((from.references + to.references).map(\.base))
  }
}
