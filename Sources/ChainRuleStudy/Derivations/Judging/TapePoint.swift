import ChainRule

/// Computes terms at one random point on a tape, their derivatives by the tape's reverse walk.
final class TapePoint {
  /// Why a term has no value.
  struct Failure: Error { let message: String }

  let values: PointValues
  private var tape = Tape<Double>()
  private var quantities: [QuantityID: Variable<Double>] = [:]
  private var computing: Set<QuantityID> = []
  /// The gradients of elements of quantities, each found by one walk.
  private var gradients: [ElementID: Gradients<Double>] = [:]
  private var calls: [Call: Variable<Double>] = [:]
  /// Operations that may still be recorded: formulas can be written that take forever.
  private var budget = 0
  private static let budgetOfCall = 12_000
  /// Indices that have a value.
  private var environment: [String: Int] = [:]
  /// While a direct derivative is taken: quantities that stand for themselves.
  private var overrides: [QuantityID: Variable<Double>] = [:]

  private struct Call: Hashable {
    var term: Term
    var environment: [String: Int]
  }

  private struct ElementID: Hashable {
    var quantity: QuantityID
    var row: Int?
    var column: Int?
  }

  private var model: Model { values.model }

  init(_ values: PointValues) { self.values = values }

  /// The value of a term, where the indices have these values.
  func value(_ term: Term, _ environment: [String: Int] = [:]) throws(Failure) -> Tensor<Double> {
    self.environment = environment
    budget = Self.budgetOfCall
    if tape.nodeCount > 8000 { startAnew() }
    return try variable(term).value
  }

  /// The reverse walk visits every node behind the one it starts from, so that a long tape makes each derivative slow;
  /// to compute the forward pass again is cheaper.
  private func startAnew() {
    tape = Tape<Double>()
    quantities = [:]
    gradients = [:]
    calls = [:]
  }

  // MARK: Indices

  func index(_ term: IndexTerm) throws(Failure) -> Int {
    switch term {
    case .number(let value): return value
    case .variable(let name):
      guard let value = environment[name] else { throw Failure(message: "the index \(name) has no value") }
      return value
    case .length(let dimension): return values.size(dimension)
    case .sum(let a, let b): return try index(a) + index(b)
    case .negated(let a): return try -index(a)
    case .label(let name, let indices):
      let place = try indices.first.map { i throws(Failure) in try index(i) } ?? 1
      let value = try quantity(QuantityReference(name: name, instance: [])).value
      guard place >= 1, place <= value.shape.elementCount else {
        throw Failure(message: "there is no example \(place)")
      }
      return Int(value.reshaped(to: [value.shape.elementCount])[place - 1])
    }
  }

  // MARK: Quantities

  private func id(_ reference: QuantityReference) throws(Failure) -> QuantityID {
    var numbers: [Int] = []
    for term in reference.instance { numbers.append(try index(term)) }
    return model.resolve(QuantityID(name: reference.name, instance: numbers))
  }

  private func quantity(_ reference: QuantityReference) throws(Failure) -> Variable<Double> {
    try quantity(id(reference))
  }

