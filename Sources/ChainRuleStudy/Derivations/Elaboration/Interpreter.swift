/// Finds what a formula can mean in a model: all readings that conform, the plain one first.
struct Interpreter {
  let model: Model
  /// The values of layers, time steps and other letters that are fixed.
  var environment: [String: Int]
  /// The letters that are elements' indices, with the axes they run over.
  var indices: [String: Dimension] = [:]
  /// Whether an unknown symbol may be taken as a given number or array.
  var allowsUnknown = true
  /// What a function stands for where the last layer is defined.
  var functionOverride: TermFunction?
  /// How deep formulas may be nested.
  private var depth = 0

  init(_ model: Model, environment: [String: Int] = [:], indices: [String: Dimension] = [:]) {
    self.model = model
    self.environment = environment
    self.indices = indices
  }

  func deeper() -> Interpreter {
    var copy = self
    copy.depth += 1
    return copy
  }

  /// The meanings of a formula; none if it does not conform in any reading.
  func meanings(of formula: Formula) -> [Candidate] {
    guard depth < 200 else { return [] }
    return deeper().allMeanings(of: formula).pruned()
  }

  private func allMeanings(of formula: Formula) -> [Candidate] {
    switch formula {
    case .number(let digits): return Double(digits).map { [.number(.number($0))] } ?? []
    case .symbol: return symbolMeanings(formula)
    case .scripted: return scriptedMeanings(formula)
    case .negated(let a):
      return meanings(of: a).map {
        Candidate(
          term: .negated($0.term), rows: $0.rows, columns: $0.columns, cost: $0.cost, notes: $0.notes, cotangentOf: nil)
      }
    case .sum(let terms): return sumMeanings(terms)
    case .product(let factors, let signs): return productMeanings(factors, signs)
    case .fraction(let a, let b, _): return quotientMeanings(a, b)
    case .derivative(let derivative): return derivativeMeanings(derivative)
    case .differential: return []
    case .root(let a, let degree): return rootMeanings(a, degree)
    case .fenced(let fence, let parts): return fencedMeanings(fence, parts)
    case .application(let head, let arguments): return applicationMeanings(head, arguments)
    case .big(let big): return bigMeanings(big)
    case .matrix(let rows, _): return matrixMeanings(rows)
    case .cases(let rows): return casesMeanings(rows)
    case .indicator(let condition): return indicatorMeanings(condition)
    case .ellipsis, .placeholder, .words: return []
    }
  }

  // MARK: Sums and quotients

  private func sumMeanings(_ terms: [Formula]) -> [Candidate] {
    var sums: [Candidate] = []
    for (place, formula) in terms.enumerated() {
      let parts = meanings(of: formula)
      if place == 0 {
        sums = parts
        continue
      }
      sums = sums.flatMap { sum in parts.compactMap { added(sum, $0) } }.pruned()
      if sums.isEmpty { return [] }
    }
    return sums
  }

  private func added(_ a: Candidate, _ b: Candidate) -> Candidate? {
    func joined(_ rows: Dimension, _ columns: Dimension, cost: Int, _ note: String? = nil) -> Candidate {
      var terms: [Term] = []
      if case .sum(let inner) = a.term { terms = inner } else { terms = [a.term] }
      return Candidate.joined(a, b, .sum(terms + [b.term]), rows, columns).with(cost: cost, note)
    }
    if a.hasShape(of: b) { return joined(a.rows, a.columns, cost: 0) }
    if b.isNumber {
      return joined(
        a.rows, a.columns, cost: b.term.isConstant ? 0 : 1,
        b.term.isConstant ? nil : "the number is added to every element")
    }
    if a.isNumber {
      return joined(
        b.rows, b.columns, cost: a.term.isConstant ? 0 : 1,
        a.term.isConstant ? nil : "the number is added to every element")
    }
    // A bias goes to every sample.
    if b.isColumn, b.rows == a.rows || b.isRow && b.columns == a.columns { return joined(a.rows, a.columns, cost: 0) }
    if b.isRow, b.columns == a.columns { return joined(a.rows, a.columns, cost: 0) }
    if a.isColumn, a.rows == b.rows { return joined(b.rows, b.columns, cost: 1, "the vector is added to every column") }
    if a.isRow, a.columns == b.columns { return joined(b.rows, b.columns, cost: 1, "the vector is added to every row") }
    // A column where the batch has its samples in rows.
    if model.variant.samples == .rows, b.isColumn, b.rows == a.columns {
      let row = b.transposed()
      return Candidate.joined(a, row, .sum([a.term, row.term]), a.rows, a.columns).with(cost: 1, "the bias is a row")
    }
    return nil
  }

