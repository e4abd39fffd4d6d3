extension CodeNetworkJudge {
  /// The line of a chain of writes that the mistake in its result comes from.
  mutating func blame(_ chain: [CodeFindings.Write], _ findings: CodeFindings) -> CodeFindings.Write {
    let last = chain[chain.count - 1]
    // Where the result is right as soon as one line has done what it is to do, that line is at fault.
    for write in chain.dropLast() where !write.status.holds && searchBudget > 0 {
      let lines = lines(around: write.record.place)
      searchBudget -= 3 * lines.count
      let mended = CodeFindings(findings.points, program.actions, corrected: write.record.place, lines: lines)
      if mended.areRight(writtenBy: last.record.place) { return write }
    }
    guard chain.count > 1 else { return last }
    for write in chain where !write.status.holds && repair(write.record.place, findings) != nil { return write }
    return last
  }

  /// The smallest change of a line that makes the gradients right that it has a part in.
  mutating func repair(_ place: Int, _ findings: CodeFindings) -> CodeEdit? {
    let writes = findings.chains(writtenBy: place)
    guard let first = findings.points.first, !writes.isEmpty else { return nil }
    var edits = Array(CodeEdit.all(of: program.statements[place], program).prefix(400))
    for case .factor(let factor)? in writes.map({ $0.last?.status }).prefix(1) {
      if let edit = CodeEdit.dividing(program.statements[place], by: factor) { edits.append(edit) }
    }
    let lines = lines(around: place)
    return edits.first { edit in
      guard searchBudget > 0 else { return false }
      searchBudget -= lines.count
      var actions = program.actions
      actions[place] = CodeAction(edit.statement)
      guard naming.role(of: actions[place]) == .gradient else { return false }
      // One point rules most of them out.
      return CodeFindings([first], actions, lines: lines).areRight(writtenBy: place)
        && CodeFindings(findings.points, actions, lines: lines).areRight(writtenBy: place)
    }
  }

  /// The lines that decide what a line computes, since every other gradient has its true value: those which write what
  /// it writes and what these read.
  private func lines(around place: Int) -> Set<Int> {
    guard let target = program.actions[place].target else { return [] }
    let own = writers(of: target)
    let read = own.flatMap { program.actions[$0].reads }.filter { naming.target(of: $0.base) != nil }
    var lines = Set(own)
    for reference in Set(read) { lines.formUnion(writers(of: reference)) }
    return lines.union(program.actions.indices.filter { naming.role(of: program.actions[$0]) == .derived })
  }

  private func writers(of reference: CodeReference) -> [Int] {
    program.actions.indices.filter { place in
      guard let target = program.actions[place].target, target.base == reference.base else { return false }
      // Numbers tell layers apart, letters do not.
      guard case .number(let a)? = target.index, case .number(let b)? = reference.index else { return true }
      return a == b
    }
  }

  mutating func chargeFault(_ write: CodeFindings.Write, _ findings: CodeFindings) {
    let place = write.record.place
    let setting = findings.points[0].setting
    let edit = repair(place, findings)
    let isAssumed = setting.loss != .stated && startsFromLoss(place)
    if isAssumed, edit == nil || setting.loss == .any {
      entries[place].verdict = .ambiguous
      entries[place].message = "nothing says of which loss this is the gradient"
      return
    }
    let correct = edit?.statement.printedCode
    var fault = CheckedEquation.Fault(repair: edit?.words, correct: correct)
    let name = program.statements[place].members.first.map { CodeNotation().print($0) } ?? write.record.name.base
    let mend = correct.map { "; it should be \($0)" } ?? ""
    switch write.status {
    case .factor(let factor):
      entries[place].verdict = .factor
      fault.factor = factor.text
      fault.mistake = "\(name) is \(factor.text) times the gradient"
    case .misfit(let reason):
      entries[place].verdict = .shape
      fault.mistake = reason
    case .missing(let reason):
      entries[place].verdict = .wrong
      fault.mistake = reason
    case .different, .holds, .undecided:
      entries[place].verdict = .wrong
      fault.mistake = (edit == nil ? missesMask(write, findings) : nil) ?? "\(name) is not the gradient"
    }
    entries[place].message = (fault.mistake ?? "") + mend
    if startsFromLoss(place) { entries[place].reading = setting.lossWords }
    entries[place].faults = [fault]
  }

  /// Whether a gradient is computed from the loss itself, and not from another gradient.
  func startsFromLoss(_ place: Int) -> Bool {
    let target = program.actions[place].target
    return !program.actions.contains { action in
      action.target?.base == target?.base && action.target?.index == target?.index
        && (action.reads.contains { naming.target(of: $0.base) != nil && $0.base != target?.base })
    }
  }

  /// Where a line would be right if a gradient that it reads had been masked: says so.
  private func missesMask(_ write: CodeFindings.Write, _ findings: CodeFindings) -> String? {
    var setting = findings.points[0].setting
    guard !setting.meansPreactivations else { return nil }
    setting.meansPreactivations = true
    let points = findings.points.map { CodePoint($0.network, setting, seed: $0.seed) }
    guard CodeFindings(points, program.actions).areRight(writtenBy: write.record.place) else { return nil }
    let names = program.actions[write.record.place].reads.filter { naming.target(of: $0.base) != nil }
    guard let read = names.first?.base else { return nil }
    return "\(read) has not been multiplied by the derivative of the activation before this line"
  }
}
