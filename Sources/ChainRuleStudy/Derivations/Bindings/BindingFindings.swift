/// What there is to say about the bindings of a document themselves.
struct BindingFindings {
  let documents: [ReadDocument]
  let directions: Directions
  let refutations: [BindingCheck.Refutation]

  var findings: [CheckedDerivation.Finding] { unreadable + unused + contradictions + withoutEffect }

  private var unreadable: [CheckedDerivation.Finding] {
    directions.errors.map { error in
      CheckedDerivation.Finding(
        cause: "a comment that cannot be read",
        message: "the comment at line \(error.line), column \(error.column) is not used: \(error.message)",
        lines: [error.line], repairs: ["write it as the grammar of such comments says"])
    }
  }

  /// With another document given, a document cannot excuse itself.
  private var unused: [CheckedDerivation.Finding] {
    guard !directions.unused.isEmpty else { return [] }
    var seen: Set<String> = []
    let subjects = directions.unused.map { located in
      located.binding.names.isEmpty
        ? located.binding.keyword : located.binding.names.map(\.description).joined(separator: ", ")
    }.filter { seen.insert($0).inserted }
    let lines = Set(directions.unused.compactMap(\.line)).sorted()
    return [
      CheckedDerivation.Finding(
        cause: "bindings of its own",
        message: "the document binds \(subjects.joined(separator: ", ")) itself; with --given this is not used",
        lines: lines)
    ]
  }

  private var contradictions: [CheckedDerivation.Finding] {
    refutations.map { refutation in
      let located = refutation.located
      let remedy = located.origin == .option ? "leave out" : "change"
      return CheckedDerivation.Finding(
        cause: "a binding that the document contradicts",
        message: "\(located.title) contradicts the document: \(refutation.reason); it is not used",
        lines: [located.line, refutation.line].compactMap { $0 }.sorted(),
        repairs: ["\(remedy) \(located.title)"])
    }
  }

  /// Names that the document does not have. A loss or a label that no equation states is one all the same.
  private var withoutEffect: [CheckedDerivation.Finding] {
    let statements = documents.flatMap(\.statements)
    guard !directions.bindings.isEmpty, !statements.isEmpty, statements.allSatisfy({ $0.code == nil }) else {
      return []
    }
    var names: Set<String> = []
    for formula in statements.flatMap(\.formulas) + documents.flatMap({ $0.mentions.map(\.formula) }) {
      formula.forEach { part in
        guard case .symbol(let symbol) = part else { return }
        names.insert(symbol.fullName)
        // dW speaks of W.
        if symbol.fullName.first == "d" { names.insert(String(symbol.fullName.dropFirst())) }
      }
    }
    return directions.bindings.compactMap { located in
      switch located.binding {
      case .role(.loss, _), .role(.label, _), .layers, .samples, .layout: return nil
      case .function(let name, _) where name.layer != nil: return nil
      case .role, .function, .value, .shape: break
      }
      guard let name = located.binding.names.first, !names.contains(name.symbol.fullName) else { return nil }
      return CheckedDerivation.Finding(
        cause: "a binding without effect",
        message: "\(located.title) has no effect: the document has no \(name.symbol.fullName)",
        lines: [located.line].compactMap { $0 })
    }
  }
}
