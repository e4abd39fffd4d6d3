import ChainRule

/// The network of a numeric example, computed without rounding from the numbers that the document gives.
final class FigureModel {
  private let model: Model
  private let point: TapePoint
  /// Symbols of gradients that the document itself defines: δ_o = ∂L/∂z_o.
  private let definedErrors: Set<QuantityName>
  private var isConsistent = true

  /// The model of statements without figures, in which these quantities have values.
  init(
    _ statements: [Statement], guide: NotationGuide, literals: [QuantityID: FigureArray], functions: [String: String]
  ) {
    var variant = Model.Variant()
    variant.functions = functions
    variant.literals = literals.mapValues(\.lines)
    variant.isScalar = !literals.isEmpty && literals.values.allSatisfy { $0.number != nil }
    let claims = statements.filter { guide.role(of: $0) == .claim }
    let forward = statements.filter { guide.role(of: $0) == .forward }
    let uses = forward.compactMap { guide.use($0.members[0]) }
    let numbers = uses.flatMap(\.instance).compactMap { if case .number(let digits) = $0 { Int(digits) } else { nil } }
    variant.depth = max(1, min(12, (numbers + literals.keys.flatMap(\.instance)).max() ?? 1))
    let document = ReadDocument(name: "", text: "", format: .plainText, statements: statements)
    model = ModelBuilder.model([document], guide: guide, variant: variant)
    // Without numbers, only what is computed matters.
    if !literals.isEmpty { GradientSymbols(model, claims).decide() }
    definedErrors = Set(
      claims.filter { $0.members.dropFirst().contains { if case .derivative = $0 { true } else { false } } }
        .compactMap { guide.use($0.members[0])?.name })
    point = TapePoint(PointValues(model, seed: 1))
    isConsistent = model.dimensions.literalLengths != nil
    nameLoss()
  }

  /// A loss is often called by its symbol in one place and by a word in another.
  private func nameLoss() {
    guard let loss = model.loss else { return }
    for word in ["Loss", "loss", "Cost", "cost", "Error", "error"] {
      let id = QuantityID(name: QuantityName(base: word), instance: [])
      guard !model.isKnown(id.name) else { continue }
      model.aliases[id] = loss
      model.instances[id.name] = [[]]
    }
  }

  /// Whether a symbol has an equation that computes it.
  func isComputed(_ use: ScriptedUse) -> Bool {
    guard let id = id(of: use) else { return false }
    return model.quantities[id]?.definition != nil
  }

  /// Whether a formula is a symbol that an equation computes.
  func isComputed(_ formula: Formula) -> Bool { model.guide.use(formula).map { isComputed($0) } ?? false }

  /// The symbol of the loss.
  var loss: Formula? {
    guard let name = model.loss?.name else { return nil }
    let symbol = Formula.symbol(Symbol(name: name.base))
    return name.labels.isEmpty
      ? symbol : .scripted(symbol, subscripts: name.labels.map { .label($0) }, superscripts: [])
  }

  private func id(of use: ScriptedUse) -> QuantityID? {
    let interpreter = Interpreter(model)
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    guard numbers.count == use.instance.count,
      let (name, instance) = model.known(use.name, numbers.map { .number($0) }, [:])
    else { return nil }
    return QuantityID(
      name: name, instance: instance.compactMap { if case .number(let value) = $0 { value } else { nil } })
  }

  func function(_ head: Formula) -> TermFunction? {
    guard let use = model.guide.use(head) else { return nil }
    var function = model.function(use, Interpreter(model))
    if case .smooth = function { return nil }
    for _ in 0..<use.primes { function = .derivative(function) }
    return function
  }

  func isFunction(_ head: Formula) -> Bool {
    Interpreter(model).isFunction(head)
      || model.guide.use(head).map { TermFunction(named: $0.name.base) != nil } ?? false
  }

  /// The exact values that a formula of symbols may have, by the plainest reading first; empty where the document leaves
  /// something open that it depends on.
  func values(of formula: Formula) -> [FigureArray] {
    guard isConsistent, !hasUnknownError(formula) else { return [] }
    var interpreter = Interpreter(model)
    interpreter.allowsUnknown = false
    var found: [FigureArray] = []
    for meaning in interpreter.meanings(of: formula).prefix(8) where isExact(meaning.term) {
      guard let value = try? point.value(meaning.term), value.shape.rank == 2 else { continue }
      let numbers = value.withUnsafeScalars { Array($0) }
      guard numbers.allSatisfy(\.isFinite) else { continue }
      let array = FigureArray(rows: value.shape[0], columns: value.shape[1], numbers: numbers)
      if !found.contains(array) { found.append(array) }
    }
    return found
  }

