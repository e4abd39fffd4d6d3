/// Finds the way of reading a document under which most of what it states holds.
///
/// A derivation is written for people: what every reader takes for granted is not said. Each open question has a few
/// usual answers; they are tried one question at a time, and an answer is kept if more equations hold with it.
struct VariantSearch {
  let documents: [ReadDocument]
  let guide: NotationGuide
  let claims: [Statement]
  let options: Derivation.Options

  func best() -> (model: Model, variant: Model.Variant) {
    var variant = Model.Variant()
    variant.depth = depth
    if let samples = options.samples { variant.samples = samples }
    if options.layout == .numerator { variant.hasRowGradients = true }
    for (name, value) in options.bindings where TermFunction(named: value) != nil {
      variant.functions[spelled(name)] = value
    }
    if let depth = options.bindings["L"].flatMap({ Int($0) }), depth > 0, depth < 20 { variant.depth = depth }
    var best = variant
    var bestScore = score(best)
    for question in questions(variant) {
      let start = best
      for answer in question {
        var next = start
        answer(&next)
        guard next != best else { continue }
        let score = score(next)
        if score > bestScore + 0.05 {
          best = next
          bestScore = score
        }
      }
    }
    let model = self.model(best)
    return (model, best)
  }

  func model(_ variant: Model.Variant) -> Model {
    let model = ModelBuilder.model(documents, guide: guide, variant: variant)
    GradientSymbols(model, claims).decide()
    return model
  }

  private func score(_ variant: Model.Variant) -> Double {
    let model = self.model(variant)
    let verdicts = ClaimVerdicts(model, seeds: [1])
    var total = -0.5 * Double(model.problems.count)
    for claim in claims.prefix(60) { total += verdicts.finding(claim).score }
    return total
  }

  /// The number of layers or steps that the document numbers.
  private var depth: Int {
    var most = 0
    for statement in documents.flatMap(\.statements)
    where guide.role(of: statement) == .forward || guide.role(of: statement) == .literal {
      guard let use = guide.use(statement.members[0]) else { continue }
      for index in use.instance {
        if case .number(let digits) = index, let value = Int(digits) { most = max(most, min(value, 12)) }
      }
    }
    return most == 0 ? 3 : most
  }

  /// Whether shapes, transposes, elements or matrices are spoken of.
  private var speaksOfArrays: Bool {
    let statements = documents.flatMap(\.statements)
    if statements.contains(where: { guide.role(of: $0) == .shape }) || !guide.indexedBases.isEmpty { return true }
    return statements.flatMap(\.formulas).contains { formula in
      formula.contains { part in
        switch part {
        case .scripted(_, _, let superscripts): superscripts.contains(.transpose)
        case .product(_, let signs): signs.contains(.elementwise) || signs.contains(.circle) || signs.contains(.outer)
        case .matrix: true
        case .symbol(let symbol): symbol.typeface == .bold
        default: false
        }
      }
    }
  }

  private func spelled(_ name: String) -> String {
    ["sigma": "σ", "phi": "φ", "varphi": "φ", "psi": "ψ"][name] ?? name
  }

  // MARK: Open questions

  private typealias Answer = (inout Model.Variant) -> Void

  private func questions(_ start: Model.Variant) -> [[Answer]] {
    var questions: [[Answer]] = []
    if options.samples == nil {
      questions.append([{ $0.samples = .columns }, { $0.samples = .rows }])
    }
    let words = Set(
      documents.flatMap {
        $0.prose.map { $0.text.lowercased() }
          + $0.statements.map { ($0.proseBefore + " " + $0.proseAfter).lowercased() }
      })
    func mentions(_ word: String) -> Bool { words.contains { $0.contains(word) } }
    // The loss comes first, since all gradients hang on it.
    if start.loss == nil {
      var losses = ["any"]
      if mentions("cross") || mentions("entropy") || mentions("log loss") || mentions("log-loss") {
        losses += ["cross-entropy", "binary cross-entropy"]
      }
      if mentions("square") || mentions("mse") { losses.append("squared error") }
      if losses.count == 1 { losses += ["cross-entropy", "squared error", "binary cross-entropy"] }
      questions.append(
        losses.flatMap { loss in
          [nil, "softmax", "sigmoid"].map { output in
            { variant in
              variant.loss = loss
              variant.outputFunction = output
            } as Answer
          }
        })
    }
    for name in guide.functions.sorted() where start.functions[name] == nil && TermFunction(named: name) == nil {
      questions.append(
        [nil, "sigmoid", "relu", "tanh", "softmax", "identity"].map { function in { $0.functions[name] = function } })
    }
    if !guide.functions.contains("activation") {
      questions.append([nil, "sigmoid", "relu", "tanh"].map { function in { $0.functions["activation"] = function } })
    }
    questions.append(
      [false, true].flatMap { isOutput in
        [nil, "softmax", "sigmoid", "identity"].map { function in
          {
            $0.outputFunction = function
            $0.predictionIsOutput = isOutput
          } as Answer
        }
      })
    if options.samples == nil { questions.append([{ $0.samples = .columns }, { $0.samples = .rows }]) }
    if options.layout == nil { questions.append([{ $0.hasRowGradients = true }]) }
    if !speaksOfArrays { questions.append([{ $0.isScalar = true }]) }
    return questions
  }
}
