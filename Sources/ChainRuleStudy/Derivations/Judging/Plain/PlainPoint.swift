/// Computes terms at one point by plain loops, and their derivatives by finite differences.
///
/// It shares only the given numbers with `TapePoint`: what both find was not made up by either.
final class PlainPoint {
  /// Why a term has no value.
  enum Failure: Error, Hashable {
    case tooLong
    /// The finite differences do not settle: there is a kink or a jump nearby.
    case notDifferentiable
    case noValue(String)

    var message: String {
      switch self {
      case .tooLong: "it takes too long to compute"
      case .notDifferentiable: "it has no derivative here"
      case .noValue(let reason): reason
      }
    }
  }

  /// A quantity whose value is moved a little, and what was computed since.
  struct Shift {
    let id: QuantityID
    let amount: PlainMatrix
    /// Whether other quantities keep their values.
    let isDirect: Bool
    var computed: [QuantityID: PlainMatrix] = [:]
  }

  /// A derivative at the point itself, under the values of its indices.
  struct DerivativeKey: Hashable {
    let term: Term
    let environment: [String: Int]
  }

  let values: PointValues
  /// Indices that have a value.
  var environment: [String: Int] = [:]
  /// From the outermost derivative to the innermost.
  var shifts: [Shift] = []
  var derivatives: [DerivativeKey: PlainMatrix] = [:]
  private var computed: [QuantityID: PlainMatrix] = [:]
  /// What each quantity is computed from, through others too.
  private var origins: [QuantityID: Set<QuantityID>] = [:]
  private var touched: Set<QuantityID> = []
  private var computing: Set<QuantityID> = []
  /// Operations with single numbers that were done.
  private(set) var spent = 0
  private let budget: Int
  private var depth = 0

  var model: Model { values.model }

  /// - Parameter budget: Operations with single numbers that may be done in all.
  init(_ values: PointValues, budget: Int = 20_000_000) {
    self.values = values
    self.budget = budget
  }

  /// The value of a term, where the indices have these values.
  func value(_ term: Term, _ environment: [String: Int] = [:]) throws(Failure) -> PlainMatrix {
    self.environment = environment
    shifts = []
    return try matrix(term)
  }

  /// What a term is computed from, through others too: given quantities and computed ones.
  func origins(of term: Term, _ environment: [String: Int] = [:]) throws(Failure) -> Set<QuantityID> {
    self.environment = environment
    shifts = []
    return try tracing { () throws(Failure) in _ = try matrix(term) }
  }

  /// What a quantity is computed from, through others too.
  func origins(of id: QuantityID) throws(Failure) -> Set<QuantityID> {
    _ = try baseValue(id)
    return origins[id] ?? []
  }

  func spend(_ operations: Int) throws(Failure) {
    spent += operations
    guard spent < budget else { throw .tooLong }
  }

