import ChainRule

/// The values of a program at one random point, recorded on a tape.
struct TapeArithmetic: CodeArithmetic {
  typealias Value = Variable<Double>

  let tape: Tape<Double>
  /// The given values.
  let given: (CodeName) throws(CodeFailure) -> Tensor<Double>
  /// The class of each sample, as rows or columns of zeros and a one.
  let labels: (CodeName, Shape) -> Tensor<Double>
  /// Along which the classes stand.
  var classAxis = 0
  /// How `*` was read.
  var notes: Set<String> = []

  mutating func number(_ value: Double) -> Value { tape.constant(Tensor(repeating: value, shape: [1, 1])) }

  mutating func leaf(_ name: CodeName) throws(CodeFailure) -> Value { tape.constant(try given(name)) }

  mutating func negated(_ a: Value) -> Value { -a }

  mutating func transposed(_ a: Value) -> Value { a.transposed() }

  private func check(_ a: Value, _ b: Value) throws(CodeFailure) {
    for axis in 0...1 where a.shape[axis] != b.shape[axis] && a.shape[axis] != 1 && b.shape[axis] != 1 {
      throw .misfit("arrays of \(a.shape) and \(b.shape) do not fit")
    }
  }

  mutating func elementwise(
    _ sign: CodeExpression.Operator, _ a: Value, _ b: Value
  ) throws(CodeFailure) -> Value {
    try check(a, b)
    switch sign {
    case .plus: return a + b
    case .minus: return a - b
    case .solidus: return a / b
    case .power:
      guard b.shape == [1, 1] else { throw .unknown("a power of arrays") }
      return power(a, b.value[0, 0])
    case .asterisk, .elementwise, .at: return a * b
    }
  }

  mutating func product(_ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    if a.shape == [1, 1] || b.shape == [1, 1] { return a * b }
    if a.shape[1] == b.shape[0] {
      notes.insert("* is a matrix product here")
      return matmul(a, b)
    }
    let result = try elementwise(.asterisk, a, b)
    notes.insert("* is elementwise here")
    return result
  }

  mutating func matrixProduct(_ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    if a.shape == [1, 1] || b.shape == [1, 1] { return a * b }
    guard a.shape[1] == b.shape[0] else { throw .misfit("a product of arrays of \(a.shape) and \(b.shape)") }
    return matmul(a, b)
  }

  mutating func comparison(_ relation: Relation, _ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    try check(a, b)
    switch relation {
    case .equal: return a .== b
    case .unequal: return a .!= b
    case .less: return a .< b
    case .lessOrEqual: return a .<= b
    case .greater: return a .> b
    case .greaterOrEqual: return a .>= b
    default: throw .unknown("“\(relation.rawValue)” is no comparison")
    }
  }

  mutating func apply(_ function: TermFunction, _ a: Value) throws(CodeFailure) -> Value {
    switch function {
    case .derivative(let function):
      // Of a function of each element, the gradient of the sum is the derivative at each element.
      var failure: CodeFailure?
      let result = gradient(at: a) { x in
        do throws(CodeFailure) { return try function.applied(to: x).sum() } catch {
          failure = error
          return x.sum()
        }
      }
      if let failure { throw failure }
      return result
    default: return try function.applied(to: a)
    }
  }

  mutating func softmax(_ a: Value, axis: Int?) throws(CodeFailure) -> Value {
    ChainRule.softmax(a, alongAxis: try self.axis(axis ?? classAxis))
  }

  mutating func extremum(isMaximum: Bool, _ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    try check(a, b)
    return isMaximum ? maximum(a, b) : minimum(a, b)
  }

  private func axis(_ axis: Int) throws(CodeFailure) -> Int {
    switch axis {
    case 0, -2: return 0
    case 1, -1: return 1
    default: throw .unknown("an axis of number \(axis)")
    }
  }

  mutating func reduce(_ reduction: Reduction, _ a: Value, axis: Int?) throws(CodeFailure) -> Value {
    var axes = [0, 1]
    if let axis { axes = [try self.axis(axis)] }
    switch reduction {
    case .sum: return a.sum(alongAxes: axes, keepingAxes: true)
    case .mean: return a.mean(alongAxes: axes, keepingAxes: true)
    default: throw .unknown("this reduction is not followed")
    }
  }

  mutating func picked(_ a: Value, labels name: CodeName, samplesFirst: Bool) throws(CodeFailure) -> Value {
    (a * tape.constant(labels(name, a.shape))).sum(alongAxes: [samplesFirst ? 1 : 0], keepingAxes: true)
  }

  mutating func length(_ a: Value, axis: Int) throws(CodeFailure) -> Value {
    number(Double(a.shape[try self.axis(axis)]))
  }

  mutating func generic(_ name: String, _ values: [Value]) -> Value {
    var total: Value?
    for (place, x) in values.enumerated() {
      let function = SmoothFunction("\(name) \(place)")
      let weights = (0..<x.shape.elementCount).map { SmoothFunction("\(name) \(place) \($0)").a }
      let weight = tape.constant(Tensor(shape: x.shape, scalars: weights))
      let part = (weight * (function.a * tanh(function.b * x + function.c) + function.d * x * x)).sum()
      // What is mixed makes the derivative by one depend on the other.
      total = total.map { $0 + part + 0.3 * $0 * part } ?? part
    }
    return (total ?? tape.constant(Tensor(repeating: 0, shape: [1, 1]))).reshaped(to: [1, 1])
  }
}

extension TermFunction {
  /// A function of each element.
  fileprivate func applied(to x: Variable<Double>) throws(CodeFailure) -> Variable<Double> {
    switch self {
    case .exp: return ChainRule.exp(x)
    case .log: return ChainRule.log(x)
    case .sqrt: return ChainRule.sqrt(x)
    case .tanh: return ChainRule.tanh(x)
    case .sigmoid: return ChainRule.sigmoid(x)
    case .relu: return ChainRule.relu(x)
    case .softplus: return ChainRule.softplus(x)
    case .sin: return ChainRule.sin(x)
    case .cos: return ChainRule.cos(x)
    case .abs: return ChainRule.abs(x)
    case .sign: return ChainRule.sign(x)
    case .square: return x * x
    case .identity: return x
    case .smooth(let name):
      let c = SmoothFunction(name)
      return c.a * ChainRule.tanh(c.b * x + c.c) + c.d * x + c.e * ChainRule.sin(c.f * x)
    case .softmax, .derivative: throw .unknown("this function is not one of each element")
    }
  }
}
