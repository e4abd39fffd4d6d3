/// Finds out which bindings a document contradicts: they are not used, and said to be so.
struct BindingCheck {
  let documents: [ReadDocument]
  let directions: Directions
  let options: Derivation.Options

  /// A binding that is not used, and why.
  struct Refutation {
    var located: LocatedBinding
    var reason: String
    /// The line of the document that says something else.
    var line: Int?
  }

  /// So many shapes and values are looked at one by one.
  private static let limit = 64

  /// Shapes and values that what the document states does not allow, wherever its samples stand.
  var refutations: [Refutation] {
    let questionable = directions.bindings.filter { located in
      switch located.binding {
      case .shape, .value: true
      default: false
      }
    }
    guard !questionable.isEmpty else { return [] }
    var accepted = directions.removing(questionable)
    let ways = options.samples.map { [$0] } ?? Derivation.Options.Samples.allCases
    // Mostly all of them fit.
    let isFitting = ways.contains { samples in
      let (old, new) = (model(accepted, samples), model(directions, samples))
      return questionable.allSatisfy { refutation(of: $0, old, new) == nil }
    }
    if isFitting { return [] }
    var refutations: [Refutation] = []
    // The reader has the last word, and is believed first.
    for (place, located) in questionable.enumerated() {
      guard place < Self.limit else {
        refutations.append(Refutation(located: located, reason: "more than \(Self.limit) are not compared with it"))
        continue
      }
      let next = accepted.restoring(located)
      let found = ways.map { refutation(of: located, model(accepted, $0), model(next, $0)) }
      if let refutation = found[0], found.allSatisfy({ $0 != nil }) {
        refutations.append(refutation)
      } else {
        accepted = next
      }
    }
    return refutations
  }

  private func model(_ directions: Directions, _ samples: Derivation.Options.Samples) -> Model {
    let guide = NotationGuide(documents, directions)
    let search = VariantSearch(
      documents: documents, guide: guide, claims: [], options: directions.resolved(options))
    var variant = search.start
    variant.samples = samples
    return ModelBuilder.model(documents, guide: guide, variant: variant)
  }

  /// What is wrong with a binding, from the models without and with it.
  private func refutation(of located: LocatedBinding, _ old: Model, _ new: Model) -> Refutation? {
    let merged = newlyEqualNames(located, old, new)
    let broken = new.problems.keys.filter { old.problems[$0] == nil }.min()
    guard new.refused.contains(located) || merged != nil || broken != nil else { return nil }
    if let symbol = new.guide.bound.first(where: { $0.located == located }),
      let (id, quantity) = old.quantities.first(where: { symbol.means($0.key) && old.isShaped($0.value) })
    {
      let isDeclared = old.declared.contains(id)
      let shape = "\(id) is \(old.shapeText(quantity))"
      let line = isDeclared ? quantity.line.flatMap { $0 > 0 ? $0 : nil } : nil
      return Refutation(
        located: located, reason: line.map { "by line \($0), \(shape)" } ?? "by the equations, \(shape)", line: line)
    }
    if let broken, broken > 0 {
      return Refutation(located: located, reason: "line \(broken) would not fit", line: broken)
    }
    let reason = merged.map { "it would make \($0) and \($1) equal" } ?? "it does not fit"
    return Refutation(located: located, reason: reason)
  }

  /// Two lengths with names of their own that are one because of a binding.
  private func newlyEqualNames(_ located: LocatedBinding, _ old: Model, _ new: Model) -> (String, String)? {
    guard case .shape(_, let dimensions) = located.binding else { return nil }
    let own = Set(
      dimensions.flatMap(\.terms).compactMap { $0.name?.formula.flatMap { new.guide.use($0) } }
        .compactMap { new.dimensionTitle(of: $0, Interpreter(new)) })
    let names = new.dimensions.names.filter { !new.dimensions.auxiliary.contains($0.key) }
    for group in Dictionary(grouping: names.keys, by: { new.dimensions.root(names[$0] ?? .one) }).values {
      let known = group.filter { old.dimensions.names[$0] != nil }.sorted()
      if let first = known.first,
        let other = known.first(where: { root(of: $0, old) != root(of: first, old) })
      {
        return (first, other)
      }
      let fresh = group.filter { own.contains($0) }.sorted()
      if fresh.count > 1, fresh.contains(where: { !known.contains($0) }) { return (fresh[0], fresh[1]) }
    }
    return nil
  }

  private func root(of name: String, _ model: Model) -> Dimension? {
    model.dimensions.names[name].map { model.dimensions.root($0) }
  }
}

extension Model {
  /// Whether anything is known of a quantity's shape.
  fileprivate func isShaped(_ quantity: Quantity) -> Bool {
    [quantity.rows, quantity.columns].contains { dimensions.title(of: $0) != nil }
  }

  /// `n × m`, in the document's own names.
  func shapeText(_ quantity: Quantity) -> String {
    let lengths = [quantity.rows, quantity.columns].map { dimensions.title(of: $0) ?? "·" }
    return lengths == ["1", "1"] ? "a number" : lengths.joined(separator: " × ")
  }
}
