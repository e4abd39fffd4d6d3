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

  /// Takes note of a node; its operands come first.
  mutating func enter(_ variable: Variable<Scalar>) {
    let number = variable.number
    guard representatives[number] == nil else { return }
    representatives[number] = number
    if let operation = variable.operation {
      // What a backward pass recorded refers to nodes that nobody has entered yet.
      for input in operation.inputs where representatives[input.number] == nil { enter(input) }
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
  private func generic(_ primitive: any Primitive, _ inputs: [WrittenTerm]) -> WrittenTerm {
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
        body: .formula(.fraction(above.formula(axes), b.formula(axes), .bar)), operations: a.operations + b.operations + 1)
    }
    if let mean, b.scale.value == mean.count, b.scale.divisors.isEmpty, divisor.leafKind == .constant || divisor.isStretchedConstant {
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

  // MARK: Sums

  private func counted(_ shape: Shape, _ axes: AxisSet?) -> [Int] {
    shape.indices.filter { (axes?.contains($0) ?? true) && shape[$0] != 1 }
  }

  /// 1/m for a mean along the axis of m samples.
  private func share(_ x: Variable<Scalar>, _ along: AxisSet?) -> WrittenScale {
    WrittenScale(divisors: counted(x.shape, along).compactMap { axes.axisClass(x.number, $0) }.sorted())
  }

  /// The classes of the axes that an operation takes a mean along, and how many elements they have.
  func meanCount(of operation: RecordedOperation<Scalar>) -> (count: Double, classes: [Int])? {
    let x = operation.inputs[0]
    let along: AxisSet?
    switch operation.primitive {
    case let mean as Mean: along = mean.axes
    case let loss as SoftmaxCrossEntropy where loss.reduction == .mean: along = AxisSet([loss.samplesAxis].compactMap { $0 })
    case let loss as BinaryCrossEntropy where loss.reduction == .mean: along = nil
    case is MeanSquaredError: along = nil
    default: return nil
    }
    let axes = counted(x.shape, along)
    let classes = share(x, along).divisors
    return axes.isEmpty ? nil : (Double(axes.reduce(1) { $0 * x.shape[$1] }), classes)
  }

  /// The sum along axes: of columns Σᵢ x_{:,i}, of all elements Σ x.
  private func sum(_ x: WrittenTerm, of variable: Variable<Scalar>, along set: AxisSet?) -> WrittenTerm {
    let shape = variable.shape
    let summed = counted(shape, set)
    if summed.isEmpty { return x }
    guard x.body != nil else {
      return WrittenTerm(number: summed.reduce(x.scale.value) { $0 * Double(shape[$1]) })
    }
    let inner = WrittenTerm(body: x.body, operations: x.operations)
    let formula = inner.formula(axes)
    let isWhole = shape.indices.allSatisfy { summed.contains($0) || shape[$0] == 1 }
    let body: Formula
    if isWhole {
      body = .big(BigOperator(kind: .sum, body: formula.asFactor))
    } else {
      var letters = ["i", "j", "k", "l"][...]
      var subscripts: [Subscript] = []
      var indices: [(Formula, Formula)] = []
      for axis in shape.indices {
        if summed.contains(axis), let letter = letters.popFirst() {
          let index = Formula.symbol(Symbol(name: letter))
          subscripts.append(.index(index))
          indices.append((index, axes.length(variable.number, axis) ?? .number("\(shape[axis])")))
        } else {
          subscripts.append(.slice)
        }
      }
      body = indices.reversed().reduce(formula.with(subscripts: subscripts)) { body, index in
        .big(BigOperator(kind: .sum, indices: [index.0], from: .number("1"), to: index.1, body: body))
      }
    }
    return WrittenTerm(scale: x.scale, body: .formula(body), operations: x.operations + 1)
  }

  // MARK: Losses

  private func loss(
    _ operation: RecordedOperation<Scalar>, _ x: WrittenTerm, _ y: WrittenTerm
  ) -> WrittenTerm {
    let inputs = operation.inputs
    func difference() -> Formula {
      WrittenTerm.sum(x, y.scaled(by: WrittenScale.one.negated)).formula(axes)
    }
    func norm() -> Formula { Formula.fenced(.doubleBars, [difference()]).raised(to: .number("2")) }
    switch operation.primitive {
    case is HalfSquaredError:
      return WrittenTerm(scale: WrittenScale(value: 0.5), body: .formula(norm()), operations: 3)
    case is MeanSquaredError:
      return WrittenTerm(scale: share(inputs[0], nil), body: .formula(norm()), operations: 3)
    case let loss as SoftmaxCrossEntropy:
      let classes = loss.samplesAxis.map { AxisSet([1 - $0]) } ?? AxisSet([0])
      let softmax = labelled(Softmax(axes: classes), inputs[0]) ?? WrittenTerm(Formula(function: "softmax", [x.formula(axes)]))
      let weighted = WrittenTerm.product(y, logarithm(softmax), .elementwise).scaled(by: WrittenScale.one.negated)
      let sum = self.sum(weighted, of: inputs[0], along: loss.reduction == .none ? classes : nil)
      return loss.reduction == .mean
        ? sum.scaled(by: share(inputs[0], AxisSet([loss.samplesAxis].compactMap { $0 }))) : sum
    case let loss as BinaryCrossEntropy:
      let p = labelled(Sigmoid(), inputs[0]) ?? WrittenTerm(Formula(function: "σ", [x.formula(axes)]))
      func complement(_ term: WrittenTerm) -> WrittenTerm {
        .sum(WrittenTerm(number: 1), term.scaled(by: WrittenScale.one.negated))
      }
      let sign: ProductSign = inputs[0].shape.elementCount == 1 ? .juxtaposition : .elementwise
      let likelihood = WrittenTerm.sum(
        .product(y, logarithm(p), sign), .product(complement(y), logarithm(complement(p)), sign))
      let negated = likelihood.scaled(by: WrittenScale(value: -1))
      if loss.reduction == .none { return negated }
      let sum = self.sum(negated, of: inputs[0], along: nil)
      return loss.reduction == .mean ? sum.scaled(by: share(inputs[0], nil)) : sum
    default: return generic(operation.primitive, [x, y])
    }
  }

  private func logarithm(_ x: WrittenTerm) -> WrittenTerm {
    WrittenTerm(Formula(function: "log", [x.formula(axes)]), operations: x.operations + 1)
  }

  /// The label of what an operation makes of an operand, where that was recorded too.
  private func labelled(_ primitive: some Primitive, _ input: Variable<Scalar>) -> WrittenTerm? {
    let key = Computation(
      primitive: AnyHashable(primitive), inputs: [representatives[input.number] ?? input.number])
    return known[key].flatMap { labels[$0] }
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
