import Foundation

/// Builds a model from what documents state, under one variant.
struct ModelBuilder {
  let model: Model
  private let documents: [ReadDocument]
  private var raw: [RawDefinition] = []
  private var definitions: [QuantityID: (raw: RawDefinition, environment: [String: Int], order: Int)] = [:]
  /// Names of the last layer's value, with the name that value has in every layer.
  private var outputNames: [(QuantityName, QuantityName)] = []
  /// The most indices that a symbol is met with.
  private let axisCounts: [QuantityName: Int]
  private var guide: NotationGuide { model.guide }

  private struct RawDefinition {
    var use: ScriptedUse
    var formula: Formula
    var line: Int
    var conditions: [Condition]
  }

  /// The model; its `problems` say what could not be used.
  static func model(_ documents: [ReadDocument], guide: NotationGuide, variant: Model.Variant) -> Model {
    var builder = ModelBuilder(documents, guide, variant)
    builder.build()
    return builder.model
  }

  private init(_ documents: [ReadDocument], _ guide: NotationGuide, _ variant: Model.Variant) {
    model = Model(guide: guide, variant: variant)
    self.documents = documents
    var axisCounts: [QuantityName: Int] = [:]
    for formula in documents.flatMap(\.statements).flatMap(\.formulas) {
      formula.forEach { part in
        guard case .scripted = part, let use = guide.use(part) else { return }
        axisCounts[use.name] = max(axisCounts[use.name] ?? 0, use.axes.count + (use.example == nil ? 0 : 1))
      }
    }
    self.axisCounts = axisCounts
  }

  private var statements: [Statement] { documents.flatMap(\.statements) }

  private mutating func build() {
    for (name, value) in model.variant.functions {
      if let function = TermFunction(named: value) { model.functions[name] = function }
    }
    collectDefinitions()
    completeIndices()
    completeExamples()
    defineRoots()
    instantiate()
    nameLayerFunctions()
    completeLayers()
    declareLiterals()
    declareShapes()
    declareBound()
    collectLeaves()
    addStandardAliases()
    inferShapes()
    findLoss()
    GradientSymbols(model, statements).takeStated()
    interpretDefinitions()
    LabelRoles(model).assign()
    assignBound()
  }

  // MARK: What is stated

  private mutating func collectDefinitions() {
    for statement in statements {
      switch guide.role(of: statement) {
      case .forward:
        guard let use = guide.use(statement.definedLoss ?? statement.members[0]),
          !isSchematic(statement.members[1], use)
        else { continue }
        if model.variant.predictionIsOutput, isPrediction(use.name) { continue }
        if renamesOutput(statement, use) || isOptimum(statement, use) { continue }
        // E = Σ E^q splits a loss, and does not say what it is.
        if mentions(use, statement.members[1]) { continue }
        let formula = definingMember(statement)
        if let (head, arguments) = StatedFunctions.partOfLoss(in: formula), let part = guide.use(head),
          !guide.definedNames.contains(part.name) || part.name == use.name
        {
          let value = Formula.application(.symbol(Symbol(name: "loss")), arguments)
          raw.append(RawDefinition(use: part, formula: value, line: statement.range.line, conditions: []))
          let whole = formula.replacing(.product([head, .fenced(.round, arguments)], [.juxtaposition]), by: head)
            .replacing(.application(head, arguments), by: head)
          raw.append(RawDefinition(use: use, formula: whole, line: statement.range.line, conditions: []))
          continue
        }
        raw.append(
          RawDefinition(
            use: use, formula: formula, line: statement.range.line, conditions: statement.conditions))
        solveRestatements(statement)
      case .function: defineFunction(statement)
      default: break
      }
    }
    nameArguments()
    nameValues()
  }

  /// Where ŷ_i = σ(z_i) is stated, a σ(z_i) in another definition is that ŷ_i.
  private mutating func nameValues() {
    for definition in raw where definition.formula.functionHead != nil && definition.use.name.labels.isEmpty {
      let name = Formula.scripted(
        .symbol(Symbol(name: definition.use.name.base)),
        subscripts: definition.use.axes.map { $0.map { .index($0) } ?? .slice },
        superscripts: definition.use.instance.map { .bracketed($0) }
          + (definition.use.example.map { [.parenthesised($0)] } ?? []))
      for place in raw.indices where raw[place].use != definition.use && raw[place].formula != definition.formula {
        raw[place].formula = raw[place].formula.replacing(definition.formula, by: name)
      }
    }
  }

  /// Of a = σ(w x + b) and z = w x + b, the one is computed from the other: a = σ(z).
  private mutating func nameArguments() {
    for place in raw.indices {
      let (use, formula) = (raw[place].use, raw[place].formula)
      guard let head = formula.functionHead, let argument = formula.argument, use.example == nil else { continue }
      let mentioned = mentionedNames(argument)
      guard mentioned.count > 1,
        let value = raw.first(where: {
          $0.use.instance == use.instance && $0.use.name != use.name && $0.use.name.labels.isEmpty
            && $0.use.example == nil && mentionedNames($0.formula) == mentioned
        })
      else { continue }
      let name = Formula.scripted(
        .symbol(Symbol(name: value.use.name.base)), subscripts: use.axes.map { $0.map { .index($0) } ?? .slice },
        superscripts: use.instance.map { .bracketed($0) })
      raw[place].formula = .application(head, [name])
    }
  }

  /// The symbols of a formula with their layers, and without regard to their elements.
  private func mentionedNames(_ formula: Formula) -> Set<ScriptedUse> {
    var names: Set<ScriptedUse> = []
    formula.forEach { part in
      guard let use = guide.use(part), part.letter.map({ !guide.instanceLetters.contains($0) }) ?? true else { return }
      if let letter = part.letter, guide.axisLetters.contains(letter) || formula.indexLetters.contains(letter) {
        return
      }
      names.insert(ScriptedUse(name: use.name, instance: use.instance))
    }
    return names
  }

  /// Whether a formula mentions a quantity of the same layer; σ² is another one than σ where it is defined by itself.
  private func mentions(_ use: ScriptedUse, _ formula: Formula) -> Bool {
    if let other = guide.use(formula) { return other.name == use.name && other.instance == use.instance }
    return formula.children.contains { mentions(use, $0) }
  }

