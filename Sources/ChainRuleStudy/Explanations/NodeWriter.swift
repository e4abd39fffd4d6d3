import ChainRule

/// Writes what the nodes of a tape compute as formulas of nodes that have a label.
///
/// Layout is left out, as on paper: broadcasts and reshapes are written as their operand. Equal computations have one
/// label: softmax(Z) is A where A was recorded as that.
struct NodeWriter<Scalar: TensorScalar> {
  var axes = AxisNames()
  private var labels: [Int: WrittenTerm] = [:]
  /// The first node that computes the same as a node.
  private var representatives: [Int: Int] = [:]
  private var known: [Computation: Int] = [:]
  /// What is divided by on the way back through an operation that takes a mean: how many, and along which axes.
  var mean: (count: Double, classes: [Int])?

  private struct Computation: Hashable {
    let primitive: AnyHashable
    let inputs: [Int]
  }

  /// Deeper formulas end in dots.
  private static var deepest: Int { 48 }

  /// Takes note of a node, and of what it was computed from.
  mutating func enter(_ variable: Variable<Scalar>) {
    var pending = [variable]
    while let next = pending.last {
      let missing =
        representatives[next.number] == nil
        ? next.operation?.inputs.filter { representatives[$0.number] == nil } ?? [] : []
      if missing.isEmpty {
        pending.removeLast()
        note(next)
      } else {
        pending += missing
      }
    }
  }

  private mutating func note(_ variable: Variable<Scalar>) {
    let number = variable.number
    guard representatives[number] == nil else { return }
    representatives[number] = number
    if let operation = variable.operation {
      let key = Computation(
        primitive: AnyHashable(operation.primitive),
        inputs: operation.inputs.map { representatives[$0.number] ?? $0.number })
      if let first = known[key] { representatives[number] = first } else { known[key] = number }
    }
    axes.enter(variable)
  }

  mutating func label(_ variable: Variable<Scalar>, _ term: WrittenTerm) {
    enter(variable)
    labels[representatives[variable.number] ?? variable.number] = term
  }

  func label(of variable: Variable<Scalar>) -> WrittenTerm? {
    labels[representatives[variable.number] ?? variable.number]
  }

  /// The term of a node: its label, or what it computes.
  mutating func term(_ variable: Variable<Scalar>) -> WrittenTerm {
    enter(variable)
    return term(variable, depth: 0)
  }

  /// What an operation computes, of whose own label no use is made.
  mutating func definition(_ variable: Variable<Scalar>) -> WrittenTerm? {
    enter(variable)
    return variable.operation.map { written($0, depth: 0) }
  }

  private func term(_ variable: Variable<Scalar>, depth: Int) -> WrittenTerm {
    if let label = label(of: variable) { return label }
    guard depth < Self.deepest else { return WrittenTerm(.ellipsis) }
    if let operation = variable.operation { return written(operation, depth: depth + 1) }
    let scalars = variable.shape.elementCount
    if variable.leafKind == .constant, scalars > 0, let first = variable.value.equalScalar {
      return WrittenTerm(number: Double(first))
    }
    return WrittenTerm(.symbol(Symbol(name: "C", latex: "C")).with(number: variable.number))
  }

  /// The label of what an operation makes of an operand, where that was recorded too.
  func labelled(_ primitive: some Primitive, _ input: Variable<Scalar>) -> WrittenTerm? {
    let key = Computation(
      primitive: AnyHashable(primitive), inputs: [representatives[input.number] ?? input.number])
    return known[key].flatMap { labels[$0] }
  }

  // MARK: Operations