  private func quotientMeanings(_ a: Formula, _ b: Formula) -> [Candidate] {
    let denominators = meanings(of: b)
    return meanings(of: a).flatMap { a in
      denominators.compactMap { b in
        if b.isNumber { return .joined(a, b, .quotient(a.term, b.term), a.rows, a.columns) }
        if a.hasShape(of: b) { return .joined(a, b, .quotient(a.term, b.term), a.rows, a.columns) }
        if a.isNumber {
          return Candidate.joined(a, b, .quotient(a.term, b.term), b.rows, b.columns).with(
            cost: a.term.isConstant ? 0 : 1)
        }
        if b.isColumn && b.rows == a.rows || b.isRow && b.columns == a.columns {
          return Candidate.joined(a, b, .quotient(a.term, b.term), a.rows, a.columns).with(
            cost: 1, "the division is elementwise")
        }
        return nil
      }
    }
  }

  private func rootMeanings(_ a: Formula, _ degree: Formula?) -> [Candidate] {
    if let degree {
      guard case .number(let digits) = degree, let n = Double(digits) else { return [] }
      return meanings(of: a).map { $0.replacing(.power($0.term, .number(1 / n))) }
    }
    return meanings(of: a).map { $0.replacing(.function(.sqrt, $0.term)) }
  }

  // MARK: Brackets and literals

  private func fencedMeanings(_ fence: Fence, _ parts: [Formula]) -> [Candidate] {
    if parts.count == 1 {
      let inner = meanings(of: parts[0])
      switch fence {
      case .round, .curly: return inner
      case .square: return inner
      case .bars:
        return inner.map { $0.replacing(.function(.abs, $0.term)) }
      case .doubleBars:
        return inner.map {
          Candidate(term: .reduction(.norm, .both, $0.term), rows: .one, columns: .one, cost: $0.cost, notes: $0.notes)
        }
      case .angles, .none: return inner
      }
    }
    if fence == .angles, parts.count == 2 {
      return pairs(parts[0], parts[1]).compactMap { a, b in
        a.hasShape(of: b) ? .joined(a, b, .reduction(.sum, .both, .product(a.term, b.term)), .one, .one) : nil
      }
    }
    guard fence == .square || fence == .round, !parts.isEmpty else { return [] }
    // [[a, b], [c, d]] is a matrix by rows; [a, b] a column or a row.
    let rows = parts.map { part -> [Formula]? in
      if case .fenced(.square, let elements) = part { elements } else { nil }
    }
    if rows.allSatisfy({ $0 != nil }) { return matrixMeanings(rows.compactMap { $0 }) }
    let column = matrixMeanings(parts.map { [$0] })
    return column + matrixMeanings([parts]).map { $0.with(cost: 1, "the list is a row") }
  }

  func pairs(_ a: Formula, _ b: Formula) -> [(Candidate, Candidate)] {
    let right = meanings(of: b)
    return meanings(of: a).flatMap { a in right.map { (a, $0) } }
  }