  /// Guards against formulas that are nested too deeply for the stack.
  func nested<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard depth < 300 else { throw .noValue("it is nested too deeply") }
    depth += 1
    defer { depth -= 1 }
    return try body()
  }

  /// What is touched while the body runs, and all that it is computed from.
  func tracing(_ body: () throws(Failure) -> Void) throws(Failure) -> Set<QuantityID> {
    let outer = touched
    touched = []
    defer { touched = outer.union(touched) }
    try body()
    return touched
  }

  // MARK: Quantities

  func id(_ reference: QuantityReference) throws(Failure) -> QuantityID {
    var numbers: [Int] = []
    for term in reference.instance { numbers.append(try index(term)) }
    return model.resolve(QuantityID(name: reference.name, instance: numbers))
  }

  func quantity(_ id: QuantityID) throws(Failure) -> PlainMatrix {
    let result = try quantity(id, under: shifts.count)
    touched.insert(id)
    touched.formUnion(origins[id] ?? [])
    return result
  }

  /// The value of a quantity under the first few shifts.
  private func quantity(_ id: QuantityID, under count: Int) throws(Failure) -> PlainMatrix {
    let base = try baseValue(id)
    guard count > 0, count <= shifts.count else { return base }
    let place = count - 1
    if shifts[place].id == id { return try sum(quantity(id, under: place), shifts[place].amount) }
    guard !shifts[place].isDirect, origins[id]?.contains(shifts[place].id) ?? false else {
      return try quantity(id, under: place)
    }
    if let known = shifts[place].computed[id] { return known }
    guard let description = model.quantities[id] else { throw .noValue("\(id) is not known") }
    let inner = Array(shifts[count...])
    shifts.removeLast(inner.count)
    defer { shifts += inner }
    var value = try nested { () throws(Failure) in try definitionValue(id, description) }
    // A quantity that was moved itself stays so when it is computed anew.
    for shift in shifts where shift.id == id { value = try sum(value, shift.amount) }
    shifts[place].computed[id] = value
    return value
  }

  private func sum(_ a: PlainMatrix, _ b: PlainMatrix) throws(Failure) -> PlainMatrix {
    try combined(a, b, +)
  }

  /// The value of a quantity at the point itself.
  func baseValue(_ id: QuantityID) throws(Failure) -> PlainMatrix {
    if let known = computed[id] { return known }
    guard let description = model.quantities[id] else { throw .noValue("\(id) is not known") }
    guard description.definition != nil else {
      let tensor = values.value(id, description)
      guard tensor.shape.rank == 2 else { throw .noValue("\(id) is no matrix") }
      let leaf = PlainMatrix(
        rows: tensor.shape[0], columns: tensor.shape[1], numbers: tensor.withUnsafeScalars { Array($0) })
      computed[id] = leaf
      return leaf
    }
    guard computing.insert(id).inserted, computing.count < 200 else { throw .noValue("\(id) is defined by itself") }
    defer { computing.remove(id) }
    let outer = shifts
    shifts = []
    defer { shifts = outer }
    var value = PlainMatrix(0)
    origins[id] = try tracing { () throws(Failure) in
      value = try nested { () throws(Failure) in try definitionValue(id, description) }
    }
    computed[id] = value
    return value
  }

  /// What the definition of a quantity gives under the present shifts.
  func definitionValue(_ id: QuantityID, _ description: Model.Quantity) throws(Failure) -> PlainMatrix {
    guard let definition = description.definition else { return try baseValue(id) }
    let outer = environment
    environment = definition.environment
    defer { environment = outer }
    let rows = values.size(description.rows)
    let columns = values.size(description.columns)
    var blocks: [[PlainMatrix]] = []
    for row in definition.rowIndex == nil ? 1...1 : 1...max(1, rows) {
      var line: [PlainMatrix] = []
      for column in definition.columnIndex == nil ? 1...1 : 1...max(1, columns) {
        if let name = definition.rowIndex { environment[name] = row }
        if let name = definition.columnIndex { environment[name] = column }
        line.append(try matrix(definition.term))
      }
      blocks.append(line)
    }
    let value = try joined(blocks)
    if value.rows == rows, value.columns == columns { return value }
    guard value.isSingle || value.rows == rows || value.columns == columns else {
      throw .noValue("\(id) is \(value.rows)×\(value.columns), and not \(rows)×\(columns)")
    }
    try spend(rows * columns)
    return try combined(value, PlainMatrix(repeating: 0, rows: rows, columns: columns), +)
  }

  // MARK: Indices

  func index(_ term: IndexTerm) throws(Failure) -> Int {
    switch term {
    case .number(let value): return value
    case .variable(let name):
      guard let value = environment[name] else { throw .noValue("the index \(name) has no value") }
      return value
    case .length(let dimension): return values.size(dimension)
    case .sum(let a, let b):
      let (sum, overflow) = try index(a).addingReportingOverflow(index(b))
      guard !overflow else { throw .noValue("an index is too large") }
      return sum
    case .negated(let a):
      let (negative, overflow) = try 0.subtractingReportingOverflow(index(a))
      guard !overflow else { throw .noValue("an index is too large") }
      return negative
    case .label(let name, let indices):
      var place = 1
      if let first = indices.first { place = try index(first) }
      // A class is no number that could be moved a little.
      let id = try self.id(QuantityReference(name: name, instance: []))
      let labels = try baseValue(id).numbers
      touched.insert(id)
      guard place >= 1, place <= labels.count else { throw .noValue("there is no example \(place)") }
      guard let label = Int(exactly: labels[place - 1].rounded()) else { throw .noValue("\(id) is no class") }
      return label
    }
  }
}
