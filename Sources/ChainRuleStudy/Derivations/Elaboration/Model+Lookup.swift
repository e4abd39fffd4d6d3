extension Model {
  /// Whether a symbol names a quantity, of whatever layer.
  func isKnown(_ name: QuantityName) -> Bool { instances[name] != nil }

  /// What has a definition that does not fit the shape that was guessed for it, and what depends on that.
  var unreliableNames: Set<QuantityName> {
    var names: Set<QuantityName> = []
    let stated = Set(declared.map(\.name))
    for (id, quantity) in quantities where quantity.definition == nil && !stated.contains(id.name) {
      if let line = quantity.line, problems[line] != nil { names.insert(id.name) }
    }
    guard !names.isEmpty else { return [] }
    var count = 0
    while count != names.count {
      count = names.count
      for (id, quantity) in quantities where !names.contains(id.name) {
        quantity.definition?.term.forEach { term in
          if case .quantity(let reference) = term, names.contains(reference.name) { names.insert(id.name) }
        }
      }
    }
    return names
  }

  /// The quantity that a name and its layer mean.
  ///
  /// The small letter means the large one where an element is meant, or a layer.
  func known(_ name: QuantityName, _ instance: [IndexTerm], _ environment: [String: Int], isElement: Bool = false)
    -> (QuantityName, [IndexTerm])?
  {
    let numbers = instance.compactMap { term -> Int? in if case .number(let value) = term { value } else { nil } }
    guard numbers.count == instance.count else { return nil }
    let spelled = name
    for name in [name] + (isElement || !numbers.isEmpty || isBatch(of: name) ? otherSpellings(of: name) : []) {
      let id = resolve(QuantityID(name: name, instance: numbers))
      if quantities[id] != nil { return (id.name, id.instance.map { .number($0) }) }
      // The only layer there is needs no number; labels y have none.
      if numbers.isEmpty, !(name != spelled && ["y", "t"].contains(spelled.base)), let only = instances[name] {
        let id = resolve(
          QuantityID(name: name, instance: variant.depth == 1 ? [1] : only.count == 1 ? only.first ?? [] : []))
        if quantities[id] != nil { return (id.name, id.instance.map { .number($0) }) }
      }
    }
    return nil
  }

  /// Whether x_i is one of the vectors that a matrix X holds.
  func isVector(_ use: ScriptedUse) -> Bool {
    use.axes.count == 1 && use.name.base.first?.isLowercase == true && !isKnown(use.name)
      && !otherSpellings(of: use.name).isEmpty
  }

  /// Whether a large letter without an index stands for all samples y^{(i)} together.
  private func isBatch(of name: QuantityName) -> Bool {
    guard let sampleDimension, name.base.first?.isUppercase == true,
      let quantity = quantities[
        QuantityID(name: QuantityName(base: name.base.lowercased(), labels: name.labels), instance: [])]
    else { return false }
    return [quantity.rows, quantity.columns].contains { dimensions.root($0) == dimensions.root(sampleDimension) }
  }

  /// An element is often written with the small letter: w_{11} of W.
  private func otherSpellings(of name: QuantityName) -> [QuantityName] {
    // a may be another name of the output, and a^{[1]} be of A all the same.
    let isOnlyAlias = instances[name] == [[]] && aliases[QuantityID(name: name, instance: [])] != nil
    guard let first = name.base.first, !isKnown(name) || isOnlyAlias else { return [] }
    let changed = first.isLowercase ? first.uppercased() : first.lowercased()
    guard changed != String(first) else { return [] }
    // ω stands for w in many hands.
    return [changed, name.base == "ω" ? "W" : changed].map {
      QuantityName(base: $0 + name.base.dropFirst(), labels: name.labels)
    }.filter { isKnown($0) }
  }

  func shape(ofKnown name: QuantityName, _ instance: [IndexTerm], _ environment: [String: Int])
    -> (rows: Dimension, columns: Dimension)?
  {
    let numbers = instance.compactMap { term -> Int? in if case .number(let value) = term { value } else { nil } }
    guard let quantity = quantities[QuantityID(name: name, instance: numbers)] else { return nil }
    return (dimensions.root(quantity.rows), dimensions.root(quantity.columns))
  }

  /// The shape of what a symbol refers to, its elements aside.
  func shape(of use: ScriptedUse, _ interpreter: Interpreter) -> (rows: Dimension, columns: Dimension)? {
    var name = use.name
    if !isKnown(name), let target = gradientSymbols[name] ?? (name.base == "δ" ? defaultErrorTarget : nil) {
      name = target
    }
    // Of several layers that an index runs over, the first will do.
    let instance = use.instance.map { interpreter.indexTerm($0) ?? .number(1) }
    guard
      let (known, numbers) = known(
        name, instance, interpreter.environment, isElement: !use.axes.isEmpty || use.example != nil)
    else { return nil }
    return shape(ofKnown: known, numbers, interpreter.environment)
  }

  /// The length that a symbol names: m, n_x, n^{[l]}.
  func dimension(of use: ScriptedUse, _ interpreter: Interpreter) -> Dimension? {
    guard use.axes.isEmpty, use.isPlain, let title = dimensionTitle(of: use, interpreter) else { return nil }
    guard let dimension = dimensions.names[title] else { return nil }
    return dimensions.root(dimension)
  }

  func dimensionTitle(of use: ScriptedUse, _ interpreter: Interpreter) -> String? {
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    guard numbers.count == use.instance.count else { return nil }
    return use.name.description + numbers.map { "[\($0)]" }.joined()
  }

  /// Lengths of matrices that are written out.
  func literalDimension(_ length: Int) -> Dimension {
    if length == 1 { return .one }
    return dimensions.names["literal \(length)"].map { dimensions.root($0) } ?? .one
  }

  /// Takes a symbol that nothing is known of as given: a number, or what its elements say.
  func adopt(_ use: ScriptedUse, _ interpreter: Interpreter) -> QuantityID? {
    guard !isClosed, use.axes.count <= 1, use.example == nil, !use.isDifferential, !isKnown(use.name) else {
      return nil
    }
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    guard numbers.count == use.instance.count else { return nil }
    var rows = Dimension.one
    if let letter = use.axes.first.flatMap({ $0?.letter }) {
      guard let axis = interpreter.indices[letter] else { return nil }
      rows = axis
    }
    let id = QuantityID(name: use.name, instance: numbers)
    quantities[id] = Quantity(rows: rows, columns: .one, role: .constant)
    instances[use.name, default: []].insert(numbers)
    adopted.insert(id)
    return id
  }

  /// The function that a layer has for its activation, where an equation of that layer says so.
  func layerFunction(_ name: QuantityName, _ instance: [IndexTerm]) -> TermFunction? {
    let numbers = instance.compactMap { term -> Int? in if case .number(let value) = term { value } else { nil } }
    guard !numbers.isEmpty, numbers.count == instance.count else { return nil }
    return layerFunctions[QuantityID(name: name, instance: numbers)]
  }

  func function(_ use: ScriptedUse, _ interpreter: Interpreter) -> TermFunction {
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    if let known = layerFunctions[QuantityID(name: use.name, instance: numbers)] { return known }
    if let known = functions[use.name.base] { return known }
    if let known = TermFunction(named: use.name.base) { return known }
    return .smooth(use.name.description + numbers.map { "[\($0)]" }.joined())
  }
}

extension TermFunction {
  /// A function that has a name of its own.
  init?(named name: String) {
    switch name.lowercased() {
    case "exp": self = .exp
    case "log", "ln": self = .log
    case "sqrt": self = .sqrt
    case "tanh": self = .tanh
    case "sigmoid", "logistic", "sigm": self = .sigmoid
    case "relu": self = .relu
    case "softplus": self = .softplus
    case "sin": self = .sin
    case "cos": self = .cos
    case "abs": self = .abs
    case "sign", "sgn": self = .sign
    case "softmax": self = .softmax(.rows)
    case "identity", "linear": self = .identity
    default: return nil
    }
  }
}
