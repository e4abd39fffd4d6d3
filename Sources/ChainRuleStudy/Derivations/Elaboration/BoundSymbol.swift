/// A symbol of which a binding says something, in the document's own notation.
struct BoundSymbol: Sendable {
  var located: LocatedBinding
  var use: ScriptedUse
  /// Whether it has no layer, where the document speaks of its layers.
  var isOfAllLayers = false

  var role: Binding.Role? { if case .role(let role, _) = located.binding { role } else { nil } }
  var value: Double? { if case .value(_, let number) = located.binding { number } else { nil } }
  var shape: [BoundDimension]? { if case .shape(_, let shape) = located.binding { shape } else { nil } }
  var function: BoundFunction? { if case .function(_, let function) = located.binding { function } else { nil } }

  /// Whether a quantity is meant: by a name without a layer, that of every layer.
  func means(_ id: QuantityID) -> Bool {
    guard id.name == use.name else { return false }
    guard !use.instance.isEmpty else { return true }
    return use.instance.count == id.instance.count
      && zip(use.instance, id.instance).allSatisfy { index, number in
        index.isWholeNumber ? index == .number(String(number)) : true
      }
  }
}

extension NotationGuide {
  /// The symbols that bindings speak of, as this guide reads them.
  func symbols(of directions: Directions, in formulas: [Formula]) -> [BoundSymbol] {
    guard !directions.bindings.isEmpty else { return [] }
    var layered: Set<QuantityName> = []
    for formula in formulas {
      formula.forEach { if let use = use($0), !use.instance.isEmpty { layered.insert(use.name) } }
    }
    return directions.bindings.flatMap { located in
      located.binding.names.compactMap { name -> BoundSymbol? in
        if case .layers = located.binding { return nil }
        guard let formula = name.formula, let use = use(formula), !use.isDifferential, use.isPlain else { return nil }
        return BoundSymbol(
          located: located, use: use,
          isOfAllLayers: use.instance.isEmpty && layered.contains(use.name))
      }
    }
  }
}

extension Directions {
  /// Letters and words that are said to be quantities, whatever they look like: the Δ of a threshold, the g of a gain.
  var quantityNames: Set<String> {
    Set(
      bindings.filter { located in
        switch located.binding {
        case .role, .value: true
        default: false
        }
      }.flatMap { $0.binding.names.map(\.symbol.fullName) })
  }

  /// Letters and words that are said to be functions.
  var functionNames: Set<String> { Set(DocumentBindings(bindings.map(\.binding)).functions.keys) }
}
