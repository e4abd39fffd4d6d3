import ChainRule

/// Which nodes of a long tape share a box, so that a picture of it can be read.
///
/// Layers that repeat are folded between the first and the last of them; if that is not enough, the middle of the tape is.
/// What is folded is a stretch of the recording with the leaves that nothing outside of folds uses, so that the arrows between boxes
/// never lead in a circle.
struct TapeFolding {
  /// The positions of the variables in each box, in the order of recording.
  private(set) var groups: [[Int]] = []

  /// The longest layer that is recognised, in operations.
  private static let longestPeriod = 64

  init<Scalar>(_ variables: [Variable<Scalar>], limit: Int) {
    let limit = max(limit, 8)
    guard variables.count > limit else {
      groups = variables.indices.map { [$0] }
      return
    }
    let operations = variables.indices.filter { variables[$0].operation != nil }
    let signatures = TapeFolding.signatures(of: operations.map { variables[$0] })
    for keepsLast in [true, false] where groups.isEmpty || groups.count > limit {
      let folds = TapeFolding.repetitions(in: signatures, keepsLast: keepsLast)
      groups = TapeFolding.groups(variables, operations, folds)
    }
    if groups.count > limit, operations.count > limit / 2 {
      groups = TapeFolding.groups(variables, operations, [limit / 4..<operations.count - limit / 4])
    }
    foldLeaves(variables, limit: limit)
  }

  private struct Signature: Hashable {
    var name: String
    var shape: Shape
    var operandsAreLeaves: [Bool]
  }

  /// A number for each operation; operations of one kind have the same.
  private static func signatures<Scalar>(of operations: [Variable<Scalar>]) -> [Int] {
    var numbers: [Signature: Int] = [:]
    return operations.map { variable in
      let signature = Signature(
        name: variable.operation.map { type(of: $0.primitive).name } ?? "", shape: variable.shape,
        operandsAreLeaves: variable.operands.map { $0.operation == nil })
      if let known = numbers[signature] { return known }
      defer { numbers[signature] = numbers.count }
      return numbers.count
    }
  }

  /// The stretches of operations to fold: of each run of layers, all but the first and, if it is kept, the last.
  private static func repetitions(in signatures: [Int], keepsLast: Bool) -> [Range<Int>] {
    var folds: [Range<Int>] = []
    var free = [0..<signatures.count]
    while let stretch = free.popLast() {
      guard let fold = longestRepetition(in: signatures, stretch, keepsLast) else { continue }
      folds.append(fold)
      free.append(stretch.lowerBound..<fold.lowerBound)
      free.append(fold.upperBound..<stretch.upperBound)
    }
    return folds.sorted { $0.lowerBound < $1.lowerBound }
  }

  private static func longestRepetition(
    in signatures: [Int], _ stretch: Range<Int>, _ keepsLast: Bool
  ) -> Range<Int>? {
    guard stretch.count > 8 else { return nil }
    var best: Range<Int>?
    for period in 1...max(1, min(longestPeriod, stretch.count / 3)) {
      var start = stretch.lowerBound
      while start + period < stretch.upperBound {
        var end = start
        while end + period < stretch.upperBound, signatures[end] == signatures[end + period] { end += 1 }
        let count = (end - start) / period + 1
        let folded = keepsLast ? count - 2 : count - 1
        if count > 2, folded * period > (best?.count ?? 1) {
          best = start + period..<start + (folded + 1) * period
        }
        start = end + 1
      }
    }
    return best
  }

  /// The boxes that follow from folding stretches of operations.
  private static func groups<Scalar>(
    _ variables: [Variable<Scalar>], _ operations: [Int], _ folds: [Range<Int>]
  ) -> [[Int]] {
    // The fold of each variable that is in one; a leaf is where all its uses are.
    var fold: [Int: Int] = [:]
    for (number, range) in folds.enumerated() {
      for operation in operations[range] { fold[operation] = number }
    }
    let positions = Dictionary(uniqueKeysWithValues: variables.enumerated().map { ($1.number, $0) })
    var users: [Int: Set<Int?>] = [:]
    for operation in operations {
      for operand in variables[operation].operands {
        if let leaf = positions[operand.number], variables[leaf].operation == nil {
          users[leaf, default: []].insert(fold[operation])
        }
      }
    }
    // With several folds, the first: arrows from there to the others follow the order of recording.
    for (leaf, folds) in users where !folds.contains(nil) { fold[leaf] = folds.compactMap { $0 }.min() }
    var members: [Int: [Int]] = [:]
    for position in variables.indices {
      if let number = fold[position] { members[number, default: []].append(position) }
    }
    var groups: [[Int]] = []
    for position in variables.indices {
      guard let number = fold[position] else {
        groups.append([position])
        continue
      }
      if let group = members.removeValue(forKey: number) { groups.append(group) }
    }
    return groups
  }

  /// Puts leaves that are too many to be shown into one box.
  private mutating func foldLeaves<Scalar>(_ variables: [Variable<Scalar>], limit: Int) {
    let leaves = groups.indices.filter { groups[$0].count == 1 && variables[groups[$0][0]].operation == nil }
    let excess = groups.count - limit
    guard excess > 0, leaves.count > 1 else { return }
    let folded = leaves.suffix(min(leaves.count, excess + 1))
    guard let first = folded.first else { return }
    groups[first] = folded.map { groups[$0][0] }
    for index in folded.dropFirst().reversed() { groups.remove(at: index) }
  }
}
