/// Functions that a document states and then uses: a model's value h_θ(x), and the loss of one example.
///
/// The value of a model at a sample is a quantity like any other, h^{(i)} for h_θ(x^{(i)}); what is stated for the loss of
/// a pair is put in wherever that loss is written with other arguments.
struct StatedFunctions {
  /// Models by name, with the name of their argument.
  private var models: [String: String] = [:]
  private var losses: [Loss] = []
  private let vectors: VectorFunctions
  /// What a loss is stated as a function of: the J(W, b) of J(W, b) = ….
  private var dependences: Set<Formula> = []

  private struct Loss {
    var head: Formula
    var parameters: [Formula]
    var value: Formula
    var range: SourceRange
  }

  private static let lossNames: Set<String> = ["L", "J", "E", "C", "ℓ", "Loss", "loss", "cost"]

  init(_ documents: [ReadDocument]) {
    vectors = VectorFunctions(documents)
    let statements = documents.flatMap(\.statements)
    let formulas = statements.flatMap(\.formulas)
    for statement in statements where statement.code == nil && statement.members.count >= 2 {
      guard [.equal, .defined].contains(statement.relations[0]) else { continue }
      collectModel(statement, formulas)
      if statement.definedLoss != nil { dependences.insert(statement.members[0]) }
    }
    for statement in statements where statement.code == nil && statement.members.count == 2 {
      guard [.equal, .defined].contains(statement.relations[0]) else { continue }
      collectLoss(statement)
    }
  }

  var isEmpty: Bool { models.isEmpty && losses.isEmpty && dependences.isEmpty && vectors.isEmpty }

  func rewritten(_ document: ReadDocument) -> ReadDocument {
    var document = document
    document.statements = document.statements.map { rewritten($0) }
    return document
  }

  func rewritten(_ statement: Statement) -> Statement {
    guard statement.code == nil else { return statement }
    var statement = statement.withImpliedIndices
    statement.members = statement.members.map(\.withWholeSums)
    if !vectors.isEmpty { statement.members = statement.members.map { vectors.rewritten($0) } }
    guard !isEmpty else { return statement }
    statement.members = statement.members.enumerated().map { place, member in
      let member = withValues(member)
      // A definition's own left side stays, and so does the loss that a derivative is taken of.
      if place == 0, losses.contains(where: { $0.range == statement.range }) { return member }
      return place == 0 && statement.definedLoss != nil ? member : withLosses(member)
    }
    return statement
  }

  // MARK: Models

  /// h_θ(x) = σ(θᵀ x): the right side mentions more than the argument, and everywhere else h is of the same argument.
  private mutating func collectModel(_ statement: Statement, _ formulas: [Formula]) {
    guard let head = statement.members[0].functionHead, let name = head.baseName, !head.isPrimed,
      !Self.lossNames.contains(name), TermFunction(named: name) == nil, let argument = statement.members[0].argument,
      let data = argument.baseName, models[name] == nil
    else { return }
    if case .scripted(_, _, let superscripts) = head, !superscripts.isEmpty { return }
    var parameters: Set<String> = []
    statement.members[1].forEach { part in
      if case .symbol(let symbol) = part, symbol.fullName != data, symbol.fullName.count == 1,
        !["e", "π", "σ", "φ"].contains(symbol.fullName)
      {
        parameters.insert(symbol.fullName)
      }
    }
    parameters.subtract(argument.indexLetters)
    guard !parameters.isEmpty, isAlwaysOf(data, name, formulas) else { return }
    models[name] = data
  }

  /// Whether a function is never primed, and has no other argument than the samples.
  private func isAlwaysOf(_ data: String, _ name: String, _ formulas: [Formula]) -> Bool {
    !formulas.contains { formula in
      formula.contains { part in
        if part.isPrimed, part.baseName == name { return true }
        return applications(in: part).contains { head, arguments in
          guard head.baseName == name else { return false }
          return arguments.count != 1 || arguments[0].baseName?.lowercased() != data.lowercased()
        }
      }
    }
  }

