/// What is known of a numeric example at each place of a document: its given numbers, and the equations that hold there.
final class FigureScope {
  let guide: NotationGuide
  private let statements: [Statement]
  /// The statements without their figures; `nil` where nothing is left.
  private let symbolic: [Statement?]
  /// What each of them is about.
  private let subjects: [Formula?]
  private let functions: [String: String]
  /// Whether a symbol in front of brackets is a function.
  let isFunction: (Formula) -> Bool
  /// The numbers that statements give, by statement.
  private var givens: [Int: (use: ScriptedUse, value: FigureArray)] = [:]
  private var table = FigureTable()
  /// How many examples have begun with other numbers.
  private(set) var example = 0
  private var built: (key: Key, model: FigureModel)?

  private struct Key: Hashable {
    var equations: [Int]
    var table: FigureTable
  }

  init(_ documents: [ReadDocument], guide: NotationGuide, options: Derivation.Options) {
    self.guide = guide
    statements = documents.flatMap(\.statements)
    functions = FigureScope.functions(documents, guide, options)
    let plain = FigureModel([], guide: guide, literals: [:], functions: functions)
    symbolic = statements.map { $0.withoutFigures(plain.isFunction) }
    subjects = symbolic.map { $0?.members.first?.canonical }
    isFunction = plain.isFunction
    let general = FigureModel(
      FigureScope.assembled(symbolic.compactMap { $0 }, guide), guide: guide, literals: [:], functions: functions)
    var computed: Set<Formula> = []
    for (place, statement) in statements.enumerated() where statement.code == nil {
      guard let left = statement.members.first?.canonical else { continue }
      guard let given = given(by: statement), !general.isComputed(given.use), !computed.contains(left) else {
        // What is computed once is not given later.
        computed.insert(left)
        continue
      }
      givens[place] = given
      if table.value(of: given.use) == nil { table.give(given.value, to: given.use) }
    }
    takeBoundValues()
  }

  /// Takes the values that bindings give to numbers, where the document gives none.
  private func takeBoundValues() {
    for symbol in guide.bound {
      guard let value = symbol.value, table.value(of: symbol.use) == nil, let number = FigureArray([[value]]) else {
        continue
      }
      table.give(number, to: symbol.use)
    }
  }

  /// All numbers that the document gives.
  var givenNumbers: [Formula] { givens.keys.sorted().map { statements[$0].members[1] } }

  /// The place of a statement among all of them, from a place on.
  func place(of statement: Statement, from start: Int) -> Int? {
    statements.indices.dropFirst(start).first { statements[$0] == statement }
  }

  /// Whether a statement only gives numbers. From there on they are valid.
  func takeGiven(_ place: Int) -> Bool {
    guard let given = givens[place] else { return false }
    if table.value(of: given.use) != given.value {
      // Another example begins: what followed from the numbers of the last one is no longer so.
      table = FigureTable()
      takeBoundValues()
      example += 1
      var later: [Int] = []
      for other in givens.keys.sorted() {
        guard let known = givens[other] else { continue }
        if other <= place { table.give(known.value, to: known.use) } else { later.append(other) }
      }
      for other in later {
        if let known = givens[other], table.value(of: known.use) == nil { table.give(known.value, to: known.use) }
      }
    }
    return true
  }

  /// Takes a value for a symbol that no equation computes.
  func learn(_ value: FigureArray, of formula: Formula) {
    guard let use = guide.use(formula), !guide.isGradientName(use.name), table.value(of: use) == nil else { return }
    table.give(value, to: use)
  }

  /// The step of gradient descent: the only given number that authors call so.
  var rate: Double? {
    for name in ["η", "α", "lr", "γ", "ε", "λ"] {
      if let rate = table.value(of: ScriptedUse(name: QuantityName(base: name)))?.number { return rate }
    }
    return nil
  }

  /// The network at a place: of equations for the same symbol, the newest before it, else the first after it.
  func model(at place: Int) -> FigureModel {
    var chosen: [Formula: Int] = [:]
    for (index, subject) in subjects.enumerated() {
      guard let subject else { continue }
      if index <= place || chosen[subject] == nil { chosen[subject] = index }
    }
    let key = Key(equations: chosen.values.sorted(), table: table)
    if let built, built.key == key { return built.model }
    let equations = FigureScope.assembled(key.equations.compactMap { symbolic[$0] }, guide)
    let model = FigureModel(equations, guide: guide, literals: table.literals, functions: functions)
    built = (key, model)
    return model
  }

