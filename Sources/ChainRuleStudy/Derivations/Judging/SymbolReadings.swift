/// How the symbols of a document were read, with what changes that.
struct SymbolReadings {
  private let model: Model

  init(_ model: Model) { self.model = model }

  var readings: [CheckedDerivation.SymbolReading] {
    // What was only taken for a number while a formula was tried is no symbol of the document.
    let known = model.quantities.filter { !model.adopted.contains($0.key) }
    let ordered = known.sorted {
      ($0.value.line ?? .max, $0.key.description) < ($1.value.line ?? .max, $1.key.description)
    }
    let functions = model.guide.functions.sorted().filter { !model.isKnown(QuantityName(base: $0)) }
    return ordered.map { reading(of: $0.key, $0.value) } + functions.map { reading(ofFunction: $0) }
  }

  /// How many layers there are and how samples and derivatives stand, as far as that matters.
  var arrangement: [Binding] {
    var arrangement: [Binding] = []
    if model.instances.values.contains(where: { $0.contains { !$0.isEmpty } }) {
      arrangement.append(.layers(nil, model.variant.depth))
    }
    if let output = model.variant.outputFunction.flatMap({ BoundFunction(name: $0) }) {
      let name = model.guide.functions.sorted().first ?? "activation"
      arrangement.append(.function(BoundName(name, layer: "L"), output))
    }
    if model.sampleDimension != nil { arrangement.append(.samples(model.variant.samples)) }
    if model.variant.hasRowGradients { arrangement.append(.layout(.numerator)) }
    return arrangement
  }

  private func reading(of id: QuantityID, _ quantity: Model.Quantity) -> CheckedDerivation.SymbolReading {
    let shapes = [quantity.rows, quantity.columns].map { model.dimensions.title(of: $0) ?? "·" }
    let said = model.guide.bound.filter { $0.means(id) }
    var origin = quantity.line.map { $0 > 0 ? "line \($0)" : "assumed" } ?? "assumed"
    if let located = (said.first { $0.role != nil } ?? said.first)?.located { origin = located.originText }
    let role = role(of: id, quantity)
    let symbol = id.symbolText
    let name = try? BoundName(parsing: symbol)
    return CheckedDerivation.SymbolReading(
      symbol: symbol, role: role, shape: shapes == ["1", "1"] ? nil : shapes.joined(separator: " × "),
      meaning: quantity.literal?.first?.first.map { Binding.value(BoundName("x"), $0).value }, origin: origin,
      flag: name.flatMap { flag(for: role, $0) })
  }

  private func role(of id: QuantityID, _ quantity: Model.Quantity) -> CheckedDerivation.SymbolReading.Role {
    if id == model.loss { return .loss }
    guard quantity.definition == nil, quantity.role == .value else { return quantity.role }
    // It is computed, though its equation could not be used.
    if let line = quantity.line, model.problems[line] != nil, !model.guide.isGiven(id) { return .value }
    return ["X", "x"].contains(id.name.base) ? .input : .parameter
  }

  /// The option that makes a symbol something else. Another loss is chosen by naming that one.
  private func flag(for role: CheckedDerivation.SymbolReading.Role, _ name: BoundName) -> String? {
    switch role {
    case .parameter, .value: Binding.role(.constant, [name]).flag
    case .input, .label, .constant: Binding.role(.parameter, [name]).flag
    case .loss: "--let NAME=loss"
    case .function, .index, .dimension, .gradient: nil
    }
  }

  private func reading(ofFunction base: String) -> CheckedDerivation.SymbolReading {
    let said = model.guide.bound.first { $0.function != nil && $0.use.name.base == base }
    let bound = model.variant.functions[base].flatMap { BoundFunction(name: $0) } ?? .any
    let stated = model.functions[base]
    let isStated = stated != nil && bound == .any
    let function = BoundFunction.allCases.first { isStated && TermFunction(named: $0.rawValue) == stated } ?? bound
    let name = try? BoundName(parsing: base)
    return CheckedDerivation.SymbolReading(
      symbol: base, role: .function, meaning: function == .any ? "any smooth function" : function.rawValue,
      origin: said?.located.originText ?? (isStated ? "stated" : "assumed"),
      flag: name.map { Binding.function($0, function == .tanh ? .sigmoid : .tanh).flag })
  }
}

extension QuantityID {
  /// The symbol with its scripts, so that it can be typed again: W_{h,x}[1].
  fileprivate var symbolText: String {
    let labels = name.labels.joined(separator: ",")
    let scripts = labels.isEmpty ? "" : labels.count == 1 ? "_\(labels)" : "_{\(labels)}"
    return name.base + scripts + instance.map { "[\($0)]" }.joined()
  }
}
