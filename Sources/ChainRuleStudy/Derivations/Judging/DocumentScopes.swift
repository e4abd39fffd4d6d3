/// The parts of a document in which each symbol means one thing.
///
/// A page may hold several networks, or a general case and then examples. A symbol that is defined again, by a formula of
/// another value, opens a new scope; what is not defined again keeps its meaning.
struct DocumentScopes {
  /// What belongs together: the documents with the definitions that are in force, and the statements to judge.
  struct Scope {
    var documents: [ReadDocument]
    var statements: [Statement]
  }

  private let documents: [ReadDocument]
  private let statements: [Statement]
  private let guide: NotationGuide
  private let model: () -> Model

  /// - Parameters:
  ///   - documents: The document itself comes last, after what is given beside it.
  ///   - model: The model under which two definitions are compared; it is only asked for if there are two.
  init(_ documents: [ReadDocument], _ guide: NotationGuide, model: @escaping () -> Model) {
    self.documents = documents
    statements = documents.last?.statements ?? []
    self.guide = guide
    self.model = model
  }

  var scopes: [Scope] {
    let starts = starts
    guard !starts.isEmpty else { return [Scope(documents: documents, statements: statements)] }
    let bounds = [0] + starts + [statements.count]
    return zip(bounds, bounds.dropFirst()).map { scope($0..<$1) }
  }

  // MARK: Where scopes begin

  private var starts: [Int] {
    var current: [ScriptedUse: Int] = [:]
    var starts: [Int] = []
    var known: Model?
    for (place, statement) in statements.enumerated() {
      guard let target = target(of: statement) else { continue }
      defer { current[target] = place }
      guard let earlier = current[target], statements[earlier].members[1] != statement.members[1],
        opensScope(place, after: earlier)
      else { continue }
      let model = known ?? self.model()
      known = model
      guard differ(statements[earlier].members[1], statement, model) else { continue }
      let start = start(of: place, after: earlier)
      if start > starts.last ?? 0 { starts.append(start) }
    }
    return starts
  }

  /// What a statement defines: a value with its layer, or a function.
  private func target(of statement: Statement) -> ScriptedUse? {
    guard statement.code == nil, statement.members.count == 2 else { return nil }
    switch guide.role(of: statement) {
    case .forward: return guide.use(statement.definedLoss ?? statement.members[0])
    case .function: return statement.members[0].functionHead.flatMap { guide.use($0) }
    default: return nil
    }
  }

  /// Words that begin another case.
  private static let openings: Set<String> = [
    "for", "if", "suppose", "consider", "let", "example", "case", "when", "instead", "assume", "another",
  ]

  /// Whether a new heading, or the words before it, let a reader expect something new.
  private func opensScope(_ place: Int, after earlier: Int) -> Bool {
    if statements[place].headings != statements[earlier].headings { return true }
    let words = statements[place].proseBefore.lowercased().split { !$0.isLetter }.suffix(12).map(String.init)
    return !Self.openings.isDisjoint(with: words)
  }

  private func differ(_ earlier: Formula, _ statement: Statement, _ model: Model) -> Bool {
    let finding = ClaimVerdicts(model, isQuick: true).finding([earlier, statement.members[1]], statement)
    return finding.links.contains { link in
      switch link.kind {
      case .different, .factor: true
      default: false
      }
    }
  }

  /// The first statement of the section, if the definition is in a section of its own.
  private func start(of place: Int, after earlier: Int) -> Int {
    guard statements[place].headings != statements[earlier].headings else { return place }
    var start = place
    while start > earlier + 1, statements[start - 1].headings == statements[place].headings { start -= 1 }
    return start
  }

  // MARK: What is in force

  private func scope(_ range: Range<Int>) -> Scope {
    let own = Set(statements[range].compactMap { target(of: $0) })
    var inForce: [ScriptedUse: Int] = [:]
    for place in statements.indices where !range.contains(place) {
      guard let target = target(of: statements[place]), !own.contains(target) else { continue }
      // The newest that stands before, or else the first that comes after.
      if place < range.lowerBound || inForce[target] == nil { inForce[target] = place }
    }
    let outside = statements.indices.filter { place in
      guard !range.contains(place) else { return false }
      if let target = target(of: statements[place]) { return inForce[target] == place }
      return [.shape, .literal, .gradientName].contains(guide.role(of: statements[place]))
    }
    let kept = Set(outside)
    var documents = documents
    documents[documents.count - 1].statements = statements.indices.filter { range.contains($0) || kept.contains($0) }
      .map { statements[$0] }
    return Scope(documents: documents, statements: Array(statements[range]))
  }
}
