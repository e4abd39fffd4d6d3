import ChainRule

/// The forward lines of a program at one random point, and the gradients of its loss.
final class CodePoint {
  let network: CodeNetwork
  let setting: CodeSetting
  let sizes: Sizes
  private let tape = Tape<Double>()
  /// What the forward lines compute, and the given values that were asked for.
  private(set) var values: [CodeName: Variable<Double>] = [:]
  /// The values that names get in turn, with the number of the visit that assigns them.
  private var history: [CodeName: [(visit: Int, value: Variable<Double>)]] = [:]
  /// What the activation was applied to whose result a name holds.
  private(set) var preactivations: [CodeName: Variable<Double>] = [:]
  /// Outputs of activations that are applied to what has no name.
  private(set) var inline: Set<CodeName> = []
  private(set) var failures: [CodeName: CodeFailure] = [:]
  /// Names that a line reads before the line that assigns them: by the reading line, with the assigning one.
  private(set) var readTooEarly: [Int: (name: CodeName, assigned: Int)] = [:]
  /// Layers that are read but never computed, by the line that reads them.
  private(set) var missing: [CodeName: Int] = [:]
  private(set) var loss: Variable<Double>?
  private var gradients: Gradients<Double>?
  /// What a loss reads of a parameter itself, as a regularisation does.
  private var direct: [CodeName: Variable<Double>] = [:]
  private var leaves: Set<CodeName> = []
  let seed: UInt64

  init(_ network: CodeNetwork, _ setting: CodeSetting, seed: UInt64) {
    self.network = network
    self.setting = setting
    self.seed = seed
    sizes = network.sizes(seed)
    runForward()
    loss = makeLoss()
    gradients = loss?.backward()
  }

  var sampleCount: Int {
    network.sampleLength.map { sizes($0, network.shapes.table) } ?? 1
  }

  // MARK: Given values

  func evaluator(on tape: Tape<Double>) -> CodeEvaluator<TapeArithmetic> {
    var arithmetic = TapeArithmetic(
      tape: tape, given: { [unowned self] name throws(CodeFailure) in try leaf(name).value },
      labels: { [unowned self] name, shape in oneHot(name, shape) })
    arithmetic.classAxis = network.classAxis
    return CodeEvaluator(arithmetic, isPseudoCode: network.isPseudoCode)
  }

  private func generator(_ name: CodeName) -> PhiloxGenerator {
    // The name decides, so that the order in which values are asked for does not.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return PhiloxGenerator(seed: seed, stream: hash)
  }

  /// The value of a name that no line computes.
  func leaf(_ name: CodeName) throws(CodeFailure) -> Variable<Double> {
    if let known = values[name] { return known }
    var shape: Shape
    if let known = network.shapes.leaves[name] {
      shape = [sizes(known.rows, network.shapes.table), sizes(known.columns, network.shapes.table)]
    } else if network.naming.isLabel(name.base), let output = network.output.flatMap({ values[$0] }) {
      shape = output.shape
    } else if Self.isProbability(name.base), let scores = network.output.flatMap({ values[$0] }) {
      let probabilities = softmax(scores, alongAxis: network.classAxis)
      values[name] = probabilities
      return probabilities
    } else if network.naming.isNumber(name.base) || name.index == nil && name.base.count == 1 && isUnshaped(name) {
      shape = [1, 1]
    } else if values.keys.contains(where: { $0.base == name.base }) {
      throw CodeFailure(kind: .missing, message: "there is no \(name)")
    } else {
      throw .unknown("nothing says what \(name) is")
    }
    var generator = generator(name)
    var value: Tensor<Double>
    if shape == [1, 1], network.naming.isSampleCount(name.base) {
      guard network.sampleLength != nil else { throw .unknown("nothing says what \(name) counts") }
      value = Tensor(repeating: Double(sampleCount), shape: [1, 1])
    } else if network.naming.isLabel(name.base) {
      value = .uniform(0.15..<0.85, shape: shape, using: &generator)
      if usesSoftmax, shape[network.classAxis] > 1 {
        value = value / value.sum(alongAxes: [network.classAxis], keepingAxes: true)
      }
    } else if network.shapes.leaves[name] == nil || network.naming.isNumber(name.base) {
      value = .uniform(0.2..<0.9, shape: shape, using: &generator)
    } else {
      value = .normal(mean: 0, standardDeviation: 0.8, shape: shape, using: &generator)
    }
    let variable = tape.parameter(value)
    values[name] = variable
    leaves.insert(name)
    return variable
  }

  /// Whether the forward lines use a name as a number: as a factor only.
  private func isUnshaped(_ name: CodeName) -> Bool {
    network.shapes.leaves[name] == nil && network.forwardReads.contains(name.base)
  }