  private func written(_ operation: RecordedOperation<Scalar>, depth: Int) -> WrittenTerm {
    let inputs = operation.inputs
    func input(_ slot: Int) -> WrittenTerm { term(inputs[slot], depth: depth) }
    let minusOne = WrittenScale.one.negated
    switch operation.primitive {
    case is Add, is AddBias: return .sum(input(0), input(1))
    case is Subtract: return .sum(input(0), input(1).scaled(by: minusOne))
    case is Negate: return input(0).scaled(by: minusOne)
    case is Multiply:
      let isScalar = inputs.contains { $0.unstretched.shape.elementCount == 1 }
      return .product(input(0), input(1), isScalar ? .juxtaposition : .elementwise)
    case is Divide: return quotient(input(0), input(1), by: inputs[1])
    case is MatrixProduct: return .product(input(0), input(1), .juxtaposition)
    case is Transpose: return transposed(input(0))
    case is Broadcast, is Reshape, is StopGradient: return input(0)
    case let power as ConstantPower: return raised(input(0), power.exponent)
    case is Square: return raised(input(0), 2)
    case let sum as Sum: return self.sum(input(0), of: inputs[0], along: sum.axes)
    case let mean as Mean:
      let sum = self.sum(input(0), of: inputs[0], along: mean.axes)
      return sum.scaled(by: share(inputs[0], mean.axes))
    case is Dot: return sum(.product(input(0), input(1), .elementwise), of: inputs[0], along: nil)
    case is MeanSquaredError, is HalfSquaredError, is SoftmaxCrossEntropy, is BinaryCrossEntropy:
      return loss(operation, input(0), input(1))
    default: return generic(operation.primitive, inputs.map { term($0, depth: depth) })
    }
  }

  /// An operation as it states its own notation.
  func generic(_ primitive: any Primitive, _ inputs: [WrittenTerm]) -> WrittenTerm {
    let places = inputs.indices.map { "\u{E000}\($0)" }
    let notation = primitive.notation(places.map { .symbol($0) })
    let count = inputs.reduce(1) { $0 + $1.operations }
    // Aliases and the like are written as their operand.
    if case .symbol(let name) = notation, let slot = places.firstIndex(of: name) { return inputs[slot] }
    let formula = Formula(notation) { name in places.firstIndex(of: name).map { inputs[$0].formula(axes) } }
    return WrittenTerm(formula, operations: count)
  }

  private func quotient(_ a: WrittenTerm, _ b: WrittenTerm, by divisor: Variable<Scalar>) -> WrittenTerm {
    guard b.isNumber else {
      let above = WrittenTerm(body: a.body, operations: a.operations)
      return WrittenTerm(
        scale: a.scale,
        body: .formula(.fraction(above.formula(axes), b.formula(axes), .bar)),
        operations: a.operations + b.operations + 1)
    }
    if let mean, b.scale.value == mean.count, b.scale.divisors.isEmpty,
      divisor.leafKind == .constant || divisor.isStretchedConstant
    {
      return a.scaled(by: WrittenScale(divisors: mean.classes))
    }
    return a.scaled(by: WrittenScale(value: 1 / b.scale.value))
  }

  private func transposed(_ x: WrittenTerm) -> WrittenTerm {
    guard x.body != nil else { return x }
    let inner = WrittenTerm(body: x.body, operations: x.operations)
    return WrittenTerm(scale: x.scale, body: .formula(inner.formula(axes).transposed), operations: x.operations + 1)
  }

  private func raised(_ x: WrittenTerm, _ exponent: Double) -> WrittenTerm {
    guard x.body != nil else { return WrittenTerm(number: power(Tensor<Double>(x.scale.value), exponent).scalar) }
    return WrittenTerm(
      x.formula(axes).raised(to: Formula(number: exponent)), operations: x.operations + 1)
  }
}

extension Variable {
  /// What was broadcast or reshaped, where that made this variable.
  var unstretched: Variable {
    var variable = self
    while let operation = variable.operation, operation.primitive is Broadcast || operation.primitive is Reshape {
      variable = operation.inputs[0]
    }
    return variable
  }

  fileprivate var isStretchedConstant: Bool { unstretched.leafKind == .constant }
}

extension Tensor {
  /// The number that all elements are; `nil` where they differ.
  fileprivate var equalScalar: Scalar? {
    let scalars = scalars
    guard let first = scalars.first, scalars.allSatisfy({ $0 == first }) else { return nil }
    return first
  }
}

extension Formula {
  fileprivate func with(number: Int) -> Formula {
    .scripted(self, subscripts: [.index(.number(String(number)))], superscripts: [])
  }
}
