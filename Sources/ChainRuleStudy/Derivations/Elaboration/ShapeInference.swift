/// Makes the lengths of axes equal that a definition says are equal.
struct ShapeInference {
  typealias Shape = (rows: Dimension, columns: Dimension)

  private let model: Model
  private var interpreter: Interpreter
  /// The axes that indices run over, as far as they are known.
  private var axes: [String: Dimension] = [:]

  init(_ model: Model, environment: [String: Int]) {
    self.model = model
    interpreter = Interpreter(model, environment: environment)
  }

  /// A definition: the value of the formula has the shape of the symbol, or of the element it defines.
  mutating func unify(_ target: Shape, _ use: ScriptedUse, _ formula: Formula) {
    let target = (rows: model.dimensions.root(target.rows), columns: model.dimensions.root(target.columns))
    let letters = use.axes.map { $0?.letter }
    var wholeRows = true
    var wholeColumns = true
    if let example = use.example?.letter {
      let inColumns = model.variant.samples == .columns
      axes[example] = inColumns ? target.columns : target.rows
      if inColumns { wholeColumns = false } else { wholeRows = false }
      if letters.count == 1, let letter = letters[0] {
        axes[letter] = inColumns ? target.rows : target.columns
        (wholeRows, wholeColumns) = (false, false)
      }
    } else if letters.count == 2 {
      if let letter = letters[0] { axes[letter] = target.rows }
      if let letter = letters[1] { axes[letter] = target.columns }
      (wholeRows, wholeColumns) = (letters[0] == nil, letters[1] == nil)
    } else if letters.count == 1, let letter = letters[0] {
      axes[letter] = target.rows
      wholeRows = false
    }
    guard let shape = shape(of: formula) else { return }
    if wholeRows { join(target.rows, shape.rows) }
    if wholeColumns {
      // A sample that stands in a row is still written as a column.
      let isColumn = use.example != nil && model.dimensions.root(shape.columns) == .one
      join(target.columns, isColumn ? shape.rows : shape.columns)
    }
  }

  private mutating func join(_ a: Dimension, _ b: Dimension) { model.dimensions.unify(a, b, allowsOne: true) }

  private func isNumber(_ shape: Shape) -> Bool {
    model.dimensions.root(shape.rows) == .one && model.dimensions.root(shape.columns) == .one
  }

  mutating func shape(of formula: Formula) -> Shape? {
    switch formula {
    case .number, .placeholder: return (.one, .one)
    case .symbol, .scripted:
      if let use = model.guide.use(formula) { return shape(of: use) }
      guard case .scripted(let base, let subscripts, let superscripts) = formula else { return nil }
      if case .fenced(.doubleBars, let parts) = base {
        for part in parts { _ = shape(of: part) }
        return (.one, .one)
      }
      guard let inner = shape(of: base) else { return nil }
      if !subscripts.isEmpty { return (.one, .one) }
      return superscripts.contains(.transpose) ? (inner.columns, inner.rows) : inner
    case .negated(let a), .root(let a, _): return shape(of: a)
    case .sum(let terms): return sum(terms)
    case .product(let factors, let signs): return product(factors, signs)
    case .fraction(let a, let b, _):
      let (a, b) = (shape(of: a), shape(of: b))
      guard let a, let b else { return a ?? b }
      if isNumber(b) { return a }
      if isNumber(a) { return b }
      if model.dimensions.root(b.columns) != .one { join(a.columns, b.columns) }
      if model.dimensions.root(b.rows) != .one { join(a.rows, b.rows) }
      return a
    case .fenced(let fence, let parts):
      if fence == .doubleBars || fence == .angles {
        for part in parts { _ = shape(of: part) }
        return (.one, .one)
      }
      guard parts.count == 1 else { return nil }
      return shape(of: parts[0])
    case .application(let head, let arguments):
      let name = head.baseName?.lowercased() ?? ""
      let arguments = arguments.flatMap { argument -> [Formula] in
        switch argument {
        case .fenced(.round, let parts), .fenced(.none, let parts): parts
        default: [argument]
        }
      }
      let shapes = arguments.map { shape(of: $0) }
      if ["max", "min", "maximum", "minimum"].contains(name), shapes.count == 2 {
        return shapes.compactMap { $0 }.first { !isNumber($0) } ?? (.one, .one)
      }
      if ["sum", "mean", "tr", "trace", "det"].contains(name) || arguments.count > 1 {
        // Only a square matrix has a trace.
        if ["tr", "trace"].contains(name), let inner = shapes.first ?? nil { join(inner.rows, inner.columns) }
        // A loss compares what has one shape.
        let known = shapes.compactMap { $0 }
        if known.count == 2, !["sum", "mean"].contains(name) {
          if !isNumber(known[0]) || !isNumber(known[1]) {
            join(known[0].rows, known[1].rows)
            join(known[0].columns, known[1].columns)
          }
        }
        return (.one, .one)
      }
      if name == "diag", let inner = shapes.first ?? nil {
        return model.dimensions.root(inner.columns) == .one ? (inner.rows, inner.rows) : (inner.rows, .one)
      }
      return shapes.first ?? nil
    case .big(let big): return self.big(big)
    case .cases(let rows):
      var result: Shape?
      for row in rows { result = shape(of: row.value) ?? result }
      return result
    case .indicator(let condition):
      return condition.members.compactMap { shape(of: $0) }.first { !isNumber($0) } ?? (.one, .one)
    case .matrix(let rows, _):
      for element in rows.flatMap({ $0 }) { _ = shape(of: element) }
      let shape: Shape = (model.literalDimension(rows.count), model.literalDimension(rows.first?.count ?? 1))
      // Without a length for what is written out, nothing is known.
      return rows.count > 1 && shape.rows == .one || shape.columns == .one && rows.first?.count != 1 ? nil : shape
    case .derivative, .differential, .ellipsis, .words: return nil
    }
  }

