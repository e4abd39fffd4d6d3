/// Small numbers at which both sides of a claim differ.
public struct Counterexample {
  public let witness: CheckedEquation.Witness

  /// The value of a quantity that the claim depends on.
  struct Named {
    var id: QuantityID
    var value: PlainMatrix
    /// Whether it is not computed from others.
    var isGiven: Bool
  }

  let values: PointValues
  let left: Term
  let right: Term
  /// Whether the left side is the true one: a derivative, where one side is.
  let truthIsLeft: Bool
  /// The values of the free indices at the worst element.
  let environment: [String: Int]
  /// The free indices in their order.
  let free: [String]
  /// What the claim depends on, each after what it is computed from.
  let named: [Named]
  let trueValue: PlainMatrix
  let claimedValue: PlainMatrix

  var model: Model { values.model }
  var truth: Term { truthIsLeft ? left : right }
  var claim: Term { truthIsLeft ? right : left }

  /// - Parameter place: The worst of the places at which both sides were compared.
  init(
    _ left: Term, _ right: Term, free: [String], at place: PlainComparison.Place, _ point: PlainPoint
  ) throws(PlainPoint.Failure) {
    self.left = left
    self.right = right
    self.free = free
    values = point.values
    environment = place.environment
    truthIsLeft = left.isDerivative || !right.isDerivative
    let value = truthIsLeft ? place.left : place.right
    trueValue = value
    claimedValue = truthIsLeft ? place.right : place.left
    named = try Counterexample.named(left, right, environment, point)
    let worst = place.worst
    let tape = try? TapePoint(values).value(truthIsLeft ? left : right, environment)
    let exact = tape.flatMap { tape in
      tape.shape == [value.rows, value.columns] ? tape.withUnsafeScalars { $0[worst] } : nil
    }
    var element = free.map { place.environment[$0] ?? 1 }
    let isVector = value.rows == 1 || value.columns == 1
    if !value.isSingle { element += isVector ? [worst + 1] : [worst / value.columns + 1, worst % value.columns + 1] }
    witness = CheckedEquation.Witness(
      seed: values.seed, dimensions: Counterexample.dimensions(values, named), element: element,
      claimed: claimedValue.numbers[worst], truth: exact ?? value.numbers[worst],
      finiteDifference: value.numbers[worst])
  }

  private static func named(
    _ left: Term, _ right: Term, _ environment: [String: Int], _ point: PlainPoint
  ) throws(PlainPoint.Failure) -> [Named] {
    var origins: [QuantityID: Set<QuantityID>] = [:]
    for id in try point.origins(of: left, environment).union(point.origins(of: right, environment)) {
      origins[id] = try point.origins(of: id)
    }
    // What is computed from others depends on more than each of these does.
    let ids = origins.keys.sorted { a, b in
      let (first, second) = (origins[a]?.count ?? 0, origins[b]?.count ?? 0)
      return first == second ? a.description < b.description : first < second
    }
    var named: [Named] = []
    for id in ids {
      let isGiven = point.model.quantities[id]?.definition == nil
      named.append(Named(id: id, value: try point.baseValue(id), isGiven: isGiven))
    }
    return named
  }

  /// The lengths that the document has a name for, as far as the claim depends on them.
  private static func dimensions(_ values: PointValues, _ named: [Named]) -> [String: Int] {
    let table = values.model.dimensions
    var roots: Set<Dimension> = []
    for entry in named {
      guard let quantity = values.model.quantities[entry.id] else { continue }
      roots.formUnion([table.root(quantity.rows), table.root(quantity.columns)])
    }
    let known = table.names.filter { !$0.key.hasPrefix("literal") && roots.contains(table.root($0.value)) }
    return known.mapValues { values.size($0) }
  }
}

extension PlainComparison.Place {
  /// The place of the element at which both sides differ most, row by row.
  var worst: Int {
    let differences = zip(left.numbers, right.numbers).map { abs($0 - $1) }
    return differences.indices.max { differences[$0] < differences[$1] } ?? 0
  }
}
