import ChainRule

/// What the lines of a program that compute gradients give at one random point. Every gradient that a line reads has its
/// true value, so that a line answers for its own mistakes only.
struct CodeRun {
  /// What a gradient holds after a line has written it.
  struct Record {
    var place: Int
    var name: CodeName
    /// Writes that change one another's result in place have the same number.
    var chain: Int
    /// How many writes of the chain come before.
    var step: Int
    var value: Result<Tensor<Double>, CodeFailure>
    var truths: [CodePoint.Truth]
    var notes: Set<String>
    var loop: Int?
    var environment: CodeEnvironment
  }

  private struct State {
    var value: Result<Tensor<Double>, CodeFailure>
    var chain: Int
    var step: Int
  }

  /// What a line does to a parameter.
  struct Update {
    var place: Int
    /// The change as a multiple of the parameter's true gradient; `nil` where it is none.
    var multiple: Double?
    /// The gradient of something else that it uses.
    var other: CodeName?
  }

  private(set) var records: [Record] = []
  private(set) var updates: [Update] = []
  /// Gradients that updates read, with the line.
  private(set) var updateReads: [CodeName: Int] = [:]
  /// Gradients that are read by a line before the line that computes them.
  private(set) var readTooEarly: [Int: (name: CodeName, assigned: Int)] = [:]

  private let point: CodePoint
  private let tape = Tape<Double>()
  private let actions: [CodeAction]
  private let corrected: Int?
  /// Gradients as the program computed them, those of which no truth is known among them.
  private var states: [CodeName: State] = [:]
  private var additions: [CodeName: Tensor<Double>] = [:]
  private var derived: [CodeName: Result<Variable<Double>, CodeFailure>] = [:]
  private var earlyReaders: [CodeName: Int] = [:]
  private var chains = 0
  /// The number of the visit.
  private var current = 0
  private var naming: CodeNaming { point.network.naming }

  /// Runs a program on a point.
  ///
  /// The actions may differ from the network's own in lines that compute gradients. What the line `corrected` writes is
  /// replaced by the true gradient. Where `lines` are given, the others are not executed.
  init(_ point: CodePoint, _ actions: [CodeAction], corrected: Int? = nil, lines: Set<Int>? = nil) {
    self.corrected = corrected
    self.point = point
    self.actions = actions
    var evaluator = point.evaluator(on: tape)
    if point.setting.takesOutputs {
      evaluator.derivativeArguments = point.preactivations.mapValues { tape.constant($0.value) }
    }
    for (number, visit) in point.network.trace.visits.enumerated() {
      guard lines?.contains(visit.place) ?? true else { continue }
      current = number
      evaluator.environment = visit.environment
      evaluator.arithmetic.notes = []
      guard let target = actions[visit.place].target, let name = try? visit.environment.name(target) else { continue }
      switch point.network.roles[visit.place] {
      case .gradient: gradient(name, visit, &evaluator)
      case .derived:
        let expression = actions[visit.place].expressions.first
        derived[name] = Result { () throws(CodeFailure) -> Variable<Double> in
          guard let expression else { throw .unknown("this line is not understood") }
          return try value(expression, visit.place, &evaluator)
        }
      case .update: update(name, visit, &evaluator)
      case .forward, .structure: break
      }
    }
  }

  // MARK: Reading

  private mutating func value(
    _ expression: CodeExpression, _ place: Int, own: CodeName? = nil, _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) throws(CodeFailure) -> Variable<Double> {
    var readers: [CodeName: Int] = [:]
    defer { earlyReaders.merge(readers) { first, _ in first } }
    let states = states
    let derived = derived
    let (point, tape, naming, current) = (point, tape, naming, current)
    return try evaluator.value(expression) { name, _ throws(CodeFailure) in
      if let target = naming.target(of: name.base) {
        if states[name] == nil { readers[name] = place }
        if name == own, let state = states[name] {
          return tape.constant(try state.value.get())
        }
        let truths = point.truths(target, index: name.index)
        if let truth = Self.meant(truths, states[name]) { return tape.constant(truth) }
        if let state = states[name] { return tape.constant(try state.value.get()) }
        if name.index != nil, states.keys.contains(where: { $0.base == name.base }) {
          throw CodeFailure(kind: .missing, message: "there is no \(name)")
        }
        throw .unknown("nothing says what \(name) is")
      }
      if let known = derived[name] { return try known.get() }
      return tape.constant(try point.value(name, at: current).value)
    } derivative: { name throws(CodeFailure) in
      tape.constant(try point.derivative(by: name))
    }
  }

