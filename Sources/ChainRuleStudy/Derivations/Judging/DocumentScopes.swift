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
      if guide.role(of: statement) == .gradientName {
        // δ that belongs to something else.
        guard gradientTarget(statement) != gradientTarget(statements[earlier]) else { continue }
      } else {
        let model = known ?? self.model()
        known = model
        guard differ(statements[earlier].members[1], statement, model) || namesNew(place) else { continue }
      }
      let start = start(of: place, after: earlier)
      if start > starts.last ?? 0 { starts.append(start) }
    }
    return starts
  }

  private func gradientTarget(_ statement: Statement) -> QuantityName? {
    guard case .derivative(let derivative) = statement.members[1].ungrouped, derivative.by.count == 1 else {
      return nil
    }
    return guide.use(derivative.by[0].ungrouped)?.name
  }

  /// What a statement defines: a value with its layer, a function, or a name for a gradient.
  private func target(of statement: Statement) -> ScriptedUse? {
    guard statement.code == nil, statement.members.count >= 2 else { return nil }
    switch guide.role(of: statement) {
    case .forward: return guide.use(statement.definedLoss ?? statement.members[0])
    case .function where statement.members.count == 2:
      return statement.members[0].functionHead.flatMap { guide.use($0) }
    case .gradientName where statement.members.count == 2:
      return guide.use(statement.members[0]).map { ScriptedUse(name: $0.name) }
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

  /// Whether a value is computed from another that is not met before.
  private func namesNew(_ place: Int) -> Bool {
    let known = Set(statements[..<place].flatMap { names(in: $0) })
    return !names(in: statements[place]).isSubset(of: known)
  }

  private func differ(_ earlier: Formula, _ statement: Statement, _ model: Model) -> Bool {
    let test = ClaimTest(model, isQuick: true)
    return ClaimInstances(model: model).environments(of: statement).contains { environment in
      switch test.test(earlier, statement.members[1], environment: environment) {
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
    // ŷ_i = σ(z_i) puts ŷ = wᵀx out of force.
    func whole(_ statement: Statement) -> ScriptedUse? {
      target(of: statement).map { ScriptedUse(name: $0.name, instance: $0.instance) }
    }
    let own = Set(statements[range].compactMap { whole($0) })
    var inForce: [ScriptedUse: Int] = [:]
    for place in statements.indices where !range.contains(place) {
      guard let target = whole(statements[place]), !own.contains(target) else { continue }
      // The newest that stands before, or else the first that comes after.
      if place < range.lowerBound || inForce[target] == nil { inForce[target] = place }
    }
    let outside = statements.indices.filter { place in
      guard !range.contains(place) else { return false }
      if let target = whole(statements[place]) { return inForce[target] == place }
      return [.shape, .literal].contains(guide.role(of: statements[place]))
    }
    let kept = needed(outside, by: range)
    var documents = documents
    documents[documents.count - 1].statements = statements.indices.filter { range.contains($0) || kept.contains($0) }
      .map { statements[$0] }
    return Scope(documents: documents, statements: Array(statements[range]))
  }

  /// The statements outside of a scope that say something of what it mentions, directly or by way of others.
  private func needed(_ outside: [Int], by range: Range<Int>) -> Set<Int> {
    var mentioned = Set(statements[range].flatMap { names(in: $0) })
    var kept: Set<Int> = []
    var isComplete = false
    while !isComplete {
      isComplete = true
      for place in outside where !kept.contains(place) {
        guard let name = definedName(statements[place]), mentioned.contains(name) else { continue }
        kept.insert(place)
        mentioned.formUnion(names(in: statements[place]))
        isComplete = false
      }
    }
    return kept
  }

  private func definedName(_ statement: Statement) -> QuantityName? {
    (target(of: statement) ?? statement.members.first.flatMap { guide.use($0) })?.name
  }

  private func names(in statement: Statement) -> Set<QuantityName> {
    var names: Set<QuantityName> = []
    for formula in statement.members {
      formula.forEach { part in if let use = guide.use(part) { names.insert(use.name) } }
    }
    return names
  }
}
