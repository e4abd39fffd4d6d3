extension CodeNetworkJudge {
  /// A number of layers that a line overwrites: `L = loss_function(a[L], y)`.
  mutating func findOverwrittenCounts() {
    let counts = program.countNames
    for (place, action) in program.actions.enumerated() {
      guard case .assignment(let target, nil, let value) = action.kind, target.index == nil,
        counts.contains(target.base), naming.role(of: action) == .forward, !isCount(value)
      else { continue }
      let statement = program.statements[place]
      var changed = statement
      changed.members[0] = .symbol(Symbol(name: "loss", typeface: .typewriter))
      charge(
        place, mistake: "\(target.base) is the number of layers, and this line overwrites it",
        repair: "give it another name", correct: changed.printedCode)
    }
  }

  private func isCount(_ value: CodeExpression) -> Bool {
    switch value {
    case .number, .call("len", _, _), .call("shape", _, _): true
    case .name(let reference): reference.index == nil
    case .binary(_, let a, let b): isCount(a) && isCount(b)
    default: false
    }
  }

  mutating func charge(_ place: Int, mistake: String, repair: String, correct: String? = nil) {
    entries[place].verdict = .wrong
    entries[place].message = mistake + (correct.map { "; it should be \($0)" } ?? "; \(repair)")
    entries[place].faults = [CheckedEquation.Fault(repair: repair, mistake: mistake, correct: correct)]
  }

  // MARK: Order

  /// Charges forward lines that read what only a later line assigns, and loops that stop too early, and goes on with a
  /// program in which this is mended.
  mutating func mendForwardLines() {
    for _ in 0..<3 {
      guard let network = try? network(.batch) else { return }
      let point = CodePoint(network, CodeSetting(), seed: 1)
      if let (place, early) = point.readTooEarly.min(by: { $0.key < $1.key }) {
        charge(
          place, mistake: "\(early.name) is read before line \(line(early.assigned)) assigns it",
          repair: "move this line behind line \(line(early.assigned))")
        guard program.move(place, behind: early.assigned) else { return }
      } else if let (name, _) = point.missing.min(by: { $0.key.description < $1.key.description }),
        let header = loop(computing: name.base),
        case .loop(let variable, let from, _, let step) = program.actions[header].kind,
        case .loop(_, _, let last, _)? = program.statements[header].code?.kind, step == 1, let index = name.index
      {
        let shown = CodeNotation().print(last.adding(1))
        charge(
          header, mistake: "the loop stops before it computes \(name)",
          repair: "let the loop run up to \(shown)")
        program.actions[header].kind = .loop(variable: variable, from: from, to: .number(String(index)), step: step)
      } else {
        return
      }
    }
  }

  private func line(_ place: Int) -> Int { program.statements[place].range.line }

  /// The loop whose body assigns a name for the loop's own layer.
  private func loop(computing base: String) -> Int? {
    func search(_ steps: [CodeProgram.Step], in loop: Int?) -> Int? {
      for step in steps {
        switch step {
        case .line(let place):
          if let loop, let target = program.actions[place].target, target.base == base, target.index != nil {
            return loop
          }
        case .loop(let place, let body):
          if let found = search(body, in: place) { return found }
        }
      }
      return nil
    }
    return search(program.steps, in: nil)
  }

  /// Gradients that are read before they are computed.
  mutating func judgeOrder(_ findings: CodeFindings) {
    for (place, early) in findings.runs.first?.readTooEarly ?? [:] where !entries[place].verdict.isFault {
      charge(
        place, mistake: "\(early.name.base) is read before line \(line(early.assigned)) computes it",
        repair: "move this line behind line \(line(early.assigned))")
    }
  }

  // MARK: Loops

  /// Gradients that updates use and that a loop leaves out, and layers that a loop reaches for and that there are not.
  mutating func judgeLoops(_ findings: CodeFindings) {
    guard let run = findings.runs.first else { return }
    let computed = Set(run.records.map(\.name))
    var absent: [Int: [CodeName]] = [:]
    for name in run.updateReads.keys.sorted(by: { $0.description < $1.description }) where !computed.contains(name) {
      guard computed.contains(where: { $0.base == name.base }), let header = loop(computing: name.base) else {
        continue
      }
      absent[header, default: []].append(name)
    }
    for (header, names) in absent {
      let shown = names.map { spelled($0) }.joined(separator: " and ")
      charge(
        header, mistake: "the loop leaves out \(shown), which the updates use",
        repair: "compute \(shown) as well", correct: lines(computing: names, in: header))
    }
    // A loop that reaches too far fails at its first or last layer only.
    for place in entries.indices where entries[place].verdict == .wrong {
      let writes = findings.chains.flatMap { $0 }.filter { $0.record.place == place }
      let failing = writes.filter { if case .missing = $0.status { true } else { false } }
      guard failing.count == 1, writes.count > 1, let header = failing[0].record.loop,
        case .missing(let reason) = failing[0].status
      else { continue }
      entries[place] = CodeJudge.entry(program.statements[place])
      entries[place].verdict = .exact
      if !entries[header].verdict.isFault {
        charge(header, mistake: "the loop reaches too far: \(reason)", repair: "let the loop run over one layer less")
      }
    }
  }

  /// A name with the number of the last layer as the author writes it.
  private func spelled(_ name: CodeName) -> String {
    name.index == depth && program.countNames.contains("L") ? "\(name.base)[L]" : name.description
  }

  /// The lines of a loop that compute some gradients, written out for one layer.
  private func lines(computing names: [CodeName], in header: Int) -> String? {
    guard case .loop(let variable, _, _, _)? = program.statements[header].code?.kind, let index = names.first?.index,
      names.allSatisfy({ $0.index == index })
    else { return nil }
    let isLast = index == depth && program.countNames.contains("L")
    let layer: Formula = isLast ? .symbol(Symbol(name: "L")) : .number(String(index))
    let lines = program.statements.indices.filter { place in
      guard let target = program.actions[place].target else { return false }
      return names.contains { $0.base == target.base } && target.index != nil
    }
    return lines.map { place in
      var statement = program.statements[place]
      statement.members = statement.members.map { $0.replacing(variable, by: layer) }
      return statement.printedCode
    }.joined(separator: "; ")
  }

  // MARK: Updates

  mutating func judgeUpdates(_ findings: CodeFindings) {
    for place in entries.indices where !entries[place].verdict.isFault {
      let updates = findings.runs.flatMap { $0.updates.filter { $0.place == place } }
      guard let first = updates.first else { continue }
      if let other = first.other, updates.allSatisfy({ $0.other != nil }),
        let target = program.actions[place].target, let own = gradientName(of: target.base)
      {
        charge(
          place, mistake: "\(target.base) is changed by \(other.base), which is the gradient of something else",
          repair: "use \(own)")
      } else if updates.allSatisfy({ ($0.multiple ?? 0) > 1e-9 }) {
        let mended = CodeEdit.all(of: program.statements[place], program).first { edit in
          guard ["+=", "-=", "sign"].contains(where: { edit.words.contains($0) }) else { return false }
          var actions = program.actions
          actions[place] = CodeAction(edit.statement)
          return findings.points.allSatisfy { point in
            CodeRun(point, actions).updates.filter { $0.place == place }.allSatisfy { ($0.multiple ?? 0) < -1e-9 }
          }
        }
        charge(
          place, mistake: "the step goes along the gradient, which makes the loss larger", repair: "change the sign",
          correct: mended?.statement.printedCode)
      }
    }
  }

  /// What the program calls the gradient by a value.
  private func gradientName(of base: String) -> String? {
    return program.actions.lazy.compactMap(\.target).first { naming.target(of: $0.base) == .value(base) }?.base
  }
}

extension CodeProgram {
  /// Moves a line behind another one of the same loop; false where they do not stand together.
  mutating func move(_ place: Int, behind other: Int) -> Bool {
    func moved(_ steps: [Step]) -> [Step]? {
      func position(_ place: Int) -> Int? {
        steps.firstIndex { if case .line(place) = $0 { true } else { false } }
      }
      if let from = position(place), let to = position(other), from < to {
        var steps = steps
        let step = steps.remove(at: from)
        steps.insert(step, at: to)
        return steps
      }
      for (index, step) in steps.enumerated() {
        guard case .loop(let header, let body) = step, let inner = moved(body) else { continue }
        var steps = steps
        steps[index] = .loop(header, inner)
        return steps
      }
      return nil
    }
    guard let steps = moved(steps) else { return false }
    self.steps = steps
    return true
  }
}

extension Formula {
  /// The formula with a letter replaced.
  fileprivate func replacing(_ letter: String, by other: Formula) -> Formula {
    if case .symbol(let symbol) = self, symbol.fullName == letter { return other }
    return mapChildren { $0.replacing(letter, by: other) }
  }
}
