/// Decides what δ, dZ and their like stand for in a document: whose gradient, and whether it is multiplied by the number
/// of samples.
struct GradientSymbols {
  private let model: Model
  private let claims: [Statement]

  init(_ model: Model, _ claims: [Statement]) {
    self.model = model
    self.claims = claims
  }

  func decide() {
    model.defaultErrorTarget = preActivation
    takeDefaults()
    decideTargets()
    collectSingleGradients()
    collectUnlinked()
    decideScale()
  }

  /// dZ[L] = A[L] − Y, beside an equation for dZ[l].
  private func collectSingleGradients() {
    for claim in claims where model.guide.role(of: claim) == .claim {
      if let target = claim.members.first.flatMap({ model.gradientTarget(of: $0, [:]) }) {
        model.singleGradients.insert(target)
      }
    }
  }

  /// ∂A/∂S, where A is only known as something that other values are computed from.
  private func collectUnlinked() {
    func isGiven(_ name: QuantityName) -> Bool {
      guard let instances = model.instances[name] else { return false }
      return instances.allSatisfy { instance in
        let id = QuantityID(name: name, instance: instance)
        guard model.resolve(id) == id, let quantity = model.quantities[id] else { return false }
        return quantity.definition == nil && quantity.line.map { model.problems[$0] == nil } ?? true
      }
    }
    for formula in claims.flatMap(\.members) {
      formula.forEach { part in
        guard case .derivative(let derivative) = part, derivative.by.count == 1, let of = derivative.of,
          let value = model.guide.use(of), let target = model.guide.use(derivative.by[0].ungrouped),
          value.name != target.name, model.isKnown(target.name), isGiven(value.name)
        else { return }
        model.unlinked.insert(value.name)
      }
    }
  }

  /// δ = ∂L/∂h is said, and most of what follows holds of ∂L/∂z, where h = f(z): then it is that.
  private func decideTargets() {
    for (name, target) in model.gradientSymbols
    where model.guide.isGradientName(name) && target != model.defaultErrorTarget {
      guard let other = model.defaultErrorTarget, name.labels.isEmpty, isActivation(target, of: other) else { continue }
      let concerned = claims.filter { claim in
        model.guide.role(of: claim) == .claim && claim.members.contains { mentions([name.base], $0) }
      }
      let stated = concerned.map { verdicts.finding($0).holds }
      model.gradientSymbols[name] = other
      let meant = concerned.map { verdicts.finding($0).holds }
      let gained = zip(stated, meant).count { !$0 && $1 }
      let lost = zip(stated, meant).count { $0 && !$1 }
      if gained < lost + 2 { model.gradientSymbols[name] = target }
    }
  }

  private func isActivation(_ name: QuantityName, of argument: QuantityName) -> Bool {
    model.quantities.contains { id, quantity in
      guard id.name == name, case .function(_, .quantity(let reference))? = quantity.definition?.term else {
        return false
      }
      return reference.name == argument
    }
  }

  /// What an activation is computed from: z of a = σ(z).
  private var preActivation: QuantityName? {
    var counts: [QuantityName: Int] = [:]
    for quantity in model.quantities.values {
      guard case .function(_, .quantity(let reference))? = quantity.definition?.term else { continue }
      counts[reference.name, default: 0] += 1
    }
    if let usual = ["z", "Z"].lazy.map({ QuantityName(base: $0) }).first(where: { counts[$0] != nil }) { return usual }
    return counts.max { ($0.value, $1.key.base) < ($1.value, $0.key.base) }?.key
  }

  /// `δ_i = ∂L/∂y_i` says what δ is.
  func takeStated() {
    for claim in claims where claim.members.count >= 2 {
      guard let use = model.guide.use(claim.members[0]), !use.isDifferential, !model.isKnown(use.name), use.isPlain
      else { continue }
      for member in claim.members.dropFirst() {
        guard case .derivative(let derivative) = member, derivative.by.count == 1,
          let target = model.guide.use(derivative.by[0].ungrouped)
        else { continue }
        guard model.isKnown(target.name) else { continue }
        if model.gradientSymbols[use.name] == nil {
          model.gradientSymbols[use.name] = target.name
          if use.instance.isEmpty { model.gradientInstances[use.name] = target.instance }
          if let of = derivative.of.flatMap({ model.guide.use($0) }), of.name == model.lossFunction {
            model.directGradients.insert(use.name)
          }
        }
      }
    }
    takeNamedResults()
    takeLabels()
  }

