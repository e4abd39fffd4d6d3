/// Evaluates expressions, to shapes or to numbers alike.
struct CodeEvaluator<Arithmetic: CodeArithmetic> {
  var arithmetic: Arithmetic
  var environment: CodeEnvironment
  let isPseudoCode: Bool
  /// What the derivative of an activation is taken at where its argument is the name of that activation's output.
  var derivativeArguments: [CodeName: Arithmetic.Value] = [:]

  init(_ arithmetic: Arithmetic, isPseudoCode: Bool) {
    self.arithmetic = arithmetic
    self.isPseudoCode = isPseudoCode
    environment = CodeEnvironment()
  }

  // MARK: Expressions

  mutating func value(
    _ expression: CodeExpression, read: (CodeName, inout Arithmetic) throws(CodeFailure) -> Arithmetic.Value,
    derivative: (CodeName) throws(CodeFailure) -> Arithmetic.Value
  ) throws(CodeFailure) -> Arithmetic.Value {
    switch expression {
    case .number(let digits):
      guard let value = Double(digits) else { throw .unknown("“\(digits)” is no number") }
      return arithmetic.number(value)
    case .name(let reference): return try read(try environment.name(reference), &arithmetic)
    case .negated(let a):
      let a = try value(a, read: read, derivative: derivative)
      return try arithmetic.negated(a)
    case .transposed(let a):
      let a = try value(a, read: read, derivative: derivative)
      return try arithmetic.transposed(a)
    case .binary(let sign, let a, let b):
      let a = try value(a, read: read, derivative: derivative)
      let b = try value(b, read: read, derivative: derivative)
      switch sign {
      case .at: return try arithmetic.matrixProduct(a, b)
      case .asterisk where isPseudoCode: return try arithmetic.product(a, b)
      case .asterisk, .elementwise: return try arithmetic.elementwise(.asterisk, a, b)
      case .plus, .minus, .solidus, .power: return try arithmetic.elementwise(sign, a, b)
      }
    case .comparison(let relation, let a, let b):
      let a = try value(a, read: read, derivative: derivative)
      let b = try value(b, read: read, derivative: derivative)
      return try arithmetic.comparison(relation, a, b)
    case .picked(let reference, let labels, let samplesFirst):
      let a = try read(try environment.name(reference), &arithmetic)
      return try arithmetic.picked(a, labels: try environment.name(labels), samplesFirst: samplesFirst)
    case .derivative(_, let by): return try derivative(try environment.name(by))
    case .call(let function, let arguments, let axis):
      if arguments.count == 1, case .name(let reference) = arguments[0], !derivativeArguments.isEmpty,
        let derivative = CodeFunctions.elementwise(function), case .derivative = derivative,
        let argument = derivativeArguments[try environment.name(reference)]
      {
        return try arithmetic.apply(derivative, argument)
      }
      var values: [Arithmetic.Value] = []
      for argument in arguments { values.append(try value(argument, read: read, derivative: derivative)) }
      return try call(function, values, axis)
    }
  }

  private mutating func call(
    _ function: String, _ values: [Arithmetic.Value], _ axis: Int?
  ) throws(CodeFailure) -> Arithmetic.Value {
    switch (function, values.count) {
    case ("dot", 2), ("matmul", 2), ("mm", 2): return try arithmetic.matrixProduct(values[0], values[1])
    case ("multiply", 2): return try arithmetic.elementwise(.asterisk, values[0], values[1])
    case ("divide", 2): return try arithmetic.elementwise(.solidus, values[0], values[1])
    case ("add", 2): return try arithmetic.elementwise(.plus, values[0], values[1])
    case ("subtract", 2): return try arithmetic.elementwise(.minus, values[0], values[1])
    case ("power", 2): return try arithmetic.elementwise(.power, values[0], values[1])
    case ("outer", 2):
      let row = try arithmetic.transposed(values[1])
      return try arithmetic.matrixProduct(values[0], row)
    case ("maximum", 2), ("max", 2): return try arithmetic.extremum(isMaximum: true, values[0], values[1])
    case ("minimum", 2), ("min", 2): return try arithmetic.extremum(isMaximum: false, values[0], values[1])
    case ("sum", 1): return try arithmetic.reduce(.sum, values[0], axis: axis)
    case ("mean", 1), ("average", 1): return try arithmetic.reduce(.mean, values[0], axis: axis)
    case ("var", 1), ("std", 1):
      let mean = try arithmetic.reduce(.mean, values[0], axis: axis)
      let centred = try arithmetic.elementwise(.minus, values[0], mean)
      let squares = try arithmetic.apply(.square, centred)
      let variance = try arithmetic.reduce(.mean, squares, axis: axis)
      return function == "var" ? variance : try arithmetic.apply(.sqrt, variance)
    case ("softmax", 1): return try arithmetic.softmax(values[0], axis: axis)
    case ("square", 1): return try arithmetic.apply(.square, values[0])
    case ("shape", 1): return try arithmetic.length(values[0], axis: axis ?? 0)
    case ("len", 1): return try arithmetic.length(values[0], axis: 0)
    case ("zeros_like", 1): return try arithmetic.elementwise(.asterisk, values[0], arithmetic.number(0))
    case ("ones_like", 1):
      let zeros = try arithmetic.elementwise(.asterisk, values[0], arithmetic.number(0))
      return try arithmetic.elementwise(.plus, zeros, arithmetic.number(1))
    case ("where", 3):
      let first = try arithmetic.elementwise(.asterisk, values[0], values[1])
      let second = try arithmetic.elementwise(.asterisk, values[0], values[2])
      let difference = try arithmetic.elementwise(.minus, first, second)
      return try arithmetic.elementwise(.plus, difference, values[2])
    case ("astype", 2): return values[0]
    case ("float", 1), ("array", 1), ("copy", 1), ("squeeze", 1): return values[0]
    default: break
    }
    if values.count == 1, let function = CodeFunctions.elementwise(function) {
      return try arithmetic.apply(function, values[0])
    }
    if !values.isEmpty, CodeFunctions.isLoss(function) { return try arithmetic.generic(function, values) }
    throw .unknown("the function \(function) is not known")
  }
}

/// What functions of a program stand for, by their names.
enum CodeFunctions {
  private static let anyActivations: Set<String> = [
    "activation", "activation_function", "act", "f", "g", "h", "σ", "sigma", "phi", "φ", "activate", "nonlinearity",
    "nonlin",
  ]
  private static let derivativeMarks = ["_derivative", "_prime", "_deriv", "_grad", "_backward", "_gradient", "prime"]

  /// A function of each element.
  static func elementwise(_ name: String) -> TermFunction? {
    if let plain = plain(name) { return plain }
    for mark in derivativeMarks where name.hasSuffix(mark) {
      if let function = plain(String(name.dropLast(mark.count))) { return .derivative(function) }
    }
    for mark in ["d_", "d", "derivative_of_"] where name.hasPrefix(mark) {
      if let function = plain(String(name.dropFirst(mark.count))), name != "dact" { return .derivative(function) }
    }
    return nil
  }

  private static func plain(_ name: String) -> TermFunction? {
    if let function = TermFunction(named: name) { return function.isElementwise ? function : nil }
    return anyActivations.contains(name) ? .smooth(name) : nil
  }

  /// A loss of which nothing is said but that it is one.
  static func isLoss(_ name: String) -> Bool {
    [
      "loss_function", "loss", "compute_loss", "cost", "cost_function", "compute_cost", "criterion", "loss_fn", "J",
      "L",
      "calculate_loss", "lossfunction",
    ].contains(name)
  }
}
