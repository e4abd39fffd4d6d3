/// Looks for what a reader would have to say for an open equation to be decided.
///
/// Each candidate is tried: what is named does decide the equation.
struct DecisionSearch {
  let documents: [ReadDocument]
  let directions: Directions
  let options: Derivation.Options
  let variant: Model.Variant

  /// At most so many readings are tried for one equation.
  private static let equationLimit = 12

  /// How many readings are tried for a document: each costs more in a longer one.
  var budget: Int { min(48, 4800 / max(1, documents.reduce(0) { $0 + $1.statements.count })) }

  /// The bindings that decide a statement; under which it holds, if there are such.
  func decision(of statement: Statement, _ model: Model, budget: inout Int) -> [Binding]? {
    guard budget > 0 else { return nil }
    var deciding: [Binding]?
    for candidate in candidates(for: statement, model).prefix(Self.equationLimit) {
      guard budget > 0 else { break }
      budget -= 1
      let verdict = verdict(of: statement, with: candidate)
      if verdict.isUndecided { continue }
      if !verdict.isFault { return candidate }
      deciding = deciding ?? candidate
    }
    return deciding
  }

  private func verdict(of statement: Statement, with bindings: [Binding]) -> Verdict {
    let said = bindings.reduce(directions) { $0.adding($1) }
    let guide = NotationGuide(documents, said)
    guard [.claim, .gradientName].contains(guide.role(of: statement)) else { return .ambiguous }
    let options = said.resolved(options)
    let search = VariantSearch(documents: documents, guide: guide, claims: [statement], options: options)
    var variant = variant
    variant.functions.merge(options.bindings.functions) { $1 }
    if let samples = options.samples { variant.samples = samples }
    if let layout = options.layout { variant.hasRowGradients = layout == .numerator }
    let judge = ClaimJudge(search.model(variant), documents.flatMap(\.statements), isExplaining: false)
    let verdict = judge.judged(statement).verdict
    return verdict.isFault && statement.condition != nil ? .ambiguous : verdict
  }

  // MARK: Candidates

  private func candidates(for statement: Statement, _ model: Model) -> [[Binding]] {
    let unknown = names(in: statement, model.guide) { use in
      !model.isKnown(use.name) || model.adopted.contains(QuantityID(name: use.name, instance: []))
    }
    let functions = names(in: statement, model.guide) { use in
      model.guide.functions.contains(use.name.base) && !model.isKnown(use.name)
    }
    var candidates: [[Binding]] = []
    let objects = unknown.filter { !functions.contains($0) }
    if !objects.isEmpty { candidates.append(objects.map { .role(.constant, [$0]) }) }
    if let only = objects.first, objects.count == 1 {
      candidates += shapes(in: statement, model).map { [.shape(only, $0)] }
    }
    candidates += losses(of: statement, model).map { [.role(.loss, [$0])] }
    for name in functions where model.variant.functions[name.symbol.fullName] == nil {
      candidates += [BoundFunction.identity, .sigmoid, .tanh, .relu].map { [.function(name, $0)] }
    }
    // What is said to be a constant may be none.
    candidates += names(in: statement, model.guide) { use in
      model.guide.bound.contains { $0.role == .constant && $0.use.name == use.name }
    }.map { [.role(.parameter, [$0])] }
    if options.samples == nil, model.sampleDimension != nil {
      candidates.append([.samples(model.variant.samples == .rows ? .columns : .rows)])
    }
    if options.layout == nil { candidates.append([.layout(model.variant.hasRowGradients ? .denominator : .numerator)]) }
    return candidates
  }

  /// The names in a statement of which something is true, each once, as they can be typed.
  private func names(
    in statement: Statement, _ guide: NotationGuide, where isWanted: (ScriptedUse) -> Bool
  ) -> [BoundName] {
    var names: [BoundName] = []
    for formula in statement.claimedMembers {
      formula.forEach { part in
        guard var use = guide.use(part), use.name.base != "∂", isWanted(use), !isCounted(part, guide) else { return }
        use.instance = []
        let labels = use.name.labels.joined(separator: ",")
        let text = use.name.base + (labels.isEmpty ? "" : "_{\(labels)}")
        if let name = try? BoundName(parsing: text), !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  private func isCounted(_ formula: Formula, _ guide: NotationGuide) -> Bool {
    formula.letter.map { guide.axisLetters.contains($0) || guide.instanceLetters.contains($0) } ?? false
  }

  /// The shapes of what else the statement mentions: what is added to something has its shape.
  private func shapes(in statement: Statement, _ model: Model) -> [[BoundDimension]] {
    let guide = model.guide
    var shapes: [[BoundDimension]] = []
    for formula in statement.claimedMembers {
      formula.forEach { part in
        guard let use = guide.use(part) else { return }
        for (id, quantity) in model.quantities where id.name == use.name {
          guard let shape = try? BoundDimension.shape(parsing: model.shapeText(quantity)) else { continue }
          for shape in [shape, shape.reversed()] where !shapes.contains(shape) { shapes.append(shape) }
        }
      }
    }
    return shapes
  }

  /// What the statement takes derivatives of, where that is another number than the loss.
  private func losses(of statement: Statement, _ model: Model) -> [BoundName] {
    names(in: statement, model.guide) { use in use.name != model.loss?.name }.filter { name in
      statement.claimedMembers.contains { member in
        member.contains { part in
          guard case .derivative(let derivative) = part, let of = derivative.of else { return false }
          return of.baseName == name.symbol.fullName
        }
      }
    }
  }
}