  /// Of r = RMS(x) = √(…), what says how r is computed: not the member that only names a function.
  private func definingMember(_ statement: Statement) -> Formula {
    guard statement.members.count > 2, let (head, _) = statement.members[1].appliedFunction,
      let name = head.baseName, name.count > 1, TermFunction(named: name) == nil, !guide.functions.contains(name),
      !["max", "min", "sum", "mean", "diag", "tr"].contains(name.lowercased())
    else { return statement.members[1] }
    return statement.members[2]
  }

  /// w = (XᵀX)⁻¹ Xᵀ y solves ∇_w J = 0; the w of J is any w.
  private func isOptimum(_ statement: Statement, _ use: ScriptedUse) -> Bool {
    statements.contains { condition in
      guard condition.range.line <= statement.range.line,
        case .derivative(let derivative)? = condition.vanishingGradient
      else { return false }
      return derivative.by.contains { guide.use($0.ungrouped)?.name == use.name }
    }
  }

  /// a^{(L)} = ŷ gives what the layers compute another name, and does not say how it is computed.
  private mutating func renamesOutput(_ statement: Statement, _ use: ScriptedUse) -> Bool {
    guard statement.members.count == 2, !use.instance.isEmpty, use.isPlain, use.axes.isEmpty,
      let other = guide.use(statement.members[1]), other.isPlain, other.instance.isEmpty, other.axes.isEmpty,
      other.example == nil, !guide.definedNames.contains(other.name),
      statements.contains(where: { another in
        another != statement && guide.role(of: another) == .forward
          && guide.use(another.members[0])?.name == use.name && !another.members[1].children.isEmpty
          && guide.use(another.members[1]) == nil
      }), use.instance.allSatisfy({ $0.letter == "L" || $0.letter == "T" })
    else { return false }
    outputNames.append((other.name, use.name))
    return true
  }

  private func isPrediction(_ name: QuantityName) -> Bool {
    ["ŷ", "Ŷ"].contains { $0.decomposedStringWithCanonicalMapping == name.base.decomposedStringWithCanonicalMapping }
  }

  /// A = f(X, W, b) says what A depends on, and not how; it is of use only where nothing else is said.
  private func isSchematic(_ formula: Formula, _ use: ScriptedUse) -> Bool {
    let hasManyArguments = formula.contains { part in
      guard case .product(let factors, let signs) = part, let place = signs.firstIndex(of: .juxtaposition) else {
        return false
      }
      guard case .fenced(.round, let arguments) = factors[place + 1], factors[place].baseName != nil else {
        return false
      }
      return arguments.count > 1
    }
    guard hasManyArguments else { return false }
    return statements.contains { statement in
      guard statement.members.first.flatMap({ guide.use($0) })?.name == use.name else { return false }
      return guide.role(of: statement) == .shape
        || guide.role(of: statement) == .forward && statement.members[1] != formula
    }
  }

  /// σ is the root of σ² where it is not defined itself.
  private mutating func defineRoots() {
    for definition in raw where definition.use.name.labels == ["²"] {
      let name = QuantityName(base: definition.use.name.base)
      guard !raw.contains(where: { $0.use.name == name }) else { continue }
      var use = definition.use
      use.name = name
      raw.append(
        RawDefinition(
          use: use, formula: .root(definition.formula, degree: nil), line: definition.line,
          conditions: definition.conditions))
    }
  }

  /// x̂_j = (x_j − μ_j)/σ_j of an array x_{ij} leaves the index of the samples out.
  private mutating func completeIndices() {
    for place in raw.indices {
      let use = raw[place].use
      guard use.axes.count == 1, use.example == nil, let letter = use.axes[0]?.letter, mostAxes(use.name) == 2,
        let (position, other) = usualPosition(of: letter)
      else { continue }
      raw[place].use.axes = position == 0 ? [use.axes[0], other] : [other, use.axes[0]]
      raw[place].formula = completed(raw[place].formula, letter, position, other)
    }
  }

