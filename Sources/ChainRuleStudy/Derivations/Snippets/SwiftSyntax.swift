/// Swift with arrays of rows.
struct SwiftSyntax: SnippetSyntax {
  let head = ["import Foundation", "", "typealias Matrix = [[Double]]"]
  let reserved: Set<String> = [
    "as", "break", "case", "class", "continue", "default", "defer", "do", "else", "enum", "extension", "false", "for",
    "func", "guard", "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "operator", "print",
    "protocol",
    "public", "repeat", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "true", "try",
    "typealias", "var", "where", "while", "max", "min", "abs", "pow", "exp", "log", "sqrt", "tanh", "sin", "cos",
    "stride",
    "each", "mapped", "transposed", "dot", "alongRows", "diagonal", "diagonalElements", "Matrix",
  ]

  let helpers: [String: [String]] = [
    "each": [
      "func each(_ a: Matrix, _ b: Matrix, _ f: (Double, Double) -> Double) -> Matrix {",
      "  func at(_ m: Matrix, _ i: Int, _ j: Int) -> Double { m[m.count == 1 ? 0 : i][m[0].count == 1 ? 0 : j] }",
      "  let (rows, columns) = (max(a.count, b.count), max(a[0].count, b[0].count))",
      "  return (0..<rows).map { i in (0..<columns).map { j in f(at(a, i, j), at(b, i, j)) } }", "}",
    ],
    "mapped": ["func mapped(_ a: Matrix, _ f: (Double) -> Double) -> Matrix { a.map { $0.map(f) } }"],
    "transposed": [
      "func transposed(_ a: Matrix) -> Matrix { a[0].indices.map { j in a.map { $0[j] } } }"
    ],
    "dot": [
      "func dot(_ a: Matrix, _ b: Matrix) -> Matrix {",
      "  a.map { row in b[0].indices.map { j in row.indices.reduce(0) { $0 + row[$1] * b[$1][j] } } }", "}",
    ],
    "alongRows": ["func alongRows(_ a: Matrix, _ f: ([Double]) -> Double) -> Matrix { a.map { [f($0)] } }"],
    "diagonal": [
      "func diagonal(_ a: [Double]) -> Matrix { a.indices.map { i in a.indices.map { $0 == i ? a[i] : 0 } } }"
    ],
    "diagonalElements": ["func diagonalElements(_ a: Matrix) -> Matrix { a.indices.map { [a[$0][$0]] } }"],
    "sigmoid": ["func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }"],
    "relu": ["func relu(_ x: Double) -> Double { max(0, x) }"],
    "softplus": ["func softplus(_ x: Double) -> Double { log(1 + exp(x)) }"],
    "sign": ["func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }"],
    "square": ["func square(_ x: Double) -> Double { x * x }"],
    "identity": ["func identity(_ x: Double) -> Double { x }"],
    "softmax": [
      "func softmax(_ a: Matrix) -> Matrix {  // of each row",
      "  a.map { row in row.map { x in exp(x) / row.reduce(0) { $0 + exp($1) } } }", "}",
    ],
    "rate": [
      "func rate(_ f: (Double) -> Double, _ x: Double) -> Double { (f(x + 1e-4) - f(x - 1e-4)) / 2e-4 }",
      "func rate(_ f: (Double) -> Matrix, _ x: Double) -> Matrix {",
      "  each(f(x + 1e-4), f(x - 1e-4)) { ($0 - $1) / 2e-4 }", "}",
    ],
    "change": [
      "func change(_ f: (Matrix) -> Matrix, _ x: Matrix, _ i: Int, _ j: Int) -> Matrix {  // with one element of x",
      "  let ends = [1e-4, -1e-4].map { (h: Double) -> Matrix in var y = x; y[i][j] += h; return f(y) }",
      "  return each(ends[0], ends[1]) { ($0 - $1) / 2e-4 }", "}",
    ],
    "slope": [
      "func slope(_ f: (Matrix) -> Matrix, _ x: Matrix) -> Matrix {",
      "  x.indices.map { i in x[0].indices.map { j in change(f, x, i, j).joined().reduce(0, +) } }", "}",
    ],
    "jacobian": [
      "func jacobian(_ f: (Matrix) -> Matrix, _ x: Matrix) -> Matrix {",
      "  transposed(x.indices.flatMap { i in x[0].indices.map { j in Array(change(f, x, i, j).joined()) } })", "}",
    ],
  ]

  func comment(_ text: String) -> String { "// " + text }
  func literal(_ number: Double) -> String {
    number.isFinite ? "\(number)" : number.isNaN ? "Double.nan" : number < 0 ? "-Double.infinity" : "Double.infinity"
  }

  func literal(_ matrix: PlainMatrix) -> String {
    let rows = (0..<matrix.rows).map { row in
      "[" + (0..<matrix.columns).map { "\(matrix[row, $0])" }.joined(separator: ", ") + "]"
    }
    return "[" + rows.joined(separator: ", ") + "]"
  }

  func definition(_ name: String, _ value: String) -> String { "let \(name) = \(value)" }

