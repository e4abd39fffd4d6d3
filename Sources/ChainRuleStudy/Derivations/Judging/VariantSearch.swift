/// Finds the way of reading a document under which most of what it states holds.
///
/// A derivation is written for people: what every reader takes for granted is not said. Each open question has a few
/// usual answers; they are tried one question at a time, and an answer is kept if more equations hold with it.
struct VariantSearch {
  let documents: [ReadDocument]
  let guide: NotationGuide
  let claims: [Statement]
  let options: Derivation.Options

  /// How the document is read before anything is found out, with all that is said about it.
  var start: Model.Variant {
    var variant = Model.Variant()
    variant.depth = depth
    if let samples = options.samples ?? statedSamples { variant.samples = samples }
    if options.layout == .numerator { variant.hasRowGradients = true }
    variant.isScalar = !speaksOfArrays && mentionsNumbersOnly
    variant.functions = options.bindings.functions
    if let depth = options.bindings.layerCount { variant.depth = depth }
    variant.outputFunction = options.bindings.lastFunction(of: variant.depth)
    return variant
  }

  func best() -> (model: Model, variant: Model.Variant) {
    let variant = start
    var best = variant
    var bestWorth = Worth(of: claims, verdicts(best))
    for question in questions(variant) {
      // What holds by the plain reading cannot be read better.
      if bestWorth.open.isEmpty { break }
      let start = best
      for answer in question.answers {
        var next = start
        answer(&next)
        guard next != best else { continue }
        let verdicts = verdicts(next)
        var worth = bestWorth
        worth.judge(bestWorth.open, of: claims, verdicts)
        guard worth.total > bestWorth.total + question.threshold else { continue }
        worth.judge(bestWorth.closed, of: claims, verdicts)
        if isCharitable(from: best, to: next), !worth.isMajority(against: bestWorth) { continue }
        if worth.total > bestWorth.total + question.threshold {
          best = next
          bestWorth = worth
        }
      }
    }
    let model = self.model(best)
    return (model, best)
  }

  /// Whether rows are taken for the derivatives of vectors, or a last layer has no function though nobody speaks of the
  /// identity: both make much hold that is wrong.
  private func isCharitable(from old: Model.Variant, to new: Model.Variant) -> Bool {
    new.hasRowGradients != old.hasRowGradients
      || new.outputFunction == "identity" && old.outputFunction != "identity" && !mentions("identity")
  }

  func model(_ variant: Model.Variant) -> Model {
    let model = ModelBuilder.model(documents, guide: guide, variant: variant)
    GradientSymbols(model, claims).decide()
    return model
  }

  private func verdicts(_ variant: Model.Variant) -> ClaimVerdicts {
    ClaimVerdicts(model(variant), isQuick: true)
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
    return most == 0 ? mostLayersMentioned ?? 3 : most
  }

  /// The highest layer that is met where layers have numbers only.
  private var mostLayersMentioned: Int? {
    var most = 0
    var hasLetters = false
    for formula in documents.flatMap(\.statements).flatMap(\.formulas) {
      formula.forEach { part in
        guard let use = guide.use(part) else { return }
        for index in use.instance {
          if case .number(let digits) = index, let value = Int(digits) {
            most = max(most, min(value, 12))
          } else {
            hasLetters = true
          }
        }
      }
    }
    return hasLetters || most == 0 ? nil : most
  }

  /// Whether steps are summed, or a later one is mentioned.
  private var speaksOfLaterSteps: Bool {
    documents.flatMap(\.statements).flatMap(\.formulas).contains { formula in
      formula.contains { part in
        switch part {
        case .big(let big): big.indices.contains { $0.letter == "t" }
        case .sum(let terms): terms.count == 2 && terms[0].letter == "t" && terms[1].isWholeNumber
        default: false
        }
      }
    }
  }