  /// δ with a label of its own stands for a gradient by something with the same label, or by what the document says.
  private func hasUnknownError(_ formula: Formula) -> Bool {
    formula.contains { part in
      guard let use = model.guide.use(part), model.guide.isGradientName(use.name), !model.isKnown(use.name),
        !definedErrors.contains(use.name)
      else { return false }
      let target = model.gradientSymbols[use.name] ?? model.defaultErrorTarget
      return target?.labels != use.name.labels
    }
  }

  // MARK: What is known

  /// Whether a term depends only on given numbers and on functions that are known.
  private func isExact(_ term: Term) -> Bool {
    var visited: Set<QuantityID> = []
    return isExact(term, &visited)
  }

  private func isExact(_ term: Term, _ visited: inout Set<QuantityID>) -> Bool {
    var exact = true
    var references: [QuantityReference] = []
    term.forEach { part in
      switch part {
      case .function(let function, _): if function.isUnknown { exact = false }
      case .generic: exact = false
      case .pullback(_, _, let to, _): references.append(to)
      case .quantity(let reference): references.append(reference)
      case .derivative(let derivative): references.append(derivative.by)
      case .index(let index): if !isExact(index) { exact = false }
      case .over(_, _, let from, let to, _, _): if !isExact(from) || !isExact(to) { exact = false }
      case .identity(let n): if !isExact(n) { exact = false }
      case .ones(let n, let m): if !isExact(n) || !isExact(m) { exact = false }
      default: break
      }
    }
    return exact && references.allSatisfy { isExact($0, &visited) }
  }

  private func isExact(_ reference: QuantityReference, _ visited: inout Set<QuantityID>) -> Bool {
    let numbers = reference.instance.compactMap {
      if case .number(let value) = $0 { value } else { Optional<Int>.none }
    }
    let instances =
      numbers.count == reference.instance.count ? [numbers] : Array(model.instances[reference.name] ?? [])
    return instances.allSatisfy { instance in
      let id = model.resolve(QuantityID(name: reference.name, instance: instance))
      guard visited.insert(id).inserted else { return true }
      guard let quantity = model.quantities[id] else { return false }
      if quantity.literal != nil { return true }
      guard let definition = quantity.definition, isExact(quantity.rows), isExact(quantity.columns) else {
        return false
      }
      return isExact(definition.term, &visited)
    }
  }

  private func isExact(_ index: IndexTerm) -> Bool {
    switch index {
    case .number, .variable: true
    case .length(let dimension): isExact(dimension)
    case .sum(let a, let b): isExact(a) && isExact(b)
    case .negated(let a): isExact(a)
    case .label: false
    }
  }

  /// Whether a length is that of something that is written out.
  private func isExact(_ dimension: Dimension) -> Bool {
    guard case .variable(let root) = model.dimensions.root(dimension) else { return true }
    return model.dimensions.literalLengths?[root] != nil
  }
}

extension TermFunction {
  fileprivate var isUnknown: Bool {
    switch self {
    case .smooth: true
    case .derivative(let function): function.isUnknown
    default: false
    }
  }
}

extension DimensionTable {
  private static let literalPrefix = "literal "

  /// The length of matrices that are written out with so many rows or columns.
  mutating func literal(_ length: Int) -> Dimension {
    length == 1 ? .one : named(Self.literalPrefix + "\(length)")
  }

  /// The lengths that are written out, by variable; `nil` where the document makes two different ones equal.
  var literalLengths: [Int: Int]? {
    var lengths: [Int: Int] = [:]
    for (name, dimension) in names where name.hasPrefix(Self.literalPrefix) {
      guard let length = Int(name.dropFirst(Self.literalPrefix.count)) else { continue }
      guard case .variable(let root) = root(dimension), lengths.updateValue(length, forKey: root) == nil else {
        return nil
      }
    }
    return lengths
  }
}

extension ModelBuilder {
  /// Takes the quantities that the variant gives values as given.
  func declareLiterals() {
    guard !model.variant.literals.isEmpty else { return }
    // Vectors may be written out that have other lengths than the given ones.
    for length in 2...16 { _ = model.dimensions.literal(length) }
    for (id, rows) in model.variant.literals {
      let height = model.dimensions.literal(rows.count)
      let width = model.dimensions.literal(rows.first?.count ?? 1)
      model.quantities[id] = Model.Quantity(rows: height, columns: width, literal: rows)
      model.instances[id.name, default: []].insert(id.instance)
    }
  }
}