  func function(
    _ name: String, _ parameter: (name: String, isNumber: Bool), _ indices: [String], _ body: [String],
    _ result: SnippetExpression
  ) -> [String] {
    let parameters =
      ["_ \(parameter.name): \(parameter.isNumber ? "Double" : "Matrix")"] + indices.map { "_ \($0): Int" }
    // What is done to arrays is stated once, for functions from arrays to arrays.
    let isNumber = result.isNumber && parameter.isNumber
    let head = "func \(name)(\(parameters.joined(separator: ", "))) -> \(isNumber ? "Double" : "Matrix") {"
    return [head] + (body + ["return " + (isNumber ? result.text : matrix(result))]).map { "  " + $0 } + ["}"]
  }

  func partial(_ name: String, _ indices: [String]) -> String {
    indices.isEmpty ? name : "{ \(name)($0, \(indices.joined(separator: ", "))) }"
  }

  func printing(_ title: String, _ value: SnippetExpression) -> String {
    value.isNumber
      ? "print(\"\(title)\", \(value.text))" : "print(\"\(title)\"); \(value.grouped(.atom)).forEach { print($0) }"
  }

  func printingDifference(_ title: String, _ a: SnippetExpression, _ b: SnippetExpression) -> String {
    if a.isNumber, b.isNumber { return "print(\"\(title)\", abs(\(a.grouped(.sum)) - \(b.grouped(.product))))" }
    return "print(\"\(title)\", each(\(matrix(a)), \(matrix(b))) { abs($0 - $1) }.joined().max() ?? 0)"
  }

  // MARK: Expressions

  private func matrix(_ a: SnippetExpression) -> String { a.isNumber ? "[[\(a.text)]]" : a.text }

  private func array(_ text: String) -> SnippetExpression { SnippetExpression(text: text, isNumber: false) }

  func index(_ text: String) -> String { Int(text).map { "\($0).0" } ?? "Double(\(text))" }

  func label(_ name: SnippetExpression, _ place: String) -> String { "Int(Array(\(name.text).joined())[\(place)])" }

  func binary(_ operation: SnippetOperation, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    let names: [SnippetOperation: String] = [.power: "pow", .maximum: "max", .minimum: "min"]
    guard a.isNumber, b.isNumber else {
      return array("each(\(matrix(a)), \(matrix(b)), \(names[operation] ?? operation.rawValue))")
    }
    if let name = names[operation] { return SnippetExpression(text: "\(name)(\(a.text), \(b.text))", isNumber: true) }
    let isSum = operation == .add || operation == .subtract
    let left = a.grouped(isSum ? .sum : .product)
    let right = b.grouped(operation == .add ? .sum : operation == .subtract ? .product : .power)
    return SnippetExpression(
      text: "\(left) \(operation.rawValue) \(right)", isNumber: true, binding: isSum ? .sum : .product)
  }

  func negated(_ a: SnippetExpression) -> SnippetExpression {
    a.isNumber
      ? SnippetExpression(text: "-" + a.grouped(.power), isNumber: true, binding: .sign)
      : array("each([[-1]], \(a.text), *)")
  }

  func product(_ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    array("dot(\(a.text), \(b.text))")
  }

  func transposed(_ a: SnippetExpression) -> SnippetExpression { array("transposed(\(a.text))") }

  func applied(_ function: String, _ a: SnippetExpression) -> SnippetExpression {
    a.isNumber
      ? SnippetExpression(text: "\(function)(\(a.text))", isNumber: true) : array("mapped(\(a.text), \(function))")
  }

  func functionName(_ function: String) -> String { function }

  func function(_ name: String, ofX body: SnippetExpression) -> String {
    "func \(name)(_ x: Double) -> Double { \(body.text) }"
  }

  func softmax(_ a: SnippetExpression, alongRows: Bool) -> SnippetExpression {
    array(alongRows ? "softmax(\(matrix(a)))" : "transposed(softmax(transposed(\(matrix(a)))))")
  }

  func reduced(_ reduction: Reduction, _ axis: TermAxis, _ a: SnippetExpression) -> SnippetExpression? {
    let body: String
    switch reduction {
    case .sum: body = "$0.reduce(0, +)"
    case .mean: body = "$0.reduce(0, +) / Double($0.count)"
    case .product: body = "$0.reduce(1, *)"
    case .maximum: body = "$0.max() ?? 0"
    case .minimum: body = "$0.min() ?? 0"
    case .norm: body = "sqrt($0.reduce(0) { $0 + $1 * $1 })"
    case .trace: return reduced(.sum, .both, array("diagonalElements(\(matrix(a)))"))
    case .determinant: return nil
    }
    switch axis {
    case .columns: return array("alongRows(\(matrix(a))) { \(body) }")
    case .rows: return array("transposed(alongRows(transposed(\(matrix(a)))) { \(body) })")
    case .both:
      let all = "Array(\(matrix(a)).joined())"
      guard reduction == .sum || reduction == .product else {
        return SnippetExpression(text: "alongRows([\(all)]) { \(body) }[0][0]", isNumber: true)
      }
      return SnippetExpression(text: body.replacing("$0", with: all), isNumber: true)
    }
  }

