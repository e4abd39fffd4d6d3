extension Formula {
  /// The printed numbers, in the order of the formula.
  var printedNumbers: [String] {
    var numbers: [String] = []
    forEach { if case .number(let digits) = $0 { numbers.append(digits) } }
    return numbers
  }

  /// The same formula with other numbers, in the order of `printedNumbers`.
  func replacingNumbers(_ numbers: [Double]) -> Formula {
    var place = 0
    func replaced(_ formula: Formula) -> Formula {
      guard case .number = formula else { return formula.mapChildren(replaced) }
      defer { place += 1 }
      return place < numbers.count ? .number(String(numbers[place])) : formula
    }
    return replaced(self)
  }

  /// The formula without typefaces and spellings, so that the same mathematics is equal however it is printed.
  var canonical: Formula {
    switch self {
    case .symbol(let symbol): return .symbol(Symbol(name: symbol.name, accents: symbol.accents))
    case .fenced(let fence, let parts) where parts.count == 1 && (fence == .round || fence == .curly):
      let inner = parts[0].canonical
      if case .symbol = inner { return inner }
      if case .scripted = inner { return inner }
      return .fenced(fence, [inner])
    case .derivative(var derivative):
      derivative.style = .bar
      derivative.sign = "∂"
      return Formula.derivative(derivative).mapChildren(\.canonical)
    default: return mapChildren(\.canonical)
    }
  }
}