  private func quantity(_ id: QuantityID) throws(Failure) -> Variable<Double> {
    if let override = overrides[id] { return override }
    if let known = quantities[id] { return known }
    guard let description = model.quantities[id] else { throw Failure(message: "\(id) is not known") }
    guard let definition = description.definition else {
      let leaf = tape.parameter(values.value(id, description))
      quantities[id] = leaf
      return leaf
    }
    guard computing.insert(id).inserted, computing.count < 200 else {
      throw Failure(message: "\(id) is defined by itself")
    }
    defer { computing.remove(id) }
    let outer = environment
    environment = definition.environment
    defer { environment = outer }
    let rows = values.size(description.rows)
    let columns = values.size(description.columns)
    var variable: Variable<Double>
    if definition.rowIndex == nil && definition.columnIndex == nil {
      variable = try self.variable(definition.term)
    } else {
      var lines: [Variable<Double>] = []
      for row in definition.rowIndex == nil ? 1...1 : 1...rows {
        var parts: [Variable<Double>] = []
        for column in definition.columnIndex == nil ? 1...1 : 1...columns {
          if let name = definition.rowIndex { environment[name] = row }
          if let name = definition.columnIndex { environment[name] = column }
          let part = try self.variable(definition.term)
          guard parts.allSatisfy({ $0.shape == part.shape }), part.shape[1] == 1 || definition.columnIndex == nil else {
            throw Failure(message: "the elements of \(id) have different shapes")
          }
          parts.append(part)
        }
        let line = parts.count == 1 ? parts[0] : concatenate(parts, alongAxis: 1)
        guard definition.rowIndex == nil || line.shape[0] == 1 && lines.allSatisfy({ $0.shape == line.shape }) else {
          throw Failure(message: "the elements of \(id) have different shapes")
        }
        lines.append(line)
      }
      variable = lines.count == 1 ? lines[0] : concatenate(lines, alongAxis: 0)
    }
    if variable.shape != [rows, columns] {
      guard variable.shape[0] == rows || variable.shape[0] == 1, variable.shape[1] == columns || variable.shape[1] == 1
      else {
        throw Failure(message: "\(id) is \(variable.shape), and not \([rows, columns])")
      }
      variable = variable.broadcast(to: [rows, columns])
    }
    // A node of its own, so that a quantity that only renames another has a derivative of its own.
    variable = variable.reshaped(to: [rows, columns])
    quantities[id] = variable
    return variable
  }

  private func element(_ variable: Variable<Double>, _ row: IndexTerm?, _ column: IndexTerm?) throws(Failure)
    -> Variable<Double>
  {
    var result = variable
    if let row {
      let place = try index(row)
      guard place >= 1, place <= variable.shape[0] else {
        throw Failure(message: "there is no row \(place) of \(variable.shape[0])")
      }
      result = result.sliced(alongAxis: 0, (place - 1)..<place)
    }
    if let column {
      let place = try index(column)
      guard place >= 1, place <= variable.shape[1] else {
        throw Failure(message: "there is no column \(place) of \(variable.shape[1])")
      }
      result = result.sliced(alongAxis: 1, (place - 1)..<place)
    }
    return result
  }

  // MARK: Terms

  private func variable(_ term: Term) throws(Failure) -> Variable<Double> {
    budget -= 1
    guard budget > 0 else { throw Failure(message: "it takes too long to compute") }
    switch term {
    case .number(let value): return tape.constant(Tensor(repeating: value, shape: [1, 1]))
    case .index(let term): return tape.constant(Tensor(repeating: Double(try index(term)), shape: [1, 1]))
    case .quantity(let reference): return try element(quantity(reference), reference.row, reference.column)
    case .sum(let terms):
      var result: Variable<Double>?
      for term in terms {
        let next = try variable(term)
        guard let sum = result else {
          result = next
          continue
        }
        try check(sum, next)
        result = sum + next
      }
      return result ?? tape.constant(Tensor(repeating: 0, shape: [1, 1]))
    case .negated(let a): return try -variable(a)
    case .product(let a, let b):
      let (a, b) = (try variable(a), try variable(b))
      try check(a, b)
      return a * b
    case .quotient(let a, let b):
      let (a, b) = (try variable(a), try variable(b))
      try check(a, b)
      return a / b
    case .power(let a, let b): return try power(variable(a), b)
    case .matrixProduct(let a, let b):
      let (a, b) = (try variable(a), try variable(b))
      guard a.shape[1] == b.shape[0] else { throw Failure(message: "\(a.shape) and \(b.shape) do not conform") }
      return matmul(a, b)
    case .transposed(let a): return try variable(a).transposed()
    case .function(let function, let a): return try apply(function, variable(a))
    case .generic(let name, let terms): return try generic(name, terms)
    case .extremum(let isMaximum, let a, let b):
      let (a, b) = (try variable(a), try variable(b))
      try check(a, b)
      return isMaximum ? maximum(a, b) : minimum(a, b)
    case .reduction(let reduction, let axis, let a): return try reduce(reduction, axis, variable(a))
    case .over(let reduction, let name, let from, let to, let condition, let body):
      return try over(reduction, name, from, to, condition, body)
    case .indicator(let condition): return try indicator(condition)
    case .choice(let cases): return try choice(cases)
    case .element(let a, let row, let column): return try element(variable(a), row, column)
    case .matrix(let rows):
      var lines: [Variable<Double>] = []
      for row in rows {
        var parts: [Variable<Double>] = []
        for term in row {
          let part = try variable(term)
          guard part.shape == [1, 1] else { throw Failure(message: "a matrix of \(part.shape)") }
          parts.append(part)
        }
        lines.append(concatenate(parts, alongAxis: 1))
      }
      return concatenate(lines, alongAxis: 0)
    case .diagonal(let a):
      let a = try variable(a)
      guard a.shape[1] == 1 || a.shape[0] == a.shape[1] else { throw Failure(message: "a diagonal of \(a.shape)") }
      let n = a.shape[0]
      let identity = tape.constant(Tensor<Double>.identity(n))
      return a.shape[1] == 1 ? identity * a : (identity * a).sum(alongAxes: [1], keepingAxes: true)
    case .identity(let dimension): return tape.constant(.identity(values.size(dimension)))
    case .ones(let rows, let columns):
      return tape.constant(Tensor(repeating: 1, shape: [values.size(rows), values.size(columns)]))
    case .derivative(let derivative):
      return try remembered(term) { () throws(Failure) in try self.derivative(derivative) }
    case .pullback(let cotangent, let from, let to, let isDirect):
      return try remembered(term) { () throws(Failure) in try pullback(cotangent, from, to, isDirect: isDirect) }
    }
  }