  private func matrixMeanings(_ rows: [[Formula]]) -> [Candidate] {
    guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }), rows.count * width <= 400
    else { return [] }
    var terms: [[Term]] = []
    for row in rows {
      var line: [Term] = []
      for element in row {
        guard let meaning = meanings(of: element).first(where: \.isNumber) else { return [] }
        line.append(meaning.term)
      }
      terms.append(line)
    }
    let height = model.literalDimension(rows.count)
    return [Candidate(term: .matrix(terms), rows: height, columns: model.literalDimension(width))]
  }

  // MARK: Conditions

  private func indicatorMeanings(_ condition: Condition) -> [Candidate] {
    self.condition(condition).map {
      Candidate(term: .indicator($0.condition), rows: $0.rows, columns: $0.columns, cost: $0.cost, notes: [])
    }
  }

  struct ConditionMeaning {
    var condition: TermCondition
    var rows: Dimension
    var columns: Dimension
    var cost: Int
  }

  func condition(_ condition: Condition) -> [ConditionMeaning] {
    var parts: [TermCondition] = []
    var rows = Dimension.one
    var columns = Dimension.one
    var cost = 0
    for single in [condition] + condition.also {
      guard single.relations.count + 1 == single.members.count else { return [] }
      for place in single.relations.indices {
        guard
          let (a, b) = pairs(single.members[place], single.members[place + 1]).first(where: { a, b in
            a.hasShape(of: b) || a.isNumber || b.isNumber
          })
        else { return [] }
        parts.append(.compare(a.term, single.relations[place], b.term))
        let larger = a.isNumber ? b : a
        if rows == .one { rows = larger.rows }
        if columns == .one { columns = larger.columns }
        cost += a.cost + b.cost
      }
    }
    return [
      ConditionMeaning(condition: parts.count == 1 ? parts[0] : .all(parts), rows: rows, columns: columns, cost: cost)
    ]
  }

  private func casesMeanings(_ rows: [CaseRow]) -> [Candidate] {
    var cases: [TermCase] = []
    var shape: (Dimension, Dimension) = (.one, .one)
    var cost = 0
    for row in rows {
      var tested: TermCondition?
      if let condition = row.condition {
        // A condition on a layer that is fixed decides at once.
        if let decided = decided(condition) {
          if !decided { continue }
          let meanings = meanings(of: row.value)
          if cases.isEmpty { return meanings }
        } else {
          guard let meaning = self.condition(condition).first else { return [] }
          tested = meaning.condition
          if meaning.rows != .one { shape.0 = meaning.rows }
          if meaning.columns != .one { shape.1 = meaning.columns }
        }
      } else if cases.isEmpty {
        return meanings(of: row.value)
      }
      guard let value = meanings(of: row.value).first else { return [] }
      if value.rows != .one { shape.0 = value.rows }
      if value.columns != .one { shape.1 = value.columns }
      cost += value.cost
      cases.append(TermCase(value: value.term, condition: tested))
    }
    guard !cases.isEmpty else { return [] }
    return [Candidate(term: .choice(cases), rows: shape.0, columns: shape.1, cost: cost)]
  }

  /// Whether a condition that is only about fixed numbers holds.
  func decided(_ condition: Condition) -> Bool? {
    var result = true
    for single in [condition] + condition.also {
      guard single.relations.count + 1 == single.members.count else { return nil }
      for place in single.relations.indices {
        guard let a = integer(single.members[place]), let b = integer(single.members[place + 1]) else { return nil }
        switch single.relations[place] {
        case .equal: result = result && a == b
        case .unequal: result = result && a != b
        case .less: result = result && a < b
        case .lessOrEqual: result = result && a <= b
        case .greater: result = result && a > b
        case .greaterOrEqual: result = result && a >= b
        default: return nil
        }
      }
    }
    return result
  }
}

extension Candidate {
  /// The same reading with something done to the value that does not change its shape.
  func replacing(_ term: Term) -> Candidate {
    Candidate(term: term, rows: rows, columns: columns, cost: cost, notes: notes)
  }
}

extension Term {
  /// Whether it is a plain number, or made of plain numbers and lengths.
  var isConstant: Bool {
    switch self {
    case .number, .index: true
    case .negated(let a): a.isConstant
    case .quotient(let a, let b), .product(let a, let b), .power(let a, let b): a.isConstant && b.isConstant
    case .sum(let terms): terms.allSatisfy(\.isConstant)
    default: false
    }
  }
}
