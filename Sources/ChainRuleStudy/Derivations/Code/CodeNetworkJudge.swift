/// Judges the lines of a program that computes one network.
struct CodeNetworkJudge {
  var program: CodeProgram
  let depth: Int
  var entries: [CheckedEquation]
  let naming: CodeNaming
  /// How many lines may still be executed in search of repairs.
  var searchBudget = 60_000

  init(_ statements: [Statement], depth: Int) {
    program = CodeProgram(statements)
    naming = CodeNaming(program)
    self.depth = depth
    entries = statements.map { CodeJudge.entry($0) }
  }

  func judged() -> [CheckedEquation] {
    var judge = self
    judge.judge()
    return judge.entries
  }

  private mutating func judge() {
    guard program.actions.contains(where: { naming.role(of: $0) == .gradient }) else {
      findOverwrittenCounts()
      return
    }
    findOverwrittenCounts()
    mendForwardLines()
    do throws(CodeFailure) {
      guard let findings = try bestFindings() else { throw .unknown("no forward line says what the network computes") }
      judgeGradients(findings)
      judgeOrder(findings)
      judgeLoops(findings)
      judgeUpdates(findings)
      excuseConditions()
    } catch {
      for place in entries.indices where naming.role(of: program.actions[place]) == .gradient {
        entries[place].verdict = .ambiguous
        entries[place].message = error.message
      }
    }
  }

  /// What a program does under a condition is not known.
  private mutating func excuseConditions() {
    let isOpen = program.conditional.contains { naming.role(of: program.actions[$0]) == .forward }
    for place in entries.indices where entries[place].verdict.isFault && (isOpen || program.conditional.contains(place))
    {
      entries[place] = CodeJudge.entry(program.statements[place])
      entries[place].verdict = .ambiguous
      entries[place].message = "it depends on a condition whether this is right"
    }
  }

  // MARK: What is left open

  /// Pseudo code writes `*` for matrix products too; code with a sign or function for these does not.
  private var isPseudoCode: Bool {
    if program.statements.contains(where: { $0.latex.contains("np.") || $0.latex.contains("torch.") }) { return false }
    return !program.actions.flatMap(\.expressions).contains { expression in
      expression.contains { part in
        switch part {
        case .binary(.at, _, _), .call("dot", _, _), .call("matmul", _, _): true
        default: false
        }
      }
    }
  }

  func network(_ extent: CodeSetting.Extent) throws(CodeFailure) -> CodeNetwork {
    try CodeNetwork(program, naming, depth: depth, isPseudoCode: isPseudoCode, extent: extent)
  }

  /// Whether nothing in the program tells arrays from numbers.
  private var mayBeNumbers: Bool {
    !program.actions.flatMap(\.expressions).contains { expression in
      expression.contains { part in
        switch part {
        case .transposed, .binary(.at, _, _), .picked: true
        case .call(let name, _, let axis):
          axis != nil || ["dot", "matmul", "sum", "mean", "outer", "softmax", "shape"].contains(name)
        default: false
        }
      }
    }
  }

  /// What the program leaves open, the likeliest first.
  private func settings(_ network: CodeNetwork) -> [CodeSetting] {
    let expressions = program.actions.flatMap(\.expressions)
    let reductions = expressions.contains { expression in
      expression.contains { part in
        if case .call(let function, _, _) = part { ["sum", "mean"].contains(function) } else { false }
      }
    }
    let counts = program.actions.flatMap(\.reads).contains { naming.isSampleCount($0.base) && network.isNumber($0) }
    let isBatch = reductions || counts || network.classLabels != nil
    var losses: [CodeSetting] = []
    if network.loss != nil { losses.append(CodeSetting()) }
    if network.loss == nil || network.hasAnyLoss {
      let assumed: [CodeSetting.Loss] =
        network.endsInSoftmax || network.classLabels != nil
        ? [.crossEntropy] : [.crossEntropy, .binaryCrossEntropy, .squaredError, .fullSquaredError]
      for isMean in [true, false] { losses += assumed.map { CodeSetting(loss: $0, isMean: isMean) } }
      losses.append(CodeSetting(loss: .any))
    }
    let takesOutputs = expressions.contains { expression in
      expression.contains { part in
        guard case .call(let name, _, _) = part, case .derivative(let function)? = CodeFunctions.elementwise(name)
        else {
          return false
        }
        if case .smooth = function { return false }
        return true
      }
    }
    let calls = expressions.contains {
      if case .call(let name, _, _) = $0 { name != "dot" && name != "matmul" } else { false }
    }
    var settings: [CodeSetting] = []
    for output in takesOutputs ? [false, true] : [false] {
      for scales in counts ? [false, true] : [false] {
        for extent in isBatch ? [.batch] : mayBeNumbers ? CodeSetting.Extent.allCases : [.batch, .oneSample] {
          for means in calls ? [false, true] : [false] {
            settings += losses.map { loss in
              var setting = loss
              setting.extent = extent
              setting.scalesShorthands = scales
              setting.meansPreactivations = means
              setting.takesOutputs = output
              return setting
            }
          }
        }
      }
    }
    return settings
  }

