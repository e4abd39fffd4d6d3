extension Interpreter {
  /// A whole number that is known: a layer, a number, the number of layers.
  func integer(_ formula: Formula) -> Int? {
    switch formula.ungrouped {
    case .number(let digits): return Int(digits)
    case .negated(let a):
      guard let value = integer(a) else { return nil }
      return -value
    case .sum(let terms):
      var total = 0
      for term in terms {
        guard let value = integer(term), abs(value) < 1_000_000 else { return nil }
        total += value
      }
      return total
    case .symbol(let symbol):
      if let value = environment[symbol.fullName] { return value }
      if symbol.fullName == "L" || symbol.fullName == "T" { return model.variant.depth }
      return nil
    default: return nil
    }
  }

  /// An index as a term; `nil` where it is none.
  func indexTerm(_ formula: Formula) -> IndexTerm? {
    if let value = integer(formula), formula.letter.map({ indices[$0] == nil }) ?? true { return .number(value) }
    switch formula.ungrouped {
    case .symbol(let symbol):
      let name = symbol.fullName
      if indices[name] != nil { return .variable(name) }
      if let dimension = model.dimensions.names[name] { return .length(dimension) }
      return nil
    case .scripted:
      guard let use = model.guide.use(formula), use.isPlain else { return nil }
      if let dimension = model.dimension(of: use, self) { return .length(dimension) }
      let reference = QuantityName(base: use.name.base, labels: use.name.labels)
      let subscripts = use.axes.compactMap { $0 } + [use.example].compactMap { $0 }
      let terms = subscripts.compactMap { indexTerm($0) }
      guard terms.count == subscripts.count, model.isKnown(reference) else { return nil }
      return .label(reference, terms)
    case .negated(let a): return indexTerm(a).map { .negated($0) }
    case .sum(let terms):
      let parts = terms.compactMap { indexTerm($0) }
      guard parts.count == terms.count, let first = parts.first else { return nil }
      return parts.dropFirst().reduce(first) { .sum($0, $1) }
    default: return nil
    }
  }

  /// The axis that an index runs over, from where it stands in a formula.
  func axis(of letter: String, in formula: Formula) -> Dimension? {
    var found: Dimension?
    func visit(_ formula: Formula) {
      guard found == nil else { return }
      if let use = model.guide.use(formula) {
        if let shape = model.shape(of: use, self) {
          if use.example?.letter == letter { found = model.sampleDimension }
          let uses = use.axes.map { $0?.letter }
          if uses.count == 2, use.example == nil {
            if uses[0] == letter { found = shape.rows } else if uses[1] == letter { found = shape.columns }
          } else if uses.count == 1, uses[0] == letter {
            found = axisOfOnlyIndex(shape, hasExample: use.example != nil)
          }
        }
        if found == .some(.one) { found = nil }
      }
      if found == nil, case .scripted(let base, let subscripts, _) = formula, model.guide.use(formula) == nil {
        // An index at a group: (W x)_i.
        if subscripts.first?.formula?.letter == letter { found = meanings(of: base).first?.rows }
      }
      for child in formula.children { visit(child) }
    }
    visit(formula)
    return found
  }

  /// Which axis one index alone counts.
  func axisOfOnlyIndex(_ shape: (rows: Dimension, columns: Dimension), hasExample: Bool) -> Dimension {
    if shape.columns == .one { return shape.rows }
    if shape.rows == .one { return shape.columns }
    let sample = model.sampleDimension
    if hasExample { return shape.rows == sample ? shape.columns : shape.rows }
    return shape.columns == sample ? shape.columns : shape.rows
  }

  func binding(_ letter: String, to axis: Dimension) -> Interpreter {
    var copy = self
    copy.indices[letter] = axis
    copy.environment[letter] = nil
    return copy
  }
}
