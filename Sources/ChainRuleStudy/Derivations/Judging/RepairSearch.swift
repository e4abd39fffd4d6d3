/// Finds what makes a claim hold that does not: the smallest change of its right side, or of its left.
struct RepairSearch {
  struct Repair {
    var members: [Formula]
    var kind: FormulaEdit.Kind
    var words: String
    /// What remains after the change: a second mistake.
    var factor: ClaimFactor?
  }

  private let verdicts: ClaimVerdicts
  private let quick: ClaimVerdicts
  private let material: EditMaterial
  private var model: Model { verdicts.model }

  init(_ verdicts: ClaimVerdicts, _ material: EditMaterial) {
    self.verdicts = verdicts
    quick = ClaimVerdicts(quick: verdicts)
    self.material = material
  }

  /// Of how many parts a formula may be made that is still edited.
  private static let longest = 1000

  /// Repairs of one step of a claim, the smallest first; two at most, of different kinds.
  func repairs(left: Formula, right: Formula, _ statement: Statement) -> [Repair] {
    model.keepingGiven { search(left, right, statement) }
  }

  private func search(_ left: Formula, _ right: Formula, _ statement: Statement) -> [Repair] {
    guard right.partCount <= Self.longest else { return [] }
    let context = context(left, right, statement)
    var found: [Repair] = []
    var withFactor: [Repair] = []
    // A long formula has many edits, and each takes long to judge.
    let limit = max(24, min(240, 9600 / right.partCount))
    let edits = FormulaEdit.all(of: right, context).prefix(limit)
    for edit in edits {
      // A first look at few elements spares the rest for nearly all changes.
      if !mayHold([left, edit.formula], statement) { continue }
      let finding = verdicts.finding([left, edit.formula], statement)
      guard let link = finding.links.first else { continue }
      switch link.kind {
      case .holds:
        guard link.cost <= 1, !found.contains(where: { $0.kind == edit.kind }) else { continue }
        found.append(Repair(members: [left, edit.formula], kind: edit.kind, words: edit.words))
        if found.count == 2 { return found }
      case .factor(let factor):
        if [.transpose, .order, .sum, .index, .mask].contains(edit.kind), link.cost == 0 {
          withFactor.append(Repair(members: [left, edit.formula], kind: edit.kind, words: edit.words, factor: factor))
        }
      default: continue
      }
    }
    if !found.isEmpty { return found }
    for edit in FormulaEdit.all(
      of: left, EditContext(letters: context.letters, steps: context.steps, spelling: context.spelling)
    ).filter({ $0.kind == .index }) {
      let finding = verdicts.finding([edit.formula, right], statement)
      if finding.holds {
        return [Repair(members: [edit.formula, right], kind: .index, words: edit.words + " on the left")]
      }
    }
    if let first = withFactor.first { return [first] }
    // Two changes of the kind that shapes ask for.
    var remaining = 4 * limit
    for edit in edits where edit.kind == .transpose || edit.kind == .order {
      for second in FormulaEdit.all(of: edit.formula, context).prefix(60)
      where [.transpose, .sum, .order].contains(second.kind) {
        remaining -= 1
        if remaining < 0 { return [] }
        if mayHold([left, second.formula], statement), verdicts.finding([left, second.formula], statement).holds {
          return [
            Repair(members: [left, second.formula], kind: edit.kind, words: edit.words + ", and " + second.words)
          ]
        }
      }
    }
    return []
  }

  /// The first repair of one kind only: an index or a layer that is put in its place, or a sign of multiplication.
  func repair(_ kind: FormulaEdit.Kind, left: Formula, right: Formula, _ statement: Statement) -> [Repair] {
    guard right.partCount <= Self.longest else { return [] }
    return model.keepingGiven {
      let edits = FormulaEdit.all(of: right, context(left, right, statement)).filter { $0.kind == kind }
      for edit in edits.prefix(120) where mayHold([left, edit.formula], statement) {
        guard let link = verdicts.finding([left, edit.formula], statement).links.first, link.cost <= 1 else { continue }
        if case .holds = link.kind {
          return [Repair(members: [left, edit.formula], kind: kind, words: edit.words)]
        }
      }
      return []
    }
  }

  /// Whether a claim holds, or is off by a factor, in a few elements at one point.
  private func mayHold(_ members: [Formula], _ statement: Statement) -> Bool {
    guard let link = quick.finding(members, statement).links.first else { return false }
    switch link.kind {
    case .holds, .factor: return true
    default: return false
    }
  }

