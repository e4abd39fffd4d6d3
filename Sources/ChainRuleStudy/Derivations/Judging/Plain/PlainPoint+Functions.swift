import Foundation

extension PlainPoint {
  func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

  func apply(_ function: TermFunction, _ x: PlainMatrix) throws(Failure) -> PlainMatrix {
    try spend(x.count)
    switch function {
    case .softmax(let axis):
      let columns = axis == .columns ? x.transposed() : x
      var result = columns
      for column in 0..<columns.columns {
        let largest = (0..<columns.rows).reduce(-Double.infinity) { max($0, columns[$1, column]) }
        let total = (0..<columns.rows).reduce(0) { $0 + exp(columns[$1, column] - largest) }
        for row in 0..<columns.rows { result[row, column] = exp(columns[row, column] - largest) / total }
      }
      return axis == .columns ? result.transposed() : result
    case .derivative(let inner):
      guard inner.isElementwise else {
        throw .noValue("softmax has no derivative that is a function of each element")
      }
      try spend(20 * x.count)
      var result = x
      for place in x.numbers.indices {
        let slope = try FiniteDifference.slope(noise: 1e-16) { step throws(Failure) in
          try apply(inner, PlainMatrix(x.numbers[place] + step))
        }
        guard let slope, slope.isSettled else { throw .notDifferentiable }
        result.numbers[place] = slope.value.numbers[0]
      }
      return result
    default: return x.map { function.value(at: $0) }
    }
  }

  /// Any smooth function of several values: a different one for each name.
  func generic(_ name: String, _ terms: [Term]) throws(Failure) -> PlainMatrix {
    var total: Double?
    for (place, term) in terms.enumerated() {
      let x = try matrix(term)
      try spend(10 * x.count)
      let c = SmoothFunction("\(name) \(place)")
      var part = 0.0
      for (position, x) in x.numbers.enumerated() {
        part += SmoothFunction("\(name) \(place) \(position)").a * (c.a * tanh(c.b * x + c.c) + c.d * x * x)
      }
      total = total.map { $0 + part + 0.3 * $0 * part } ?? part
    }
    return PlainMatrix(total ?? 0)
  }

  // MARK: Reductions

  func reduced(_ reduction: Reduction, _ axis: TermAxis, _ x: PlainMatrix) throws(Failure) -> PlainMatrix {
    try spend(x.count)
    if reduction == .trace {
      guard x.rows == x.columns else { throw .noValue("a trace of \(x.rows)×\(x.columns)") }
      return PlainMatrix((0..<x.rows).reduce(0) { $0 + x[$1, $1] })
    }
    switch axis {
    case .both: return PlainMatrix(try reduced(reduction, x.numbers))
    case .columns:
      var numbers: [Double] = []
      for row in 0..<x.rows {
        numbers.append(try reduced(reduction, Array(x.numbers[row * x.columns..<(row + 1) * x.columns])))
      }
      return PlainMatrix(rows: x.rows, columns: 1, numbers: numbers)
    case .rows: return try reduced(reduction, .columns, x.transposed()).transposed()
    }
  }

  private func reduced(_ reduction: Reduction, _ numbers: [Double]) throws(Failure) -> Double {
    switch reduction {
    case .sum: numbers.reduce(0, +)
    case .mean: numbers.reduce(0, +) / Double(numbers.count)
    case .product: numbers.reduce(1, *)
    case .maximum: numbers.reduce(-.infinity, max)
    case .minimum: numbers.reduce(.infinity, min)
    case .norm: numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case .trace, .determinant: throw .noValue("this reduction is not computed")
    }
  }

  func over(
    _ reduction: Reduction, _ name: String, _ from: IndexTerm, _ to: IndexTerm, _ condition: TermCondition?,
    _ body: Term
  ) throws(Failure) -> PlainMatrix {
    let (first, last) = (try index(from), try index(to))
    let (span, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, span < 4096 else { throw .noValue("too many terms") }
    let outer = environment[name]
    defer { environment[name] = outer }
    var result: PlainMatrix?
    var count = 0
    for value in stride(from: first, through: last, by: 1) {
      environment[name] = value
      if let condition, try !holds(condition) { continue }
      let next = try matrix(body)
      count += 1
      guard let sum = result else {
        result = next
        continue
      }
      switch reduction {
      case .sum, .mean: result = try combined(sum, next, +)
      case .product: result = try combined(sum, next, *)
      case .maximum: result = try combined(sum, next, max)
      case .minimum: result = try combined(sum, next, min)
      case .norm, .trace, .determinant: throw .noValue("this reduction is not computed")
      }
    }
    guard let result else { return PlainMatrix(reduction == .product ? 1 : 0) }
    return reduction == .mean ? result.map { $0 / Double(count) } : result
  }

  // MARK: Conditions

  private func holds(_ condition: TermCondition) throws(Failure) -> Bool {
    let value = try indicator(condition)
    guard value.isSingle else { throw .noValue("a condition on a whole array") }
    return value.numbers == [1]
  }

  func indicator(_ condition: TermCondition) throws(Failure) -> PlainMatrix {
    switch condition {
    case .all(let parts):
      var result = PlainMatrix(1)
      for part in parts { result = try combined(result, indicator(part), *) }
      return result
    case .compare(let a, let relation, let b):
      guard relation.isComparison else { throw .noValue("\(relation.rawValue) is no comparison") }
      return try combined(matrix(a), matrix(b)) { relation.holds($0, $1) ? 1 : 0 }
    }
  }

  func choice(_ cases: [TermCase]) throws(Failure) -> PlainMatrix {
    var result = PlainMatrix(0)
    var open = PlainMatrix(1)
    for part in cases {
      let value = try matrix(part.value)
      let holds = try part.condition.map { condition throws(Failure) in try indicator(condition) } ?? PlainMatrix(1)
      let chosen = try combined(open, holds, *)
      // What is not chosen may have no value.
      result = try combined(result, combined(chosen, value) { $0 == 0 ? 0 : $1 }, +)
      open = try combined(open, holds) { $0 * (1 - $1) }
    }
    return result
  }
}

extension Relation {
  fileprivate var isComparison: Bool {
    [.equal, .defined, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual].contains(self)
  }
}