  private static func isProbability(_ base: String) -> Bool {
    ["probs", "prob", "p", "probabilities", "y_hat", "yhat", "y_pred", "softmax_output"].contains(base)
  }

  private var usesSoftmax: Bool {
    setting.loss == .crossEntropy || network.calls.contains("softmax") || network.calls.contains("exp")
  }

  private func oneHot(_ name: CodeName, _ shape: Shape) -> Tensor<Double> {
    var generator = generator(name)
    var scalars = [Double](repeating: 0, count: shape.elementCount)
    let samplesAxis = 1 - network.classAxis
    let (samples, classes) = (shape[samplesAxis], shape[network.classAxis])
    for sample in 0..<samples {
      let label = Int.random(in: 0..<max(1, classes), using: &generator)
      scalars[samplesAxis == 0 ? sample * classes + label : label * samples + sample] = 1
    }
    return Tensor(shape: shape, scalars: scalars)
  }

  // MARK: Forward

  private func runForward() {
    var evaluator = evaluator(on: tape)
    var readers: [CodeName: Int] = [:]
    for (number, visit) in network.trace.visits.enumerated() where network.roles[visit.place] == .forward {
      let action = network.program.actions[visit.place]
      guard case .assignment(let target, let sign, let expression) = action.kind,
        let name = try? visit.environment.name(target)
      else { continue }
      evaluator.environment = visit.environment
      let isLoss = network.numbers.contains(name)
      do throws(CodeFailure) {
        var value = try evaluator.value(expression) { other, _ throws(CodeFailure) in
          try forwardValue(other, at: visit.place, readers: &readers, isLoss: isLoss)
        } derivative: { _ throws(CodeFailure) in
          throw .unknown("a derivative in a forward line")
        }
        if let sign {
          let old = try forwardValue(name, at: visit.place, readers: &readers, isLoss: false)
          value = try evaluator.arithmetic.elementwise(sign, old, value)
        } else if let reader = readers[name], reader != visit.place, leaves.contains(name) {
          readTooEarly[reader] = (name, visit.place)
        }
        // A node of its own, so that a name that only renames another has a gradient of its own.
        value = value.reshaped(to: value.shape)
        values[name] = value
        leaves.remove(name)
        failures[name] = nil
        try notePreactivation(of: name, expression, &evaluator)
        history[name, default: []].append((number, values[name] ?? value))
      } catch {
        failures[name] = error
        values[name] = nil
      }
    }
  }

  /// The value that a name has when a line is executed; that of a name which is assigned later only is its first.
  func value(_ name: CodeName, at visit: Int) throws(CodeFailure) -> Variable<Double> {
    if let failure = failures[name] { throw failure }
    guard let all = history[name], let first = all.first, all.count > 1 else { return try leaf(name) }
    return (all.last { $0.visit < visit } ?? first).value
  }

  private func forwardValue(
    _ name: CodeName, at place: Int, readers: inout [CodeName: Int], isLoss: Bool
  ) throws(CodeFailure) -> Variable<Double> {
    if let failure = failures[name] { throw failure }
    if values[name] == nil {
      readers[name] = place
      // Lower layers of what a loop computes are given: a[0]. Higher ones are not.
      if let index = name.index,
        let highest = values.keys.filter({ $0.base == name.base && !leaves.contains($0) }).compactMap(\.index).max(),
        index > highest
      {
        missing[name] = place
      }
    }
    let value = try leaf(name)
    guard isLoss, leaves.contains(name), value.shape != [1, 1] else { return value }
    if let known = direct[name] { return known }
    let copy = value.reshaped(to: value.shape)
    direct[name] = copy
    return copy
  }

  /// Notes what an activation is applied to.
  private func notePreactivation(
    of name: CodeName, _ expression: CodeExpression, _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) throws(CodeFailure) {
    guard case .call(let function, let arguments, _) = expression else { return }
    var argument: CodeExpression?
    if arguments.count == 1, function == "softmax" || CodeFunctions.elementwise(function) != nil {
      argument = arguments[0]
    }
    if ["maximum", "max"].contains(function), arguments.count == 2 {
      argument = arguments.first { if case .number = $0 { false } else { true } }
    }
    guard let argument else { return }
    if case .name(let reference) = argument {
      preactivations[name] = values[try evaluator.environment.name(reference)]
      return
    }
    // The expression is recorded once more, this time with a node between it and the activation.
    var inner: Variable<Double>?
    inner = try evaluator.value(argument) { other, _ throws(CodeFailure) in
      try leaf(other)
    } derivative: { _ throws(CodeFailure) in
      throw .unknown("a derivative in a forward line")
    }
    guard let inner else { return }
    let outer: Variable<Double>
    if function == "softmax" {
      outer = try evaluator.arithmetic.softmax(inner, axis: nil)
    } else if let elementwise = CodeFunctions.elementwise(function) {
      outer = try evaluator.arithmetic.apply(elementwise, inner)
    } else {
      outer = maximum(inner, 0)
    }
    preactivations[name] = inner
    inline.insert(name)
    values[name] = outer.reshaped(to: outer.shape)
  }