  /// What was computed before for the same indices.
  private func remembered(_ term: Term, _ compute: () throws(Failure) -> Variable<Double>) throws(Failure) -> Variable<
    Double
  > {
    guard overrides.isEmpty else { return try compute() }
    let key = Call(term: term, environment: environment)
    if let known = calls[key] { return known }
    let result = try compute()
    calls[key] = result
    return result
  }

  private func pullback(_ cotangent: Term, _ from: Term, _ to: QuantityReference, isDirect: Bool) throws(Failure)
    -> Variable<Double>
  {
    let cotangent = stopGradient(try variable(cotangent))
    func sentBack(_ from: Term, _ to: QuantityReference) throws(Failure) -> Variable<Double> {
      let from = try variable(from)
      guard cotangent.shape == from.shape else {
        throw Failure(message: "a cotangent of \(cotangent.shape) for \(from.shape)")
      }
      return try gradient(of: (cotangent * from).sum().reshaped(to: [1, 1]), by: to)
    }
    return isDirect ? try directly(from, to, sentBack) : try sentBack(from, to)
  }

  /// Operands of an elementwise operation: equal lengths, or one.
  private func check(_ a: Variable<Double>, _ b: Variable<Double>) throws(Failure) {
    guard (0..<2).allSatisfy({ a.shape[$0] == b.shape[$0] || a.shape[$0] == 1 || b.shape[$0] == 1 }) else {
      throw Failure(message: "\(a.shape) and \(b.shape) do not fit")
    }
  }

  private func power(_ base: Variable<Double>, _ exponent: Term) throws(Failure) -> Variable<Double> {
    switch exponent {
    case .number(let value): return ChainRule.power(base, value)
    case .negated(.number(let value)): return ChainRule.power(base, -value)
    default:
      let exponent = try variable(exponent)
      try check(base, exponent)
      return ChainRule.power(base, exponent)
    }
  }

