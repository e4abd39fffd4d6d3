import ChainRuleStudy

extension CheckCommand {
  func run(_ output: Output) throws -> ExitStatus {
    if paths.isEmpty, equations.isEmpty { return try runCollection(output) }
    let list = try DocumentList(paths)
    guard !list.hasFolder || !list.paths.isEmpty || !equations.isEmpty else {
      throw CommandFailure(
        "\(paths.joined(separator: ", ")): there is no document here: no file that ends with "
          + DocumentFile.extensions.map { ".\($0)" }.joined(separator: ", "))
    }
    var documents = try CheckedDocuments(given: given, options: options, output)
    documents.append(list.paths)
    try documents.append(equations: equations)
    try print(documents, together: list.hasFolder, output)
    if list.otherCount > 0, form == .text {
      output.print("\n\(list.otherCount) other file\(list.otherCount == 1 ? "" : "s") passed over")
    }
    try writePages(documents, inputs: list.paths, areMany: list.hasFolder || list.paths.count > 1, output)
    return ExitStatus(
      of: documents.checked, hasUnreadable: !documents.unreadable.isEmpty, allowsUndecided: allowsUndecided)
  }

  /// The layout of text on this output.
  func style(_ output: Output) -> TerminalStyle {
    TerminalStyle(hasColours: output.isInteractive, width: output.isTerminal ? output.columns : nil)
  }

  // MARK: Printing

  private func print(_ documents: CheckedDocuments, together: Bool, _ output: Output) throws {
    switch form {
    case .text where together:
      let collection = DocumentCollection(documents.checked, unreadable: documents.unreadable)
      output.print(CollectionReport(collection, style: style(output)).text)
    case .text:
      let texts = documents.checked.map { TerminalReport($0, style: style(output)).text }
      if !texts.isEmpty { output.print(texts.joined(separator: "\n\n")) }
    case .json, .csv, .annotations: try printRecords(documents.checked, output)
    case .patch:
      for entry in documents.derivations { printPatch(of: entry, output) }
    case .bindings:
      for checked in documents.checked { output.print(checked.bindings.comment(for: checked.document.format)) }
    case .counterexample(let line):
      let entry = try single(documents)
      guard let example = entry.derivation.counterexample(atLine: line) else { throw noExample(line, entry.checked) }
      output.write(example.text)
    case .snippet(let line, let language):
      let entry = try single(documents)
      guard let example = entry.derivation.counterexample(atLine: line) else { throw noExample(line, entry.checked) }
      guard let text = example.snippet(in: language) else {
        throw CommandFailure("\(entry.checked.name):\(line): this has no place in a short script; try --show \(line)")
      }
      output.print(text)
    }
  }

  /// What machines read.
  func printRecords(_ documents: [CheckedDerivation], _ output: Output) throws {
    if form == .csv { output.write(EquationTable.header) }
    for checked in documents {
      switch form {
      case .json: output.print(try DerivationRecord(checked).json)
      case .csv: output.write(EquationTable.rows(of: checked))
      default: for line in Annotations(checked).lines { output.print(line) }
      }
    }
  }

  private func printPatch(of entry: CheckedDocuments.Entry, _ output: Output) {
    let patch = MendPatch(entry.checked, hasByteOrderMark: entry.hasByteOrderMark)
    output.write(patch.text)
    for (equation, reason) in patch.left {
      output.printError("\(printable(entry.checked.name)):\(equation.range.line): not mended: \(reason)")
    }
  }

  // MARK: One document

  private func single(_ documents: CheckedDocuments) throws(CommandFailure) -> CheckedDocuments.Entry {
    guard let first = documents.derivations.first, documents.derivations.count == 1 else {
      throw CommandFailure(
        documents.derivations.isEmpty ? "there is no document to look at" : "a line is that of one document; name one")
    }
    return first
  }

  /// Why there are no numbers to show.
  private func noExample(_ line: Int, _ checked: CheckedDerivation) -> CommandFailure {
    let there = checked.equations.filter { ($0.range.line...max($0.range.line, $0.range.endLine)).contains(line) }
    guard let equation = there.first(where: { $0.verdict.isFault }) ?? there.first else {
      let lines = checked.faults.map { "\($0.range.line)" }
      let others = lines.isEmpty ? "nothing is faulty" : "faulty are the lines \(lines.joined(separator: ", "))"
      return CommandFailure("\(checked.name):\(line): there is no equation here; \(others)")
    }
    let words = equation.verdict.isFault ? "no small counterexample was found" : "there is no counterexample"
    let status: ExitStatus = equation.verdict.isUndecided ? .undecided : .badUsage
    return CommandFailure("\(checked.name):\(line): \(words): \(equation.headline): \(equation.text)", status: status)
  }

  // MARK: Pages

  func writePages(_ documents: CheckedDocuments, inputs: [String], areMany: Bool, _ output: Output) throws {
    guard let pagePath else { return }
    let files = PageFiles(path: pagePath, inputs: inputs + [given].compactMap { $0 })
    let collection = DocumentCollection(documents.checked, unreadable: documents.unreadable)
    if areMany {
      output.printError("page: \(printable(try files.write(collection)))")
    } else if let document = documents.checked.first {
      output.printError("page: \(printable(try files.write(document)))")
    }
  }
}
