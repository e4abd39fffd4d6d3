/// Writes a script that shows a counterexample by finite differences, without this package.
final class SnippetWriter {
  /// Why there is no script.
  struct Failure: Error, Hashable { let message: String }

  /// The script itself, or a function in it.
  struct Scope {
    /// What the function is of; `nil` for the script itself.
    var by: QuantityID?
    /// Whether other quantities keep their values in it.
    var isDirect = false
    var lines: [String] = []
    /// What the last of the lines defines.
    var last: (name: String, value: SnippetExpression)?
    var written: Set<QuantityID> = []
    /// Derivatives that have a name here.
    var derivatives: [PlainPoint.DerivativeKey: SnippetExpression] = [:]
  }

  let example: Counterexample
  let syntax: any SnippetSyntax
  let point: PlainPoint
  var names: SnippetNames
  var scopes = [Scope()]
  /// Indices that have a value.
  var environment: [String: Int]
  /// Indices that the script counts with, by their letters.
  var bound: [String: String] = [:]
  private var letters: [String: String] = [:]
  /// The names of functions of a number, and the lines that define them.
  var functions: [TermFunction: String] = [:]
  var functionLines: [String] = []
  /// What the claim's derivatives are taken by.
  private let differentiated: Set<QuantityID>
  private var given: [String] = []
  private var depth = 0

  var model: Model { example.model }

  init(_ example: Counterexample, _ syntax: any SnippetSyntax) {
    self.example = example
    self.syntax = syntax
    point = PlainPoint(example.values)
    names = SnippetNames(reserved: syntax.reserved.union(syntax.helpers.keys).union(["truth", "claim"]))
    environment = example.environment
    differentiated = example.differentiated
  }

  func script() throws(Failure) -> String {
    let truth = try named("truth", expression(example.truth))
    let claim = try named("claim", expression(example.claim))
    var body = given + scopes[0].lines
    body.append(syntax.printing("by finite differences:", truth))
    body.append(syntax.printing("as it is claimed:", claim))
    body.append(syntax.printingDifference("largest difference:", truth, claim))
    let places = example.free.map { "\($0) = \(environment[$0] ?? 1)" }
    let comment = ["Both sides of the claim" + (places.isEmpty ? "" : " for " + places.joined(separator: ", "))]
    let lines =
      comment.map { syntax.comment($0) } + syntax.head + helpers(functionLines + body) + functionLines + [""] + body
    return lines.joined(separator: "\n") + "\n"
  }

  private func named(_ name: String, _ expression: SnippetExpression) -> SnippetExpression {
    guard expression.text.contains(where: { !$0.isLetter && !$0.isNumber && $0 != "_" }) else { return expression }
    return define(name, expression)
  }

  /// Gives an expression a name in the present scope.
  @discardableResult
  func define(_ name: String, _ value: SnippetExpression) -> SnippetExpression {
    scopes[scopes.count - 1].lines.append(syntax.definition(name, value.text))
    scopes[scopes.count - 1].last = (name, value)
    return SnippetExpression(text: name, isNumber: value.isNumber)
  }

