extension SnippetWriter {
  func expression(_ term: Term) throws(Failure) -> SnippetExpression {
    try nested { () throws(Failure) in try written(term) }
  }

  private func written(_ term: Term) throws(Failure) -> SnippetExpression {
    switch term {
    case .number(let number): return self.number(number)
    case .index(let index): return SnippetExpression(text: syntax.index(try self.index(index)), isNumber: true)
    case .quantity(let reference):
      let id = try id(reference)
      return try element(quantity(id), .quantity(reference.whole), reference.row, reference.column)
    case .sum(let terms): return try sum(terms)
    case .negated(let a): return syntax.negated(try expression(a))
    case .product(let a, let b): return syntax.binary(.multiply, try expression(a), try expression(b))
    case .quotient(let a, let b): return syntax.binary(.divide, try expression(a), try expression(b))
    case .power(let a, let b): return syntax.binary(.power, try expression(a), try expression(b))
    case .matrixProduct(let a, let b):
      let (a, b) = (try expression(a), try expression(b))
      return a.isNumber || b.isNumber ? syntax.binary(.multiply, a, b) : syntax.product(a, b)
    case .transposed(let a):
      let a = try expression(a)
      return a.isNumber ? a : syntax.transposed(a)
    case .function(let function, let a): return try applied(function, expression(a))
    case .generic(let name, let terms): return try generic(name, terms)
    case .extremum(let isMaximum, let a, let b):
      return syntax.binary(isMaximum ? .maximum : .minimum, try expression(a), try expression(b))
    case .reduction(let reduction, let axis, let a): return try reduced(reduction, axis, expression(a))
    case .over(let reduction, let letter, let from, let to, let condition, let body):
      return try over(reduction, letter, from, to, condition, body)
    case .indicator(let condition): return try indicator(condition)
    case .choice(let cases): return try choice(cases[...])
    case .element(let a, let row, let column): return try element(expression(a), a, row, column)
    case .matrix(let rows):
      var lines: [[SnippetExpression]] = []
      for row in rows {
        var line: [SnippetExpression] = []
        for term in row {
          guard try value(term).isSingle else { throw Failure(message: "a script does not join blocks") }
          line.append(try expression(term))
        }
        lines.append(line)
      }
      return syntax.array(lines)
    case .diagonal(let a):
      let value = try value(a)
      let a = try expression(a)
      return a.isNumber ? a : syntax.diagonal(a, isVector: value.columns == 1 || value.rows == 1)
    case .identity(let dimension): return syntax.identity(point.values.size(dimension))
    case .ones(let rows, let columns): return syntax.ones(point.values.size(rows), point.values.size(columns))
    case .derivative, .pullback: return try derivative(term)
    }
  }

  func number(_ number: Double) -> SnippetExpression {
    SnippetExpression(text: syntax.literal(number), isNumber: true, binding: number < 0 ? .sign : .atom)
  }

  private func sum(_ terms: [Term]) throws(Failure) -> SnippetExpression {
    guard let first = terms.first else { return number(0) }
    var result = try expression(first)
    for term in terms.dropFirst() {
      if case .negated(let a) = term {
        result = syntax.binary(.subtract, result, try expression(a))
      } else {
        result = syntax.binary(.add, result, try expression(term))
      }
    }
    return result
  }

  /// A part of what a term gives.
  private func element(
    _ a: SnippetExpression, _ term: Term, _ row: IndexTerm?, _ column: IndexTerm?
  ) throws(Failure) -> SnippetExpression {
    guard row != nil || column != nil, !a.isNumber else { return a }
    return syntax.element(a, try place(row, of: value(term).rows), try place(column, of: value(term).columns))
  }

  /// A place from zero; the only one where there is one.
  func place(_ index: IndexTerm?, of count: Int) throws(Failure) -> String? {
    guard let index else { return count == 1 ? "0" : nil }
    return try self.index(index, plus: -1)
  }

  // MARK: Functions

  private func applied(_ function: TermFunction, _ a: SnippetExpression) throws(Failure) -> SnippetExpression {
    guard case .softmax(let axis) = function else { return syntax.applied(try name(of: function), a) }
    return a.isNumber ? number(1) : syntax.softmax(a, alongRows: axis == .columns)
  }

  /// The name of a function of each element, which is defined first where it has to be.
  private func name(of function: TermFunction) throws(Failure) -> String {
    if let known = functions[function] { return known }
    let x = SnippetExpression(text: "x", isNumber: true)
    let name: String
    switch function {
    case .exp, .log, .sqrt, .tanh, .sigmoid, .relu, .softplus, .sin, .cos, .abs, .sign, .square, .identity:
      name = "\(function)"
    case .softmax: throw Failure(message: "softmax is no function of each element")
    case .smooth(let title):
      name = names.unused(SnippetNames.spelled(title))
      let c = SmoothFunction(title)
      let bend = syntax.binary(.add, scaled(c.b, x), number(c.c))
      let waves = scaled(c.e, syntax.applied("sin", scaled(c.f, x)))
      let body = syntax.binary(
        .add, syntax.binary(.add, scaled(c.a, syntax.applied("tanh", bend)), scaled(c.d, x)), waves)
      functionLines.append(syntax.function(name, ofX: body))
    case .derivative(let inner):
      let base = try self.name(of: inner)
      name = names.unused(base + "_prime")
      let body = SnippetExpression(text: syntax.rate(syntax.functionName(base), "x"), isNumber: true)
      functionLines.append(syntax.function(name, ofX: body))
    }
    functions[function] = name
    return name
  }

