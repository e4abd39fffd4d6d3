/// Everything that is said about how a document is to be read: by the comments of its author, and by its reader, who has
/// the last word.
struct Directions: Sendable {
  /// Those that count, for one name each.
  private(set) var bindings: [LocatedBinding]
  /// What the document says itself, where another document is given to say it.
  private(set) var unused: [LocatedBinding] = []
  /// Comments that cannot be read.
  private(set) var errors: [BindingsError] = []

  init(_ bindings: [LocatedBinding] = []) { self.bindings = bindings }

  init(_ derivation: Derivation) {
    var said: [Binding] = derivation.options.bindings.bindings
    if let samples = derivation.options.samples { said.append(.samples(samples)) }
    if let layout = derivation.options.layout { said.append(.layout(layout)) }
    bindings = said.flatMap { LocatedBinding(binding: $0.asOption, origin: .option).split }
    let own = read(derivation.document)
    if let given = derivation.given {
      unused = own
      add(read(given).map { $0.inGiven(given.name) })
    } else {
      add(own)
    }
  }

  private mutating func read(_ document: ReadDocument) -> [LocatedBinding] {
    do {
      return try DocumentBindings.located(in: document)
    } catch {
      errors.append(error)
      return []
    }
  }

  private mutating func add(_ comments: [LocatedBinding]) {
    let said = Set(bindings.map(\.subject))
    bindings += comments.flatMap(\.split).filter { !said.contains($0.subject) }
  }

  /// The same with one thing more said by the reader.
  func adding(_ binding: Binding) -> Directions {
    var copy = self
    copy.bindings.removeAll { $0.subject == binding.subject }
    copy.bindings.insert(LocatedBinding(binding: binding, origin: .option), at: 0)
    return copy
  }

  /// The same with a binding again that was removed.
  func restoring(_ located: LocatedBinding) -> Directions {
    var copy = self
    copy.bindings.append(located)
    return copy
  }

  func removing(_ refuted: [LocatedBinding]) -> Directions {
    var copy = self
    copy.bindings.removeAll { refuted.contains($0) }
    return copy
  }

  /// The options with what the comments say in place of what the reader left open.
  func resolved(_ options: Derivation.Options) -> Derivation.Options {
    var options = options
    options.bindings = DocumentBindings(bindings.map(\.binding))
    for binding in options.bindings.bindings {
      switch binding {
      case .samples(let samples): options.samples = samples
      case .layout(let layout): options.layout = layout
      default: break
      }
    }
    return options
  }
}

extension Binding {
  /// `--let L=3` says how many layers there are.
  fileprivate var asOption: Binding {
    guard case .value(let name, let number) = self, name == BoundName("L"), let count = Int(exactly: number),
      (1...20).contains(count)
    else { return self }
    return .layers(name, count)
  }
}

extension DocumentBindings {
  /// The functions that names are bound to, by the symbol's name; `any` where one stays open.
  var functions: [String: String] {
    var functions: [String: String] = [:]
    for case .function(let name, let function) in bindings where name.subscripts.isEmpty && name.layer == nil {
      functions[name.symbol.fullName] = function.rawValue
    }
    return functions
  }

  /// The function of the last layer, where that is another one than elsewhere: `function g[L] = softmax`.
  func lastFunction(of depth: Int) -> String? {
    for case .function(let name, let function) in bindings where function != .any {
      if name.layer == "L" || name.layer == String(depth) { return function.rawValue }
    }
    return nil
  }

  /// The number of layers or steps.
  var layerCount: Int? {
    bindings.lazy.compactMap { if case .layers(_, let count) = $0 { count } else { nil } }.first
  }
}
