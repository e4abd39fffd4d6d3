/// A number, a list or a matrix of numbers.
struct FigureArray: Hashable, Sendable {
  let rows: Int
  let columns: Int
  /// By rows.
  let numbers: [Double]

  init(_ number: Double) {
    (rows, columns, numbers) = (1, 1, [number])
  }

  init(rows: Int, columns: Int, numbers: [Double]) {
    (self.rows, self.columns, self.numbers) = (rows, columns, numbers)
  }

  /// The matrix with these rows; `nil` if they are of different lengths.
  init?(_ lines: [[Double]]) {
    guard let width = lines.first?.count, width > 0, lines.allSatisfy({ $0.count == width }) else { return nil }
    self.init(rows: lines.count, columns: width, numbers: lines.flatMap { $0 })
  }

  /// The number, if it is only one.
  var number: Double? { numbers.count == 1 ? numbers[0] : nil }

  var isVector: Bool { rows == 1 || columns == 1 }

  var lines: [[Double]] {
    (0..<rows).map { row in (0..<columns).map { self[row, $0] } }
  }

  var transposed: FigureArray {
    FigureArray(
      rows: columns, columns: rows, numbers: (0..<columns).flatMap { column in (0..<rows).map { self[$0, column] } })
  }

  subscript(row: Int, column: Int) -> Double { numbers[row * columns + column] }

  func map(_ function: (Double) -> Double) -> FigureArray {
    FigureArray(rows: rows, columns: columns, numbers: numbers.map(function))
  }

  /// The same numbers in the shape of another array, where a list may be a row or a column.
  func shaped(like other: FigureArray) -> FigureArray? {
    if rows == other.rows, columns == other.columns { return self }
    guard isVector, other.isVector, numbers.count == other.numbers.count else { return nil }
    return FigureArray(rows: other.rows, columns: other.columns, numbers: numbers)
  }

  /// Element by element, a number with every element; `nil` where the shapes do not fit.
  static func elementwise(_ a: FigureArray, _ b: FigureArray, _ operation: (Double, Double) -> Double) -> FigureArray? {
    if let number = b.number { return a.map { operation($0, number) } }
    if let number = a.number { return b.map { operation(number, $0) } }
    guard let b = b.shaped(like: a) else { return nil }
    return FigureArray(rows: a.rows, columns: a.columns, numbers: zip(a.numbers, b.numbers).map(operation))
  }

  /// The product that a sign means: of numbers, of matrices where they conform, else element by element.
  static func product(_ a: FigureArray, _ b: FigureArray, _ sign: ProductSign) -> FigureArray? {
    if a.number != nil || b.number != nil || sign == .elementwise || sign == .circle { return elementwise(a, b, *) }
    if sign == .outer {
      guard a.isVector, b.isVector else { return nil }
      return FigureArray(
        rows: a.numbers.count, columns: b.numbers.count,
        numbers: a.numbers.flatMap { x in b.numbers.map { x * $0 } })
    }
    if a.columns == b.rows {
      return FigureArray(
        rows: a.rows, columns: b.columns,
        numbers: (0..<a.rows).flatMap { row in
          (0..<b.columns).map { column in (0..<a.columns).reduce(0) { $0 + a[row, $1] * b[$1, column] } }
        })
    }
    if sign == .dot || sign == .juxtaposition, a.isVector, b.isVector, a.numbers.count == b.numbers.count {
      return FigureArray(zip(a.numbers, b.numbers).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return elementwise(a, b, *)
  }

  /// Whether two arrays have the same numbers, but for rounding in binary.
  func isClose(to other: FigureArray, within tolerance: Double = 1e-9) -> Bool {
    guard let other = other.shaped(like: self) else { return false }
    return zip(numbers, other.numbers).allSatisfy { abs($0 - $1) <= tolerance * max(1e-6, abs($0), abs($1)) }
  }
}
