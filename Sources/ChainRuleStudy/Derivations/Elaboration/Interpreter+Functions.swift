extension Interpreter {
  /// A function with its arguments.
  func applicationMeanings(_ head: Formula, _ arguments: [Formula]) -> [Candidate] {
    guard let use = model.guide.use(head) else { return [] }
    let name = use.name.base
    let arguments = arguments.count == 1 ? unwrapped(arguments[0]) : arguments
    let lowered = name.lowercased()
    var results: [Candidate]
    switch lowered {
    case "max", "min", "maximum", "minimum":
      guard arguments.count == 2 else {
        return arguments.count == 1 ? reduced(arguments[0], lowered.hasPrefix("max") ? .maximum : .minimum) : []
      }
      results = pairs(arguments[0], arguments[1]).compactMap { a, b in
        guard a.hasShape(of: b) || a.isNumber || b.isNumber else { return nil }
        let shape = a.isNumber ? b : a
        return .joined(a, b, .extremum(lowered.hasPrefix("max"), a.term, b.term), shape.rows, shape.columns)
      }
    case "prod" where arguments.count > 1:
      // Multiplies its arguments, each transposed and in the order in which they fit.
      results = chainMeanings(arguments).map { $0.with(cost: -1) } + fittingProducts(arguments)
    case "sum": return arguments.first.map { reduced($0, .sum) } ?? []
    case "mean", "avg": return arguments.first.map { reduced($0, .mean) } ?? []
    case "tr", "trace":
      return arguments.first.map {
        meanings(of: $0).filter { $0.rows == $0.columns }.map {
          Candidate(term: .reduction(.trace, .both, $0.term), rows: .one, columns: .one, cost: $0.cost)
        }
      } ?? []
    case "diag":
      return arguments.first.map { argument in
        meanings(of: argument).compactMap { value in
          if value.isColumn {
            return Candidate(
              term: .diagonal(value.term), rows: value.rows, columns: value.rows, cost: value.cost, notes: value.notes)
          }
          if value.isRow {
            return Candidate(
              term: .diagonal(.transposed(value.term)), rows: value.columns, columns: value.columns, cost: value.cost,
              notes: value.notes)
          }
          if value.rows == value.columns {
            return Candidate(
              term: .diagonal(value.term), rows: value.rows, columns: .one, cost: value.cost, notes: value.notes)
          }
          return nil
        }
      } ?? []
    default:
      results = functionMeanings(use, arguments)
    }
    if use.isTransposed { results = results.map { $0.transposed() } }
    for power in use.powers { results = results.flatMap { self.power($0, power) } }
    if use.axes.count == 1, let index = use.axes[0].flatMap({ indexTerm($0) }) {
      results = results.compactMap {
        $0.isColumn ? .number(.element($0.term, row: index, column: nil)).with(cost: $0.cost) : nil
      }
    }
    return results
  }

  private func unwrapped(_ argument: Formula) -> [Formula] {
    switch argument {
    case .fenced(.round, let parts), .fenced(.none, let parts): parts
    default: [argument]
    }
  }

  private func functionMeanings(_ use: ScriptedUse, _ arguments: [Formula]) -> [Candidate] {
    let name = use.name.base
    if arguments.count > 1 {
      // A function of several values is a loss, or another that nothing is known of.
      let values = arguments.map { meanings(of: $0).first }
      guard values.allSatisfy({ $0 != nil }) else { return [] }
      let terms = values.compactMap { $0 }
      return [
        Candidate(
          term: .generic(name, terms.map(\.term)), rows: .one, columns: .one, cost: terms.map(\.cost).reduce(0, +))
      ]
    }
    guard let argument = arguments.first, argument != .placeholder else { return [] }
    var functions = [model.function(use, self)]
    if let functionOverride, TermFunction(named: name) == nil, use.primes == 0 { functions = [functionOverride] }
    if case .softmax = functions[0] {
      functions = [.softmax(model.variant.softmaxAxis ?? (model.variant.samples == .rows ? .columns : .rows))]
    }
    return meanings(of: argument).flatMap { value in
      functions.map { function -> Candidate in
        var function = function
        // An activation without a layer is that of the layer it is applied to.
        if use.instance.isEmpty, case .quantity(let reference) = value.term,
          let known = model.layerFunction(use.name, reference.instance)
        {
          function = known
        }
        if case .softmax(let axis) = function {
          // A single vector is normalised along itself.
          function = .softmax(value.isColumn ? .rows : value.isRow ? .columns : axis)
        }
        for _ in 0..<use.primes { function = .derivative(function) }
        return value.replacing(.function(function, value.term))
      }
    }
  }

  /// Σ or max without an index: over everything, over the samples, or over the other axis.
  func reduced(_ body: Formula, _ reduction: Reduction) -> [Candidate] {
    meanings(of: body).flatMap { value -> [Candidate] in
      if value.isNumber { return [value] }
      func along(_ axis: TermAxis) -> Candidate {
        Candidate(
          term: .reduction(reduction, axis, value.term), rows: axis == .columns ? value.rows : .one,
          columns: axis == .rows ? value.columns : .one, cost: value.cost, notes: value.notes)
      }
      if value.isColumn || value.isRow { return [along(.both)] }
      let samplesAreColumns = value.columns == model.sampleDimension
      return [
        along(.both), along(samplesAreColumns ? .columns : .rows).with(cost: 1, "Σ is over the samples"),
        along(samplesAreColumns ? .rows : .columns).with(cost: 2, "Σ is over one axis"),
      ]
    }
  }

  private func fittingProducts(_ factors: [Formula]) -> [Candidate] {
    var results = meanings(of: factors[0])
    for factor in factors.dropFirst() {
      let values = meanings(of: factor)
      results = results.flatMap { a in
        values.flatMap { b in
          [(a, b), (a.transposed(), b), (a, b.transposed()), (b, a), (b.transposed(), a), (b, a.transposed())].flatMap {
            products($0, $1, .asterisk)
          }
        }
      }.map { $0.with(cost: $0.cost > 0 ? -1 : 0) }.pruned(to: 12)
    }
    return results
  }
}