  // MARK: The loss

  private func makeLoss() -> Variable<Double>? {
    if setting.loss == .stated {
      return network.loss.flatMap { values[$0] }.flatMap { $0.shape == [1, 1] ? $0 : nil }
    }
    guard let name = network.output, let output = values[name] else { return nil }
    var evaluator = evaluator(on: tape)
    guard let labels = try? labels(like: output) else { return nil }
    let scale = setting.isMean ? 1 / Double(sampleCount) : 1
    let one = Tensor<Double>(repeating: 1, shape: [1, 1])
    let result: Variable<Double>
    switch setting.loss {
    case .any, .stated: result = evaluator.arithmetic.generic("loss", [output, labels])
    case .crossEntropy:
      let isProbability = network.endsInSoftmax
      let p = isProbability ? output : softmax(output, alongAxis: network.classAxis)
      result = (labels * log(p)).sum() * -scale
    case .binaryCrossEntropy:
      let rest = tape.constant(one) - output
      result = (labels * log(output) + (tape.constant(one) - labels) * log(rest)).sum() * -scale
    case .squaredError: result = ((output - labels) * (output - labels)).sum() * (0.5 * scale)
    case .fullSquaredError: result = ((output - labels) * (output - labels)).sum() * scale
    }
    let whole = result.reshaped(to: [1, 1])
    return whole.value[0, 0].isFinite ? whole : nil
  }

  private func labels(like output: Variable<Double>) throws(CodeFailure) -> Variable<Double> {
    if let classes = network.classLabels { return tape.constant(oneHot(classes, output.shape)) }
    let labels = try leaf(network.labels ?? CodeName(base: "y"))
    guard labels.shape == output.shape else { throw .unknown("the labels are not shaped as the output") }
    return labels
  }

  // MARK: Gradients

  private func gradient(by variable: Variable<Double>) -> Tensor<Double> {
    gradients?[variable]?.value ?? Tensor(repeating: 0, shape: variable.shape)
  }

  /// The gradient by a value of the program, without what a regularisation adds to it.
  struct Truth {
    /// What a line may have computed: the gradient, that by what the activation is applied to, that of the data alone.
    enum Kind: Hashable { case gradient, preactivation, data, regularised }

    var kind: Kind
    var value: Tensor<Double>
  }

  /// What may be meant by the gradient by a value, the plain meaning first; none where nothing is known of it.
  func truths(_ target: CodeNaming.Target, index: Int?) -> [Truth] {
    guard loss != nil else { return [] }
    switch target {
    case .preactivation: return delta(index).map { [Truth(kind: .gradient, value: $0)] } ?? []
    case .value(let base):
      let name = CodeName(base: base, index: index)
      guard let variable = values[name] ?? (try? leaf(name)) else { return [] }
      let isParameter = leaves.contains(name) && network.naming.isParameter(base)
      let scale = setting.scalesShorthands && !isParameter ? Double(sampleCount) : 1
      let whole = gradient(by: variable) * scale
      var truths = [Truth(kind: .gradient, value: whole)]
      if let preactivation = preactivations[name] {
        let truth = Truth(kind: .preactivation, value: gradient(by: preactivation) * scale)
        truths.insert(truth, at: setting.meansPreactivations && inline.contains(name) ? 0 : 1)
      }
      if let copy = direct[name] { truths.append(Truth(kind: .data, value: whole - gradient(by: copy))) }
      return truths
    }
  }

  private func delta(_ index: Int?) -> Tensor<Double>? {
    let scale = setting.scalesShorthands ? Double(sampleCount) : 1
    let candidates = preactivations.filter { $0.key.index == index || index == nil }
    if let found = candidates.max(by: { ($0.key.index ?? 0, $0.key.base) < ($1.key.index ?? 0, $1.key.base) }) {
      return gradient(by: found.value) * scale
    }
    let linear = ["z", "Z", "net", "s", "u", "h"].lazy.compactMap { self.values[CodeName(base: $0, index: index)] }
      .first
    return linear.map { gradient(by: $0) * scale }
  }

  /// The true value of dL/da as it stands in an expression.
  func derivative(by name: CodeName) throws(CodeFailure) -> Tensor<Double> {
    guard loss != nil else { throw .unknown("nothing says what the loss is") }
    guard let variable = values[name] else { throw .unknown("nothing says what \(name) is") }
    return gradient(by: variable)
  }
}