  /// Whether a sentence says that all letters are numbers.
  private var mentionsNumbersOnly: Bool {
    words.contains { $0.contains("are numbers") || $0.contains("are scalars") }
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

  /// How much of a document is understood, and holds, under a variant.
  private struct Worth {
    private var scores: [Double]
    /// Definitions that could not be used.
    private var unused: Int

    init(of claims: [Statement], _ verdicts: ClaimVerdicts) {
      scores = claims.map { verdicts.finding($0).score }
      unused = verdicts.model.problems.count
    }

    /// Judges the claims at some places anew.
    mutating func judge(_ places: [Int], of claims: [Statement], _ verdicts: ClaimVerdicts) {
      for place in places { scores[place] = verdicts.finding(claims[place]).score }
      unused = verdicts.model.problems.count
    }

    /// Claims that do not hold by the plain reading.
    var open: [Int] { scores.indices.filter { scores[$0] < 3 } }
    var closed: [Int] { scores.indices.filter { scores[$0] >= 3 } }

    /// A definition that cannot be used weighs as much as a claim that is found false in place of open.
    var total: Double { scores.reduce(0, +) - 2 * Double(unused) }

    /// Whether more equations come to hold than are only saved by charity, and more than one.
    func isMajority(against old: Worth) -> Bool {
      let gained = zip(old.scores, scores).count { $0 < 0 && $1 > 0 }
      let lost = zip(old.scores, scores).count { $0 >= 3 && $1 < 3 }
      return gained > lost && gained > 1
    }
  }

  // MARK: Open questions

  /// An answer to an open question, and how much better the equations have to hold with it: what is unusual must explain
  /// more than one equation, or it would excuse a mistake.
  private struct Question {
    var answers: [Answer]
    var threshold = 0.05
  }

  private typealias Answer = (inout Model.Variant) -> Void

  private func questions(_ start: Model.Variant) -> [Question] {
    var questions: [Question] = []
    let isOpen = options.samples == nil && statedSamples == nil
    if isOpen { questions.append(Question(answers: [{ $0.samples = .columns }, { $0.samples = .rows }])) }
    if usesOneIndexForTwo { questions.append(Question(answers: [{ $0.hasOneFeature = true }], threshold: 3)) }
    // The loss comes before the functions, since all gradients hang on it.
    if start.loss == nil, model(start).hasImpliedLoss {
      let answers = impliedLosses.flatMap { loss in
        (start.outputFunction.map { [$0] } ?? [nil, "softmax", "sigmoid"]).map { output in
          {
            $0.loss = loss
            $0.outputFunction = output
          } as Answer
        }
      }
      questions.append(Question(answers: answers))
    }
    questions += functionQuestions(start)
    if isOpen { questions.append(Question(answers: [{ $0.samples = .columns }, { $0.samples = .rows }])) }
    if mentions("softmax") {
      questions.append(Question(answers: [{ $0.softmaxAxis = .columns }, { $0.softmaxAxis = .rows }]))
    }
    if options.layout == nil { questions.append(Question(answers: [{ $0.hasRowGradients = true }], threshold: 8)) }
    // A step of a recurrent cell may be the last one.
    if guide.instanceLetters.contains("t"), !speaksOfLaterSteps {
      questions.append(Question(answers: [{ $0.depth = 1 }], threshold: 3))
    }
    if !speaksOfArrays {
      // Definitions that do not fit with arrays ask for numbers as well.
      let threshold = model(start).problems.isEmpty ? 3 : 0.05
      questions.append(Question(answers: [{ $0.isScalar = true }], threshold: threshold))
    }
    return questions
  }

  /// Where samples stand, if the shapes that are stated say so.
  private var statedSamples: Derivation.Options.Samples? {
    let names = ["m", "N", "B"]
    var columns = 0
    var rows = 0
    func count(_ lengths: [Formula]) {
      guard lengths.count == 2 else { return }
      if let name = lengths[1].letter, names.contains(name) { columns += 1 }
      if let name = lengths[0].letter, names.contains(name) { rows += 1 }
    }
    for document in documents {
      for statement in document.statements where guide.role(of: statement) == .shape && statement.members.count == 2 {
        if let lengths = statement.members[1].declaredLengths { count(lengths) }
      }
      for mention in document.mentions { if case .fenced(.round, let parts) = mention.formula { count(parts) } }
    }
    return columns > rows ? .columns : rows > columns ? .rows : nil
  }

  private var impliedLosses: [String] {
    var losses = ["any"]
    if mentions("cross") || mentions("entropy") || mentions("log loss") || mentions("log-loss") {
      losses += ["cross-entropy", "binary cross-entropy"]
    }
    if mentions("square") || mentions("mse") { losses.append("squared error") }
    return losses.count > 1 ? losses : losses + ["cross-entropy", "squared error", "binary cross-entropy"]
  }

  /// The functions of the hidden layers and that of the last one, together.
  private func functionQuestions(_ start: Model.Variant) -> [Question] {
    let known = ["sigmoid", "relu", "tanh"].filter { mentions($0) } + (mentions("logistic") ? ["sigmoid"] : [])
    let hidden = [nil] + (known.isEmpty ? ["sigmoid"] : known)
    let isLayered = !guide.instanceLetters.isEmpty
    let outputs =
      start.outputFunction != nil
      ? [start.outputFunction]
      : isLayered
        ? [nil, "softmax", "sigmoid"] + (mentions("identity") || mentions("linear") ? ["identity"] : []) : [nil]
    // What an equation defines is not open.
    let defined = model(start).functions
    var names = guide.functions.sorted().filter {
      start.functions[$0] == nil && defined[$0] == nil && TermFunction(named: $0) == nil
    }
    if names.isEmpty, isLayered || !defined.isEmpty { names = ["activation"] }
    return names.flatMap { name in
      func answers(_ functions: [String?]) -> [Answer] {
        functions.flatMap { function in
          outputs.flatMap { output in
            [false, true].map { isOutput in
              {
                $0.functions[name] = function
                $0.outputFunction = output
                $0.predictionIsOutput = isOutput
              } as Answer
            }
          }
        }
      }
      // With ReLU and the identity, derivatives hide what they are taken at: one equation is not enough for them.
      let smooth = hidden.filter { $0 != "relu" }
      // Nobody writes the derivative of the identity.
      let others = ["softmax", "identity"].filter { mentions($0) && !($0 == "identity" && isDifferentiated(name)) }
      return [
        Question(answers: answers(smooth)),
        Question(
          answers: answers(hidden.filter { $0 == "relu" })
            + others.map { function in { $0.functions[name] = function } },
          threshold: hasReLUDerivative ? 0.05 : 5.1),
      ]
    }
  }

  /// Whether a function's derivative is written with a prime.
  private func isDifferentiated(_ name: String) -> Bool {
    claims.flatMap(\.members).contains { member in
      member.contains { part in guide.use(part).map { $0.primes > 0 && $0.name.base == name } ?? false }
    }
  }

  /// Whether a claim speaks of ReLU′: then it is known to be the function.
  private var hasReLUDerivative: Bool {
    claims.flatMap(\.members).contains { member in
      member.contains { part in guide.use(part).map { $0.primes > 0 && $0.name.base.lowercased() == "relu" } ?? false }
    }
  }

  /// Whether a word stands in the prose, or names a function in a formula.
  private func mentions(_ word: String) -> Bool { words.contains { $0.contains(word) } }

  private var words: Set<String> {
    var words: Set<String> = []
    for document in documents {
      for line in document.prose { words.insert(line.text.lowercased()) }
      for statement in document.statements {
        words.insert((statement.proseBefore + " " + statement.proseAfter).lowercased())
        for formula in statement.formulas {
          formula.forEach {
            if case .symbol(let symbol) = $0, symbol.name.count > 2 { words.insert(symbol.name.lowercased()) }
          }
        }
      }
    }
    return words
  }

  /// Whether a symbol is met with two indices and with one: x_{ij} and, of one feature, x_i.
  private var usesOneIndexForTwo: Bool {
    var counts: [String: Set<Int>] = [:]
    for formula in documents.flatMap(\.statements).flatMap(\.formulas) {
      formula.forEach { part in
        guard case .scripted = part, let use = guide.use(part), !use.axes.isEmpty, use.example == nil else { return }
        counts[use.name.base, default: []].insert(use.axes.count)
      }
    }
    return counts.values.contains { $0.count > 1 }
  }
}
