/// What is found about a claim under one model, over all its layers and steps.
struct ClaimFinding {
  enum Kind {
    case holds
    case factor(ClaimFactor)
    case misfit
    case different
    /// It cannot be decided: what it is about does not depend on what it is taken by, or a symbol is not known.
    case undecided(String)
  }

  struct Link {
    var kind: Kind
    /// How far the reading is from the plain one.
    var cost = 0
    var notes: [String] = []
    var error = 0.0
    var environment: [String: Int] = [:]
    var left: Candidate?
    var right: Candidate?
    /// Whether it holds only where a product that has no sign is taken for an elementwise one.
    var hasLooseProduct = false
    /// What is wrong with an index, in words, where it keeps the claim from having a value.
    var misplacedIndex: String?
  }

  /// One for each step of the chain.
  var links: [Link]

  /// What the statement is worth in choosing among variants: more where it holds by the plain reading.
  var score: Double {
    var total = 3.0
    for link in links {
      switch link.kind {
      case .holds: total = min(total, link.cost == 0 ? 3 : link.cost == 1 ? 2.6 : 2.2)
      case .factor: total = min(total, -1)
      case .different, .misfit: total = min(total, -2)
      case .undecided: total = min(total, -0.5)
      }
    }
    return total
  }

  var holds: Bool { links.allSatisfy { if case .holds = $0.kind { true } else { false } } }
}

/// Judges claims under one model.
struct ClaimVerdicts {
  let model: Model
  let test: ClaimTest

  init(_ model: Model, isQuick: Bool = false) {
    self.model = model
    test = ClaimTest(model, isQuick: isQuick)
  }

  /// The same claims looked at quickly, at the same points.
  init(quick verdicts: ClaimVerdicts) {
    model = verdicts.model
    test = ClaimTest(quick: verdicts.test)
  }

  func finding(_ statement: Statement) -> ClaimFinding {
    finding(statement.claimedMembers, statement)
  }

  /// The same for other members than the statement's own: a repair, or a copy with a mistake.
  func finding(_ members: [Formula], _ statement: Statement) -> ClaimFinding {
    var environments = ClaimInstances(model: model).environments(of: statement)
    if environments.isEmpty {
      environments = ClaimInstances(model: model).environments(of: statement, members: members)
    }
    guard members.count >= 2 else { return ClaimFinding(links: [.init(kind: .undecided("it states nothing"))]) }
    guard !environments.isEmpty else {
      var link = ClaimFinding.Link(kind: .undecided("nothing is known of what it speaks of"))
      if !ClaimInstances(model: model).environments(of: statement, members: [members[0]]).isEmpty {
        link.misplacedIndex = "the right side speaks of a layer that there is not"
      }
      return ClaimFinding(links: Array(repeating: link, count: members.count - 1))
    }
    if let reason = model.constantDerivative(in: members) {
      return ClaimFinding(links: [.init(kind: .undecided(reason))])
    }
    var links: [ClaimFinding.Link] = []
    for place in members.indices.dropFirst() {
      if members[place] == .ellipsis { continue }
      var worst: ClaimFinding.Link?
      for environment in environments {
        let link = self.link(members[0], members[place], environment)
        if worst.map({ rank(link) > rank($0) }) ?? true { worst = link }
        if case .holds = link.kind { continue }
        if case .undecided = link.kind { continue }
        break
      }
      if let worst { links.append(worst) }
    }
    return ClaimFinding(links: links)
  }

  private func rank(_ link: ClaimFinding.Link) -> Int {
    switch link.kind {
    case .holds: link.cost
    case .undecided: 50
    case .factor: 100
    case .misfit: 101
    case .different: 102
    }
  }