  /// The functions with their arguments that are parts of a formula itself.
  private func applications(in formula: Formula) -> [(head: Formula, arguments: [Formula])] {
    switch formula {
    case .application(let head, let arguments): return [(head, Self.unwrapped(arguments))]
    case .product(let factors, let signs):
      return signs.indices.compactMap { place in
        guard signs[place] == .juxtaposition, case .fenced(.round, let arguments) = factors[place + 1],
          factors[place].baseName != nil
        else { return nil }
        return (factors[place], arguments)
      }
    default: return []
    }
  }

  private static func unwrapped(_ arguments: [Formula]) -> [Formula] {
    guard arguments.count == 1 else { return arguments }
    switch arguments[0] {
    case .fenced(.round, let parts), .fenced(.none, let parts): return parts
    default: return arguments
    }
  }

  private func withValues(_ formula: Formula) -> Formula {
    if let value = value(of: formula) { return value }
    switch formula {
    case .application(let head, let arguments):
      let arguments = Self.unwrapped(arguments)
      if arguments.count == 1, let value = value(head, arguments[0]) { return value }
    case .product(let factors, let signs):
      return replacingApplications(factors, signs, with: withValues) { head, arguments in
        arguments.count == 1 ? value(head, arguments[0]) : nil
      }
    default: break
    }
    return formula.mapChildren { withValues($0) }
  }

  /// The h_θ of ∂h_θ/∂θ.
  private func value(of formula: Formula) -> Formula? {
    guard case .scripted(.symbol(let symbol), let subscripts, let superscripts) = formula, superscripts.isEmpty,
      models[symbol.fullName] != nil, subscripts.allSatisfy({ $0.formula.map { !$0.isWholeNumber } ?? false })
    else { return nil }
    return .symbol(symbol)
  }

  private func value(_ head: Formula, _ argument: Formula) -> Formula? {
    guard let name = head.baseName, let data = models[name], case .symbol(var symbol) = head.unscripted,
      let base = argument.baseName
    else { return nil }
    // Of all samples at once, the values are written large.
    if base != data, base.lowercased() == data, symbol.accents.isEmpty { symbol.name = symbol.name.uppercased() }
    guard case .scripted(_, let subscripts, let superscripts) = argument else { return .symbol(symbol) }
    return .scripted(.symbol(symbol), subscripts: subscripts, superscripts: superscripts)
  }

  // MARK: Losses

  private mutating func collectLoss(_ statement: Statement) {
    guard let (head, arguments) = applications(in: statement.members[0]).first, arguments.count > 1 else { return }
    let parameters = arguments.map { withValues($0) }
    guard head.baseName.map({ $0.count > 1 || Self.lossNames.contains($0) }) ?? false,
      parameters.allSatisfy({ $0.baseName != nil }), Set(parameters).count == parameters.count,
      !statement.members[1].contains(where: { $0 == head }), !statement.members[1].hasDerivative
    else { return }
    let value = withValues(statement.members[1])
    // L(W, b) lists what a loss depends on; L(ŷ, y) is made of nothing else.
    var names: Set<String> = []
    for parameter in parameters { if let name = parameter.baseName { names.insert(name) } }
    let isComplete = !value.contains { part in
      guard case .symbol(let symbol) = part, symbol.fullName.count == 1 || !symbol.accents.isEmpty else { return false }
      return !names.contains(symbol.fullName) && !value.indexLetters.contains(symbol.fullName)
        && !["e", "K", "C", "N", "n", "m"].contains(symbol.fullName)
    }
    guard isComplete else { return }
    losses.append(Loss(head: head, parameters: parameters, value: value, range: statement.range))
  }

