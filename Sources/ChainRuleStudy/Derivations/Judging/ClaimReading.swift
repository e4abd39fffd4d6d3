import ChainRule
/// A claim at one instance of its layers and steps, ready to be computed: what each member may mean.
struct ClaimReading {
  let model: Model
  let interpreter: Interpreter
  /// The free indices of elements, with the axes they run over.
  let free: [(letter: String, axis: Dimension)]
  let members: [[Candidate]]

  init(_ model: Model, members formulas: [Formula], environment: [String: Int]) {
    self.model = model
    var interpreter = Interpreter(model, environment: environment)
    var free: [(letter: String, axis: Dimension)] = []
    for letter in ClaimReading.freeLetters(of: formulas, model.guide) where environment[letter] == nil {
      guard let axis = formulas.lazy.compactMap({ interpreter.axis(of: letter, in: $0) }).first else { continue }
      free.append((letter, axis))
      interpreter = interpreter.binding(letter, to: axis)
    }
    self.free = free
    self.interpreter = interpreter
    members = formulas.map { interpreter.meanings(of: $0) }
  }

  /// The letters that stand as indices and are bound by no sum.
  static func freeLetters(of formulas: [Formula], _ guide: NotationGuide) -> [String] {
    var letters: [String] = []
    func visit(_ formula: Formula, _ bound: Set<String>) {
      var bound = bound
      if case .big(let big) = formula { bound.formUnion(big.indices.compactMap(\.letter)) }
      if let use = guide.use(formula) {
        for index in use.axes.compactMap({ $0 }) + [use.example].compactMap({ $0 }) {
          index.forEach { part in
            if let letter = part.letter, !bound.contains(letter), !letters.contains(letter) { letters.append(letter) }
          }
        }
        for power in use.powers { visit(power, bound) }
        return
      }
      if case .scripted(let base, let subscripts, let superscripts) = formula {
        for index in subscripts.compactMap(\.formula) {
          if let letter = index.letter, !bound.contains(letter), !letters.contains(letter) { letters.append(letter) }
        }
        for power in superscripts.compactMap(\.formula) { visit(power, bound) }
        visit(base, bound)
        return
      }
      for child in formula.children { visit(child, bound) }
    }
    for formula in formulas { visit(formula, []) }
    return letters
  }
}

/// The value of a candidate at one point, for some or all values of its free indices.
struct ClaimValue {
  var rows: Int
  var columns: Int
  var numbers: [Double]

  var largest: Double { numbers.reduce(0) { max($0, abs($1)) } }
}

/// Random points at which the candidates of a model are computed.
final class ClaimPoints {
  let model: Model
  private var points: [UInt64: TapePoint] = [:]

  init(_ model: Model) { self.model = model }

  func point(_ seed: UInt64, isPositive: Bool) -> TapePoint {
    let key = isPositive ? seed &+ 1_000_000 : seed
    if let known = points[key] { return known }
    let point = TapePoint(PointValues(model, seed: seed, isPositive: isPositive))
    points[key] = point
    return point
  }

  /// The value of a candidate at a point; `nil` where it has none.
  func value(_ candidate: Candidate, _ reading: ClaimReading, seed: UInt64, isPositive: Bool, limit: Int) -> ClaimValue?
  {
    let point = point(seed, isPositive: isPositive)
    var numbers: [Double] = []
    var shape = (1, 1)
    for environment in environments(reading.free, point, limit) {
      guard let value = try? point.value(candidate.term, environment) else { return nil }
      guard value.shape.rank == 2 else { return nil }
      shape = (value.shape[0], value.shape[1])
      value.withUnsafeScalars { numbers += $0 }
    }
    return ClaimValue(rows: shape.0, columns: shape.1, numbers: numbers)
  }

  /// Values of the free indices: all of them where they are few, else some, equal ones among them.
  private func environments(_ free: [(letter: String, axis: Dimension)], _ point: TapePoint, _ limit: Int) -> [[String:
    Int]]
  {
    var environments: [[String: Int]] = [[:]]
    for (letter, axis) in free {
      let length = max(1, point.values.size(axis))
      environments = environments.flatMap { environment in
        (1...length).map { value in environment.merging([letter: value]) { $1 } }
      }
      if environments.count > 400 { break }
    }
    let complete = environments.filter { $0.count == free.count }
    let count = complete.count
    guard count > limit else { return complete }
    // One with different indices first: equal ones hide mistakes.
    if limit == 1 { return [complete.first { Set($0.values).count == free.count } ?? complete[0]] }
    let diagonal = complete.filter { Set($0.values).count == 1 }.prefix(limit / 5 + 1)
    let step = max(1, count / (limit - diagonal.count))
    return Array(diagonal) + stride(from: Int(point.values.seed % 3), to: count, by: step).map { complete[$0] }
  }
}
