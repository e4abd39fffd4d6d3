/// The shapes of a program's values, found out from its forward lines.
struct ShapeArithmetic: CodeArithmetic {
  enum Value {
    /// A name of which nothing is known yet.
    case open(CodeName)
    case array(Shape)
  }

  struct Shape {
    var rows: Dimension
    var columns: Dimension
    /// The axis that counts samples, where it is known.
    var sampleAxis: Int?
    /// Whether it depends on the input.
    var isData: Bool

    static let number = Shape(rows: .one, columns: .one, sampleAxis: nil, isData: false)
  }

  let naming: CodeNaming
  var table = DimensionTable()
  private(set) var leaves: [CodeName: Shape] = [:]
  /// Lengths of axes that count samples.
  private(set) var sampleLengths: [Dimension] = []

  /// The length of the axis along which a mean is taken.
  private(set) var meanLength: Dimension?
  /// Along which axis samples stand where only means tell.
  private var assumedSampleAxis: Int?
  /// Whether the program takes sums or means along the first axis.
  private let reducesRows: Bool

  init(_ naming: CodeNaming, reducesRows: Bool) {
    self.naming = naming
    self.reducesRows = reducesRows
  }

  func isNumber(_ a: Shape) -> Bool { table.root(a.rows) == .one && table.root(a.columns) == .one }

  private func hasEqualShape(_ a: Shape, _ b: Shape) -> Bool {
    table.root(a.rows) == table.root(b.rows) && table.root(a.columns) == table.root(b.columns)
  }

  /// The shape of a value; a new one for a name of which nothing is known.
  mutating func array(_ value: Value) -> Shape {
    switch value {
    case .array(let array): return array
    case .open(let name):
      if let known = leaves[name] { return known }
      let isData = !naming.isParameter(name.base)
      return declare(name, Shape(rows: table.fresh(), columns: table.fresh(), sampleAxis: nil, isData: isData))
    }
  }

  private mutating func declare(_ name: CodeName, _ array: Shape) -> Shape {
    leaves[name] = array
    return array
  }

  /// w of wᵀx and of X w is a column.
  private mutating func declareVector(_ value: Value) {
    guard let name = opened(value), name.index == nil, ["w", "theta", "θ"].contains(name.base) else { return }
    _ = declare(name, Shape(rows: table.fresh(), columns: .one, sampleAxis: nil, isData: false))
  }

  private func opened(_ value: Value) -> CodeName? {
    if case .open(let name) = value, leaves[name] == nil { name } else { nil }
  }

  mutating func number(_ value: Double) -> Value { .array(.number) }

  mutating func leaf(_ name: CodeName) -> Value { leaves[name].map { .array($0) } ?? .open(name) }

  mutating func negated(_ a: Value) -> Value { a }

  mutating func transposed(_ a: Value) -> Value {
    declareVector(a)
    let a = array(a)
    return .array(
      Shape(rows: a.columns, columns: a.rows, sampleAxis: a.sampleAxis.map { 1 - $0 }, isData: a.isData))
  }

  private mutating func joined(_ a: Dimension, _ b: Dimension) throws(CodeFailure) -> Dimension {
    let (x, y) = (table.root(a), table.root(b))
    if x == .one { return y }
    if y == .one { return x }
    guard table.unify(x, y) else { throw .misfit("the shapes do not fit") }
    return table.root(x)
  }

  mutating func elementwise(
    _ sign: CodeExpression.Operator, _ a: Value, _ b: Value
  ) throws(CodeFailure) -> Value {
    if sign == .power { return .array(array(a)) }
    switch (opened(a), opened(b)) {
    case (let x?, let y?):
      if naming.isNumber(x.base), naming.isNumber(y.base) { return .array(.number) }
      if naming.isNumber(x.base) { return .array(array(b)) }
      if naming.isNumber(y.base) { return .array(array(a)) }
    case (let name?, nil): if let shape = adopted(name, beside: array(b), sign) { return .array(shape) }
    case (nil, let name?): if let shape = adopted(name, beside: array(a), sign) { return .array(shape) }
    case (nil, nil): break
    }
    let (a, b) = (array(a), array(b))
    return .array(
      Shape(
        rows: try joined(a.rows, b.rows), columns: try joined(a.columns, b.columns),
        sampleAxis: a.sampleAxis ?? b.sampleAxis, isData: a.isData || b.isData))
  }