  private func withLosses(_ formula: Formula) -> Formula {
    if dependences.contains(formula), let head = formula.appliedFunction?.head,
      !losses.contains(where: { $0.head == head })
    {
      return head
    }
    switch formula {
    case .application(let head, let arguments):
      let arguments = Self.unwrapped(arguments)
      if let value = loss(head, arguments) { return value }
    case .product(let factors, let signs):
      return replacingApplications(factors, signs, with: withLosses, by: loss)
    case .derivative(var derivative):
      // ∂L(ŷ, y)/∂w is the derivative of the loss itself.
      if let of = derivative.of, let (head, arguments) = applications(in: of).first,
        losses.contains(where: { $0.head == head && $0.parameters == arguments })
      {
        derivative.of = head
        return .derivative(derivative)
      }
    default: break
    }
    return formula.mapChildren { withLosses($0) }
  }

  /// The L_t of L = Σ_t L_t(y_t, target_t), which nothing else defines: any function of its arguments.
  static func partOfLoss(in formula: Formula) -> (head: Formula, arguments: [Formula])? {
    var found: (Formula, [Formula])?
    formula.forEach { part in
      guard found == nil, let (head, arguments) = part.appliedFunction, arguments.count > 1, case .scripted = head,
        head.baseName.map({ lossNames.contains($0) }) ?? false
      else { return }
      found = (head, arguments)
    }
    return found
  }

  private func loss(_ head: Formula, _ arguments: [Formula]) -> Formula? {
    guard let loss = losses.first(where: { $0.head == head && $0.parameters.count == arguments.count }) else {
      return nil
    }
    let pairs = zip(loss.parameters, arguments)
    func put(_ formula: Formula) -> Formula {
      pairs.first { $0.0 == formula }?.1 ?? formula.mapChildren(put)
    }
    return .fenced(.round, [put(loss.value)])
  }

  /// A product in which each function with its argument is one factor, where something is to be put in its place.
  private func replacingApplications(
    _ factors: [Formula], _ signs: [ProductSign], with transform: (Formula) -> Formula,
    by replacement: (Formula, [Formula]) -> Formula?
  ) -> Formula {
    var parts: [Formula] = []
    var joints: [ProductSign] = []
    var place = 0
    while place < factors.count {
      if place > 0 { joints.append(signs[place - 1]) }
      if place + 1 < factors.count, signs[place] == .juxtaposition,
        case .fenced(.round, let arguments) = factors[place + 1],
        let value = replacement(factors[place], arguments)
      {
        parts.append(value)
        place += 2
      } else {
        parts.append(transform(factors[place]))
        place += 1
      }
    }
    return parts.count == 1 ? parts[0] : .product(parts, joints)
  }
}

extension Formula {
  /// −Σᵢ yᵢ log pᵢ + (1 − yᵢ) log(1 − pᵢ) with the sum over both terms: the index of the second is bound by nothing else.
  fileprivate var withWholeSums: Formula {
    guard case .sum(let terms) = self, let first = terms.first else { return mapChildren(\.withWholeSums) }
    var (inner, isNegated) = (first, false)
    if case .negated(let a) = first { (inner, isNegated) = (a, true) }
    guard case .big(var big) = inner, big.kind == .sum, big.to != nil || big.from != nil,
      let letter = big.indices.first?.letter, !big.indices.contains(where: { $0.letter == nil }),
      terms.dropFirst().allSatisfy({ $0.usesIndex(letter) })
    else { return mapChildren(\.withWholeSums) }
    big.body = .sum([big.body] + terms.dropFirst())
    return isNegated ? .negated(.big(big)) : .big(big)
  }

  /// Whether a letter stands as an index in it that no sum in it binds.
  private func usesIndex(_ letter: String) -> Bool {
    switch self {
    case .big(let big): !big.indices.contains { $0.letter == letter } && big.body.usesIndex(letter)
    case .scripted(let base, let subscripts, let superscripts):
      subscripts.contains { $0.formula?.letter == letter } || base.usesIndex(letter)
        || superscripts.contains { if case .parenthesised(let index) = $0 { index.letter == letter } else { false } }
    case .derivative: false
    default: children.contains { $0.usesIndex(letter) }
    }
  }

  /// The symbol or group below all scripts.
  fileprivate var unscripted: Formula { if case .scripted(let base, _, _) = self { base.unscripted } else { self } }
}