  private func link(_ left: Formula, _ right: Formula, _ environment: [String: Int]) -> ClaimFinding.Link {
    let outcome = test.test(left, right, environment: environment)
    var link: ClaimFinding.Link
    switch outcome {
    case .holds(let cost, let notes, let error, let left, let right):
      link = .init(kind: .holds, cost: cost, notes: notes, error: error, left: left, right: right)
    case .factor(let factor, let cost, let notes, let left, let right):
      link = .init(kind: .factor(factor), cost: cost, notes: notes, left: left, right: right)
    case .different(let error, let left, let right):
      link = .init(kind: .different, error: error, left: left, right: right)
    case .misfit(let left, let right): link = .init(kind: .misfit, left: left, right: right)
    case .unrelated: link = .init(kind: .undecided("the document does not say how the one depends on the other"))
    case .unresolved(let reason):
      link = .init(kind: .undecided(reason))
      link.misplacedIndex = ClaimIndices(model, [left, right], environment).clash
    }
    link.environment = environment
    if case .holds = link.kind { return link }
    // A mistake is only charged where everything is known.
    let isMisfit = if case .misfit = link.kind { true } else { false }
    let argument = isMisfit ? nil : functionArgument(of: left, environment)
    if let unknown = unknownSymbol(left, environment) ?? unknownSymbol(right, environment), unknown != argument {
      link.kind = .undecided("the document does not say what \(unknown) is")
    } else if let name = unreliable(left) ?? unreliable(right) {
      link.kind = .undecided("the shape of \(name) is not known")
    } else if case .misfit = link.kind, !hasScalarLoss {
      link.kind = .undecided("the loss is not one number here")
    } else if let name = unlinked(left) ?? unlinked(right) {
      link.kind = .undecided("the document does not say how \(name) is computed")
    } else if case .misfit = link.kind, link.left == nil {
      link.kind = .undecided("what the left side means is not known")
    } else if case .misfit = link.kind, link.right == nil, let part = partWithoutMeaning(left, right, environment) {
      link.kind = .undecided("what \(part) means here is not known")
    } else if let reason = obstacle(left, environment) ?? obstacle(right, environment) {
      link.kind = .undecided(reason)
    }
    return link
  }

  /// The x of σ′(x) = …, where σ is known, and the w of d/dw w² = …: what is said holds for any of them.
  private func functionArgument(of left: Formula, _ environment: [String: Int]) -> String? {
    let head: Formula
    let argument: Formula
    switch left {
    case .application(let function, let arguments) where arguments.count == 1:
      (head, argument) = (function, arguments[0].ungrouped)
    case .product(let factors, [.juxtaposition]):
      (head, argument) = (factors[0], factors[1].ungrouped)
    case .derivative(let derivative):
      guard derivative.by.count == 1, let name = derivative.by[0].letter, let of = derivative.of?.ungrouped,
        model.guide.use(of) == nil, of.contains(where: { $0.letter == name })
      else { return nil }
      return name
    default: return nil
    }
    guard let function = model.guide.use(head), function.primes > 0, let name = argument.letter else { return nil }
    if case .smooth = model.function(function, Interpreter(model, environment: environment)) { return nil }
    return name
  }

  /// A symbol whose definition could not be used, or that depends on one.
  private func unreliable(_ formula: Formula) -> String? {
    let names = model.unreliableNames
    guard !names.isEmpty else { return nil }
    var found: String?
    formula.forEach { part in
      if found == nil, let use = model.guide.use(part), names.contains(use.name) { found = use.name.description }
    }
    return found
  }

  private var hasScalarLoss: Bool {
    guard let loss = model.loss, let quantity = model.quantities[loss] else { return true }
    return model.dimensions.root(quantity.rows) == .one && model.dimensions.root(quantity.columns) == .one
  }

  /// A symbol that the document differentiates, and does not say how to compute.
  private func unlinked(_ formula: Formula) -> String? {
    guard !model.unlinked.isEmpty else { return nil }
    var found: String?
    formula.forEach { part in
      if found == nil, let use = model.guide.use(part), model.unlinked.contains(use.name) {
        found = use.name.description
      }
    }
    return found
  }

  /// The parts that count: of cases, only those that apply.
  private func parts(of formula: Formula, _ interpreter: Interpreter) -> [Formula] {
    guard case .cases(let rows) = formula else { return formula.children }
    return rows.filter { $0.condition.flatMap { interpreter.decided($0) } != false }.map(\.value)
  }

  /// A symbol of the right side that has no meaning: then it is not the shapes that do not fit.
  private func partWithoutMeaning(_ left: Formula, _ right: Formula, _ environment: [String: Int]) -> String? {
    let interpreter = ClaimReading(model, members: [left, right], environment: environment).interpreter
    var found: String?
    func visit(_ formula: Formula, _ bound: Set<String>) {
      guard found == nil else { return }
      var bound = bound
      if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
      if let use = model.guide.use(formula) {
        let letters = formula.indexLetters.union(formula.letter.map { [$0] } ?? [])
        if letters.isDisjoint(with: bound), !interpreter.isFunction(formula), use.primes == 0,
          interpreter.meanings(of: formula).isEmpty
        {
          found = formula.unicode
        }
        return
      }
      switch formula {
      case .application(_, let arguments): for argument in arguments { visit(argument, bound) }
      case .derivative: return
      case .product(let factors, let signs):
        for (place, factor) in factors.enumerated() {
          if place < signs.count, signs[place] == .juxtaposition, case .fenced = factors[place + 1],
            interpreter.isFunction(factor)
          {
            continue
          }
          visit(factor, bound)
        }
      default: for child in parts(of: formula, interpreter) { visit(child, bound) }
      }
    }
    visit(right, [])
    return found
  }