  /// The shape of the result where a name of which nothing is known stands beside an array: a number, a bias, or alike.
  private mutating func adopted(
    _ name: CodeName, beside other: Shape, _ sign: CodeExpression.Operator
  ) -> Shape? {
    if naming.isNumber(name.base) { return other }
    if isNumber(other) { return nil }
    if naming.isParameter(name.base) {
      switch other.sampleAxis ?? assumedSampleAxis {
      case 0?: _ = declare(name, Shape(rows: .one, columns: other.columns, sampleAxis: nil, isData: false))
      case 1?: _ = declare(name, Shape(rows: other.rows, columns: .one, sampleAxis: nil, isData: false))
      default: _ = declare(name, Shape(rows: other.rows, columns: other.columns, sampleAxis: nil, isData: false))
      }
      return other
    }
    if sign == .solidus, !naming.isLabel(name.base) { return other }
    _ = declare(name, other)
    return other
  }

  mutating func product(_ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    func isNumber(_ value: Value) -> Bool {
      switch value {
      case .array(let array): self.isNumber(array)
      case .open(let name): leaves[name] == nil && naming.isNumber(name.base)
      }
    }
    if isNumber(a) || isNumber(b) { return try elementwise(.asterisk, a, b) }
    let isOpen = opened(a) != nil || opened(b) != nil
    let (x, y) = (array(a), array(b))
    if !isOpen, hasEqualShape(x, y) { return .array(x) }
    if !isOpen, table.root(x.columns) != table.root(y.rows), table.root(x.rows) == table.root(y.rows) {
      return try elementwise(.asterisk, a, b)
    }
    return try matrixProduct(a, b)
  }

  mutating func matrixProduct(_ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    declareVector(b)
    let (a, b) = (array(a), array(b))
    if isNumber(a) { return .array(b) }
    if isNumber(b) { return .array(a) }
    guard table.unify(a.columns, b.rows) else { throw .misfit("the shapes do not fit") }
    var axis: Int?
    if a.isData != b.isData {
      axis = a.isData ? 0 : 1
      sampleLengths.append(a.isData ? a.rows : b.columns)
    }
    return .array(Shape(rows: a.rows, columns: b.columns, sampleAxis: axis, isData: a.isData || b.isData))
  }

  mutating func comparison(_ relation: Relation, _ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    try elementwise(.minus, a, b)
  }

  mutating func apply(_ function: TermFunction, _ a: Value) -> Value { .array(array(a)) }

  mutating func softmax(_ a: Value, axis: Int?) -> Value { .array(array(a)) }

  mutating func extremum(isMaximum: Bool, _ a: Value, _ b: Value) throws(CodeFailure) -> Value {
    try elementwise(.plus, a, b)
  }

  mutating func reduce(_ reduction: Reduction, _ a: Value, axis: Int?) throws(CodeFailure) -> Value {
    var a = array(a)
    if reduction == .mean, let axis, meanLength == nil {
      // Of batch norm the samples' axis, of layer norm the other one.
      meanLength = axis == 0 ? a.rows : a.columns
      assumedSampleAxis = axis == 0 || reducesRows ? 0 : 1
    }
    switch axis {
    case 0?: a.rows = .one
    case .some(1), .some(-1): a.columns = .one
    case nil: (a.rows, a.columns) = (.one, .one)
    case let other?: throw .unknown("an axis of number \(other)")
    }
    return .array(a)
  }

  mutating func picked(_ a: Value, labels: CodeName, samplesFirst: Bool) -> Value {
    var a = array(a)
    if samplesFirst { a.columns = .one } else { a.rows = .one }
    return .array(a)
  }

  mutating func length(_ a: Value, axis: Int) -> Value {
    _ = array(a)
    return .array(.number)
  }

  mutating func generic(_ name: String, _ values: [Value]) -> Value {
    // Labels are shaped as what they are compared with.
    let known = values.filter { opened($0) == nil }
    for value in values {
      guard let name = opened(value), let other = known.first else { continue }
      _ = declare(name, array(other))
    }
    return .array(.number)
  }
}
