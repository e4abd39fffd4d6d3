/// The numbers that symbols have, whole or element by element.
struct FigureTable: Hashable {
  private var wholes: [QuantityID: FigureArray] = [:]
  private var elements: [QuantityID: [[Int]: Double]] = [:]

  /// All of them; an element that was not given is not a number.
  var literals: [QuantityID: FigureArray] {
    let assembled = elements.mapValues { elements in
      let height = elements.keys.map { $0[0] }.max() ?? 1
      let width = elements.keys.map { $0.count > 1 ? $0[1] : 1 }.max() ?? 1
      let numbers = (1...height).flatMap { row in
        (1...width).map { elements[width == 1 && elements[[row]] != nil ? [row] : [row, $0]] ?? .nan }
      }
      return FigureArray(rows: height, columns: width, numbers: numbers)
    }
    return assembled.merging(wholes) { $1 }
  }

  /// The value of a symbol, if it was given.
  func value(of use: ScriptedUse) -> FigureArray? {
    guard let (id, axes) = place(of: use) else { return nil }
    if axes.isEmpty { return wholes[id] }
    if let number = elements[id]?[axes] { return FigureArray(number) }
    guard let whole = wholes[id] else { return nil }
    if axes.count == 1, whole.isVector, axes[0] <= whole.numbers.count {
      return FigureArray(whole.numbers[axes[0] - 1])
    }
    guard axes.count == 2, axes[0] <= whole.rows, axes[1] <= whole.columns else { return nil }
    return FigureArray(whole[axes[0] - 1, axes[1] - 1])
  }

  /// Gives a symbol a value, and says whether it can have one.
  @discardableResult
  mutating func give(_ value: FigureArray, to use: ScriptedUse) -> Bool {
    guard let (id, axes) = place(of: use) else { return false }
    if axes.isEmpty {
      wholes[id] = value
    } else {
      guard let number = value.number else { return false }
      if let whole = wholes[id] {
        let place = axes.count == 2 ? (axes[0] - 1) * whole.columns + axes[1] - 1 : axes[0] - 1
        guard axes.count == 2 ? axes[1] <= whole.columns : whole.isVector, whole.numbers.indices.contains(place) else {
          return false
        }
        var numbers = whole.numbers
        numbers[place] = number
        wholes[id] = FigureArray(rows: whole.rows, columns: whole.columns, numbers: numbers)
      } else {
        elements[id, default: [:]][axes] = number
      }
    }
    return true
  }

  private func place(of use: ScriptedUse) -> (id: QuantityID, axes: [Int])? {
    func number(_ formula: Formula?) -> Int? {
      guard case .number(let digits)? = formula, let value = Int(digits), value >= 0, value <= 64 else { return nil }
      return value
    }
    let instance = use.instance.compactMap { number($0) }
    let axes = use.axes.compactMap { number($0) }
    guard use.isPlain, !use.isDifferential, use.example == nil, instance.count == use.instance.count,
      axes.count == use.axes.count, axes.count <= 2, axes.allSatisfy({ $0 > 0 })
    else { return nil }
    return (QuantityID(name: use.name, instance: instance), axes)
  }
}
