/// Says how a document was read as a whole: its symbols, its conventions, and what concerns more than one line.
struct DocumentSummary {
  /// One for each scope.
  private let models: [Model]
  private let options: Derivation.Options

  init(_ models: [Model], _ options: Derivation.Options) {
    self.models = models
    self.options = options
  }

  func complete(_ checked: inout CheckedDerivation) {
    for (place, model) in models.enumerated() {
      let part = ScopeSummary(model: model)
      let readings = SymbolReadings(model)
      // A later scope adds what means something else in it.
      let known = checked
      checked.conventions += part.conventions(known).filter { !known.conventions.contains($0) }
      checked.assumptions += part.assumptions.filter { !known.assumptions.contains($0) }
      checked.symbols += readings.readings.filter { !known.symbols.contains($0) }
      if place == 0 {
        checked.arrangement = readings.arrangement
        ExpectedResults(names: options.expected, model: model).complete(&checked)
      }
    }
    if let scaled = models.first(where: { !$0.scaledShorthands.isEmpty }) {
      checked.findings += ScopeSummary(model: scaled).twoMeanings(checked)
    }
  }
}

/// How one scope of a document was read.
private struct ScopeSummary {
  let model: Model

  var assumptions: [String] {
    model.assumptions
      + model.problems.sorted { $0.key < $1.key }.map { line, problem in
        line > 0 ? "line \(line) is not used: \(problem)" : problem
      }
  }

  func conventions(_ checked: CheckedDerivation) -> [String] {
    var conventions: [String] = []
    if let sample = model.sampleDimension {
      let name = model.dimensions.title(of: sample) ?? "m"
      let other: Derivation.Options.Samples = model.variant.samples == .rows ? .columns : .rows
      conventions.append(
        "a batch has \(name) samples, in \(model.variant.samples.rawValue) (\(Binding.samples(other).flag) changes it)")
      for name in model.scaledShorthands.sorted() {
        let lines = checked.equations.filter { $0.convention?.contains("multiplied by the number of samples") == true }
          .map { "\($0.range.line)" }
        let meaning = name.first == "d" && name.count > 1 ? "∂L/∂\(name.dropFirst())" : "the gradient"
        conventions.append(
          "\(name) stands for \(self.name(of: sample)) · \(meaning) (lines \(lines.joined(separator: ", ")))")
      }
    }
    for (name, function) in model.variant.functions.sorted(by: { $0.key < $1.key }) where function != "any" {
      conventions.append("\(name) is \(function)")
    }
    if let output = model.variant.outputFunction { conventions.append("the last layer's activation is \(output)") }
    if model.variant.hasRowGradients {
      conventions.append(
        "derivatives are in numerator layout: of a number by a vector, a row"
          + " (\(Binding.layout(.denominator).flag) changes it)")
    }
    if model.variant.hasOneFeature { conventions.append("one feature is meant where its index is left out") }
    return conventions
  }

  private func name(of dimension: Dimension) -> String { model.dimensions.title(of: dimension) ?? "m" }

  // MARK: Findings

  /// A shorthand that must be multiplied by the number of samples in some lines, and must not in others.
  func twoMeanings(_ checked: CheckedDerivation) -> [CheckedDerivation.Finding] {
    guard !model.scaledShorthands.isEmpty, let sample = model.sampleDimension else { return [] }
    let name = name(of: sample)
    let scaled = checked.equations.filter { $0.convention?.contains("multiplied by the number of samples") == true }
    let plain = checked.equations.filter { entry in
      guard let statement = entry.statement, mentionsShorthand(statement) else { return false }
      if model.guide.role(of: statement) == .gradientName { return true }
      return entry.verdict == .factor && entry.faults.contains { [name, "1/\(name)"].contains($0.factor) }
    }
    guard !plain.isEmpty else { return [] }
    let symbols = model.scaledShorthands.sorted().joined(separator: ", ")
    let lines = (scaled + plain).map(\.range.line).sorted()
    return [
      CheckedDerivation.Finding(
        cause: "\(symbols) in two meanings",
        message:
          "\(symbols) stands for \(name) times the gradient in lines \(list(scaled)), and for the gradient itself in lines \(list(plain))",
        lines: lines,
        repairs: [
          "put 1/\(name) into the lines \(list(plain))",
          "define \(symbols) with the 1/\(name), and drop it from the lines \(list(scaled))",
        ])
    ]
  }

  private func list(_ entries: [CheckedEquation]) -> String {
    entries.map { "\($0.range.line)" }.joined(separator: ", ")
  }

  private func mentionsShorthand(_ statement: Statement) -> Bool {
    statement.members.contains { member in
      member.contains { part in
        guard let use = model.guide.use(part) else { return false }
        return model.scaledShorthands.contains(use.isDifferential ? "d" + use.name.base : use.name.base)
      }
    }
  }
}
