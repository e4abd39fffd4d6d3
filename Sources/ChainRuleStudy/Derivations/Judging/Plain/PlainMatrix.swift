/// Numbers in rows and columns, in a plain array.
struct PlainMatrix: Hashable, Sendable {
  let rows: Int
  let columns: Int
  /// Row by row.
  var numbers: [Double]

  init(rows: Int, columns: Int, numbers: [Double]) {
    self.rows = rows
    self.columns = columns
    self.numbers = numbers
  }

  init(_ number: Double) { self.init(rows: 1, columns: 1, numbers: [number]) }

  init(repeating number: Double, rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, numbers: Array(repeating: number, count: rows * columns))
  }

  subscript(row: Int, column: Int) -> Double {
    get { numbers[row * columns + column] }
    set { numbers[row * columns + column] = newValue }
  }

  var count: Int { numbers.count }
  var isSingle: Bool { count == 1 }
  var largest: Double { numbers.reduce(0) { max($0, abs($1)) } }
  var isFinite: Bool { numbers.allSatisfy(\.isFinite) }

  func hasShape(of other: PlainMatrix) -> Bool { rows == other.rows && columns == other.columns }

  func map(_ transform: (Double) -> Double) -> PlainMatrix {
    PlainMatrix(rows: rows, columns: columns, numbers: numbers.map(transform))
  }

  func transposed() -> PlainMatrix {
    var result = PlainMatrix(repeating: 0, rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result[column, row] = self[row, column] }
    }
    return result
  }
}