  /// The findings under the setting that explains most lines.
  private func bestFindings() throws(CodeFailure) -> CodeFindings? {
    let batch = try network(.batch)
    guard batch.loss != nil || !batch.hasUnknownLoss || mayBeNumbers else {
      throw .unknown("the loss is not understood")
    }
    var networks: [CodeSetting.Extent: CodeNetwork] = [.batch: batch]
    var best: (setting: CodeSetting, score: Double)?
    // Of long programs only the likeliest settings are tried.
    for setting in settings(batch).prefix(max(8, 10_000 / max(1, batch.trace.visits.count))) {
      if networks[setting.extent] == nil { networks[setting.extent] = try network(setting.extent) }
      let point = CodePoint(networks[setting.extent] ?? batch, setting, seed: 1)
      guard point.loss != nil else { continue }
      let score = CodeFindings([point], program.actions).score
      if best.map({ score > $0.score + 1e-9 }) ?? true { best = (setting, score) }
    }
    guard let setting = best?.setting, let network = networks[setting.extent] else { return nil }
    return CodeFindings(network.seeds.map { CodePoint(network, setting, seed: $0) }, program.actions)
  }

  // MARK: Gradients

  private mutating func judgeGradients(_ findings: CodeFindings) {
    var faults: [Int: CodeFindings.Write] = [:]
    for chain in findings.chains {
      guard let last = chain.last, last.status.isFault else { continue }
      let blamed = blame(chain, findings)
      if faults[blamed.record.place] == nil { faults[blamed.record.place] = blamed }
    }
    for place in entries.indices {
      let writes = findings.chains.flatMap { chain in
        chain.enumerated().filter { $1.record.place == place }.map { (write: $1, isLast: $0 == chain.count - 1) }
      }
      guard !writes.isEmpty else { continue }
      entries[place].points = findings.points.count
      if let fault = faults[place] {
        chargeFault(fault, findings)
        continue
      }
      // What is only on its way may be right already, and need not be.
      let complete = writes.filter(\.isLast).map(\.write)
      // Layers that there are not, such as the one below the first, say nothing about the others.
      let decided = complete.filter { $0.status.reason == nil }
      let claims = complete.isEmpty ? writes.map(\.write) : decided.isEmpty ? complete : decided
      if claims.allSatisfy({ $0.status.holds }) {
        hold(place, claims, findings)
      } else if let reason = complete.lazy.compactMap(\.status.reason).first {
        entries[place].verdict = .ambiguous
        entries[place].message = reason
      } else if !complete.isEmpty {
        entries[place].message = "it only goes on with what an earlier line has got wrong"
      }
    }
  }

  private mutating func hold(_ place: Int, _ writes: [CodeFindings.Write], _ findings: CodeFindings) {
    let setting = findings.points[0].setting
    entries[place].maxError = writes.map(\.error).max()
    entries[place].verdict = .exact
    if startsFromLoss(place) { entries[place].reading = setting.lossWords }
    func convention(_ words: String) {
      entries[place].verdict = .convention
      entries[place].convention = words
      entries[place].message = words
    }
    let notes = writes.reduce(into: Set<String>()) { $0.formUnion($1.record.notes) }
    if setting.extent == .numbers { convention("every name stands for a single number") }
    if !notes.isEmpty { convention(notes.sorted().joined(separator: "; ")) }
    let name = writes[0].record.name
    if setting.scalesShorthands, let target = naming.target(of: name.base) {
      var isParameter = false
      if case .value(let base) = target { isParameter = naming.isParameter(base) }
      if !isParameter {
        let count = findings.points[0].network.countName
        convention("\(name.base) stands for the gradient times \(count), the number of samples")
      }
    }
    let isDataPart = writes.contains { write in
      write.status == .holds(.data)
        || write.status == .holds(.gradient) && write.record.step == 0 && isRegularisedLater(write, findings)
    }
    if isDataPart { convention("the gradient of the data's part of the loss, without the regularisation term") }
  }

  private func isRegularisedLater(_ write: CodeFindings.Write, _ findings: CodeFindings) -> Bool {
    findings.chains.contains { chain in
      chain.last?.record.chain == write.record.chain && chain.last?.status == .holds(.regularised)
    }
  }
}
