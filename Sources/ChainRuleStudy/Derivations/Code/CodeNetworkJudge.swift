/// Judges the lines of a program that computes one network.
struct CodeNetworkJudge {
  var program: CodeProgram
  let depth: Int
  var entries: [CheckedEquation]
  private var naming: CodeNaming

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
    } catch {
      for place in entries.indices where naming.role(of: program.actions[place]) == .gradient {
        entries[place].verdict = .ambiguous
        entries[place].message = error.message
      }
    }
  }

  // MARK: What is left open

  /// Pseudo code writes `*` for matrix products too; code with a sign or function for these does not.
  private var isPseudoCode: Bool {
    !program.actions.flatMap(\.expressions).contains { expression in
      expression.contains { part in
        switch part {
        case .binary(.at, _, _), .call("dot", _, _), .call("matmul", _, _): true
        default: false
        }
      }
    }
  }

  func network(hasBatch: Bool) throws(CodeFailure) -> CodeNetwork {
    try CodeNetwork(program, naming, depth: depth, isPseudoCode: isPseudoCode, hasBatch: hasBatch)
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
        for batch in isBatch ? [true] : [true, false] {
          for means in calls ? [false, true] : [false] {
            settings += losses.map { loss in
              var setting = loss
              setting.hasBatch = batch
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
    let batch = try network(hasBatch: true)
    let single = try network(hasBatch: false)
    var best: (setting: CodeSetting, score: Double)?
    for setting in settings(batch) {
      let point = CodePoint(setting.hasBatch ? batch : single, setting, seed: 1)
      guard point.loss != nil else { continue }
      let score = CodeFindings([point], program.actions).score
      if best.map({ score > $0.score + 1e-9 }) ?? true { best = (setting, score) }
    }
    guard let setting = best?.setting else { return nil }
    let network = setting.hasBatch ? batch : single
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
      } else if let open = writes.first(where: { if case .undecided = $0.write.status { $0.isLast } else { false } }),
        case .undecided(let reason) = open.write.status
      {
        entries[place].verdict = .ambiguous
        entries[place].message = reason
      } else if writes.allSatisfy({ $0.write.status.holds }) {
        hold(place, writes.map(\.write), findings)
      } else if writes.contains(where: \.isLast) {
        entries[place].message = "it only goes on with what an earlier line has got wrong"
      }
    }
  }

  private mutating func hold(_ place: Int, _ writes: [CodeFindings.Write], _ findings: CodeFindings) {
    let setting = findings.points[0].setting
    let naming = findings.points[0].network.naming
    entries[place].maxError = writes.map(\.error).max()
    entries[place].verdict = .exact
    if startsFromLoss(place) { entries[place].reading = setting.lossWords }
    func convention(_ words: String) {
      entries[place].verdict = .convention
      entries[place].convention = words
      entries[place].message = words
    }
    let notes = writes.reduce(into: Set<String>()) { $0.formUnion($1.record.notes) }
    if !notes.isEmpty { convention(notes.sorted().joined(separator: "; ")) }
    let name = writes[0].record.name
    if setting.scalesShorthands, let target = naming.target(of: name.base) {
      var isParameter = false
      if case .value(let base) = target { isParameter = naming.isParameter(base) }
      if !isParameter {
        convention("\(name.base) stands for the gradient times \(findings.points[0].countName), the number of samples")
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