  /// The symbol of the loss.
  func loss(at place: Int) -> Formula? { model(at: place).loss }

  /// What the document computes a symbol from, by the newest equation before a place.
  func definitions(of formula: Formula, at place: Int) -> [Formula] {
    let left = formula.canonical
    guard let index = subjects.prefix(place + 1).lastIndex(of: left) else { return [] }
    return symbolic[index].map { Array($0.members.dropFirst()) } ?? []
  }

  // MARK: Reading

  /// `x = [0.5, 1.0]`: a symbol and its numbers.
  private func given(by statement: Statement) -> (use: ScriptedUse, value: FigureArray)? {
    guard statement.code == nil, statement.members.count == 2,
      [.equal, .defined, .assigned].contains(statement.relations[0]), let use = guide.use(statement.members[0]),
      use.isPlain, !use.isDifferential, !guide.isGradientName(use.name), !statement.members[0].isUpdated,
      statement.members[1].isLiteral, let rows = statement.members[1].literalRows, let value = FigureArray(rows)
    else { return nil }
    return (use, value)
  }

  /// What functions are, where the document says so in words: σ is a sigmoid unless it is defined.
  private static func functions(
    _ documents: [ReadDocument], _ guide: NotationGuide, _ options: Derivation.Options
  ) -> [String: String] {
    var functions: [String: String] = [:]
    let statements = documents.flatMap(\.statements)
    let defined = Set(
      statements.filter { guide.role(of: $0) == .function }.compactMap { $0.members[0].functionHead?.baseName })
    let words = documents.flatMap { $0.prose.map { $0.text.lowercased() } }
    let named = ["sigmoid", "tanh", "relu", "softplus"].filter { name in words.contains { $0.contains(name) } }
    for function in guide.functions where !defined.contains(function) && TermFunction(named: function) == nil {
      if function == "σ" {
        functions[function] = "sigmoid"
      } else if named.count == 1 {
        functions[function] = named[0]
      }
    }
    return functions.merging(options.bindings.functions.filter { TermFunction(named: $0.value) != nil }) { $1 }
  }

  /// Equations for single elements, `z_1 = …` and `z_2 = …`, put together to one for all of them.
  private static func assembled(_ statements: [Statement], _ guide: NotationGuide) -> [Statement] {
    var whole: Set<QuantityName> = []
    var parts: [Formula: (first: Int, use: ScriptedUse, elements: [[Int]: Formula])] = [:]
    var result: [Statement?] = statements
    for (place, statement) in statements.enumerated() where guide.role(of: statement) == .forward {
      guard let use = guide.use(statement.members[0]) else { continue }
      let axes = use.axes.compactMap { axis -> Int? in
        if case .number(let digits)? = axis { Int(digits) } else { nil }
      }
      guard !axes.isEmpty, axes.count == use.axes.count, axes.allSatisfy({ (1...16).contains($0) }) else {
        whole.insert(use.name)
        continue
      }
      let key = statement.members[0].withoutSubscripts
      parts[key, default: (place, use, [:])].elements[axes] = statement.members[1]
      result[place] = nil
    }
    for (key, part) in parts where !whole.contains(part.use.name) {
      let height = part.elements.keys.map { $0[0] }.max() ?? 1
      let width = part.elements.keys.map { $0.count > 1 ? $0[1] : 1 }.max() ?? 1
      // A symbol that nothing else has, where an element is not computed.
      let missing = Formula.symbol(Symbol(name: "∅"))
      let rows = (1...height).map { row in
        (1...width).map { part.elements[[row]] ?? part.elements[[row, $0]] ?? missing }
      }
      var statement = statements[part.first]
      statement.members = [key, height == 1 && width == 1 ? rows[0][0] : .matrix(rows, .square)]
      statement.relations = [.equal]
      result[part.first] = statement
    }
    return result.compactMap { $0 }
  }
}
