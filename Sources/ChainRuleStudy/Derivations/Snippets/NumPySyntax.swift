/// Python with NumPy.
struct NumPySyntax: SnippetSyntax {
  let head = ["import numpy as np", ""]
  let reserved: Set<String> = [
    "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "False",
    "finally", "for", "from", "global", "if", "import", "in", "int", "is", "lambda", "None", "nonlocal", "not", "np",
    "or",
    "pass", "print", "raise", "range", "return", "sum", "True", "try", "while", "with", "yield",
  ]

  let helpers: [String: [String]] = [
    "sigmoid": ["def sigmoid(x): return 1 / (1 + np.exp(-x))"],
    "relu": ["def relu(x): return np.maximum(x, 0)"],
    "softplus": ["def softplus(x): return np.log1p(np.exp(x))"],
    "identity": ["def identity(x): return x"],
    "softmax": [
      "def softmax(x, axis): return np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)"
    ],
    "rate": ["def rate(f, x, h=1e-4): return (f(x + h) - f(x - h)) / (2 * h)"],
    "change": [
      "def change(f, x, i, j, h=1e-4):  # how f changes with one element of x",
      "    d = np.zeros_like(x); d[i, j] = h", "    return (f(x + d) - f(x - d)) / (2 * h)",
    ],
    "slope": [
      "def slope(f, x): return np.reshape([np.sum(change(f, x, *i)) for i in np.ndindex(x.shape)], x.shape)"
    ],
    "jacobian": [
      "def jacobian(f, x): return np.array([np.ravel(change(f, x, *i)) for i in np.ndindex(x.shape)]).T"
    ],
  ]

  func comment(_ text: String) -> String { "# " + text }