  /// A label beside a single computed number is a number.
  private mutating func collapseLabels(_ formulas: [Formula], _ shapes: [Shape]) {
    let hasComputedNumber = zip(formulas, shapes).contains { formula, shape in
      isNumber(shape)
        && formula.contains { part in
          guard let use = model.guide.use(part) else { return false }
          return model.isKnown(use.name) && !["y", "t"].contains(use.name.base)
        }
    }
    guard hasComputedNumber else { return }
    for (formula, shape) in zip(formulas, shapes) where ["y", "t"].contains(formula.ungrouped.baseName) {
      join(shape.rows, .one)
    }
  }

  /// What is subtracted from X w, or X w from it, has its shape: Y is no vector that goes to every sample.
  private mutating func joinResidual(_ terms: [Formula]) {
    guard terms.count == 2, case .negated(let second) = terms[1] else { return }
    for (product, value) in [(terms[0], second), (second, terms[0])] {
      guard case .product = product.ungrouped, model.guide.use(value) != nil, let a = shape(of: product),
        let b = shape(of: value), model.dimensions.root(a.columns) == .one, !isNumber(a), !isNumber(b)
      else { continue }
      join(a.columns, b.columns)
    }
  }

  private mutating func sum(_ terms: [Formula]) -> Shape? {
    let shapes = terms.compactMap { shape(of: $0) }
    if shapes.count == terms.count {
      collapseLabels(terms.map { if case .negated(let a) = $0 { a } else { $0 } }, shapes)
    }
    joinResidual(terms)
    guard var result = shapes.first(where: { !isNumber($0) }) else { return shapes.first }
    for shape in shapes where !isNumber(shape) {
      // A vector is added to every sample; a matrix decides the shape.
      let rows = model.dimensions.root(shape.rows)
      let columns = model.dimensions.root(shape.columns)
      if columns == .one, model.dimensions.root(result.columns) != .one {
        if model.variant.samples == .rows, rows != model.dimensions.root(result.rows) {
          join(result.columns, rows)
        } else {
          join(result.rows, rows)
        }
      } else if model.dimensions.root(result.columns) == .one, columns != .one {
        if model.variant.samples == .rows, rows != model.dimensions.root(result.rows), rows != .one {
          join(shape.columns, result.rows)
        } else if rows != .one {
          join(shape.rows, result.rows)
        }
        result = shape
      } else if rows == .one, model.dimensions.root(result.rows) != .one {
        join(result.columns, columns)
      } else if model.dimensions.root(result.rows) == .one, rows != .one {
        join(result.columns, columns)
        result = shape
      } else {
        join(result.rows, shape.rows)
        join(result.columns, shape.columns)
      }
    }
    return result
  }

  private mutating func product(_ factors: [Formula], _ signs: [ProductSign]) -> Shape? {
    if factors.count == 2 || factors.count == 3 {
      let shapes = factors.compactMap { shape(of: $0) }
      if shapes.count == factors.count { collapseLabels(factors, shapes) }
    }
    var result: Shape?
    var lastSign = ProductSign.juxtaposition
    var place = 0
    while place < factors.count {
      defer { place += 1 }
      let sign = place > 0 ? signs[place - 1] : .juxtaposition
      var shape: Shape?
      if place + 1 < factors.count, signs[place] == .juxtaposition, case .fenced(_, let arguments) = factors[place + 1],
        interpreter.isFunction(factors[place])
      {
        shape = self.shape(of: arguments.count == 1 ? arguments[0] : .application(factors[place], arguments))
        if arguments.count > 1 { shape = (.one, .one) }
        place += 1
      } else {
        shape = self.shape(of: factors[place])
      }
      guard let shape else { return nil }
      if isNumber(shape) { continue }
      guard let left = result else {
        result = shape
        continue
      }
      lastSign = sign
      switch lastSign {
      case .elementwise, .circle:
        if model.dimensions.root(left.columns) != .one, model.dimensions.root(shape.columns) != .one {
          join(left.columns, shape.columns)
        }
        if model.dimensions.root(left.rows) != .one, model.dimensions.root(shape.rows) != .one {
          join(left.rows, shape.rows)
        }
        if model.dimensions.root(left.columns) == .one { result = shape }
      default:
        let leftColumns = model.dimensions.root(left.columns)
        let rows = model.dimensions.root(shape.rows)
        if leftColumns == .one, model.dimensions.root(shape.columns) == .one, rows != .one {
          // Two columns: their inner product.
          join(left.rows, shape.rows)
          result = (.one, .one)
        } else if rows == .one, leftColumns != .one, model.dimensions.root(shape.columns) != .one,
          case .scripted = factors[place], model.guide.use(factors[place])?.example != nil
        {
          // W x^{(i)}, and wᵀ x^{(i)}: the sample that stands in a row is meant as a column.
          join(left.columns, shape.columns)
          result = (left.rows, .one)
        } else if leftColumns == .one && rows == .one {
          result = (left.rows, shape.columns)
        } else {
          join(left.columns, shape.rows)
          result = (left.rows, shape.columns)
        }
      }
    }
    return result ?? (.one, .one)
  }