  /// `∂L/∂z = σ(z) − 1 = g` ends with a name for what it computes.
  private func takeNamedResults() {
    for claim in claims where claim.members.count >= 3 {
      guard case .derivative(let derivative) = claim.members[0].ungrouped, derivative.by.count == 1,
        let of = derivative.of.flatMap({ model.guide.use($0) }), of.name == model.loss?.name,
        let target = model.guide.use(derivative.by[0].ungrouped), model.isKnown(target.name),
        let use = claim.members.last.flatMap({ model.guide.use($0.ungrouped) }), use.isPlain, !use.isDifferential,
        !model.isKnown(use.name), model.gradientSymbols[use.name] == nil
      else { continue }
      model.gradientSymbols[use.name] = target.name
      if use.instance.isEmpty { model.gradientInstances[use.name] = target.instance }
    }
  }

  /// δ belongs to what activations are computed from, unless something else is stated.
  private func takeDefaults() {
    if let target = model.defaultErrorTarget {
      for name in ["δ", "Δ"] where !model.isKnown(QuantityName(base: name)) {
        let key = QuantityName(base: name)
        if model.gradientSymbols[key] == nil { model.gradientSymbols[key] = target }
      }
    }
  }

  /// δ₂ belongs to z₂ where δ₃ is said to belong to z₃.
  private func takeLabels() {
    let stated = model.gradientSymbols.filter { $0.key.labels == $0.value.labels && !$0.key.labels.isEmpty }
    let targets = Dictionary(stated.map { ($0.key.base, $0.value.base) }) { min($0, $1) }
    for formula in claims.flatMap(\.members) {
      formula.forEach { part in
        guard let use = model.guide.use(part), !use.name.labels.isEmpty, model.gradientSymbols[use.name] == nil,
          let base = targets[use.name.base] ?? standardTarget(of: use.name)
        else { return }
        let target = QuantityName(base: base, labels: use.name.labels)
        if model.isKnown(target) { model.gradientSymbols[use.name] = target }
      }
    }
  }

  private func standardTarget(of name: QuantityName) -> String? {
    model.guide.isGradientName(name) && !model.isKnown(name) ? model.defaultErrorTarget?.base : nil
  }

  // MARK: Scale

  private func decideScale() {
    guard model.sampleDimension != nil else { return }
    let shorthands = self.shorthands
    guard !shorthands.isEmpty else { return }
    let concerned = claims.filter { claim in claim.members.contains { mentions(shorthands, $0) } }
    let plain = concerned.map { verdicts.finding($0).holds }
    model.scaledShorthands = shorthands
    let scaled = concerned.map { verdicts.finding($0).holds }
    let gained = zip(plain, scaled).count { !$0 && $1 }
    let lost = zip(plain, scaled).count { $0 && !$1 }
    if gained <= lost { model.scaledShorthands = [] }
  }

  private func mentions(_ shorthands: Set<String>, _ formula: Formula) -> Bool {
    formula.contains { part in
      guard let use = model.guide.use(part) else { return false }
      return shorthands.contains(use.isDifferential ? "d" + use.name.base : use.name.base)
    }
  }

  private var verdicts: ClaimVerdicts { ClaimVerdicts(model, isQuick: true) }

  /// dZ, dA, δ: those of computed values. dW and db keep their meaning unless the document says otherwise.
  private var shorthands: Set<String> {
    var names: Set<String> = []
    for formula in claims.flatMap(\.members) {
      formula.forEach { part in
        guard let use = model.guide.use(part) else { return }
        if use.isDifferential {
          let ids = model.instances[use.name] ?? []
          let isComputed = ids.contains {
            model.quantities[model.resolve(QuantityID(name: use.name, instance: $0))]?.definition != nil
          }
          if isComputed { names.insert("d" + use.name.base) }
        } else if model.gradientSymbols[use.name] != nil, use.axes.count < 2 || !use.instance.isEmpty {
          names.insert(use.name.base)
        }
      }
    }
    return names
  }
}
