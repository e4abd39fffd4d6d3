extension PlainPoint {
  /// The value of a derivative or a pullback, remembered where nothing is shifted.
  func derivative(_ term: Term) throws(Failure) -> PlainMatrix {
    guard shifts.isEmpty else { return try newDerivative(term) }
    let key = DerivativeKey(term: term, environment: environment)
    // What it is computed from must be noted each time.
    if let known = derivatives[key] {
      for child in term.children { _ = try matrix(child) }
      return known
    }
    let value = try newDerivative(term)
    derivatives[key] = value
    return value
  }

  private func newDerivative(_ term: Term) throws(Failure) -> PlainMatrix {
    switch term {
    case .derivative(let derivative):
      return derivative.isDirect ? try directDerivative(derivative) : try totalDerivative(derivative)
    case .pullback(let cotangent, let from, let to, let isDirect):
      // What is sent back is a number as it stands: it does not move with what a derivative is taken by.
      let outer = shifts
      shifts = []
      let held = try matrix(cotangent)
      shifts = outer
      let source = Source(by: to, isDirect: isDirect, noise: noise(of: [from])) { () throws(Failure) in
        let from = try isDirect ? self.definedValue(from) : self.matrix(from)
        guard held.hasShape(of: from) else { throw .noValue("a cotangent of another shape") }
        return PlainMatrix(zip(held.numbers, from.numbers).reduce(0) { $0 + $1.0 * $1.1 })
      }
      return try gradient(slopes(source))
    default: throw .noValue("it is no derivative")
    }
  }

  /// What is differentiated.
  private struct Source {
    var by: QuantityReference
    var isDirect = false
    var noise: Double
    /// Its value under the present shifts.
    var value: () throws(Failure) -> PlainMatrix
  }

  /// The derivative of every element of a value by each element of a part of a quantity.
  private struct Slopes {
    var output: PlainMatrix
    /// One for each element of the part, in the shape of the output.
    var parts: [PlainMatrix]
    var rows: Int
    var columns: Int
  }

  /// Values that hold derivatives are less exact.
  private func noise(of terms: [Term]) -> Double {
    var hasDerivative = false
    for term in terms {
      term.forEach { part in
        switch part {
        case .derivative, .pullback, .function(.derivative, _): hasDerivative = true
        default: break
        }
      }
    }
    return hasDerivative ? 1e-10 : 1e-16
  }

  private func totalDerivative(_ derivative: TermDerivative) throws(Failure) -> PlainMatrix {
    let source = Source(by: derivative.by, noise: noise(of: [derivative.of])) { () throws(Failure) in
      try self.matrix(derivative.of)
    }
    return try laidOut(derivative, source)
  }

  /// The derivative through what the definition itself mentions, everything else held.
  private func directDerivative(_ derivative: TermDerivative) throws(Failure) -> PlainMatrix {
    let source = Source(by: derivative.by, isDirect: true, noise: noise(of: [derivative.of])) { () throws(Failure) in
      try self.definedValue(derivative.of)
    }
    return try laidOut(derivative, source)
  }

  /// The value of a quantity, computed by its definition.
  private func definedValue(_ term: Term) throws(Failure) -> PlainMatrix {
    guard case .quantity(let reference) = term else {
      throw .noValue("a direct derivative of something that has no definition")
    }
    let id = try self.id(reference)
    guard let description = model.quantities[id], description.definition != nil else {
      throw .noValue("\(id) has no definition")
    }
    return try element(definitionValue(id, description), reference.row, reference.column)
  }

  private func laidOut(_ derivative: TermDerivative, _ source: Source) throws(Failure) -> PlainMatrix {
    switch derivative.form {
    case .gradient:
      let slopes = try slopes(source)
      if slopes.output.isSingle { return try gradient(slopes) }
      guard slopes.parts.count == 1 else { throw .noValue("a gradient of an array by an array") }
      return slopes.parts[0]
    case .diagonal: return try diagonal(slopes(source))
    case .jacobian, .hessian: return jacobian(try slopes(source))
    case .sampleJacobian: return try sampleJacobian(derivative, source)
    }
  }

  // MARK: Layouts

  private func gradient(_ slopes: Slopes) throws(Failure) -> PlainMatrix {
    guard slopes.output.isSingle else { throw .noValue("a gradient of an array") }
    return PlainMatrix(rows: slopes.rows, columns: slopes.columns, numbers: slopes.parts.map { $0.numbers[0] })
  }

  /// One row for each element of the output, one column for each element of the part.
  private func jacobian(_ slopes: Slopes) -> PlainMatrix {
    PlainMatrix(rows: slopes.parts.count, columns: slopes.output.count, numbers: slopes.parts.flatMap(\.numbers))
      .transposed()
  }

  private func diagonal(_ slopes: Slopes) throws(Failure) -> PlainMatrix {
    var output = slopes.output
    guard output.rows == slopes.rows, output.columns == slopes.columns else {
      throw .noValue("no diagonal of these shapes")
    }
    let largest = slopes.parts.reduce(0) { max($0, $1.largest) }
    for (place, part) in slopes.parts.enumerated() {
      for (other, number) in part.numbers.enumerated() where other != place && abs(number) > 1e-6 * max(largest, 1e-3) {
        throw .noValue("the derivative is not elementwise")
      }
      output.numbers[place] = part.numbers[place]
    }
    return output
  }

  /// The Jacobian of one sample's values by the same sample's; that of the first two must be the same.
  private func sampleJacobian(_ derivative: TermDerivative, _ source: Source) throws(Failure) -> PlainMatrix {
    let samples = model.sampleDimension.map { values.size($0) } ?? 1
    let output = try source.value()
    let target = try quantity(id(derivative.by))
    let inColumns = output.columns == samples && target.columns == samples
    var found: [PlainMatrix] = []
    for place in 0..<min(2, samples) {
      var part = source
      let number = IndexTerm.number(place + 1)
      if inColumns { part.by.column = number } else { part.by.row = number }
      part.value = { () throws(Failure) in
        try self.element(source.value(), inColumns ? nil : number, inColumns ? number : nil)
      }
      found.append(jacobian(try slopes(part)))
    }
    guard let first = found.first else { throw .noValue("there is no sample") }
    if found.count == 2 {
      let difference = try combined(first, found[1], -).largest
      guard difference <= 1e-6 * max(first.largest, 1e-3) else { throw .noValue("each sample has another derivative") }
    }
    return first
  }

  // MARK: Finite differences

  private func slopes(_ source: Source) throws(Failure) -> Slopes {
    let id = try self.id(source.by)
    let target = try quantity(id)
    let (rows, columns) = try range(in: target, source.by.row, source.by.column)
    var output = PlainMatrix(0)
    let origins = try tracing { () throws(Failure) in output = try source.value() }
    guard output.count <= 512, rows.count * columns.count <= 4096 else { throw .tooLong }
    var slopes = Slopes(output: output, parts: [], rows: rows.count, columns: columns.count)
    for row in rows {
      for column in columns {
        guard origins.contains(id) else {
          slopes.parts.append(PlainMatrix(repeating: 0, rows: output.rows, columns: output.columns))
          continue
        }
        var amount = PlainMatrix(repeating: 0, rows: target.rows, columns: target.columns)
        let slope = try FiniteDifference.slope(noise: source.noise) { step throws(Failure) in
          amount[row, column] = step
          try self.spend(amount.count)
          self.shifts.append(Shift(id: id, amount: amount, isDirect: source.isDirect))
          defer { self.shifts.removeLast() }
          return try source.value()
        }
        guard let slope, slope.isSettled, slope.value.hasShape(of: output) else { throw .notDifferentiable }
        slopes.parts.append(slope.value)
      }
    }
    return slopes
  }
}