  /// Which of the true values a gradient stands for when it is read: that which it holds, or else was to hold.
  private static func meant(
    _ truths: [CodePoint.Truth], _ state: State?
  ) -> Tensor<Double>? {
    guard let first = truths.first else { return nil }
    if first.kind == .preactivation { return first.value }
    if let value = try? state?.value.get(), let match = truths.first(where: { $0.value.isClose(to: value) }) {
      return match.value
    }
    if let state, state.step > 0, let masked = truths.first(where: { $0.kind == .preactivation }) {
      return masked.value
    }
    return first.value
  }

  // MARK: Gradients

  private mutating func gradient(
    _ name: CodeName, _ visit: CodeTrace.Visit, _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) {
    let action = actions[visit.place]
    let isContinued = action.isInPlace && states[name] != nil
    if !isContinued {
      chains += 1
      additions[name] = nil
      if let reader = earlyReaders[name], reader != visit.place { readTooEarly[reader] = (name, visit.place) }
    }
    let (chain, step) = isContinued ? (states[name]?.chain ?? chains, (states[name]?.step ?? 0) + 1) : (chains, 0)
    guard let target = naming.target(of: name.base) else { return }
    var truths = point.truths(target, index: name.index)
    var result = Result { () throws(CodeFailure) -> Tensor<Double> in try written(name, action, visit, &evaluator) }
    if visit.place == corrected, let truth = truths.first { result = .success(truth.value) }
    states[name] = State(value: result, chain: chain, step: step)
    if let first = truths.first, let addition = additions[name], addition.shape == first.value.shape,
      !truths.contains(where: { $0.kind == .data })
    {
      truths.append(CodePoint.Truth(kind: .regularised, value: first.value + addition))
    }
    records.append(
      Record(
        place: visit.place, name: name, chain: chain, step: step, value: result, truths: truths,
        notes: evaluator.arithmetic.notes, loop: visit.loop, environment: visit.environment))
  }

  /// What a line writes.
  private mutating func written(
    _ name: CodeName, _ action: CodeAction, _ visit: CodeTrace.Visit, _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) throws(CodeFailure) -> Tensor<Double> {
    func old() throws(CodeFailure) -> Variable<Double> {
      guard let state = states[name] else { return tape.constant(Tensor(repeating: 0, shape: [1, 1])) }
      return tape.constant(try state.value.get())
    }
    switch action.kind {
    case .assignment(_, let sign, let expression):
      try noteRegularisation(of: name, sign, expression, visit, &evaluator)
      let value = try value(expression, visit.place, own: name, &evaluator)
      guard let sign else { return value.value }
      return try evaluator.arithmetic.elementwise(sign, try old(), value).value
    case .masked(_, let condition, let expression):
      let mask = try value(condition, visit.place, own: name, &evaluator)
      let value = try value(expression, visit.place, own: name, &evaluator)
      let kept = try evaluator.arithmetic.elementwise(.minus, evaluator.arithmetic.number(1), mask)
      let first = try evaluator.arithmetic.elementwise(.asterisk, try old(), kept)
      let second = try evaluator.arithmetic.elementwise(.asterisk, mask, value)
      return try evaluator.arithmetic.elementwise(.plus, first, second).value
    case .atLabels(_, let labels, let samplesFirst, let sign, let expression):
      let before = try old()
      guard samplesFirst == (point.network.classAxis == 1) || point.network.sampleAxis == nil else {
        throw .misfit("the samples stand along the other axis")
      }
      let value = try value(expression, visit.place, own: name, &evaluator)
      let oneHot = tape.constant(evaluator.arithmetic.labels(try visit.environment.name(labels), before.shape))
      let changed = try evaluator.arithmetic.elementwise(sign, before, value)
      guard changed.shape == before.shape else { throw .misfit("an array in place of a number") }
      return (before * (1 - oneHot) + changed * oneHot).value
    case .loop, .nothing, .unreadable: throw .unknown("this line is not understood")
    }
  }

