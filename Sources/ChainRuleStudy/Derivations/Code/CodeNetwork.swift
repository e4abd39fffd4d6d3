/// A program that computes one network, with the shapes that its forward lines imply.
struct CodeNetwork {
  let program: CodeProgram
  let naming: CodeNaming
  let trace: CodeTrace
  let isPseudoCode: Bool
  let roles: [CodeNaming.Role]
  /// What the program calls the number of samples.
  let countName: String
  private(set) var shapes: ShapeArithmetic
  /// The axis along which the samples of the last computed array stand.
  private(set) var sampleAxis: Int?
  private(set) var sampleLength: Dimension?
  /// The last array that the forward lines compute.
  private(set) var output: CodeName?
  /// The last single number that they compute and that is called a loss.
  private(set) var loss: CodeName?
  /// The single numbers that they compute: a loss and its parts.
  private(set) var numbers: Set<CodeName> = []
  /// Whether that is a function of which nothing is said.
  private(set) var hasAnyLoss = false
  /// Whether a line computes a loss that is not understood, and that is none which other lines may be taken to be of.
  private(set) var hasUnknownLoss = false

  init(_ program: CodeProgram, _ naming: CodeNaming, depth: Int, isPseudoCode: Bool, extent: CodeSetting.Extent)
    throws(CodeFailure)
  {
    self.program = program
    self.naming = naming
    self.isPseudoCode = isPseudoCode
    roles = program.actions.map { naming.role(of: $0) }
    countName = program.actions.flatMap(\.reads).first { naming.isSampleCount($0.base) }?.base ?? "m"
    trace = try CodeTrace(program, naming, depth: depth)
    let reducesRows = program.actions.flatMap(\.expressions).contains { expression in
      expression.contains { if case .call(_, _, 0?) = $0 { true } else { false } }
    }
    shapes = ShapeArithmetic(naming, reducesRows: reducesRows)
    findShapes(areNumbers: extent == .numbers)
    switch extent {
    case .batch: break
    case .oneSample: if let sampleLength { shapes.table.unify(sampleLength, .one, allowsOne: true) }
    case .numbers: for root in shapes.table.roots { shapes.table.unify(.variable(root), .one, allowsOne: true) }
    }
  }

  private static let losses: [String] = [
    "total_loss", "loss", "cost", "J", "L", "E", "C", "ℓ", "error", "objective", "nll", "Loss", "Cost", "total_cost",
    "loss_value", "data_loss", "ce_loss", "mse", "ce",
  ]

  private mutating func findShapes(areNumbers: Bool) {
    var evaluator = CodeEvaluator(shapes, isPseudoCode: isPseudoCode)
    var store: [CodeName: ShapeArithmetic.Value] = [:]
    var ranks: [CodeName: Int] = [:]
    for visit in trace.visits where roles[visit.place] == .forward {
      guard case .assignment(let target, let sign, let expression) = program.actions[visit.place].kind,
        let name = try? visit.environment.name(target)
      else { continue }
      evaluator.environment = visit.environment
      do throws(CodeFailure) {
        var value = try evaluator.value(expression) { name, shapes throws(CodeFailure) in
          store[name] ?? shapes.leaf(name)
        } derivative: { _ throws(CodeFailure) in
          throw .unknown("a derivative in a forward line")
        }
        if let sign {
          let old = store[name] ?? evaluator.arithmetic.leaf(name)
          value = try evaluator.arithmetic.elementwise(sign, old, value)
        }
        store[name] = value
        guard case .array(let shape) = value else { continue }
        if evaluator.arithmetic.isNumber(shape) || areNumbers && Self.losses.contains(name.base) {
          numbers.insert(name)
          if let rank = Self.losses.firstIndex(of: name.base) { ranks[name] = rank }
          if case .call(let function, _, _) = expression, CodeFunctions.isLoss(function) {
            ranks[name] = ranks[name] ?? 0
            hasAnyLoss = true
          }
        } else if shape.isData {
          output = name
          if shape.sampleAxis != nil { sampleAxis = shape.sampleAxis }
        }
      } catch {
        store[name] = nil
        if Self.losses.contains(name.base), !Self.isUsualLoss(expression) { hasUnknownLoss = true }
      }
    }
    for (place, action) in program.actions.enumerated() {
      guard case .unreadable = action.kind, let base = program.statements[place].members.first?.baseName else {
        continue
      }
      if Self.losses.contains(base) { hasUnknownLoss = true }
    }
    loss = ranks.min { ($0.value, $0.key.description) < ($1.value, $1.key.description) }?.key
    shapes = evaluator.arithmetic
    sampleLength = shapes.sampleLengths.first ?? shapes.meanLength
  }

  /// `cross_entropy(probs, y)`: a loss that the assumed ones may be.
  private static func isUsualLoss(_ expression: CodeExpression) -> Bool {
    guard case .call(let name, _, _) = expression else { return false }
    return ["entropy", "loss", "mse", "bce", "nll", "cost", "squared"].contains { name.lowercased().contains($0) }
  }

  /// Lengths for all axes.
  func sizes(_ seed: UInt64) -> Sizes { Sizes(shapes.table, used: Set(shapes.table.roots), seed: seed) }

  /// Seeds under which the number of samples differs.
  var seeds: [UInt64] {
    guard let sampleLength else { return [1, 2, 3] }
    var seen: Set<Int> = []
    let differing = (1...40 as ClosedRange<UInt64>).filter {
      seen.insert(sizes($0)(sampleLength, shapes.table)).inserted
    }
    return Array((differing + [1, 2, 3].filter { !differing.contains($0) }).prefix(3))
  }

  /// Along which axis the classes stand.
  var classAxis: Int { sampleAxis == 0 ? 1 : 0 }
}

extension CodeNetwork {
  private var forwardActions: [CodeAction] { zip(program.actions, roles).filter { $1 == .forward }.map(\.0) }

  /// Names that forward lines read.
  var forwardReads: Set<String> { Set(forwardActions.flatMap(\.reads).map(\.base)) }

  /// Functions that forward lines call.
  var calls: Set<String> {
    var calls: Set<String> = []
    for expression in forwardActions.flatMap(\.expressions) {
      expression.forEach { if case .call(let function, _, _) = $0 { calls.insert(function) } }
    }
    return calls
  }

  /// Whether the output is a softmax.
  var endsInSoftmax: Bool {
    guard let output else { return false }
    return forwardActions.last { $0.target?.base == output.base }?.expressions.contains { expression in
      switch expression {
      case .call("softmax", _, _): true
      // exp_scores / np.sum(exp_scores, …)
      case .binary(.solidus, _, .call("sum", _, _)): true
      default: false
      }
    } ?? false
  }

  /// The name of the classes of the samples, where they are numbers.
  var classLabels: CodeName? {
    var found: CodeName?
    for action in program.actions {
      if case .atLabels(_, let labels, _, _, _) = action.kind { found = CodeName(base: labels.base) }
      for expression in action.expressions {
        expression.forEach { if case .picked(_, let labels, _) = $0 { found = CodeName(base: labels.base) } }
      }
    }
    return found
  }

  /// The name of the labels, where they are an array.
  var labels: CodeName? {
    program.actions.flatMap(\.reads).first { naming.isLabel($0.base) && $0.index == nil }.map {
      CodeName(base: $0.base)
    }
  }
}

extension CodeNetwork {
  /// Whether a name that is read stands for a number, as far as the forward lines tell.
  func isNumber(_ reference: CodeReference) -> Bool {
    !shapes.leaves.keys.contains { $0.base == reference.base }
  }
}
