/// The elements that a region goes over, as a matrix: the product of the first axes, and of the rest.
struct IterationSpace {
  let shape: Shape
  /// How many of the axes longer than 1 are the matrix's rows; `nil` while it makes no difference.
  var split: Int?

  /// The axes that are longer than 1, or empty.
  private var axes: [Int] { shape.indices.filter { shape[$0] != 1 } }

  init(_ shape: Shape) { self.shape = shape }

  private init(_ shape: Shape, split: Int?) {
    self.shape = shape
    self.split = split
  }

  /// The space of a matrix product's elements.
  init(product shape: Shape) { self.init(shape, split: shape[0] == 1 ? 0 : 1) }

  enum Extent: UInt8 { case each, perRow, perColumn, single }

  /// What a value of a shape has in this space: a number for each element, row, column, or one. `nil` where it fits only
  /// into another split, or not at all.
  func extent(of other: Shape) -> Extent? {
    guard let (extent, wanted) = extentAndSplit(of: other) else { return nil }
    return wanted == nil || split == nil || wanted == split ? extent : nil
  }

  /// This space, split so that it holds a value of a shape; `nil` where that cannot be.
  func holding(_ other: Shape) -> IterationSpace? {
    guard let (_, wanted) = extentAndSplit(of: other) else { return nil }
    guard let wanted else { return self }
    return merged(split: wanted)
  }

  /// Whether two spaces have the same elements: their shapes differ at most by axes of length 1 in front.
  func hasSameElements(as other: IterationSpace) -> Bool {
    shape == other.shape || shape.drop { $0 == 1 }.elementsEqual(other.shape.drop { $0 == 1 })
  }

  /// This space with another's split; `nil` where the two contradict each other, or have not the same elements.
  func merged(with other: IterationSpace) -> IterationSpace? {
    guard hasSameElements(as: other) else { return nil }
    let larger = shape.rank >= other.shape.rank ? self : IterationSpace(other.shape, split: split)
    return other.split.map { larger.merged(split: $0) } ?? larger
  }

  private func merged(split wanted: Int) -> IterationSpace? {
    split == nil || split == wanted ? IterationSpace(shape, split: wanted) : nil
  }

  private func extentAndSplit(of other: Shape) -> (Extent, split: Int?)? {
    if other == shape { return (.each, nil) }
    let missing = shape.rank - other.rank
    for axis in 0..<max(0, -missing) where other[axis] != 1 { return nil }
    var kept: [Bool] = []
    for axis in shape.indices {
      let length = axis < missing ? 1 : other[axis - missing]
      guard length == shape[axis] || length == 1 else { return nil }
      if shape[axis] != 1 { kept.append(length == shape[axis]) }
    }
    if !kept.contains(false) { return (.each, nil) }
    guard let first = kept.firstIndex(of: true) else { return (.single, nil) }
    if first == 0, let end = kept.firstIndex(of: false), !kept[end...].contains(true) { return (.perRow, end) }
    return kept[first...].contains(false) ? nil : (.perColumn, first)
  }

  private var rowAxes: Int { split ?? 0 }

  var rows: Int { axes.prefix(rowAxes).reduce(1) { $0 * shape[$1] } }
  var columns: Int { axes.dropFirst(rowAxes).reduce(1) { $0 * shape[$1] } }

  /// The ways to see the elements as a matrix, the present one if that is fixed.
  var splits: [IterationSpace] {
    split != nil ? [self] : (0...axes.count).map { IterationSpace(shape, split: $0) }
  }

  /// The distance between rows and between columns of memory with a stride for each axis of the space; `nil` where the
  /// memory is not such a matrix.
  func matrixStrides(_ strides: SIMD8<Int32>) -> (row: Int, column: Int)? {
    guard let row = merged(axes.prefix(rowAxes), strides), let column = merged(axes.dropFirst(rowAxes), strides) else {
      return nil
    }
    return (row, column)
  }

  /// The stride of some axes seen as one.
  private func merged(_ axes: ArraySlice<Int>, _ strides: SIMD8<Int32>) -> Int? {
    guard let last = axes.last else { return 0 }
    var length = 1
    for axis in axes.reversed() {
      guard Int(strides[axis]) == Int(strides[last]) * length else { return nil }
      length *= shape[axis]
    }
    return Int(strides[last])
  }
}
