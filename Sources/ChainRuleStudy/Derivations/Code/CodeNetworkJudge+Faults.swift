extension CodeNetworkJudge {
  /// The line of a chain of writes that the mistake in its result comes from.
  func blame(_ chain: [CodeFindings.Write], _ findings: CodeFindings) -> CodeFindings.Write {
    let last = chain[chain.count - 1]
    // Where the result is right as soon as one line has done what it is to do, that line is at fault.
    for write in chain.dropLast() where !write.status.holds {
      let mended = CodeFindings(findings.points, program.actions, corrected: write.record.place)
      if mended.areRight(writtenBy: last.record.place) { return write }
    }
    guard chain.count > 1 else { return last }
    for write in chain where !write.status.holds && repair(write.record.place, findings) != nil { return write }
    return last
  }

  /// The smallest change of a line that makes the gradients right that it has a part in.
  func repair(_ place: Int, _ findings: CodeFindings) -> CodeEdit? {
    let writes = findings.chains(writtenBy: place)
    guard let first = findings.points.first, !writes.isEmpty else { return nil }
    return CodeEdit.all(of: program.statements[place], program).prefix(400).first { edit in
      var actions = program.actions
      actions[place] = CodeAction(edit.statement)
      guard naming(of: actions[place], is: .gradient) else { return false }
      // One point rules most of them out.
      return CodeFindings([first], actions).areRight(writtenBy: place)
        && CodeFindings(findings.points, actions).areRight(writtenBy: place)
    }
  }

  private func naming(of action: CodeAction, is role: CodeNaming.Role) -> Bool {
    CodeNaming(program).role(of: action) == role
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
    let name = write.record.name.base
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
      fault.mistake = missesMask(write, findings) ?? "\(name) is not the gradient"
    }
    entries[place].message = (fault.mistake ?? "") + mend
    if startsFromLoss(place) { entries[place].reading = setting.lossWords }
    entries[place].faults = [fault]
  }

  /// Whether a gradient is computed from the loss itself, and not from another gradient.
  func startsFromLoss(_ place: Int) -> Bool {
    let naming = CodeNaming(program)
    let target = program.actions[place].target
    return !program.actions.contains { action in
      action.target?.base == target?.base && action.target?.index == target?.index
        && (action.reads.contains { naming.target(of: $0.base) != nil && $0.base != target?.base })
    }
  }

  /// Where a line would be right if a gradient that it reads had been masked: says so.
  private func missesMask(_ write: CodeFindings.Write, _ findings: CodeFindings) -> String? {
    let naming = CodeNaming(program)
    for reference in program.actions[write.record.place].reads {
      guard case .value(let base)? = naming.target(of: reference.base),
        let point = findings.points.first, let name = try? write.record.environment.name(reference),
        point.preactivations[CodeName(base: base, index: name.index)] != nil,
        !program.actions.contains(where: { $0.target == reference && $0.isInPlace })
      else { continue }
      return
        "\(reference.base) is the gradient by \(base); the derivative of its activation is missing before this line"
    }
    return nil
  }
}