  private func apply(_ function: TermFunction, _ x: Variable<Double>) throws(Failure) -> Variable<Double> {
    switch function {
    case .exp: return exp(x)
    case .log: return log(x)
    case .sqrt: return sqrt(x)
    case .tanh: return tanh(x)
    case .sigmoid: return sigmoid(x)
    case .relu: return relu(x)
    case .softplus: return softplus(x)
    case .sin: return sin(x)
    case .cos: return cos(x)
    case .abs: return abs(x)
    case .sign: return sign(x)
    case .square: return x * x
    case .identity: return x
    case .softmax(let axis): return softmax(x, alongAxis: axis == .columns ? 1 : 0)
    case .smooth(let name):
      let c = SmoothFunction(name)
      return c.a * tanh(c.b * x + c.c) + c.d * x + c.e * sin(c.f * x)
    case .derivative(let function):
      guard function.isElementwise else {
        throw Failure(message: "softmax has no derivative that is a function of each element")
      }
      // Of a function of each element, the gradient of the sum is the derivative at each element.
      var failure: Failure?
      let result = ChainRule.gradient(at: x) { x in
        do throws(Failure) { return try self.apply(function, x).sum() } catch {
          failure = error
          return x.sum()
        }
      }
      if let failure { throw failure }
      return result
    }
  }

  /// Any smooth function of several values: a different one for each name.
  private func generic(_ name: String, _ terms: [Term]) throws(Failure) -> Variable<Double> {
    var total: Variable<Double>?
    for (place, term) in terms.enumerated() {
      let x = try variable(term)
      let c = SmoothFunction("\(name) \(place)")
      let weights = tape.constant(genericWeights(name, place, x.shape))
      let part = (weights * (c.a * tanh(c.b * x + c.c) + c.d * x * x)).sum()
      total = total.map { $0 + part + 0.3 * $0 * part } ?? part
    }
    return (total ?? tape.constant(Tensor(0))).reshaped(to: [1, 1])
  }

  private func genericWeights(_ name: String, _ place: Int, _ shape: Shape) -> Tensor<Double> {
    let count = shape.elementCount
    return Tensor(shape: shape, scalars: (0..<count).map { SmoothFunction("\(name) \(place) \($0)").a })
  }

  private func reduce(_ reduction: Reduction, _ axis: TermAxis, _ x: Variable<Double>) throws(Failure) -> Variable<
    Double
  > {
    let axes = axis == .both ? [0, 1] : axis == .rows ? [0] : [1]
    switch reduction {
    case .sum: return x.sum(alongAxes: axes, keepingAxes: true)
    case .mean: return x.mean(alongAxes: axes, keepingAxes: true)
    case .maximum: return x.max(alongAxes: axes, keepingAxes: true)
    case .minimum: return -((-x).max(alongAxes: axes, keepingAxes: true))
    case .norm: return sqrt((x * x).sum(alongAxes: axes, keepingAxes: true))
    case .trace:
      guard x.shape[0] == x.shape[1] else { throw Failure(message: "a trace of \(x.shape)") }
      return (x * tape.constant(.identity(x.shape[0]))).sum(alongAxes: [0, 1], keepingAxes: true)
    case .product, .determinant: throw Failure(message: "this reduction is not computed")
    }
  }

  private func over(
    _ reduction: Reduction, _ name: String, _ from: IndexTerm, _ to: IndexTerm, _ condition: TermCondition?,
    _ body: Term
  ) throws(Failure) -> Variable<Double> {
    let (first, last) = (try index(from), try index(to))
    guard last - first < 4096 else { throw Failure(message: "a sum of \(last - first + 1) terms") }
    let outer = environment[name]
    defer { environment[name] = outer }
    var result: Variable<Double>?
    var count = 0
    for value in stride(from: first, through: last, by: 1) {
      environment[name] = value
      if let condition, try !holds(condition) { continue }
      let next = try variable(body)
      count += 1
      guard let sum = result else {
        result = next
        continue
      }
      try check(sum, next)
      switch reduction {
      case .sum, .mean: result = sum + next
      case .product: result = sum * next
      case .maximum: result = maximum(sum, next)
      case .minimum: result = minimum(sum, next)
      default: throw Failure(message: "this reduction is not computed")
      }
    }
    guard let result else { return tape.constant(Tensor(repeating: reduction == .product ? 1 : 0, shape: [1, 1])) }
    return reduction == .mean ? result / Double(count) : result
  }

  // MARK: Conditions

