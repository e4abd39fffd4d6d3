/// One meaning that a formula can have.
struct Candidate: Hashable, Sendable {
  var term: Term
  var rows: Dimension
  var columns: Dimension
  /// How far the reading is from the plain one: 0 as every reader takes it, 1 by a convention, more where only charity helps.
  var cost = 0
  /// What was decided, in words, where it is not the plain reading.
  var notes: [String] = []
  /// The quantity whose gradient it is, so that a chain of derivatives can go on from there.
  var cotangentOf: QuantityReference?

  var isNumber: Bool { rows == .one && columns == .one }
  var isColumn: Bool { rows != .one && columns == .one }
  var isRow: Bool { rows == .one && columns != .one }

  static func number(_ term: Term) -> Candidate { Candidate(term: term, rows: .one, columns: .one) }

  func hasShape(of other: Candidate) -> Bool { rows == other.rows && columns == other.columns }

  func with(cost added: Int, _ note: String? = nil) -> Candidate {
    var copy = self
    copy.cost += added
    if let note, !copy.notes.contains(note) { copy.notes.append(note) }
    return copy
  }

  func transposed() -> Candidate {
    if isNumber { return self }
    var copy = self
    if case .transposed(let inner) = term { copy.term = inner } else { copy.term = .transposed(term) }
    (copy.rows, copy.columns) = (columns, rows)
    copy.cotangentOf = nil
    return copy
  }

  /// What two readings make together.
  static func joined(_ a: Candidate, _ b: Candidate, _ term: Term, _ rows: Dimension, _ columns: Dimension) -> Candidate
  {
    Candidate(
      term: term, rows: rows, columns: columns, cost: a.cost + b.cost,
      notes: a.notes + b.notes.filter { !a.notes.contains($0) })
  }
}

extension [Candidate] {
  /// The best readings, each value once.
  func pruned(to count: Int = 24) -> [Candidate] {
    var seen: Set<Term> = []
    return sorted { $0.cost < $1.cost }.filter { seen.insert($0.term).inserted }.prefix(count).map { $0 }
  }
}
