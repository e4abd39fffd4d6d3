extension Model {
  /// Whose gradient the left side of an equation is: Z[3] of dZ[3], δ[3] and ∂L/∂Z[3].
  func gradientTarget(of left: Formula, _ environment: [String: Int]) -> QuantityID? {
    let use: ScriptedUse
    var name: QuantityName
    switch left {
    case .derivative(let derivative):
      guard let of = derivative.of.flatMap({ guide.use($0) }), of.name == loss?.name, derivative.by.count == 1,
        let by = guide.use(derivative.by[0].ungrouped)
      else { return nil }
      (use, name) = (by, by.name)
    default:
      guard let symbol = guide.use(left), symbol.isDifferential || gradientSymbols[symbol.name] != nil else {
        return nil
      }
      (use, name) = (symbol, symbol.name)
      if !symbol.isDifferential { name = gradientSymbols[symbol.name] ?? name }
    }
    let interpreter = Interpreter(self, environment: environment)
    let numbers = use.instance.compactMap { interpreter.integer($0) }
    guard !numbers.isEmpty, numbers.count == use.instance.count else { return nil }
    return QuantityID(name: name, instance: numbers)
  }
}