  /// Whether a condition on single numbers holds.
  private func holds(_ condition: TermCondition) throws(Failure) -> Bool {
    let value = try indicator(condition).value
    guard value.shape.elementCount == 1 else { throw Failure(message: "a condition on a whole array") }
    return value.reshaped(to: [1])[0] == 1
  }

  private func indicator(_ condition: TermCondition) throws(Failure) -> Variable<Double> {
    switch condition {
    case .all(let parts):
      var result = tape.constant(Tensor<Double>(repeating: 1, shape: [1, 1]))
      for part in parts {
        let next = try indicator(part)
        try check(result, next)
        result = result * next
      }
      return result
    case .compare(let a, let relation, let b):
      let (a, b) = (try variable(a), try variable(b))
      try check(a, b)
      switch relation {
      case .equal, .defined: return a .== b
      case .unequal: return a .!= b
      case .less: return a .< b
      case .lessOrEqual: return a .<= b
      case .greater: return a .> b
      case .greaterOrEqual: return a .>= b
      default: throw Failure(message: "\(relation.rawValue) is no comparison")
      }
    }
  }

  private func choice(_ cases: [TermCase]) throws(Failure) -> Variable<Double> {
    var result = tape.constant(Tensor<Double>(repeating: 0, shape: [1, 1]))
    var open = tape.constant(Tensor<Double>(repeating: 1, shape: [1, 1]))
    for part in cases {
      let value = try variable(part.value)
      try check(open, value)
      guard let condition = part.condition else { return result + open * value }
      let holds = try indicator(condition)
      try check(holds, value)
      try check(open, holds)
      try check(result, open * holds * value)
      result = result + open * holds * value
      open = open * (1 - holds)
    }
    return result
  }

  // MARK: Derivatives

  /// The gradient of a single number by a quantity; zero where it does not depend on it.
  private func gradient(of output: Variable<Double>, by reference: QuantityReference) throws(Failure) -> Variable<
    Double
  > {
    let target = try quantity(reference)
    let gradient = output.backward(seed: nil, withRespectTo: [target])[target]
    let whole = gradient ?? tape.constant(Tensor(repeating: 0, shape: target.shape))
    return try element(whole, reference.row, reference.column)
  }

  /// The gradient of an element of a quantity by another quantity.
  private func gradient(
    of reference: QuantityReference, _ output: Variable<Double>, _ target: Variable<Double>
  ) throws(Failure) -> Variable<Double> {
    var key = ElementID(quantity: try id(reference))
    if let row = reference.row { key.row = try index(row) }
    if let column = reference.column { key.column = try index(column) }
    let all: Gradients<Double>
    if let known = gradients[key] {
      all = known
    } else {
      all = output.backward()
      gradients[key] = all
    }
    return all[target] ?? tape.constant(Tensor(repeating: 0, shape: target.shape))
  }

  private func derivative(_ derivative: TermDerivative) throws(Failure) -> Variable<Double> {
    if derivative.isDirect { return try directDerivative(derivative) }
    let target = try quantity(derivative.by)
    let output = try variable(derivative.of)
    let by = derivative.by
    switch derivative.form {
    case .gradient:
      if output.shape == [1, 1] {
        guard case .quantity(let reference) = derivative.of, overrides.isEmpty else {
          return try gradient(of: output, by: by)
        }
        return try element(gradient(of: reference, output, target), by.row, by.column)
      }
      // By a single number: each element's derivative.
      let full = try jacobian(of: output, by: target, by)
      guard full.shape[1] == 1 else { throw Failure(message: "a derivative of \(output.shape) by an array") }
      return full.reshaped(to: output.shape)
    case .diagonal:
      let part = try element(target, by.row, by.column)
      guard part.shape == output.shape else {
        throw Failure(message: "no diagonal of \(output.shape) by \(part.shape)")
      }
      // Sent back with ones, and with other numbers: where elements play a part in others, the two do not agree.
      let ones = try gradient(of: output.sum().reshaped(to: [1, 1]), by: by)
      var generator = PhiloxGenerator(seed: 77, stream: 0)
      let weights = tape.constant(.uniform(0.5..<1.5, shape: output.shape, using: &generator))
      let weighted = try gradient(of: (weights * output).sum().reshaped(to: [1, 1]), by: by)
      guard (weighted.value - weights.value * ones.value).isApproximatelyZero else {
        throw Failure(message: "the derivative is not elementwise")
      }
      return ones
    case .jacobian, .hessian: return try jacobian(of: output, by: target, by)
    case .sampleJacobian:
      let sample = model.sampleDimension.map { values.size($0) } ?? 1
      let inColumns = output.shape[1] == sample && target.shape[1] == sample
      let axis = inColumns ? 1 : 0
      let full = try (0..<min(2, sample)).map { place throws(Failure) -> Variable<Double> in
        let column = output.sliced(alongAxis: axis, place..<place + 1)
        var part = by
        if inColumns { part.column = .number(place + 1) } else { part.row = .number(place + 1) }
        return try jacobian(of: column, by: target, part)
      }
      if full.count == 2, !(full[0].value - full[1].value).isApproximatelyZero {
        throw Failure(message: "each sample has another derivative")
      }
      return full[0]
    }
  }

