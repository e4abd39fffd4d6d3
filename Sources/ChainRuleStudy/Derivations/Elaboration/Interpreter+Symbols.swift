extension Interpreter {
  func symbolMeanings(_ formula: Formula) -> [Candidate] {
    guard let use = model.guide.use(formula) else { return [] }
    return meanings(of: use)
  }

  func scriptedMeanings(_ formula: Formula) -> [Candidate] {
    if let use = model.guide.use(formula) { return meanings(of: use) }
    guard case .scripted(let base, let subscripts, let superscripts) = formula else { return [] }
    if case .fenced(.doubleBars, let parts) = base, parts.count == 1 { return normMeanings(parts[0], superscripts) }
    return meanings(of: base).flatMap { meaning -> [Candidate] in
      var results = [meaning]
      if !subscripts.isEmpty {
        results = results.flatMap { elements($0, subscripts.map { $0 == .slice ? nil : $0.formula }) }
      }
      for superscript in superscripts {
        results = results.flatMap { result -> [Candidate] in
          switch superscript {
          case .transpose: [result.transposed()]
          case .prime: [result.transposed().with(cost: 1, "′ is the transpose")]
          case .plain(let power): self.power(result, power)
          case .bracketed, .parenthesised, .label: []
          }
        }
      }
      return results
    }
  }

  private func normMeanings(_ inner: Formula, _ superscripts: [Superscript]) -> [Candidate] {
    meanings(of: inner).flatMap { inner -> [Candidate] in
      let norm = Candidate(
        term: .reduction(.norm, .both, inner.term), rows: .one, columns: .one, cost: inner.cost, notes: inner.notes)
      guard let power = superscripts.first?.formula else { return superscripts.isEmpty ? [norm] : [] }
      if power == .number("2") {
        return [norm.replacing(.reduction(.sum, .both, .function(.square, inner.term)))]
      }
      return self.power(norm, power)
    }
  }

  func power(_ base: Candidate, _ exponent: Formula) -> [Candidate] {
    if exponent == .number("2") { return [base.replacing(.function(.square, base.term))] }
    // The inverse of a matrix is beyond what is read here; that of a number is not.
    return meanings(of: exponent).filter(\.isNumber).compactMap { exponent in
      if case .negated(.number(1)) = exponent.term, !base.isNumber { return nil }
      return .joined(base, exponent, .power(base.term, exponent.term), base.rows, base.columns)
    }
  }

  /// A part of a value that is not a symbol.
  private func elements(_ value: Candidate, _ axes: [Formula?]) -> [Candidate] {
    let terms = axes.map { axis in axis.map { indexTerm($0) } }
    guard !terms.contains(where: { if case .some(.none) = $0 { true } else { false } }) else { return [] }
    switch terms.count {
    case 1:
      guard let index = terms[0] ?? nil else { return [] }
      if value.isColumn { return [.number(.element(value.term, row: index, column: nil)).with(cost: value.cost)] }
      if value.isRow { return [.number(.element(value.term, row: nil, column: index)).with(cost: value.cost)] }
      return []
    case 2:
      let row = terms[0] ?? nil
      let column = terms[1] ?? nil
      return [
        Candidate(
          term: .element(value.term, row: row, column: column), rows: row == nil ? value.rows : .one,
          columns: column == nil ? value.columns : .one, cost: value.cost, notes: value.notes)
      ]
    default: return []
    }
  }

  // MARK: A symbol

  func meanings(of use: ScriptedUse) -> [Candidate] {
    plainMeanings(of: use).flatMap { value -> [Candidate] in
      var results = [value]
      if use.isTransposed { results = results.map { $0.transposed() } }
      if use.name.base == "e", !model.isKnown(use.name) { return results }
      for power in use.powers { results = results.flatMap { self.power($0, power) } }
      return results
    }
  }

  private func plainMeanings(of use: ScriptedUse) -> [Candidate] {
    let base = use.name.base
    if use.primes > 0 { return primedMeanings(use) }
    if base == "e", let exponent = use.powers.first, !model.isKnown(use.name) { return exponentialMeanings(exponent) }
    if use.isDifferential { return gradientMeanings(use, shorthand: "d" + base) }
    if base == "δ", use.axes.count == 2, use.instance.isEmpty, use.example == nil,
      let first = use.axes[0].flatMap({ indexTerm($0) }), let second = use.axes[1].flatMap({ indexTerm($0) })
    {
      // Two indices of one axis are compared; an index of a class and one of a sample belong to an error.
      let axes = [first, second].map { index -> Dimension? in
        if case .variable(let name) = index { indices[name].map { model.dimensions.root($0) } } else { nil }
      }
      let error = gradientMeanings(use, shorthand: base)
      let kronecker = Candidate.number(.indicator(.compare(.index(first), .equal, .index(second))))
      if axes[0] != nil, axes[1] != nil, axes[0] != axes[1] { return error }
      return [kronecker] + error.map { $0.with(cost: 1, "δ is the error") }
    }
    if let direct = referenceMeanings(use), !direct.isEmpty { return direct }
    if model.gradientSymbols[use.name] != nil || base == "δ" && use.name.labels.isEmpty {
      return gradientMeanings(use, shorthand: base)
    }
    if let special = specialMeanings(use) { return special }
    // An error that nothing is said of is no given number.
    guard allowsUnknown, base != "δ", let id = model.adopt(use, self) else { return [] }
    _ = id
    return referenceMeanings(use) ?? []
  }

  private func exponentialMeanings(_ exponent: Formula) -> [Candidate] {
    meanings(of: exponent).map { $0.replacing(.function(.exp, $0.term)) }
  }

  /// X′ is a transpose where X is known and X′ is no function.
  private func primedMeanings(_ use: ScriptedUse) -> [Candidate] {
    var plain = use
    plain.primes = 0
    guard use.primes == 1, model.isKnown(use.name) else { return [] }
    return (referenceMeanings(plain) ?? []).map { $0.transposed().with(cost: 1, "′ is the transpose") }
  }

  /// Numbers that have letters: indices, lengths, 𝟏, I.
  private func specialMeanings(_ use: ScriptedUse) -> [Candidate]? {
    let base = use.name.base
    if use.axes.isEmpty, use.instance.isEmpty, use.name.labels.isEmpty {
      if let value = environment[base] { return [.number(.number(Double(value)))] }
      if indices[base] != nil { return [.number(.index(.variable(base)))] }
    }
    // The power of a length is taken by the caller.
    var plain = use
    plain.powers = []
    if let dimension = model.dimension(of: plain, self) { return [.number(.index(.length(dimension)))] }
    if base == "π" { return [.number(.number(.pi))] }
    if base == "e" { return [.number(.number(2.718281828459045))] }
    if base == "1" || base == "𝟏" || base == "𝟙" {
      return model.dimensions.roots.map {
        Candidate(term: .ones(.variable($0), .one), rows: .variable($0), columns: .one)
      }
    }
    if base == "I" || base == "𝐼" {
      return model.dimensions.roots.map {
        Candidate(term: .identity(.variable($0)), rows: .variable($0), columns: .variable($0))
      }
    }
    if base == "L" || base == "T", model.loss?.name.base != base {
      return [.number(.number(Double(model.variant.depth)))]
    }
    return nil
  }

  // MARK: References

  /// The layers or steps that a symbol is of, as terms.
  func instance(of use: ScriptedUse) -> [IndexTerm]? {
    let terms = use.instance.compactMap { indexTerm($0) }
    return terms.count == use.instance.count ? terms : nil
  }

  /// The parts of a known quantity that a symbol may mean, each with how far that is from the plain reading.
  func references(of use: ScriptedUse) -> [(
    reference: QuantityReference, rows: Dimension, columns: Dimension, cost: Int
  )] {
    guard let instance = instance(of: use),
      let (name, instance) = model.known(
        use.name, instance, environment, isElement: !use.axes.isEmpty || use.example != nil),
      let shape = model.shape(ofKnown: name, instance, environment)
    else { return [] }
    let whole = QuantityReference(name: name, instance: instance)
    let axes = use.axes.map { axis in axis.map { indexTerm($0) } }
    guard !axes.contains(where: { if case .some(.none) = $0 { true } else { false } }) else { return [] }
    func part(_ row: IndexTerm?, _ column: IndexTerm?, cost: Int = 0)
      -> (reference: QuantityReference, rows: Dimension, columns: Dimension, cost: Int)
    {
      var reference = whole
      reference.row = row
      reference.column = column
      return (reference, row == nil ? shape.rows : .one, column == nil ? shape.columns : .one, cost)
    }
    let sample = model.sampleDimension
    if let example = use.example {
      guard let index = indexTerm(example) else { return [] }
      let hasSamplesInRows = shape.rows == sample && sample != nil
      let hasSamplesInColumns = shape.columns == sample && sample != nil
      guard hasSamplesInRows || hasSamplesInColumns else { return axes.isEmpty ? [part(nil, nil)] : [] }
      switch axes.count {
      case 0: return [hasSamplesInColumns ? part(nil, index) : part(index, nil)]
      case 1:
        let other = axes[0] ?? nil
        return [hasSamplesInColumns ? part(other, index) : part(index, other)]
      default: return []
      }
    }
    switch axes.count {
    case 0: return [part(nil, nil)]
    case 1:
      guard let index = axes[0] ?? nil else { return [part(nil, nil)] }
      if shape.rows == .one && shape.columns == .one {
        return [part(nil, nil, cost: model.variant.hasOneFeature ? 0 : 1)]
      }
      if shape.columns == .one { return [part(index, nil)] }
      if shape.rows == .one { return [part(nil, index)] }
      if shape.columns == sample { return [part(nil, index), part(index, nil, cost: 1)] }
      return [part(index, nil), part(nil, index, cost: 1)]
    case 2:
      let row = axes[0] ?? nil
      let column = axes[1] ?? nil
      if model.variant.hasOneFeature {
        if shape.columns == .one, shape.rows != .one, row != nil { return [part(row, nil)] }
        if shape.rows == .one, shape.columns != .one, column != nil { return [part(nil, column)] }
        if shape.rows == .one, shape.columns == .one { return [part(nil, nil)] }
      }
      if shape.columns == .one, row != nil, column == .number(1) || column == nil { return [part(row, nil)] }
      if shape.rows == .one, column != nil, row == .number(1) || row == nil { return [part(nil, column)] }
      guard shape.rows != .one, shape.columns != .one else { return [] }
      return [part(row, column)]
    default: return []
    }
  }

  private func referenceMeanings(_ use: ScriptedUse) -> [Candidate]? {
    let found = references(of: use)
    guard !found.isEmpty else { return nil }
    return found.flatMap { reference, rows, columns, cost -> [Candidate] in
      let meaning = Candidate(term: .quantity(reference), rows: rows, columns: columns, cost: cost)
      // A row of a matrix is a vector for most authors.
      if reference.row != nil, reference.column == nil, columns != .one {
        if model.rowArrays.contains(reference.name) || model.isVector(use) {
          return [meaning.transposed(), meaning.with(cost: 1, "it is a row")]
        }
        return [meaning, meaning.transposed().with(cost: 1, "the row is a column vector")]
      }
      return [meaning]
    }
  }

  // MARK: Gradients

  /// dZ, δ: the loss's derivative by what they belong to.
  private func gradientMeanings(_ use: ScriptedUse, shorthand: String) -> [Candidate] {
    guard let loss = model.loss else { return [] }
    var target = use
    target.isDifferential = false
    target.isTransposed = false
    target.powers = []
    if !use.isDifferential, use.instance.isEmpty, let instance = model.gradientInstances[use.name] {
      target.instance = instance
    }
    if !use.isDifferential { target.name = model.gradientSymbols[use.name] ?? model.defaultErrorTarget ?? use.name }
    let lossReference = QuantityReference(name: loss.name, instance: loss.instance.map { .number($0) })
    return references(of: target).map { reference, rows, columns, cost in
      let derivative = TermDerivative(
        of: .quantity(lossReference), by: reference, form: .gradient,
        isDirect: model.directGradients.contains(use.name) && !use.isDifferential)
      var term = Term.derivative(derivative)
      if model.scaledShorthands.contains(shorthand), let sample = model.sampleDimension {
        term = .product(.index(.length(sample)), term)
      }
      var meaning = Candidate(term: term, rows: rows, columns: columns, cost: cost)
      meaning.cotangentOf = reference
      return meaning
    }
  }
}