  func context(_ left: Formula, _ right: Formula, _ statement: Statement) -> EditContext {
    var context = EditContext()
    context.steps = model.guide.instanceLetters
    let letters = ClaimReading.freeLetters(of: [left, right], model.guide) + boundLetters(right)
    context.letters = Array(Set(letters)).sorted()
    for formula in statement.members {
      formula.forEach { if case .symbol(let symbol) = $0 { context.spelling[symbol.fullName] = symbol.latex } }
    }
    if model.sampleDimension != nil, let batch = batchName {
      context.sums = [
        { body in
          let slices: [Subscript] =
            model.variant.samples == .columns
            ? [.slice, .index(.symbol(Symbol(name: "i")))] : [.index(.symbol(Symbol(name: "i"))), .slice]
          return .big(
            BigOperator(
              kind: .sum, indices: [.symbol(Symbol(name: "i"))], from: .number("1"), to: batch,
              body: body.sliced(slices)))
        }
      ]
    }
    let dangling = ClaimReading.freeLetters(of: [right], model.guide).filter {
      !ClaimReading.freeLetters(of: [left], model.guide).contains($0)
    }
    context.sums += dangling.prefix(2).map { letter in
      { body in
        let index = Formula.symbol(Symbol(name: letter, latex: context.spelling[letter]))
        return .big(BigOperator(kind: .sum, indices: [index], body: body.termwise))
      }
    }
    if let batch = batchName { context.scale = .fraction(.number("1"), batch, .bar) }
    context.masks = material.masks
    context.terms = terms(left)
    let names = Set(model.quantities.keys.map(\.name)).filter { $0.labels.isEmpty && $0.base.count <= 2 }
    for formula in statement.members {
      formula.forEach { part in
        guard let name = part.baseName, context.exchanges.count < 48 else { return }
        for other in names.sorted(by: { $0.base < $1.base }).prefix(12)
        where other.base != name && model.isKnown(QuantityName(base: name)) {
          if !context.exchanges.contains(where: { $0.0 == name && $0.1.name == other.base }) {
            context.exchanges.append((name, material.symbols[other.base] ?? Symbol(name: other.base)))
          }
        }
      }
    }
    return context
  }

  private func boundLetters(_ formula: Formula) -> [String] {
    var letters: [String] = []
    formula.forEach { if case .big(let big) = $0 { letters += big.indices.compactMap(\.letter) } }
    return letters
  }

  private var batchName: Formula? {
    guard let sample = model.sampleDimension else { return nil }
    let root = model.dimensions.root(sample)
    let name = ["m", "N", "B", "n"].first {
      model.dimensions.names[$0].map { model.dimensions.root($0) == root } ?? false
    }
    return name.map { .symbol(Symbol(name: $0)) }
  }

  /// Terms of sums that the document has, such as λW, of the layer that a side is about first.
  private func terms(_ left: Formula) -> [Formula] {
    let terms = material.terms
    guard let layer = layer(of: left) else { return terms }
    let moved = terms.map { $0.ofLayer(layer) }.filter { !terms.contains($0) }
    var seen: Set<Formula> = []
    return (moved + terms).filter { seen.insert($0).inserted }.prefix(10).map { $0 }
  }

  /// How the layer is written that a derivative is by.
  private func layer(of formula: Formula) -> [Superscript]? {
    var layer: [Superscript]?
    formula.forEach { part in
      guard layer == nil, case .scripted(_, _, let superscripts) = part else { return }
      let written = superscripts.filter(\.isLayer)
      if !written.isEmpty { layer = written }
    }
    return layer
  }
}

extension Superscript {
  fileprivate var isLayer: Bool {
    switch self {
    case .bracketed, .parenthesised: true
    default: false
    }
  }
}

extension Formula {
  /// The formula with all of its layers replaced by one.
  fileprivate func ofLayer(_ layer: [Superscript]) -> Formula {
    if case .scripted(let base, let subscripts, let superscripts) = self, superscripts.contains(where: \.isLayer) {
      return .scripted(
        base, subscripts: subscripts, superscripts: layer + superscripts.filter { !$0.isLayer })
    }
    return mapChildren { $0.ofLayer(layer) }
  }

  /// The formula with slices, `Z_{:,i}`; what is long is put in brackets.
  fileprivate func sliced(_ slices: [Subscript]) -> Formula {
    switch self {
    case .symbol: .scripted(self, subscripts: slices, superscripts: [])
    case .scripted(let base, let subscripts, let superscripts)
    where subscripts.isEmpty && !superscripts.contains(.transpose):
      .scripted(base, subscripts: slices, superscripts: superscripts)
    case .fenced: .scripted(self, subscripts: slices, superscripts: [])
    default: .scripted(.fenced(.round, [self]), subscripts: slices, superscripts: [])
    }
  }
}

extension Model {
  /// Does something with formulas that no author wrote; what they speak of is not taken as given.
  func keepingGiven<Result>(_ body: () -> Result) -> Result {
    let wasClosed = isClosed
    isClosed = true
    defer { isClosed = wasClosed }
    return body()
  }
}

extension Formula {
  /// Of how many parts it is made.
  fileprivate var partCount: Int {
    var count = 0
    forEach { _ in count += 1 }
    return max(1, count)
  }
}