  /// The lines of the helpers that some lines mention, and of those that these mention.
  private func helpers(_ lines: [String]) -> [String] {
    var needed: Set<String> = []
    var open = lines
    while let line = open.popLast() {
      for word in line.split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
        guard let helper = syntax.helpers[String(word)], needed.insert(String(word)).inserted else { continue }
        open += helper
      }
    }
    return needed.sorted().flatMap { syntax.helpers[$0] ?? [] }
  }

  /// Guards against formulas that are nested too deeply for the stack.
  func nested<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard depth < 200 else { throw Failure(message: "it is nested too deeply for a script") }
    depth += 1
    defer { depth -= 1 }
    return try body()
  }

  /// The value of a term at the counterexample, with 1 for the indices that the script counts with.
  func value(_ term: Term) throws(Failure) -> PlainMatrix {
    let all = environment.merging(bound.mapValues { _ in 1 }) { $1 }
    do { return try point.value(term, all) } catch { throw Failure(message: error.message) }
  }

  // MARK: Quantities

  func id(_ reference: QuantityReference) throws(Failure) -> QuantityID {
    var numbers: [Int] = []
    for term in reference.instance {
      guard let number = constant(term) else { throw Failure(message: "a script cannot choose among layers") }
      numbers.append(number)
    }
    return model.resolve(QuantityID(name: reference.name, instance: numbers))
  }

  func isNumber(_ id: QuantityID) -> Bool {
    guard let quantity = model.quantities[id] else { return false }
    return model.dimensions.root(quantity.rows) == .one && model.dimensions.root(quantity.columns) == .one
  }

  /// The name of a quantity, which is defined first where it has to be.
  func quantity(_ id: QuantityID) throws(Failure) -> SnippetExpression {
    let name = SnippetExpression(text: names.name(of: id), isNumber: isNumber(id))
    guard let description = model.quantities[id] else { throw Failure(message: "\(id) is not known") }
    let number: PlainMatrix
    let origins: Set<QuantityID>
    do {
      number = try point.baseValue(id)
      origins = try point.origins(of: id)
    } catch { throw Failure(message: error.message) }
    // Each function computes what depends on its argument, and takes the rest from outside.
    let place = scopes.lastIndex { scope in
      scope.by.map { $0 == id || (!scope.isDirect && origins.contains($0)) } ?? true
    }
    guard let place, scopes[place].by != id, scopes[place].written.insert(id).inserted else { return name }
    // What no derivative moves may as well be given.
    let isMoved = differentiated.isEmpty || !differentiated.isDisjoint(with: origins)
    guard description.definition != nil, isMoved else {
      let line = syntax.definition(
        name.text, name.isNumber ? syntax.literal(number.numbers[0]) : syntax.literal(number))
      given.append(description.definition == nil ? line : line + "  " + syntax.comment("computed from others"))
      return name
    }
    let inner = Array(scopes[(place + 1)...])
    scopes.removeLast(inner.count)
    let value = try nested { () throws(Failure) in try definition(id, description) }
    define(name.text, value)
    scopes += inner
    return name
  }

  /// What a quantity is defined as.
  func definition(_ id: QuantityID, _ description: Model.Quantity) throws(Failure) -> SnippetExpression {
    guard let definition = description.definition else { throw Failure(message: "\(id) has no definition") }
    let outer = (environment, bound)
    environment = definition.environment
    bound = [:]
    defer { (environment, bound) = outer }
    let rows = point.values.size(description.rows)
    let columns = point.values.size(description.columns)
    guard definition.rowIndex != nil || definition.columnIndex != nil else {
      let expression = try expression(definition.term)
      if isNumber(id) { return expression.isNumber ? expression : syntax.number(expression) }
      let value = try value(definition.term)
      if !expression.isNumber, value.rows == rows, value.columns == columns { return expression }
      return syntax.binary(.multiply, expression, syntax.ones(rows, columns))
    }
    guard definition.rowIndex != nil || rows == 1, definition.columnIndex != nil || columns == 1 else {
      throw Failure(message: "\(id) is defined by whole rows or columns, which a script does not show")
    }
    let row = definition.rowIndex.flatMap { loop($0, rows) }
    let column = definition.columnIndex.flatMap { loop($0, columns) }
    let element = try expression(definition.term)
    let number = element.isNumber ? element : syntax.number(element)
    return isNumber(id) ? number : syntax.table(row, column, number)
  }

  /// An index that takes several values; that of an axis of length one has one.
  private func loop(_ letter: String, _ count: Int) -> (name: String, count: Int)? {
    if count > 1 { return (bind(letter), count) }
    environment[letter] = 1
    return nil
  }

  /// Lets the script count with an index.
  func bind(_ letter: String) -> String {
    let name = letters[letter] ?? names.unused(SnippetNames.spelled(letter))
    letters[letter] = name
    bound[letter] = name
    environment[letter] = nil
    return name
  }

  // MARK: Indices

  /// The value of an index that does not depend on what the script counts with.
  func constant(_ term: IndexTerm) -> Int? {
    guard term.variables.isDisjoint(with: bound.keys) else { return nil }
    point.environment = environment
    point.shifts = []
    return try? point.index(term)
  }

  /// An index as a whole number, moved by some.
  func index(_ term: IndexTerm, plus offset: Int = 0) throws(Failure) -> String {
    let (words, number) = try linear(term)
    let (total, overflow) = number.addingReportingOverflow(offset)
    guard !overflow else { throw Failure(message: "an index is too large") }
    guard let words else { return "\(total)" }
    return total == 0 ? words : "\(words) \(total < 0 ? "-" : "+") \(total.magnitude)"
  }

  private func linear(_ term: IndexTerm) throws(Failure) -> (words: String?, number: Int) {
    if let number = constant(term) { return (nil, number) }
    switch term {
    case .number(let number): return (nil, number)
    case .length(let dimension): return (nil, point.values.size(dimension))
    case .variable(let letter):
      guard let name = bound[letter] else { throw Failure(message: "the index \(letter) has no value") }
      return (name, 0)
    case .sum(let a, let b):
      let (first, second) = (try linear(a), try linear(b))
      let (number, overflow) = first.number.addingReportingOverflow(second.number)
      guard !overflow else { throw Failure(message: "an index is too large") }
      let words = [first.words, second.words].compactMap { $0 }
      return (words.isEmpty ? nil : words.joined(separator: " + "), number)
    case .negated(let a):
      let (words, number) = try linear(a)
      let (negative, overflow) = 0.subtractingReportingOverflow(number)
      guard !overflow else { throw Failure(message: "an index is too large") }
      return (words.map { "-(\($0))" }, negative)
    case .label(let name, let indices):
      let labels = try quantity(id(QuantityReference(name: name, instance: [])))
      return (syntax.label(labels, try index(indices.first ?? .number(1), plus: -1)), 0)
    }
  }
}
