/// Checks a document: scope by scope, and then what concerns more than one line.
struct DocumentCheck {
  private let derivation: Derivation
  private let directions: Directions
  private let options: Derivation.Options
  private let refutations: [BindingCheck.Refutation]
  private let documents: [ReadDocument]
  private let guide: NotationGuide

  init(_ derivation: Derivation) {
    self.derivation = derivation
    let written = [derivation.given, derivation.document].compactMap { $0 }
    let functions = StatedFunctions(written)
    documents = written.map { functions.rewritten($0) }
    let said = Directions(derivation)
    refutations =
      BindingCheck(documents: documents, directions: said, options: said.resolved(derivation.options)).refutations
    directions = said.removing(refutations.map(\.located))
    options = directions.resolved(derivation.options)
    guide = NotationGuide(documents, directions)
  }

  func run() -> CheckedDerivation {
    let scopes = scopes
    let figures = FigureJudge(documents, guide: guide, options: options)
    var entries = CodeJudge(options: options).judged(derivation.document.statements.filter { $0.code != nil }) + unread
    for scope in scopes {
      var judged = scope.judged(figures)
      scope.nameDecisions(&judged, directions, derivation.options)
      entries += judged
    }
    entries.sort {
      ($0.range.cell ?? 0, $0.range.line, $0.range.column) < ($1.range.cell ?? 0, $1.range.line, $1.range.column)
    }
    let written = Dictionary(derivation.document.statements.map { ($0.range, $0) }) { first, _ in first }
    for place in entries.indices {
      entries[place].id = "E\(place + 1)"
      entries[place].statement = entries[place].statement.map { written[$0.range] ?? $0 }
    }
    var checked = CheckedDerivation(name: derivation.document.name, document: derivation.document)
    checked.equations = entries
    DocumentSummary(scopes.map(\.model), options).complete(&checked)
    let bindings = BindingFindings(documents: documents, directions: directions, refutations: refutations)
    checked.findings += bindings.findings
    return checked
  }

  /// The smallest counterexample of the equation at a line.
  func counterexample(atLine line: Int) -> Counterexample? {
    scopes.lazy.compactMap { $0.counterexample(atLine: line) }.first
  }

  private var scopes: [ScopeCheck] {
    let scopes = DocumentScopes(documents, guide) {
      let search = VariantSearch(documents: documents, guide: guide, claims: [], options: options)
      return search.model(search.start)
    }
    return scopes.scopes.map { ScopeCheck($0, directions, options) }
  }

  private var unread: [CheckedEquation] {
    derivation.document.problems.map { problem in
      CheckedEquation(
        id: "", range: problem.range, latex: problem.latex, statement: nil, kind: .gradient, verdict: .unread,
        message: "not read (\(problem.reason.rawValue)) at \(problem.line):\(problem.column): \(problem.message)")
    }
  }
}

extension Derivation {
  /// The smallest numbers at which the sides of the equation at a line differ; `nil` where there are none: the equation
  /// holds, or was not judged.
  public func counterexample(atLine line: Int) -> Counterexample? {
    DocumentCheck(self).counterexample(atLine: line)
  }

  /// Judges every statement of the document.
  ///
  /// - Complexity: A few milliseconds for each equation, and a bounded number of operations for each.
  public func check() -> CheckedDerivation {
    DocumentCheck(self).run()
  }
}