  /// What keeps a formula from being understood, where its document leaves something open or contradicts itself.
  private func obstacle(_ formula: Formula, _ environment: [String: Int]) -> String? {
    let interpreter = Interpreter(model, environment: environment)
    var reason: String?
    formula.forEach { part in
      switch part {
      case .differential, .words, .ellipsis: reason = reason ?? "a part of it has no meaning of its own"
      default:
        guard reason == nil, let use = model.guide.use(part), use.axes.count == 2, !model.variant.hasOneFeature,
          use.axes.allSatisfy({ $0?.letter != nil }), use.name.base != "δ",
          let shape = model.shape(of: use, interpreter), shape.rows == .one || shape.columns == .one
        else { return }
        reason = "\(use.name) has two indices here, and one axis elsewhere"
      }
    }
    return reason
  }

  /// A symbol that nothing is known of.
  private func unknownSymbol(_ formula: Formula, _ environment: [String: Int]) -> String? {
    let interpreter = Interpreter(model, environment: environment)
    var unknown: String?
    func visit(_ formula: Formula, _ bound: Set<String>) {
      guard unknown == nil else { return }
      var bound = bound
      if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
      if case .product(let factors, let signs) = formula {
        for (place, factor) in factors.enumerated() {
          if place < signs.count, signs[place] == .juxtaposition, case .fenced = factors[place + 1],
            interpreter.isFunction(factor)
          {
            continue
          }
          visit(factor, bound)
        }
        return
      }
      if case .application(let head, let arguments) = formula {
        // axis=1, keepdims=True
        if head.baseName?.last == "=" { return }
        for argument in arguments { visit(argument, bound) }
        return
      }
      if let use = model.guide.use(formula) {
        for power in use.powers { visit(power, bound) }
        if use.name.base == "e" || ["1", "𝟏", "𝟙", "I", "π", "L", "T"].contains(use.name.base) { return }
        if let letter = formula.letter, bound.contains(letter) || environment[letter] != nil { return }
        if use.name.base == "δ" {
          if !use.name.labels.isEmpty, model.gradientSymbols[use.name] == nil { unknown = use.name.description }
          return
        }
        var plain = use
        plain.powers = []
        if model.dimension(of: plain, interpreter) != nil { return }
        let numbers = use.instance.compactMap { interpreter.integer($0) }
        let isNumbered = numbers.count == use.instance.count
        if isNumbered,
          let (name, instance) = model.known(
            use.name, numbers.map { .number($0) }, environment, isElement: !use.axes.isEmpty || use.example != nil)
        {
          let id = QuantityID(
            name: name, instance: instance.compactMap { if case .number(let n) = $0 { n } else { nil } })
          if model.adopted.contains(id) { unknown = id.description }
        } else if isNumbered, !use.isDifferential, use.axes.isEmpty || formula.letter == nil,
          model.gradientSymbols[use.name] == nil,
          !model.guide.functions.contains(use.name.base), !isIndex(formula)
        {
          unknown = use.name.description
        }
        return
      }
      for child in parts(of: formula, interpreter) { visit(child, bound) }
    }
    visit(formula, [])
    return unknown
  }

  private func isIndex(_ formula: Formula) -> Bool {
    formula.letter.map { model.guide.axisLetters.contains($0) || model.guide.instanceLetters.contains($0) } ?? false
  }
}

extension Statement {
  /// The members that are said to be equal: what follows ∈ or an inequality is not.
  var claimedMembers: [Formula] {
    let equal = relations.prefix { [.equal, .defined, .approximately, .assigned, .maps].contains($0) }.count
    let claimed = Array(members.prefix(equal + 1)).filter { $0 != .ellipsis }
    // ∇J = … = 0 goes on with a condition.
    return vanishingGradient != nil && claimed.count > 2 ? claimed.dropLast() : claimed
  }
}