  /// One row for each element of the output, one column for each element of the part of the target.
  private func jacobian(of output: Variable<Double>, by target: Variable<Double>, _ part: QuantityReference)
    throws(Failure) -> Variable<Double>
  {
    let count = output.shape.elementCount
    guard count <= 512 else { throw Failure(message: "a Jacobian of \(count) rows") }
    let flat = output.reshaped(to: [count])
    var rows: [Variable<Double>] = []
    for place in 0..<count {
      let gradient = try gradient(of: flat.sliced(alongAxis: 0, place..<place + 1).reshaped(to: [1, 1]), by: part)
      rows.append(gradient.reshaped(to: [1, gradient.shape.elementCount]))
      budget -= 20
      guard budget > 0 else { throw Failure(message: "it takes too long to compute") }
    }
    return concatenate(rows, alongAxis: 0)
  }

  /// The derivative through what the definition itself mentions, everything else held.
  private func directDerivative(_ derivative: TermDerivative) throws(Failure) -> Variable<Double> {
    try directly(derivative.of, derivative.by) { (definition, by) throws(Failure) in
      var inner = derivative
      inner.of = definition
      inner.by = by
      inner.isDirect = false
      return try self.derivative(inner)
    }
  }

  /// Computes something of a quantity's definition while everything is held that it mentions, but the target.
  private func directly(
    _ value: Term, _ target: QuantityReference,
    _ compute: (_ definition: Term, _ target: QuantityReference) throws(Failure) -> Variable<Double>
  ) throws(Failure) -> Variable<Double> {
    guard case .quantity(let reference) = value, overrides.isEmpty else {
      throw Failure(message: "a direct derivative of something that has no definition")
    }
    let id = try self.id(reference)
    guard let definition = model.quantities[id]?.definition else { throw Failure(message: "\(id) has no definition") }
    // Everything the definition mentions is held, but what the derivative is taken by; only what is known can be.
    _ = try quantity(id)
    let free = try self.id(target)
    for other in model.quantities.keys where other != id && quantities[other] != nil {
      overrides[other] = other == free ? quantities[other] : quantities[other].map { stopGradient($0) }
    }
    defer { overrides = [:] }
    var target = target
    // Which elements are meant is said where the derivative stands.
    if let row = target.row { target.row = .number(try index(row)) }
    if let column = target.column { target.column = .number(try index(column)) }
    let row = try reference.row.map { term throws(Failure) in try index(term) }
    let column = try reference.column.map { term throws(Failure) in try index(term) }
    let outer = environment
    environment = definition.environment
    defer { environment = outer }
    if let name = definition.rowIndex, let row { environment[name] = row }
    if let name = definition.columnIndex, let column { environment[name] = column }
    return try compute(definition.term, target)
  }
}

extension Tensor<Double> {
  var isApproximatelyZero: Bool { withUnsafeScalars { $0.allSatisfy { abs($0) < 1e-9 } } }
}