  func literal(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return "\(Int(number))" }
    return number.isFinite ? "\(number)" : number.isNaN ? "np.nan" : number < 0 ? "-np.inf" : "np.inf"
  }

  func literal(_ matrix: PlainMatrix) -> String {
    let rows = (0..<matrix.rows).map { row in
      "[" + (0..<matrix.columns).map { "\(matrix[row, $0])" }.joined(separator: ", ") + "]"
    }
    return "np.array([" + rows.joined(separator: ", ") + "])"
  }

  func definition(_ name: String, _ value: String) -> String { "\(name) = \(value)" }

  func function(
    _ name: String, _ parameter: (name: String, isNumber: Bool), _ indices: [String], _ body: [String],
    _ result: SnippetExpression
  ) -> [String] {
    let head = "def \(name)(\(([parameter.name] + indices).joined(separator: ", "))):"
    return [head] + (body + ["return " + result.text]).map { "    " + $0 }
  }

  func partial(_ name: String, _ indices: [String]) -> String {
    indices.isEmpty ? name : "lambda x: \(name)(x, \(indices.joined(separator: ", ")))"
  }

  func printing(_ title: String, _ value: SnippetExpression) -> String {
    value.isNumber ? "print(\"\(title)\", \(value.text))" : "print(\"\(title)\", \(value.text), sep=\"\\n\")"
  }

  func printingDifference(_ title: String, _ a: SnippetExpression, _ b: SnippetExpression) -> String {
    "print(\"\(title)\", np.max(np.abs(\(a.text) - \(b.text))))"
  }

  // MARK: Expressions

  func index(_ text: String) -> String { text }

  func label(_ name: SnippetExpression, _ place: String) -> String { "int(np.ravel(\(name.text))[\(place)])" }

  private func call(_ name: String, _ arguments: String, isNumber: Bool) -> SnippetExpression {
    SnippetExpression(text: "\(name)(\(arguments))", isNumber: isNumber)
  }

  func binary(_ operation: SnippetOperation, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    let isNumber = a.isNumber && b.isNumber
    func infix(
      _ binding: SnippetExpression.Binding, _ left: SnippetExpression.Binding, _ right: SnippetExpression.Binding,
      _ sign: String
    )
      -> SnippetExpression
    {
      SnippetExpression(text: "\(a.grouped(left)) \(sign) \(b.grouped(right))", isNumber: isNumber, binding: binding)
    }
    switch operation {
    case .add: return infix(.sum, .sum, .sum, "+")
    case .subtract: return infix(.sum, .sum, .product, "-")
    case .multiply: return infix(.product, .product, .sign, "*")
    case .divide: return infix(.product, .product, .sign, "/")
    case .power: return infix(.power, .atom, .atom, "**")
    case .maximum: return call("np.maximum", "\(a.text), \(b.text)", isNumber: isNumber)
    case .minimum: return call("np.minimum", "\(a.text), \(b.text)", isNumber: isNumber)
    }
  }

  func negated(_ a: SnippetExpression) -> SnippetExpression {
    SnippetExpression(text: "-" + a.grouped(.sign), isNumber: a.isNumber, binding: .sign)
  }

  func product(_ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    SnippetExpression(text: "\(a.grouped(.product)) @ \(b.grouped(.sign))", isNumber: false, binding: .product)
  }

  func transposed(_ a: SnippetExpression) -> SnippetExpression {
    SnippetExpression(text: a.grouped(.atom) + ".T", isNumber: false)
  }

  func functionName(_ function: String) -> String {
    ["exp", "log", "sqrt", "tanh", "sin", "cos", "abs", "sign", "square"].contains(function)
      ? "np." + function : function
  }

  func applied(_ function: String, _ a: SnippetExpression) -> SnippetExpression {
    call(functionName(function), a.text, isNumber: a.isNumber)
  }

  func function(_ name: String, ofX body: SnippetExpression) -> String { "def \(name)(x): return \(body.text)" }

  func softmax(_ a: SnippetExpression, alongRows: Bool) -> SnippetExpression {
    call("softmax", "\(a.text), axis=\(alongRows ? 1 : 0)", isNumber: false)
  }

  func reduced(_ reduction: Reduction, _ axis: TermAxis, _ a: SnippetExpression) -> SnippetExpression? {
    let place = axis == .both ? "" : ", axis=\(axis == .rows ? 0 : 1), keepdims=True"
    let isNumber = axis == .both
    switch reduction {
    case .sum: return call("np.sum", a.text + place, isNumber: isNumber)
    case .mean: return call("np.mean", a.text + place, isNumber: isNumber)
    case .product: return call("np.prod", a.text + place, isNumber: isNumber)
    case .maximum: return call("np.max", a.text + place, isNumber: isNumber)
    case .minimum: return call("np.min", a.text + place, isNumber: isNumber)
    case .norm: return call("np.sqrt", "np.sum(np.square(\(a.text))\(place))", isNumber: isNumber)
    case .trace: return call("np.trace", a.text, isNumber: true)
    case .determinant: return nil
    }
  }

  func over(
    _ reduction: Reduction, _ name: String, _ from: String, _ to: String, _ condition: SnippetExpression?,
    _ body: SnippetExpression
  ) -> SnippetExpression? {
    let test = condition.map { " if \($0.text)" } ?? ""
    let end = Int(to).map { "\($0 + 1)" } ?? to + " + 1"
    let items = "\(body.text) for \(name) in range(\(from), \(end))\(test)"
    switch reduction {
    case .sum: return call("sum", items, isNumber: body.isNumber)
    case .mean: return call("np.mean", "[\(items)], axis=0", isNumber: body.isNumber)
    case .product: return call("np.prod", "[\(items)], axis=0", isNumber: body.isNumber)
    case .maximum: return call("np.max", "[\(items)], axis=0", isNumber: body.isNumber)
    case .minimum: return call("np.min", "[\(items)], axis=0", isNumber: body.isNumber)
    case .norm, .trace, .determinant: return nil
    }
  }

  func comparison(_ a: SnippetExpression, _ relation: Relation, _ b: SnippetExpression) -> SnippetExpression {
    SnippetExpression(
      text: "1.0 * (\(a.grouped(.sum)) \(relation.sign) \(b.grouped(.sum)))", isNumber: a.isNumber && b.isNumber,
      binding: .product)
  }

  func choice(_ condition: SnippetExpression, _ a: SnippetExpression, _ b: SnippetExpression) -> SnippetExpression {
    call(
      "np.where", "\(condition.text), \(a.text), \(b.text)", isNumber: condition.isNumber && a.isNumber && b.isNumber)
  }

  func element(_ a: SnippetExpression, _ row: String?, _ column: String?) -> SnippetExpression {
    let isNumber = row != nil && column != nil
    let places = [row, column].map { $0.map { isNumber ? $0 : "[\($0)]" } ?? ":" }
    return SnippetExpression(text: "\(a.grouped(.atom))[\(places.joined(separator: ", "))]", isNumber: isNumber)
  }

  func array(_ rows: [[SnippetExpression]]) -> SnippetExpression {
    let lines = rows.map { "[" + $0.map(\.text).joined(separator: ", ") + "]" }
    let isPlain = rows.allSatisfy { $0.allSatisfy(\.isNumber) }
    return call(isPlain ? "np.array" : "np.block", "[\(lines.joined(separator: ", "))]", isNumber: false)
  }

  func table(_ rows: (name: String, count: Int)?, _ columns: (name: String, count: Int)?, _ element: SnippetExpression)
    -> SnippetExpression
  {
    func loop(_ index: (name: String, count: Int)?) -> String {
      index.map { " for \($0.name) in range(1, \($0.count + 1))" } ?? ""
    }
    return call("np.array", "[[\(element.text)\(loop(columns))]\(loop(rows))]", isNumber: false)
  }

  func diagonal(_ a: SnippetExpression, isVector: Bool) -> SnippetExpression {
    isVector
      ? call("np.diag", "np.ravel(\(a.text))", isNumber: false)
      : SnippetExpression(text: "np.diag(\(a.text))[:, None]", isNumber: false)
  }

  func identity(_ size: Int) -> SnippetExpression { call("np.eye", "\(size)", isNumber: false) }

  func ones(_ rows: Int, _ columns: Int) -> SnippetExpression {
    call("np.ones", "(\(rows), \(columns))", isNumber: false)
  }

  func number(_ a: SnippetExpression) -> SnippetExpression {
    SnippetExpression(text: a.grouped(.atom) + ".item()", isNumber: true)
  }

  // MARK: Finite differences

  func rate(_ function: String, _ a: String) -> String { "rate(\(function), \(a))" }
  func change(_ function: String, _ a: String, _ row: String, _ column: String, isNumber: Bool) -> String {
    "change(\(function), \(a), \(row), \(column))"
  }
  func slope(_ function: String, _ a: String) -> String { "slope(\(function), \(a))" }
  func jacobian(_ function: String, _ a: String) -> String { "jacobian(\(function), \(a))" }
  func columns(_ a: String, from: String, by step: Int, count: Int) -> String {
    "\(a)[:, \(from) + \(step) * np.arange(\(count))]"
  }
}

extension Relation {
  /// As Python and Swift write a comparison.
  var sign: String {
    switch self {
    case .unequal: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    default: "=="
    }
  }
}
