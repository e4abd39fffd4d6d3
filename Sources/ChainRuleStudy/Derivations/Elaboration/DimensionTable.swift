/// The lengths of all axes: variables that unification makes equal, and the names that the document has for them.
struct DimensionTable: Sendable {
  private var parents: [Int] = []
  private var isOne: [Bool] = []
  /// Lengths that the document speaks of; they are not one because some formula would then fit.
  private var isStated: [Bool] = []
  private(set) var names: [String: Dimension] = [:]
  /// Names that the document itself does not use.
  private(set) var auxiliary: Set<String> = []

  mutating func fresh() -> Dimension {
    parents.append(parents.count)
    isOne.append(false)
    isStated.append(false)
    return .variable(parents.count - 1)
  }

  /// The length that the document calls by this name.
  mutating func named(_ name: String) -> Dimension {
    if let known = names[name] { return known }
    let dimension = fresh()
    names[name] = dimension
    state(dimension)
    return dimension
  }

  /// Notes that the document speaks of a length.
  mutating func state(_ dimension: Dimension) {
    if case .variable(let place) = root(dimension) { isStated[place] = true }
  }

  /// Makes a length one, whatever was said of it.
  mutating func collapse(_ dimension: Dimension) {
    if case .variable(let place) = root(dimension) { isOne[place] = true }
  }

  mutating func name(_ dimension: Dimension, _ name: String) {
    names[name] = dimension
    auxiliary.insert(name)
  }

  func root(_ dimension: Dimension) -> Dimension {
    guard case .variable(var place) = dimension else { return .one }
    while parents[place] != place { place = parents[place] }
    return isOne[place] ? .one : .variable(place)
  }

  /// Makes two lengths equal. An axis of length one is only made equal to another where `allowsOne`.
  @discardableResult
  mutating func unify(_ a: Dimension, _ b: Dimension, allowsOne: Bool = false) -> Bool {
    switch (root(a), root(b)) {
    case (.one, .one): return true
    case (.one, .variable(let place)), (.variable(let place), .one):
      guard allowsOne, !isStated[place] else { return false }
      isOne[place] = true
      return true
    case (.variable(let x), .variable(let y)):
      if x != y {
        isStated[min(x, y)] = isStated[x] || isStated[y]
        parents[max(x, y)] = min(x, y)
      }
      return true
    }
  }

  /// The variables that are not equal to one another, in their order.
  var roots: [Int] { parents.indices.filter { parents[$0] == $0 && !isOne[$0] } }

  /// What the document calls a length.
  func title(of dimension: Dimension) -> String? {
    let root = root(dimension)
    if root == .one { return "1" }
    return names.filter { self.root($0.value) == root && !auxiliary.contains($0.key) }.keys.min {
      ($0.count, $0) < ($1.count, $1)
    }
  }
}

/// A length for each variable.
struct Sizes: Hashable, Sendable {
  let lengths: [Int: Int]

  /// Different primes, in another order for each seed.
  ///
  /// Lengths that no quantity has get what remains.
  init(_ table: DimensionTable, used: Set<Int>, seed: UInt64) {
    let primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
    let roots = table.roots.filter { used.contains($0) } + table.roots.filter { !used.contains($0) }
    let count = max(4, min(primes.count, roots.count { used.contains($0) }))
    var chosen = Array(primes.prefix(count))
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    for place in chosen.indices.reversed() where place > 0 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      chosen.swapAt(place, Int(state % UInt64(place + 1)))
    }
    lengths = Dictionary(uniqueKeysWithValues: roots.enumerated().map { ($1, chosen[$0 % chosen.count]) })
      .merging(table.literalLengths ?? [:]) { $1 }
  }

  /// The given lengths, by variable, and those of matrices that are written out; any other length is one.
  init(_ table: DimensionTable, lengths: [Int: Int]) {
    self.lengths = lengths.merging(table.literalLengths ?? [:]) { $1 }
  }

  func callAsFunction(_ dimension: Dimension, _ table: DimensionTable) -> Int {
    guard case .variable(let place) = table.root(dimension) else { return 1 }
    return lengths[place] ?? 1
  }
}
