/// Values that one step computes together, and the space that they share.
struct Region {
  enum Kind {
    /// Elementwise operations and reductions over one space, perhaps behind a matrix product.
    case fused
    /// A single value that is computed by itself.
    case alone
  }

  let kind: Kind
  /// The values; in order once they are all there.
  var members: [Int]
  var space: IterationSpace
  /// The matrix product whose elements the others are computed from.
  var product: Int?
  /// Whether the tiles must have whole rows, or whole columns, because what is reduced along them is used at once.
  var whole = WholeAxes()
}

/// Which axes of a region's tiles must be whole.
struct WholeAxes {
  var rows = false
  var columns = false

  /// What a reduction to an extent needs before its result can be used.
  init(reducingTo extent: IterationSpace.Extent) {
    rows = extent == .perRow || extent == .single
    columns = extent == .perColumn || extent == .single
  }

  init() {}

  func union(_ other: WholeAxes) -> WholeAxes {
    var result = self
    result.rows = rows || other.rows
    result.columns = columns || other.columns
    return result
  }

  /// Tiles are at most so large where they must have whole rows, and columns at most so long.
  private static let largestTile = 8192
  private static let longestColumn = 2048

  /// Whether such tiles stay in the cache.
  func fit(_ space: IterationSpace) -> Bool {
    switch (rows, columns) {
    case (false, false): true
    case (true, false): space.columns <= Self.largestTile
    case (false, true): space.rows <= Self.longestColumn
    case (true, true): space.rows * space.columns <= Self.largestTile
    }
  }
}