  /// z = wᵀ x + b is about one sample where x^{(i)} is met; with samples in rows it does not fit all of them at once.
  private mutating func completeExamples() {
    guard model.variant.samples == .rows, let letter = guide.exampleLetters.sorted().first else { return }
    var names: Set<QuantityName> = []
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { if let use = guide.use($0), use.example != nil { names.insert(use.name) } }
    }
    let example = Superscript.parenthesised(.symbol(Symbol(name: letter)))
    func completed(_ formula: Formula) -> Formula {
      if let use = guide.use(formula), use.isPlain, use.example == nil, names.contains(use.name) {
        if case .scripted(let base, let subscripts, let superscripts) = formula {
          return .scripted(base, subscripts: subscripts, superscripts: superscripts + [example])
        }
        return .scripted(formula, subscripts: [], superscripts: [example])
      }
      return formula.mapChildren(completed)
    }
    for place in raw.indices {
      let (use, formula) = (raw[place].use, raw[place].formula)
      guard use.isPlain, use.axes.isEmpty, use.instance.isEmpty, use.example == nil, names.contains(use.name),
        !formula.contains(where: { if case .big = $0 { true } else { guide.use($0)?.example != nil } })
      else { continue }
      raw[place].use.example = .symbol(Symbol(name: letter))
      raw[place].formula = completed(formula)
    }
  }

  /// Where a letter stands among two indices, and the letter beside it.
  private func usualPosition(of letter: String) -> (Int, Formula)? {
    var found: (Int, Formula)?
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        guard found == nil, let use = guide.use(part), use.axes.count == 2, let first = use.axes[0],
          let second = use.axes[1], use.name.base != "δ"
        else { return }
        if first.letter == letter { found = (0, second) } else if second.letter == letter { found = (1, first) }
      }
    }
    return found
  }

  private func completed(_ formula: Formula, _ letter: String, _ position: Int, _ other: Formula) -> Formula {
    if case .scripted(let base, let subscripts, let superscripts) = formula, let use = guide.use(formula) {
      guard use.axes.count == 1, use.axes[0]?.letter == letter, mostAxes(use.name) == 2 else { return formula }
      let all: [Subscript] = position == 0 ? subscripts + [.index(other)] : [.index(other)] + subscripts
      return .scripted(base, subscripts: all, superscripts: superscripts)
    }
    return formula.mapChildren { completed($0, letter, position, other) }
  }

  /// −Σ y log p = −Σ ℓ says what ℓ is, if nothing else does.
  private mutating func solveRestatements(_ statement: Statement) {
    for (a, b) in zip(statement.members.dropFirst(), statement.members.dropFirst(2)) {
      guard let (unknown, value) = difference(a, b), let use = guide.use(unknown), use.isPlain, !use.isDifferential,
        !raw.contains(where: { $0.use.name == use.name })
      else { continue }
      raw.append(RawDefinition(use: use, formula: value, line: statement.range.line, conditions: []))
    }
  }

  /// The one place at which two formulas differ, where a symbol stands for something longer.
  private func difference(_ a: Formula, _ b: Formula) -> (Formula, Formula)? {
    if a == b { return nil }
    if guide.use(b) != nil, guide.use(a) == nil, !a.isLiteral { return (b, a) }
    if case .big(let x) = a, case .big(let y) = b, x.indices == y.indices { return difference(x.body, y.body) }
    if case .negated(let x) = a, case .negated(let y) = b { return difference(x, y) }
    let (x, y) = (a.children, b.children)
    guard x.count == y.count, !x.isEmpty else { return nil }
    let pairs = zip(x, y).filter { $0 != $1 }
    return pairs.count == 1 ? difference(pairs[0].0, pairs[0].1) : nil
  }

  private func defineFunction(_ statement: Statement) {
    guard let head = statement.members[0].functionHead, let name = head.baseName,
      let argument = statement.members[0].argument,
      model.variant.functions[name] == nil, let letter = argument.letter
    else { return }
    // The definition is recognised by what it computes.
    for candidate in ["sigmoid", "tanh", "relu", "softplus", "identity"] {
      guard let function = TermFunction(named: candidate) else { continue }
      let matches = [-1.3, -0.4, 0.7, 1.9].allSatisfy { x in
        guard let value = PlainNumber.value(of: statement.members[1], letter: letter, x) else { return false }
        return abs(value - function.value(at: x)) <= 1e-9
      }
      if matches { model.functions[name] = function }
    }
  }

  // MARK: Layers and steps

  private mutating func instantiate() {
    let interpreter = Interpreter(model)
    var order = 0
    for generic in [false, true] {
      for definition in raw {
        let letters = definition.use.instance.compactMap { $0.offsetLetter ?? $0.letter }.filter {
          interpreter.integer(.symbol(Symbol(name: $0))) == nil
        }
        guard letters.isEmpty != generic else { continue }
        for var environment in environments(letters) {
          // A step that only the right side names is the last one.
          for letter in freeSteps(definition.formula, [])
          where environment[letter] == nil && !["L", "T"].contains(letter) {
            environment[letter] = model.variant.depth
          }
          var scope = interpreter
          scope.environment = environment
          let numbers = definition.use.instance.compactMap { scope.integer($0) }
          // A general layer is none of the inputs.
          guard numbers.count == definition.use.instance.count,
            numbers.allSatisfy({ $0 >= (generic ? 1 : 0) && $0 <= model.variant.depth }),
            !definition.conditions.contains(where: { scope.decided($0) == false })
          else { continue }
          let id = QuantityID(name: definition.use.name, instance: numbers)
          guard definitions[id] == nil else { continue }
          definitions[id] = (definition, environment, order)
          order += 1
        }
      }
    }
  }

  /// Of a^{(l)} = φ(z^{(l)}) and a^{(1)} = ReLU(z^{(1)}), φ is ReLU in the first layer.
  private func nameLayerFunctions() {
    for definition in raw {
      guard let letter = definition.use.instance.first?.letter, definition.use.instance.count == 1, letter != "L",
        let general = definition.formula.functionHead.flatMap({ guide.use($0) }), general.primes == 0
      else { continue }
      for layer in 1...max(1, model.variant.depth) {
        guard let stated = definitions[QuantityID(name: definition.use.name, instance: [layer])],
          stated.raw.use.instance.allSatisfy(\.isWholeNumber),
          let special = stated.raw.formula.functionHead.flatMap({ guide.use($0) }), special.name != general.name
        else { continue }
        model.layerFunctions[QuantityID(name: general.name, instance: [layer])] =
          model.function(special, Interpreter(model))
      }
    }
  }

  /// The letters of layers and steps in a formula that no sum runs over.
  private func freeSteps(_ formula: Formula, _ bound: Set<String>) -> Set<String> {
    var bound = bound
    if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
    var letters: Set<String> = []
    if let use = guide.use(formula) {
      for letter in use.instance.compactMap({ $0.offsetLetter ?? $0.letter }) where !bound.contains(letter) {
        letters.insert(letter)
      }
    }
    for child in formula.children { letters.formUnion(freeSteps(child, bound)) }
    return letters
  }

  /// What goes without saying in a network of layers: a = σ(z), z = W a + b, and that what is stated for the last layer
  /// holds for all of them.
  private mutating func completeLayers() {
    let depth = model.variant.depth
    var order = definitions.count
    func isDefined(_ base: String, _ layer: Int) -> Bool {
      definitions[QuantityID(name: QuantityName(base: base), instance: [layer])] != nil
    }
    for definition in raw where !definition.use.instance.isEmpty {
      let mentionsLast = definition.use.instance.allSatisfy { $0.letter == "L" || $0.offsetLetter == "L" }
      guard mentionsLast else { continue }
      for layer in 1..<max(2, depth) {
        var scope = Interpreter(model)
        scope.environment = ["L": layer]
        let numbers = definition.use.instance.compactMap { scope.integer($0) }
        let id = QuantityID(name: definition.use.name, instance: numbers)
        guard numbers.count == definition.use.instance.count, numbers.allSatisfy({ $0 >= 1 }), definitions[id] == nil
        else { continue }
        definitions[id] = (definition, ["L": layer], order)
        order += 1
      }
    }
    let layered = Set(statements.flatMap(\.formulas).flatMap { layeredNames($0) })
    func symbol(_ base: String, _ layer: Int) -> Formula {
      .scripted(.symbol(Symbol(name: base)), subscripts: [], superscripts: [.bracketed(.number(String(layer)))])
    }
    for (z, a, w, b) in [("Z", "A", "W", "b"), ("z", "a", "W", "b"), ("z", "a", "w", "b")] where layered.contains(z) {
      for layer in 1...depth {
        let use = { (base: String) in ScriptedUse(name: QuantityName(base: base), instance: [.number(String(layer))]) }
        if layered.contains(w), layered.contains(a), !isDefined(z, layer) {
          var terms: [Formula] = [.product([symbol(w, layer), symbol(a, layer - 1)], [.juxtaposition])]
          if layered.contains(b) { terms.append(symbol(b, layer)) }
          let id = QuantityID(name: QuantityName(base: z), instance: [layer])
          definitions[id] = (
            RawDefinition(use: use(z), formula: terms.count == 1 ? terms[0] : .sum(terms), line: 0, conditions: []),
            [:], order
          )
          order += 1
          model.assumptions.append("\(id) is computed by an affine layer")
        }
        if layered.contains(a), !isDefined(a, layer), isDefined(z, layer) {
          let id = QuantityID(name: QuantityName(base: a), instance: [layer])
          let function = guide.functions.sorted().first ?? "activation"
          definitions[id] = (
            RawDefinition(
              use: use(a), formula: .application(.symbol(Symbol(name: function)), [symbol(z, layer)]), line: 0,
              conditions: []),
            [:], order
          )
          order += 1
          model.assumptions.append("\(id) is an activation of \(z)[\(layer)]")
        }
      }
    }
  }

  private func layeredNames(_ formula: Formula) -> [String] {
    var names: [String] = []
    formula.forEach { part in
      guard let use = guide.use(part), !use.instance.isEmpty, use.name.labels.isEmpty else { return }
      names.append(use.name.base)
    }
    return names
  }

  func environments(_ letters: [String]) -> [[String: Int]] {
    guard let letter = letters.first else { return [[:]] }
    return (0...model.variant.depth).map { [letter: $0] }
  }

  // MARK: Given quantities

  private mutating func collectLeaves() {
    for (id, _) in definitions { note(id) }
    for definition in definitions.values.sorted(by: { $0.order < $1.order }) {
      var interpreter = Interpreter(model)
      interpreter.environment = definition.environment
      collectUses(definition.raw.formula, interpreter, bound: [])
    }
  }

  func note(_ id: QuantityID) {
    model.instances[id.name, default: []].insert(id.instance)
    if model.quantities[id] == nil {
      model.quantities[id] = Model.Quantity(
        rows: model.dimensions.fresh(), columns: model.dimensions.fresh(), line: definitions[id]?.raw.line)
      guessKind(id)
    }
  }

  private mutating func collectUses(_ formula: Formula, _ interpreter: Interpreter, bound: Set<String>) {
    if case .big(let big) = formula {
      let letters = big.indices.compactMap(\.letter)
      for part in [big.from, big.to].compactMap({ $0 }) { nameLength(part, interpreter) }
      if let letter = letters.first, guide.instanceLetters.contains(letter) {
        for value in 1...model.variant.depth {
          var scope = interpreter
          scope.environment[letter] = value
          collectUses(big.body, scope, bound: bound)
        }
      } else {
        collectUses(big.body, interpreter, bound: bound.union(letters))
      }
      for part in big.condition?.formulas ?? [] { collectUses(part, interpreter, bound: bound.union(letters)) }
      return
    }
    if case .product(let factors, let signs) = formula {
      for (place, factor) in factors.enumerated() {
        if place + 1 < factors.count, signs[place] == .juxtaposition, case .fenced(_, _) = factors[place + 1],
          interpreter.isFunction(factor)
        {
          continue
        }
        collectUses(factor, interpreter, bound: bound)
      }
      return
    }
    if case .application(_, let arguments) = formula {
      for argument in arguments { collectUses(argument, interpreter, bound: bound) }
      return
    }
    if let use = guide.use(formula) {
      for power in use.powers { collectUses(power, interpreter, bound: bound) }
      for axis in use.axes.compactMap({ $0 }) where axis.letter == nil { collectUses(axis, interpreter, bound: bound) }
      if use.name.base == "e", !use.powers.isEmpty { return }
      if let letter = formula.letter, bound.contains(letter) || interpreter.environment[letter] != nil { return }
      if use.name.base == "δ", use.axes.count == 2 { return }
      if ["1", "𝟏", "𝟙", "I", "π"].contains(use.name.base), use.axes.isEmpty, use.instance.isEmpty { return }
      if guide.gradientNames.contains(use.name) || use.isDifferential || isLength(use, interpreter) { return }
      let numbers = use.instance.compactMap { interpreter.integer($0) }
      guard numbers.count == use.instance.count else { return }
      let id = model.resolve(QuantityID(name: use.name, instance: numbers))
      let isElement = !use.axes.isEmpty || use.example != nil
      if model.known(use.name, numbers.map { .number($0) }, interpreter.environment, isElement: isElement) != nil,
        use.instance.count == id.instance.count
      {
        return
      }
      note(id)
      return
    }
    for child in formula.children { collectUses(child, interpreter, bound: bound) }
  }

  /// Whether a symbol counts something: the m of 1/m.
  private func isLength(_ use: ScriptedUse, _ interpreter: Interpreter) -> Bool {
    guard use.axes.isEmpty, use.example == nil, use.isPlain, let title = model.dimensionTitle(of: use, interpreter)
    else { return false }
    if model.dimensions.names[title] != nil { return true }
    guard definitions.keys.contains(where: { $0.name == use.name }) == false else { return false }
    let base = use.name.base
    if ["m", "N", "n", "B", "M", "K", "C", "T", "D"].contains(base), use.instance.isEmpty, isCount(base) {
      _ = model.dimensions.named(title)
      return true
    }
    return false
  }

  /// Whether a letter is met below a fraction's bar or above Σ, and nowhere as an array.
  private func isCount(_ base: String) -> Bool {
    var counts = false
    var isArray = false
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        switch part {
        case .fraction(_, let below, _):
          if below.contains(where: { $0.letter == base }),
            !below.contains(where: { if case .derivative = $0 { true } else { false } })
          {
            counts = true
          }
        case .big(let big): if big.to?.letter == base { counts = true }
        case .scripted(let head, let subscripts, _):
          if head.baseName == base, !subscripts.isEmpty { isArray = true }
        case .derivative(let derivative):
          if derivative.by.contains(where: { $0.baseName == base }) { isArray = true }
        default: break
        }
      }
    }
    return counts && !isArray
  }

  private func nameLength(_ formula: Formula, _ interpreter: Interpreter) {
    guard let use = guide.use(formula), interpreter.integer(formula) == nil,
      let title = model.dimensionTitle(of: use, interpreter),
      definitions.keys.contains(where: { $0.name == use.name }) == false
    else { return }
    _ = model.dimensions.named(title)
  }

  // MARK: Shapes

  private mutating func declareShapes() {
    for (a, b) in statements.compactMap(\.equatedLengths) {
      model.dimensions.unify(model.dimensions.named(a), model.dimensions.named(b))
    }
    for document in documents {
      for statement in document.statements where guide.role(of: statement) == .shape && statement.members.count == 2 {
        if let lengths = statement.members[1].declaredLengths {
          declare(statement.members[0], lengths, statement.range.line)
        }
      }
      // u = x W ∈ ℝ^{1×m}: an equation that ends with the shape of its value.
      for statement in document.statements where statement.members.count > 2 && statement.relations.last == .element {
        guard statement.relations.first == .equal || statement.relations.first == .defined,
          let lengths = statement.members.last?.declaredLengths
        else { continue }
        declare(statement.members[0], lengths, statement.range.line)
      }
      for (name, shape) in zip(document.mentions, document.mentions.dropFirst())
      where name.range.line == shape.range.line {
        // "$x$: $(m, n_x)$"
        if shape.range.column - name.range.endColumn <= 6, case .fenced(.round, let parts) = shape.formula,
          parts.count == 2,
          guide.use(name.formula) != nil
        {
          declare(name.formula, parts, name.range.line)
        }
      }
    }
  }

  private func declare(_ formula: Formula, _ lengths: [Formula], _ line: Int) {
    var targets = [formula]
    if case .fenced(_, let parts) = formula { targets = parts }
    for target in targets {
      guard let use = guide.use(target), use.isPlain, lengths.count <= 2, !guide.gradientNames.contains(use.name) else {
        continue
      }
      // 𝟏 ∈ ℝ^m and I ∈ ℝ^{n×n} are no arrays of just any numbers.
      let isIdentity = use.name.base == "I" && use.name.labels.isEmpty && lengths.count == 2 && lengths[0] == lengths[1]
      if ["1", "𝟏", "𝟙"].contains(use.name.base) || isIdentity {
        for length in lengths { _ = declaredDimension(length, Interpreter(model)) }
        continue
      }
      var interpreter = Interpreter(model)
      // x_i ∈ ℝ^d: one of many, which are the rows of an array.
      let isRowOfArray =
        use.axes.count == 1 && lengths.count == 1 || use.axes.count == 1 && lengths.last == .number("1")
      if isRowOfArray, isDeclaredInCapitals(use.name) { continue }
      let letters = use.instance.compactMap { $0.offsetLetter ?? $0.letter }.filter {
        interpreter.integer(.symbol(Symbol(name: $0))) == nil
      }
      for environment in environments(letters) {
        interpreter.environment = environment
        let numbers = use.instance.compactMap { interpreter.integer($0) }
        guard numbers.count == use.instance.count, numbers.allSatisfy({ $0 >= 0 }) else { continue }
        if letters.isEmpty == false, numbers.contains(where: { $0 < 1 }) { continue }
        var dimensions = lengths.map { declaredDimension($0, interpreter) }
        if isRowOfArray {
          dimensions = [model.dimensions.fresh(), dimensions[0]]
          model.rowArrays.insert(use.name)
        }
        let id = QuantityID(name: use.name, instance: numbers)
        guard model.quantities[id] == nil else { continue }
        model.instances[id.name, default: []].insert(id.instance)
        model.quantities[id] = Model.Quantity(
          rows: dimensions.first ?? .one, columns: dimensions.count > 1 ? dimensions[1] : .one, line: line)
        model.declared.insert(id)
      }
    }
  }

  /// Whether the shape of X is stated, where x_i is met.
  private func isDeclaredInCapitals(_ name: QuantityName) -> Bool {
    let capitals = name.base.uppercased()
    return capitals != name.base
      && statements.contains { statement in
        guide.role(of: statement) == .shape && statement.members[0].baseName == capitals
      }
  }

  func declaredDimension(_ formula: Formula, _ interpreter: Interpreter) -> Dimension {
    if case .number(let digits) = formula.ungrouped { return digits == "1" ? .one : model.dimensions.named(digits) }
    if let use = guide.use(formula), let title = model.dimensionTitle(of: use, interpreter) {
      return model.dimensions.named(title)
    }
    let dimension = model.dimensions.fresh()
    model.dimensions.state(dimension)
    return dimension
  }

  /// What a name that nothing is said of may be, by the custom of the field.
  private func guessKind(_ id: QuantityID) {
    guard var quantity = model.quantities[id] else { return }
    defer { model.quantities[id] = quantity }
    if model.variant.isScalar {
      (quantity.rows, quantity.columns) = (.one, .one)
      return
    }
    let base = id.name.base
    if isStatedRow(id.name) {
      quantity.rows = .one
      return
    }
    let axes = mostAxes(id.name)
    let losses = ["L", "J", "E", "C", "ℓ", "Loss", "loss", "cost"]
    if losses.contains(base), axes == 0, id.instance.isEmpty, definitions[id] != nil {
      (quantity.rows, quantity.columns) = (.one, .one)
      return
    }
    switch axes {
    case 2...: return
    case 1 where isOnlyMetAsExample(id.name): return
    // Z_i^{[l]}, with a large letter, is a sample's column.
    case 1 where !id.instance.isEmpty && base.first?.isUppercase == true: return
    case 1: if !hasStatedRows { quantity.columns = .one }
    default:
      // Accents do not matter.
      let scalars = base.decomposedStringWithCanonicalMapping.unicodeScalars.filter { $0.properties.isAlphabetic }
      guard let first = scalars.first.map({ Character($0) }) else { return }
      let letters = scalars.count
      let isNumber = id.name.labels.isEmpty && isScalarByDerivative(base)
      if letters > 1 || isNumber || isOnlyMetUnderRoots(id.name) {
        (quantity.rows, quantity.columns) = (.one, .one)
      } else if first.isUppercase, first.isASCII {
        return
      } else if first.isASCII {
        if !hasStatedRows, !isLayerWeight(id) { quantity.columns = .one }
      } else {
        (quantity.rows, quantity.columns) = (.one, .one)
      }
    }
  }

  /// Whether every index of a name is an example's, as in y^{(i)}: then each example may be a vector.
  private func isOnlyMetAsExample(_ name: QuantityName) -> Bool {
    var hasElements = false
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        if let use = guide.use(part), use.name == name, !use.axes.isEmpty { hasElements = true }
      }
    }
    return !hasElements
  }

  /// Whether a name is stated to be a row in another layer.
  private func isStatedRow(_ name: QuantityName) -> Bool {
    model.declared.contains { id in id.name == name && model.quantities[id].map(isRow) == true }
  }

  /// Whether values are stated to be rows; a bias is one in many documents whose other vectors are columns.
  private var hasStatedRows: Bool {
    model.declared.contains { id in !["b", "β", "γ"].contains(id.name.base) && isSmall(id.name) && isStatedRow(id.name)
    }
  }

  private func isRow(_ quantity: Model.Quantity) -> Bool {
    model.dimensions.root(quantity.rows) == .one && model.dimensions.root(quantity.columns) != .one
  }

  private func isSmall(_ name: QuantityName) -> Bool { name.base.first?.isLowercase == true }

  /// The w of z^l = w^l a^{l−1}: between two layers stands a matrix.
  private func isLayerWeight(_ id: QuantityID) -> Bool { id.name.base == "w" && !id.instance.isEmpty }

  /// dr/dx, with an upright d, is about numbers.
  private func isScalarByDerivative(_ base: String) -> Bool {
    var isScalar = false
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        guard case .derivative(let derivative) = part, derivative.sign == "d" else { return }
        for side in [derivative.of].compactMap({ $0 }) + derivative.by {
          if case .symbol(let symbol) = side, symbol.fullName == base, symbol.typeface != .bold { isScalar = true }
        }
      }
    }
    return isScalar
  }

  /// The d_k of 1/√d_k is a number.
  private func isOnlyMetUnderRoots(_ name: QuantityName) -> Bool {
    var isUnderRoot = false
    var isElsewhere = false
    func visit(_ formula: Formula, _ underRoot: Bool) {
      if let use = guide.use(formula), use.name == name {
        if underRoot { isUnderRoot = true } else { isElsewhere = true }
        return
      }
      if case .root(let body, _) = formula, guide.use(body) != nil { return visit(body, true) }
      for child in formula.children { visit(child, false) }
    }
    for formula in statements.flatMap(\.formulas) { visit(formula, false) }
    return isUnderRoot && !isElsewhere
  }

  /// How many indices a name is met with at most, an example's among them.
  private func mostAxes(_ name: QuantityName) -> Int { axisCounts[name] ?? 0 }

  private mutating func addStandardAliases() {
    // A^{[0]} is X where nothing else says what it is.
    let usual = ["X", "x"].map { QuantityID(name: QuantityName(base: $0), instance: []) }
    let input = (guide.ids(of: .input) + usual)
      .first { definitions[$0] == nil && (model.quantities[$0] != nil) }
    // A state at time zero is no input.
    if let input, !guide.instanceLetters.contains("t") {
      for base in ["A", "a", "H", "h"] {
        let first = QuantityID(name: QuantityName(base: base), instance: [0])
        let next = QuantityID(name: QuantityName(base: base), instance: [1])
        if definitions[first] == nil, definitions[next] != nil, model.quantities[next] != nil {
          alias(first, to: input)
        }
      }
    }
    // ŷ is what the last layer gives.
    let depth = model.variant.depth
    for (name, value) in outputNames {
      alias(QuantityID(name: name, instance: []), to: QuantityID(name: value, instance: [depth]))
    }
    for base in ["ŷ", "Ŷ", "A", "a"].map({ $0.decomposedStringWithCanonicalMapping }) {
      let name = QuantityName(base: base)
      let id = QuantityID(name: name, instance: [])
      guard definitions[id] == nil else { continue }
      for activation in ["A", "a", "H", "h", "Y", "y"] {
        let last = QuantityID(name: QuantityName(base: activation), instance: [depth])
        if definitions[last] != nil, id != last {
          alias(id, to: last)
          break
        }
      }
    }
  }

  private func alias(_ id: QuantityID, to other: QuantityID) {
    model.aliases[id] = other
    model.quantities[id] = nil
    model.instances[id.name, default: []].insert(id.instance)
  }

  private mutating func inferShapes() {
    let ordered = definitions.sorted { $0.value.order < $1.value.order }
    findSamples()
    for _ in 0..<3 {
      for (id, definition) in ordered {
        guard let quantity = model.quantities[model.resolve(id)] else { continue }
        var inference = ShapeInference(model, environment: definition.environment)
        inference.unify((quantity.rows, quantity.columns), definition.raw.use, definition.raw.formula)
      }
      findSamples()
    }
  }

  /// Which axis counts samples.
  private func findSamples() {
    for name in ["m", "N", "B", "n", "M"] {
      if let dimension = model.dimensions.names[name], model.dimensions.root(dimension) != .one {
        model.sampleDimension = model.dimensions.root(dimension)
        break
      }
    }
    if let sample = model.sampleDimension {
      model.sampleDimension = model.dimensions.root(sample)
    } else {
      let usual = ["X", "Y"].map { QuantityID(name: QuantityName(base: $0), instance: []) }
      for id in (guide.ids(of: .input) + usual).map({ model.resolve($0) }) {
        if let quantity = model.quantities[id] {
          let axis = model.variant.samples == .rows ? quantity.rows : quantity.columns
          if model.dimensions.root(axis) != .one {
            model.sampleDimension = model.dimensions.root(axis)
            return
          }
        }
      }
    }
    if model.variant.hasOneSample, let sample = model.sampleDimension {
      model.dimensions.collapse(sample)
      model.sampleDimension = nil
    }
    if model.variant.hasOneFeature, let sample = model.sampleDimension {
      for quantity in model.quantities.values {
        let (rows, columns) = (model.dimensions.root(quantity.rows), model.dimensions.root(quantity.columns))
        if rows == sample {
          model.dimensions.collapse(columns)
        } else if columns == sample {
          model.dimensions.collapse(rows)
        }
      }
    }
    // Every letter for the number of samples means the same number.
    if let sample = model.sampleDimension {
      for name in ["m", "N"] where model.dimensions.names[name] == nil { model.dimensions.name(sample, name) }
    }
  }

  // MARK: Loss

  private mutating func findLoss() {
    var counts: [QuantityName: Int] = [:]
    for formula in statements.flatMap(\.formulas) {
      formula.forEach { part in
        if case .derivative(let derivative) = part, let of = derivative.of, let use = guide.use(of), use.axes.isEmpty,
          use.instance.isEmpty
        {
          counts[use.name, default: 0] += 1
        }
      }
    }
    let usual = ["L", "J", "C", "E", "ℓ", "Loss", "loss", "cost", "S", "l"]
    func isUsual(_ name: QuantityName) -> Bool { usual.contains(name.base) && name.labels.isEmpty }
    let bound = guide.ids(of: .loss).first.map { model.resolve($0) }
    if let (id, function) = lossOfArguments(isUsual), bound.map({ $0 == id }) ?? true {
      model.loss = id
      model.lossFunction = function
      return
    }
    if let bound {
      model.loss = definitions[bound] != nil ? bound : impliedLoss(named: bound.name)
      return
    }
    var candidates = counts.keys.filter { isUsual($0) }.sorted {
      (counts[$0] ?? 0, $1.base) > (counts[$1] ?? 0, $0.base)
    }
    candidates += definitions.keys.filter { $0.instance.isEmpty && isUsual($0.name) && !candidates.contains($0.name) }
      .map(\.name).sorted { $0.base < $1.base }
    guard let name = candidates.first ?? counts.max(by: { ($0.value, $1.key.base) < ($1.value, $0.key.base) })?.key
    else {
      if let implied = impliedLoss(named: QuantityName(base: "L")) { model.loss = implied }
      return
    }
    let id = model.resolve(QuantityID(name: name, instance: []))
    if definitions[id] != nil {
      model.loss = counts.isEmpty ? regularised(id) ?? id : id
    } else if let implied = impliedLoss(named: name) {
      model.loss = implied
    }
  }

  /// The J_reg of J_reg = J + …, which is what is made small where no derivative says what it is of.
  private func regularised(_ loss: QuantityID) -> QuantityID? {
    definitions.filter { id, definition in
      id.instance.isEmpty && id != loss && id.name.base == loss.name.base
        && ShapeInference(model, environment: definition.environment).usedIDs(definition.raw.formula).contains(loss)
    }.min { $0.value.order < $1.value.order }?.key
  }

  /// L and ℓ where all that is said is that L = ℓ(h, c).
  private func lossOfArguments(_ isUsual: (QuantityName) -> Bool) -> (QuantityID, QuantityName)? {
    for (id, definition) in definitions.sorted(by: { $0.value.order < $1.value.order }) {
      guard id.instance.isEmpty, isUsual(id.name),
        case .product(let factors, [.juxtaposition]) = definition.raw.formula,
        case .fenced(.round, let arguments) = factors[1], arguments.count > 1,
        arguments.allSatisfy({ argument in guide.use(argument).map { model.isKnown($0.name) } ?? false }),
        let function = guide.use(factors[0])?.name, isUsual(function), function != id.name,
        !definitions.keys.contains(where: { $0.name == function })
      else { continue }
      return (id, function)
    }
    return nil
  }

  /// A loss that no equation states: of the last value that is computed, and of labels.
  private func impliedLoss(named name: QuantityName) -> QuantityID? {
    let ordered = definitions.sorted { $0.value.order < $1.value.order }
    let inputs = definitions.mapValues { definition in
      ShapeInference(model, environment: definition.environment).usedIDs(definition.raw.formula)
    }
    let used = Set(inputs.values.flatMap { $0 })
    /// How many quantities play a part in one.
    func reach(_ id: QuantityID) -> Int {
      var reached: Set<QuantityID> = []
      var open = [id]
      while let next = open.popLast() {
        for input in inputs[next] ?? [] where reached.insert(input).inserted { open.append(input) }
      }
      return reached.count
    }
    let ends = ordered.map(\.key).filter { !used.contains($0) && guide.namedResults[$0.name] == nil }
    // A[0] = X is an end too where X is what the layers are made from.
    let computed = ends.filter { !isRenamed($0) }
    let most = computed.map(reach).max() ?? 0
    guard
      let output = computed.last(where: { reach($0) == most }) ?? ends.last ?? ordered.last?.key,
      let quantity = model.quantities[output]
    else { return nil }
    let id = QuantityID(name: name, instance: [])
    let labels = ["Y", "y", "t"].map { QuantityID(name: QuantityName(base: $0), instance: []) }
    var label = (guide.ids(of: .label) + labels).map { model.resolve($0) }.first {
      model.quantities[$0] != nil && (definitions[$0] == nil || guide.isGiven($0))
    }
    model.hasImpliedLoss = true
    let kind = model.variant.loss ?? "any"
    if label == nil, kind != "any" {
      let name = QuantityName(base: model.isKnown(QuantityName(base: "y")) ? "target" : "y")
      let id = QuantityID(name: name, instance: [])
      model.quantities[id] = Model.Quantity(rows: quantity.rows, columns: quantity.columns, role: .label)
      model.instances[name, default: []].insert([])
      label = id
    }
    let prediction = Term.quantity(QuantityReference(name: output.name, instance: output.instance.map { .number($0) }))
    guard let label else {
      model.quantities[id] = Model.Quantity(
        rows: .one, columns: .one,
        definition: Model.Definition(term: .generic(name.description, [prediction]), environment: [:]),
        role: .loss)
      model.instances[name, default: []].insert([])
      model.assumptions.append("the loss is any smooth function of \(output)")
      return id
    }
    if let given = model.quantities[label] {
      model.dimensions.unify(given.rows, quantity.rows, allowsOne: true)
      model.dimensions.unify(given.columns, quantity.columns, allowsOne: true)
    }
    let target = Term.quantity(QuantityReference(name: label.name, instance: label.instance.map { .number($0) }))
    let term: Term
    func mean(_ total: Term) -> Term {
      guard let sample = model.sampleDimension else { return total }
      return .quotient(total, .index(.length(sample)))
    }
    switch kind {
    case "cross-entropy":
      term = mean(.negated(.reduction(.sum, .both, .product(target, .function(.log, prediction)))))
      model.quantities[label]?.sumsToOne =
        model.variant.samples == .rows && model.dimensions.root(quantity.columns) != .one ? .columns : .rows
    case "binary cross-entropy":
      let other = Term.product(
        .sum([.number(1), .negated(target)]), .function(.log, .sum([.number(1), .negated(prediction)])))
      term = mean(.negated(.reduction(.sum, .both, .sum([.product(target, .function(.log, prediction)), other]))))
      model.quantities[label]?.isPositive = true
    case "squared error":
      let difference = Term.sum([prediction, .negated(target)])
      term = mean(.quotient(.reduction(.sum, .both, .function(.square, difference)), .number(2)))
    default: term = .generic(name.description, [prediction, target])
    }
    model.quantities[id] = Model.Quantity(
      rows: .one, columns: .one, definition: Model.Definition(term: term, environment: [:]), role: .loss)
    model.instances[name, default: []].insert([])
    model.assumptions.append(
      "the loss is \(kind == "any" ? "any smooth function" : "the \(kind)") of \(output) and \(label)")
    return id
  }

  /// Whether a definition only gives a given quantity another name.
  private func isRenamed(_ id: QuantityID) -> Bool {
    guard let definition = definitions[id], let other = guide.use(definition.raw.formula), other.isPlain else {
      return false
    }
    return !definitions.keys.contains { $0.name == other.name }
  }

  // MARK: Definitions

  private func interpretDefinitions() {
    for (id, definition) in definitions.sorted(by: { $0.value.order < $1.value.order }) {
      guard let quantity = model.quantities[id], !guide.isGiven(id) else { continue }
      var interpreter = Interpreter(model)
      interpreter.environment = definition.environment
      let use = definition.raw.use
      // What an equation of its own says about the last layer is not open.
      let isStated =
        definition.raw.line > 0 && use.instance.contains(where: \.isWholeNumber)
        && definition.raw.formula.functionHead?.baseName.map { model.functions[$0] != nil } ?? false
      if id.instance == [model.variant.depth], !isStated, let output = model.variant.outputFunction {
        interpreter.functionOverride = TermFunction(named: output)
      }
      var letters: [(String, Bool)] = []
      let sample = model.sampleDimension
      let rows = model.dimensions.root(quantity.rows)
      let columns = model.dimensions.root(quantity.columns)
      let axes = use.axes.map { $0?.letter }
      func bind(_ letter: String?, isRow: Bool) {
        guard let letter else { return }
        letters.append((letter, isRow))
        interpreter.indices[letter] = isRow ? rows : columns
        interpreter.environment[letter] = nil
      }
      if let example = use.example?.letter {
        let isColumn = columns == sample
        bind(example, isRow: !isColumn)
        if axes.count == 1 { bind(axes[0], isRow: isColumn) }
      } else if axes.count == 2 {
        bind(axes[0], isRow: true)
        bind(axes[1], isRow: false)
      } else if axes.count == 1 {
        bind(axes[0], isRow: columns == .one || !(columns == sample))
      }
      let rowIndex = letters.first { $0.1 }?.0
      let columnIndex = letters.first { !$0.1 }?.0
      let wantedRows = rowIndex == nil ? rows : .one
      let wantedColumns = columnIndex == nil ? columns : .one
      let meanings = interpreter.meanings(of: definition.raw.formula)
      let fitting = meanings.first { $0.rows == wantedRows && $0.columns == wantedColumns }
      let isLoss = id == model.loss && wantedRows == .one && wantedColumns == .one
      guard let meaning = fitting ?? (isLoss ? meanings.first?.summed : nil) ?? meanings.first(where: { $0.isNumber })
      else {
        model.problems[definition.raw.line] = "the shapes of \(id) and of its definition do not fit"
        continue
      }
      model.quantities[id]?.definition = Model.Definition(
        term: meaning.term, rowIndex: rowIndex, columnIndex: columnIndex, environment: definition.environment)
      model.quantities[id]?.line = definition.raw.line
    }
  }
}

extension Candidate {
  /// The sum of all elements: what a loss is meant to be.
  var summed: Candidate {
    Candidate(
      term: .reduction(.sum, .both, term), rows: .one, columns: .one, cost: cost + 1,
      notes: notes + ["the loss is the sum over all elements"])
  }
}

extension Formula {
  /// The lengths of ℝ^{n×m}, ℝ^n, ℝ, {0,1}^{n×m}.
  var declaredLengths: [Formula]? {
    switch self {
    case .symbol(let symbol): return ["ℝ", "R"].contains(symbol.name) ? [] : nil
    case .fenced(.round, let parts): return parts.count == 2 ? parts : nil
    case .scripted(let base, _, let superscripts):
      let isSet: Bool
      switch base {
      case .symbol(let symbol): isSet = ["ℝ", "R", "ℂ", "ℤ"].contains(symbol.name)
      case .fenced(.curly, _), .fenced(.square, _), .fenced(.round, _): isSet = true
      default: isSet = false
      }
      guard isSet, let power = superscripts.compactMap(\.formula).first else { return nil }
      if case .product(let factors, let signs) = power, signs.allSatisfy({ $0 == .times || $0 == .dot }) {
        return factors
      }
      return [power]
    default: return nil
    }
  }
}