  /// Terms such as `reg * W` of a gradient by W belong to a loss that has a regularisation term.
  private mutating func noteRegularisation(
    of name: CodeName, _ sign: CodeExpression.Operator?, _ expression: CodeExpression, _ visit: CodeTrace.Visit,
    _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) throws(CodeFailure) {
    guard case .value(let base)? = naming.target(of: name.base), sign == nil || sign == .plus else { return }
    var terms: [CodeExpression] = []
    func collect(_ expression: CodeExpression) {
      guard case .binary(.plus, let a, let b) = expression else { return terms.append(expression) }
      collect(a)
      collect(b)
    }
    collect(expression)
    for term in terms {
      let names = term.references.compactMap { try? visit.environment.name($0) }
      guard names.contains(CodeName(base: base, index: name.index)),
        names.allSatisfy({ $0.base == base && $0.index == name.index || naming.isNumber($0.base) })
      else { continue }
      if case .negated = term { continue }
      let addition = try value(term, visit.place, &evaluator).value
      if let sum = additions[name] {
        guard sum.shape == addition.shape else { continue }
        additions[name] = sum + addition
      } else {
        additions[name] = addition
      }
    }
  }

  // MARK: Updates

  private mutating func update(
    _ name: CodeName, _ visit: CodeTrace.Visit, _ evaluator: inout CodeEvaluator<TapeArithmetic>
  ) {
    guard case .assignment(_, let sign, let expression) = actions[visit.place].kind else { return }
    let reads = expression.references.compactMap { try? visit.environment.name($0) }
      .filter { naming.target(of: $0.base) != nil }
    for read in reads { updateReads[read] = visit.place }
    var update = Update(place: visit.place)
    defer { updates.append(update) }
    guard let read = reads.first, reads.count == 1,
      let truth = point.truths(.value(name.base), index: name.index).first?.value
    else { return }
    if case .value(let base)? = naming.target(of: read.base), CodeName(base: base, index: read.index) != name {
      update.other = read
      return
    }
    do throws(CodeFailure) {
      let old = tape.constant(try point.leaf(name).value)
      var new = try value(expression, visit.place, &evaluator)
      if let sign { new = try evaluator.arithmetic.elementwise(sign, old, new) }
      update.multiple = (new.value - old.value).multiple(of: truth)
    } catch {
      return
    }
  }
}

extension Tensor<Double> {
  var largestMagnitude: Double { withUnsafeScalars { $0.reduce(0) { Swift.max($0, Swift.abs($1)) } } }

  /// Whether all elements differ by rounding only.
  func isClose(to other: Tensor<Double>) -> Bool { difference(from: other).map { $0 < 1e-7 } ?? false }

  /// The largest difference relative to the largest element of the other; `nil` for other shapes and for what is no
  /// number.
  func difference(from truth: Tensor<Double>) -> Double? {
    guard shape == truth.shape else { return nil }
    let error = (self - truth).largestMagnitude / Swift.max(truth.largestMagnitude, 1e-12)
    return error.isFinite && withUnsafeScalars({ $0.allSatisfy(\.isFinite) }) ? error : nil
  }

  /// The number by which another tensor has to be multiplied to give this one, if there is one.
  func multiple(of truth: Tensor<Double>) -> Double? {
    guard shape == truth.shape, truth.largestMagnitude > 1e-9 else { return nil }
    let ratio = (self * truth).sum()[] / (truth * truth).sum()[]
    guard ratio.isFinite, Swift.abs(ratio) > 1e-9, isClose(to: truth * ratio) else { return nil }
    return ratio
  }
}