  private func scaled(_ factor: Double, _ a: SnippetExpression) -> SnippetExpression {
    syntax.binary(.multiply, number(factor), a)
  }

  /// A smooth function of several values: p + q + 0.3pq of two parts is ((1 + 0.3p)(1 + 0.3q) − 1) / 0.3.
  private func generic(_ title: String, _ terms: [Term]) throws(Failure) -> SnippetExpression {
    let x = SnippetExpression(text: "x", isNumber: true)
    var product: SnippetExpression?
    for (place, term) in terms.enumerated() {
      let value = try value(term)
      let argument = try expression(term)
      let key = TermFunction.smooth("\(title) \(place)")
      let c = SmoothFunction("\(title) \(place)")
      var name = functions[key]
      if name == nil {
        let new = names.unused(SnippetNames.spelled(title) + "_\(place + 1)")
        let bend = syntax.applied("tanh", syntax.binary(.add, scaled(c.b, x), number(c.c)))
        let square = syntax.binary(.multiply, scaled(c.d, x), x)
        functionLines.append(syntax.function(new, ofX: syntax.binary(.add, scaled(c.a, bend), square)))
        functions[key] = new
        name = new
      }
      var weights = value
      for position in weights.numbers.indices {
        weights.numbers[position] = SmoothFunction("\(title) \(place) \(position)").a
      }
      let weight = SnippetExpression(text: syntax.literal(weights), isNumber: false)
      let part = try reduced(.sum, .both, syntax.binary(.multiply, weight, syntax.applied(name ?? "", argument)))
      guard terms.count > 1 else { return part }
      let factor = syntax.binary(.add, number(1), scaled(0.3, part))
      product = product.map { syntax.binary(.multiply, $0, factor) } ?? factor
    }
    guard let product else { return number(0) }
    return syntax.binary(.divide, syntax.binary(.subtract, product, number(1)), number(0.3))
  }

  // MARK: Sums

  func reduced(_ reduction: Reduction, _ axis: TermAxis, _ a: SnippetExpression) throws(Failure) -> SnippetExpression {
    if a.isNumber { return reduction == .norm ? syntax.applied("abs", a) : a }
    guard let result = syntax.reduced(reduction, axis, a) else {
      throw Failure(message: "a script has no such reduction")
    }
    return result
  }

  private func over(
    _ reduction: Reduction, _ letter: String, _ from: IndexTerm, _ to: IndexTerm, _ condition: TermCondition?,
    _ body: Term
  ) throws(Failure) -> SnippetExpression {
    let (first, last) = (try index(from), try index(to))
    let outer = (environment, bound)
    defer { (environment, bound) = outer }
    if body.choosesLayers(by: letter) || reduction == .mean {
      guard let first = Int(first), let last = Int(last) else {
        throw Failure(message: "a script cannot choose among layers")
      }
      return try unrolled(reduction, letter, first, last, condition, body)
    }
    let name = bind(letter)
    let test = try condition.map { condition throws(Failure) in try indicator(condition) }
    guard let result = syntax.over(reduction, name, first, last, test, try expression(body)) else {
      throw Failure(message: "a script has no such reduction")
    }
    return result
  }

  /// The sum or product of a few terms, written out.
  private func unrolled(
    _ reduction: Reduction, _ letter: String, _ first: Int, _ last: Int, _ condition: TermCondition?, _ body: Term
  ) throws(Failure) -> SnippetExpression {
    let operations: [Reduction: SnippetOperation] = [
      .sum: .add, .mean: .add, .product: .multiply, .maximum: .maximum, .minimum: .minimum,
    ]
    guard let operation = operations[reduction] else { throw Failure(message: "a script has no such reduction") }
    guard last.subtractingReportingOverflow(first).overflow == false, last - first < 32 else {
      throw Failure(message: "too many terms for a script")
    }
    bound[letter] = nil
    var result: SnippetExpression?
    var count = 0
    for number in stride(from: first, through: last, by: 1) {
      environment[letter] = number
      if let condition, try value(.indicator(condition)).numbers != [1] { continue }
      let next = try expression(body)
      result = result.map { syntax.binary(operation, $0, next) } ?? next
      count += 1
    }
    guard let result else { return number(reduction == .product ? 1 : 0) }
    return reduction == .mean ? syntax.binary(.divide, result, number(Double(count))) : result
  }

  // MARK: Conditions

  private func indicator(_ condition: TermCondition) throws(Failure) -> SnippetExpression {
    switch condition {
    case .compare(let a, let relation, let b): return syntax.comparison(try expression(a), relation, try expression(b))
    case .all(let parts):
      var result: SnippetExpression?
      for part in parts {
        let next = try indicator(part)
        result = result.map { syntax.binary(.multiply, $0, next) } ?? next
      }
      return result ?? number(1)
    }
  }

  private func choice(_ cases: ArraySlice<TermCase>) throws(Failure) -> SnippetExpression {
    guard let first = cases.first else { return number(0) }
    let value = try expression(first.value)
    guard let condition = first.condition else { return value }
    let test = try indicator(condition)
    return syntax.choice(test, value, try choice(cases.dropFirst()))
  }
}

extension Term {
  /// Whether an index decides in it which layer or step is meant.
  fileprivate func choosesLayers(by letter: String) -> Bool {
    var chooses = false
    forEach { part in
      let reference: QuantityReference
      switch part {
      case .quantity(let quantity): reference = quantity
      case .derivative(let derivative): reference = derivative.by
      case .pullback(_, _, let to, _): reference = to
      default: return
      }
      if reference.instance.contains(where: { $0.variables.contains(letter) }) { chooses = true }
    }
    return chooses
  }
}
