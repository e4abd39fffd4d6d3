/// Whether a claim that the tape finds false is false without the tape, too.
enum FaultConfirmation: Hashable {
  /// Both sides differ: by this much relative to the largest element, and by a factor if it is one.
  case confirmed(difference: Double, factor: Double?)
  /// Both sides are equal at every point.
  case refuted
  case notComputed(String)

  var isConfirmed: Bool { if case .confirmed = self { true } else { false } }

  /// Compares both sides by plain loops and finite differences.
  ///
  /// The axes have other, shorter lengths than the points of the tape, since finite differences compute everything anew
  /// for each element.
  init(_ left: Candidate, _ right: Candidate, _ reading: ClaimReading, seed: UInt64) {
    self.init(reading.model, left.term, right.term, free: reading.free, seed: seed)
  }

  init(_ model: Model, _ left: Term, _ right: Term, free: [(letter: String, axis: Dimension)], seed: UInt64) {
    var reason = "it has no value"
    var isEqual = false
    // Where a formula has no value at numbers of both signs, it may have one at positive ones.
    for isPositive in [false, true] {
      for seed in [seed, seed &+ 1, seed &+ 2] {
        let sizes = Sizes(model.dimensions, shortFor: seed)
        let point = PlainPoint(PointValues(model, seed: seed, isPositive: isPositive, sizes: sizes))
        do throws(PlainPoint.Failure) {
          let compared = try PlainComparison(left, right, free: free, at: point)
          if compared.differs {
            self = .confirmed(difference: compared.difference, factor: compared.factor)
            return
          }
          isEqual = true
        } catch {
          reason = error.message
        }
      }
      if isEqual { break }
    }
    self = isEqual ? .refuted : .notComputed(reason)
  }
}

extension Sizes {
  /// Lengths of 2, 3 and 4, in another order for each seed.
  init(_ table: DimensionTable, shortFor seed: UInt64) {
    let start = Int(seed % 3)
    let lengths = table.roots.enumerated().map { ($1, 2 + (start + $0) % 3) }
    self.init(table, lengths: Dictionary(uniqueKeysWithValues: lengths))
  }
}
