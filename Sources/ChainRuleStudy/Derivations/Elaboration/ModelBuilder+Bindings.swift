extension ModelBuilder {
  /// Takes what bindings say about quantities: their shapes, and that there are such.
  func declareBound() {
    for symbol in model.guide.bound {
      if let shape = symbol.shape { declare(symbol, shape) }
    }
    for symbol in model.guide.bound where symbol.role != nil || symbol.value != nil { introduce(symbol) }
    for symbol in model.guide.bound {
      guard !symbol.use.instance.isEmpty, let name = symbol.function?.rawValue else { continue }
      for (id, _) in instances(symbol) {
        model.layerFunctions[id] = TermFunction(named: name) ?? .smooth(id.description)
      }
    }
  }

  /// The quantities of a symbol; where its layer is a letter, or left out, those of all layers.
  private func instances(_ symbol: BoundSymbol) -> [(id: QuantityID, interpreter: Interpreter)] {
    var interpreter = Interpreter(model)
    let use = symbol.use
    if symbol.isOfAllLayers {
      return (1...max(1, model.variant.depth)).map { (QuantityID(name: use.name, instance: [$0]), interpreter) }
    }
    let letters = use.instance.compactMap { $0.offsetLetter ?? $0.letter }.filter {
      interpreter.integer(.symbol(Symbol(name: $0))) == nil
    }
    return environments(letters).compactMap { environment in
      interpreter.environment = environment
      let numbers = use.instance.compactMap { interpreter.integer($0) }
      guard numbers.count == use.instance.count, numbers.allSatisfy({ $0 >= (letters.isEmpty ? 0 : 1) })
      else { return nil }
      return (QuantityID(name: use.name, instance: numbers), interpreter)
    }
  }

  /// A shape makes lengths equal that the document has no name for, or another one.
  private func declare(_ symbol: BoundSymbol, _ shape: [BoundDimension]) {
    let lengths = shape.compactMap(\.formula)
    guard lengths.count == shape.count, shape.count <= 2, symbol.use.axes.isEmpty, symbol.use.example == nil else {
      return model.refused.append(symbol.located)
    }
    for (id, interpreter) in instances(symbol) {
      let wanted = lengths.map { declaredDimension($0, interpreter) }
      let (rows, columns) = (wanted[0], wanted.count > 1 ? wanted[1] : .one)
      guard let quantity = model.quantities[id] else {
        model.quantities[id] = Model.Quantity(rows: rows, columns: columns, line: symbol.located.line ?? 0)
        model.instances[id.name, default: []].insert(id.instance)
        model.declared.insert(id)
        continue
      }
      let fits = [(quantity.rows, rows), (quantity.columns, columns)].map {
        model.dimensions.unify($0, $1, allowsOne: true)
      }
      if fits.contains(false) { model.refused.append(symbol.located) }
    }
  }

  /// A quantity that is only spoken of in claims is one all the same; a constant is a number.
  private func introduce(_ symbol: BoundSymbol) {
    guard symbol.use.axes.isEmpty, symbol.use.example == nil, symbol.role != .loss else { return }
    if symbol.isOfAllLayers { return }
    for (id, _) in instances(symbol) where model.quantities[id] == nil {
      note(id)
      if symbol.role == .constant || symbol.value != nil {
        model.quantities[id]?.rows = .one
        model.quantities[id]?.columns = .one
      }
    }
  }

  /// Says what the quantities are that bindings give a role or a value; what is said goes before what was found out.
  func assignBound() {
    for symbol in model.guide.bound {
      for (id, quantity) in model.quantities where symbol.means(id) {
        var quantity = quantity
        if let role = symbol.role, role != .loss {
          quantity.role = .init(rawValue: role.rawValue) ?? quantity.role
          if role != .label { (quantity.sumsToOne, quantity.isPositive) = (nil, false) }
        }
        if let value = symbol.value {
          // An array has no value.
          if [quantity.rows, quantity.columns].allSatisfy({ model.dimensions.root($0) == .one }) {
            quantity.literal = [[value]]
          } else {
            model.refused.append(symbol.located)
          }
        }
        model.quantities[id] = quantity
      }
    }
  }
}

extension NotationGuide {
  /// Whether a quantity is said to be given, whatever an equation says: it has no way back into what it is made of.
  func isGiven(_ id: QuantityID) -> Bool {
    bound.contains { ($0.role != nil && $0.role != .loss || $0.value != nil) && $0.means(id) }
  }

  /// The symbols that are said to have a role, in the order in which that is said.
  func ids(of role: Binding.Role) -> [QuantityID] {
    bound.filter { $0.role == role }.map { symbol in
      QuantityID(
        name: symbol.use.name,
        instance: symbol.use.instance.compactMap { if case .number(let digits) = $0 { Int(digits) } else { nil } })
    }
  }
}

extension Model {
  /// Why a claim cannot be judged that takes a derivative by what is said to be a constant.
  func constantDerivative(in members: [Formula]) -> String? {
    var constant: BoundSymbol?
    func visit(_ formula: Formula) {
      guard constant == nil else { return }
      var targets: [ScriptedUse] = []
      if case .derivative(let derivative) = formula {
        targets = derivative.by.compactMap { guide.use($0.ungrouped) }
      } else if let use = guide.use(formula), use.isDifferential {
        targets = [use]
      }
      for target in targets {
        constant = guide.bound.first { $0.role == .constant && $0.use.name == target.name }
        if constant != nil { return }
      }
      for child in formula.children { visit(child) }
    }
    for member in members { visit(member) }
    return constant.map { "\($0.located.title) says that \($0.use.name) is a constant, which has no gradient" }
  }
}