  func over(
    _ reduction: Reduction, _ name: String, _ from: String, _ to: String, _ condition: SnippetExpression?,
    _ body: SnippetExpression
  ) -> SnippetExpression? {
    let test = condition.map { ".filter { \(name) in \($0.grouped(.sum)) == 1 }" } ?? ""
    let type = body.isNumber ? "Double" : "Matrix"
    let items = "stride(from: \(from), through: \(to), by: 1)\(test).map { (\(name): Int) -> \(type) in \(body.text) }"
    let operation: String
    let start: String
    switch reduction {
    case .sum: (operation, start) = ("+", "0")
    case .product: (operation, start) = ("*", "1")
    case .maximum: (operation, start) = ("max", "-Double.infinity")
    case .minimum: (operation, start) = ("min", "Double.infinity")
    case .mean, .norm, .trace, .determinant: return nil
    }
    return body.isNumber
      ? SnippetExpression(text: "\(items).reduce(\(start), \(operation))", isNumber: true)
      : array("\(items).reduce([[\(start)]]) { each($0, $1, \(operation)) }")
  }

  func comparison(_ a: SnippetExpression, _ relation: Relation, _ b: SnippetExpression) -> SnippetExpression {
    a.isNumber && b.isNumber
      ? SnippetExpression(
        text: "\(a.grouped(.sum)) \(relation.sign) \(b.grouped(.sum)) ? 1.0 : 0.0", isNumber: true, binding: .comparison
      )
      : array("each(\(matrix(a)), \(matrix(b))) { $0 \(relation.sign) $1 ? 1 : 0 }")
  }

  func choice(_ condition: SnippetExpression, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    if condition.isNumber, a.isNumber, b.isNumber {
      let text = "\(condition.grouped(.sum)) == 1 ? \(a.grouped(.sum)) : \(b.grouped(.sum))"
      return SnippetExpression(text: text, isNumber: true, binding: .comparison)
    }
    let chosen = "each(\(matrix(condition)), \(matrix(a))) { $0 == 1 ? $1 : 0 }"
    let other = "each(\(matrix(condition)), \(matrix(b))) { $0 == 1 ? 0 : $1 }"
    return array("each(\(chosen), \(other), +)")
  }

  func element(_ a: SnippetExpression, _ row: String?, _ column: String?) -> SnippetExpression {
    switch (row, column) {
    case (let row?, let column?): SnippetExpression(text: "\(a.text)[\(row)][\(column)]", isNumber: true)
    case (let row?, nil): array("[\(a.text)[\(row)]]")
    case (nil, let column?): array("\(a.text).map { [$0[\(column)]] }")
    case (nil, nil): a
    }
  }

  func array(_ rows: [[SnippetExpression]]) -> SnippetExpression {
    array(
      "[" + rows.map { "[" + $0.map { number($0).text }.joined(separator: ", ") + "]" }.joined(separator: ", ") + "]")
  }

  func table(_ rows: (name: String, count: Int)?, _ columns: (name: String, count: Int)?, _ element: SnippetExpression)
    -> SnippetExpression
  {
    var text = element.text
    text = columns.map { "(1...\($0.count)).map { (\($0.name): Int) -> Double in \(text) }" } ?? "[\(text)]"
    text = rows.map { "(1...\($0.count)).map { (\($0.name): Int) -> [Double] in \(text) }" } ?? "[\(text)]"
    return array(text)
  }

  func diagonal(_ a: SnippetExpression, isVector: Bool) -> SnippetExpression {
    array(isVector ? "diagonal(Array(\(matrix(a)).joined()))" : "diagonalElements(\(a.text))")
  }

  func identity(_ size: Int) -> SnippetExpression { array("diagonal([Double](repeating: 1, count: \(size)))") }

  func ones(_ rows: Int, _ columns: Int) -> SnippetExpression {
    array("Matrix(repeating: [Double](repeating: 1, count: \(columns)), count: \(rows))")
  }

  func number(_ a: SnippetExpression) -> SnippetExpression {
    a.isNumber ? a : SnippetExpression(text: a.grouped(.atom) + "[0][0]", isNumber: true)
  }

  // MARK: Finite differences

  func rate(_ function: String, _ a: String) -> String { "rate(\(function), \(a))" }
  func change(_ function: String, _ a: String, _ row: String, _ column: String, isNumber: Bool) -> String {
    "change(\(function), \(a), \(row), \(column))" + (isNumber ? "[0][0]" : "")
  }
  func slope(_ function: String, _ a: String) -> String { "slope(\(function), \(a))" }
  func jacobian(_ function: String, _ a: String) -> String { "jacobian(\(function), \(a))" }
  func columns(_ a: String, from: String, by step: Int, count: Int) -> String {
    "\(a).map { row in (0..<\(count)).map { row[\(from) + \(step) * $0] } }"
  }
}
