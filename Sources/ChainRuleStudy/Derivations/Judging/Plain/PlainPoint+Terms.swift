extension PlainPoint {
  /// The value of a term under the present indices and shifts.
  func matrix(_ term: Term) throws(Failure) -> PlainMatrix {
    try spend(1)
    return try nested { () throws(Failure) in try computed(term) }
  }

  private func computed(_ term: Term) throws(Failure) -> PlainMatrix {
    switch term {
    case .number(let value): return PlainMatrix(value)
    case .index(let term): return PlainMatrix(Double(try index(term)))
    case .quantity(let reference):
      return try element(quantity(id(reference)), reference.row, reference.column)
    case .sum(let terms):
      guard let first = terms.first else { return PlainMatrix(0) }
      var result = try matrix(first)
      for term in terms.dropFirst() { result = try combined(result, matrix(term), +) }
      return result
    case .negated(let a): return try matrix(a).map { -$0 }
    case .product(let a, let b): return try combined(matrix(a), matrix(b), *)
    case .quotient(let a, let b): return try combined(matrix(a), matrix(b), /)
    case .power(let a, let b): return try combined(matrix(a), matrix(b), power)
    case .matrixProduct(let a, let b): return try product(matrix(a), matrix(b))
    case .transposed(let a): return try matrix(a).transposed()
    case .function(let function, let a): return try apply(function, matrix(a))
    case .generic(let name, let terms): return try generic(name, terms)
    case .extremum(let isMaximum, let a, let b):
      return try combined(matrix(a), matrix(b)) { isMaximum ? max($0, $1) : min($0, $1) }
    case .reduction(let reduction, let axis, let a): return try reduced(reduction, axis, matrix(a))
    case .over(let reduction, let name, let from, let to, let condition, let body):
      return try over(reduction, name, from, to, condition, body)
    case .indicator(let condition): return try indicator(condition)
    case .choice(let cases): return try choice(cases)
    case .element(let a, let row, let column): return try element(matrix(a), row, column)
    case .matrix(let rows):
      var blocks: [[PlainMatrix]] = []
      for row in rows {
        var line: [PlainMatrix] = []
        for term in row { line.append(try matrix(term)) }
        blocks.append(line)
      }
      return try joined(blocks)
    case .diagonal(let a): return try diagonal(matrix(a))
    case .identity(let dimension):
      let size = values.size(dimension)
      return try diagonal(filled(1, size, 1))
    case .ones(let rows, let columns): return try filled(1, values.size(rows), values.size(columns))
    case .derivative, .pullback: return try derivative(term)
    }
  }

  // MARK: Arrays

  private func filled(_ number: Double, _ rows: Int, _ columns: Int) throws(Failure) -> PlainMatrix {
    try spend(rows * columns)
    return PlainMatrix(repeating: number, rows: rows, columns: columns)
  }

  /// Element by element; axes of length one are repeated.
  func combined(_ a: PlainMatrix, _ b: PlainMatrix, _ operation: (Double, Double) -> Double) throws(Failure)
    -> PlainMatrix
  {
    guard a.rows == b.rows || a.rows == 1 || b.rows == 1, a.columns == b.columns || a.columns == 1 || b.columns == 1
    else {
      throw .noValue("\(a.rows)×\(a.columns) and \(b.rows)×\(b.columns) do not conform")
    }
    let rows = a.rows == 1 ? b.rows : a.rows
    let columns = a.columns == 1 ? b.columns : a.columns
    var result = try filled(0, rows, columns)
    for row in 0..<rows {
      for column in 0..<columns {
        result[row, column] = operation(
          a[a.rows == 1 ? 0 : row, a.columns == 1 ? 0 : column], b[b.rows == 1 ? 0 : row, b.columns == 1 ? 0 : column])
      }
    }
    return result
  }

  private func product(_ a: PlainMatrix, _ b: PlainMatrix) throws(Failure) -> PlainMatrix {
    guard a.columns == b.rows else {
      throw .noValue("\(a.rows)×\(a.columns) and \(b.rows)×\(b.columns) do not conform")
    }
    try spend(a.rows * b.columns * a.columns)
    var result = PlainMatrix(repeating: 0, rows: a.rows, columns: b.columns)
    for row in 0..<a.rows {
      for column in 0..<b.columns {
        var sum = 0.0
        for inner in 0..<a.columns { sum += a[row, inner] * b[inner, column] }
        result[row, column] = sum
      }
    }
    return result
  }

  func element(_ a: PlainMatrix, _ row: IndexTerm?, _ column: IndexTerm?) throws(Failure) -> PlainMatrix {
    let (rows, columns) = try range(in: a, row, column)
    if rows.count == a.rows, columns.count == a.columns { return a }
    return PlainMatrix(
      rows: rows.count, columns: columns.count, numbers: rows.flatMap { row in columns.map { a[row, $0] } })
  }

  /// The places, from zero, that the choice of a row or a column leaves.
  func range(in a: PlainMatrix, _ row: IndexTerm?, _ column: IndexTerm?) throws(Failure) -> (Range<Int>, Range<Int>) {
    var rows = 0..<a.rows
    var columns = 0..<a.columns
    if let row {
      let place = try index(row)
      guard place >= 1, place <= a.rows else { throw .noValue("there is no row \(place) of \(a.rows)") }
      rows = place - 1..<place
    }
    if let column {
      let place = try index(column)
      guard place >= 1, place <= a.columns else { throw .noValue("there is no column \(place) of \(a.columns)") }
      columns = place - 1..<place
    }
    return (rows, columns)
  }

  /// Blocks beside and under one another.
  func joined(_ blocks: [[PlainMatrix]]) throws(Failure) -> PlainMatrix {
    var numbers: [Double] = []
    var height = 0
    var width: Int?
    for line in blocks {
      guard let rows = line.first?.rows, line.allSatisfy({ $0.rows == rows }) else {
        throw .noValue("blocks do not fit")
      }
      let columns = line.reduce(0) { $0 + $1.columns }
      guard width == nil || width == columns else { throw .noValue("blocks do not fit") }
      width = columns
      height += rows
      for row in 0..<rows {
        for block in line { numbers += block.numbers[row * block.columns..<(row + 1) * block.columns] }
      }
    }
    return PlainMatrix(rows: height, columns: width ?? 0, numbers: numbers)
  }

  /// The matrix with a vector on its diagonal, or the vector on a matrix's.
  private func diagonal(_ a: PlainMatrix) throws(Failure) -> PlainMatrix {
    guard a.columns == 1 || a.rows == 1 else {
      guard a.rows == a.columns else { throw .noValue("a diagonal of \(a.rows)×\(a.columns)") }
      return PlainMatrix(rows: a.rows, columns: 1, numbers: (0..<a.rows).map { a[$0, $0] })
    }
    var result = try filled(0, a.count, a.count)
    for place in 0..<a.count { result[place, place] = a.numbers[place] }
    return result
  }
}