  private mutating func big(_ big: BigOperator) -> Shape? {
    var inner = self
    for (place, index) in big.indices.enumerated() {
      guard let letter = index.letter else { continue }
      if model.guide.instanceLetters.contains(letter) {
        inner.interpreter.environment[letter] = big.from.flatMap { interpreter.integer($0) } ?? 1
        continue
      }
      let axis = model.dimensions.fresh()
      inner.axes[letter] = axis
      if place == big.indices.count - 1, let to = big.to, let use = model.guide.use(to),
        let title = model.dimensionTitle(of: use, interpreter), let length = model.dimensions.names[title]
      {
        model.dimensions.unify(axis, length, allowsOne: true)
      }
    }
    let shape = inner.shape(of: big.body)
    if big.indices.isEmpty { return (.one, .one) }
    return shape
  }

  /// A symbol: its shape, and what its indices say about their axes.
  private mutating func shape(of use: ScriptedUse) -> Shape? {
    if use.name.base == "e", let power = use.powers.first, !model.isKnown(use.name) { return shape(of: power) }
    for power in use.powers { _ = shape(of: power) }
    guard let whole = model.shape(of: use, interpreter) else {
      // Indices and lengths are numbers.
      return (.one, .one)
    }
    var result: Shape = whole
    let letters = use.axes.map { $0?.letter }
    if use.example != nil {
      let inColumns = model.variant.samples == .columns
      if let letter = use.example?.letter, let axis = axes[letter] {
        join(axis, inColumns ? whole.columns : whole.rows)
      }
      if letters.count == 1 {
        if let letter = letters[0], let axis = axes[letter] { join(axis, inColumns ? whole.rows : whole.columns) }
        result = (.one, .one)
      } else {
        result = inColumns ? (whole.rows, .one) : (.one, whole.columns)
      }
    } else if letters.count == 2 {
      if let letter = letters[0], let axis = axes[letter] { join(axis, whole.rows) }
      if let letter = letters[1], let axis = axes[letter] { join(axis, whole.columns) }
      result = (use.axes[0] == nil ? whole.rows : .one, use.axes[1] == nil ? whole.columns : .one)
    } else if letters.count == 1, use.axes[0] != nil {
      if model.dimensions.root(whole.columns) == .one {
        if let letter = letters[0], let axis = axes[letter] { join(axis, whole.rows) }
        result = (.one, .one)
      } else if model.dimensions.root(whole.rows) == .one {
        if let letter = letters[0], let axis = axes[letter] { join(axis, whole.columns) }
        result = (.one, .one)
      } else if model.isVector(use) {
        // x_i is a vector, whether X holds it as a row or as a column.
        let axis = letters[0].flatMap { axes[$0] }.map { model.dimensions.root($0) }
        let isColumn = [axis, model.sampleDimension].contains {
          $0 != nil && $0 == model.dimensions.root(whole.columns)
        }
        if let axis { join(axis, isColumn ? whole.columns : whole.rows) }
        result = (isColumn ? whole.rows : whole.columns, .one)
      } else if model.rowArrays.contains(use.name) {
        if let letter = letters[0], let axis = axes[letter] { join(axis, whole.rows) }
        result = (whole.columns, .one)
      } else {
        result = (.one, whole.columns)
      }
    }
    if let nested = use.axes.compactMap({ $0 }).first(where: { $0.letter == nil }) {
      // f_{y_i}: the label's own index.
      _ = shape(of: nested)
    }
    return use.isTransposed ? (result.columns, result.rows) : result
  }

  /// All quantities that a formula mentions.
  func usedIDs(_ formula: Formula) -> Set<QuantityID> {
    // The a of a[1] is no quantity of its own.
    guard let use = model.guide.use(formula) else {
      return formula.children.reduce(into: []) { $0.formUnion(usedIDs($1)) }
    }
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    return [model.resolve(QuantityID(name: use.name, instance: numbers))]
  }
}
