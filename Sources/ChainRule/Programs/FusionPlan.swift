/// Which values are computed together, and in which order.
///
/// Values are placed from the last to the first. One joins the region that uses it first where it fits there, so that it
/// is computed where it is needed and need not be kept; else it starts a region of its own, before all others. Then
/// regions over the same space are merged where one uses the other's values, or the same memory.
struct FusionPlan {
  let graph: ProgramGraph
  /// All regions, by number; those that were merged into others are empty.
  var regions: [Region] = []
  /// The regions in an order in which they can be computed.
  var order: [Int] = []
  /// The region of each value; `nil` for sources, views, and what nobody needs.
  var regionOf: [Int?]
  /// Values that must be in memory: outputs, and what is used outside of its region or other than element by element.
  private(set) var isStored: [Bool]

  private let isOutput: [Bool]
  /// What is known of a value's uses while values are placed.
  private var uses: [Uses]

  private struct Uses {
    /// The region that comes first among those that use the value.
    var first: Int?
    /// Whether all uses in it are element by element.
    var isElementwise = true
    var hasOthers = false
    var isUsed = false
  }

  init(_ graph: ProgramGraph, outputs: [Int]) {
    self.graph = graph
    regionOf = Array(repeating: nil, count: graph.values.count)
    isStored = Array(repeating: false, count: graph.values.count)
    uses = Array(repeating: Uses(), count: graph.values.count)
    var isOutput = isStored
    for output in outputs {
      isOutput[output] = true
      uses[output].isUsed = true
    }
    self.isOutput = isOutput
    for place in graph.values.indices.reversed() where uses[place].isUsed { arrange(place) }
    order = regions.indices.reversed()
    mergeRegions()
    findStored()
  }

  private mutating func arrange(_ place: Int) {
    let value = graph[place]
    guard !value.isSource else { return }
    if value.isView { return passOnUses(of: place, to: value.inputs[0]) }
    let region: Int
    switch value.operation {
    case .elementary: region = joined(place) ?? started(.fused, place, space: IterationSpace(value.shape))
    case .sum, .max: region = arrangedReduction(place)
    case .product where value.shape.rank == 2: region = arrangedProduct(place)
    default: region = started(.alone, place, space: IterationSpace(value.shape))
    }
    regionOf[place] = region
    for input in value.inputs { note(useOf: input, in: region, isElementwise: isElementwise(place)) }
  }

  /// What uses a view uses what it shows.
  private mutating func passOnUses(of view: Int, to input: Int) {
    uses[input].isUsed = true
    let known = uses[view]
    if let first = known.first {
      note(useOf: input, in: first, isElementwise: isTransparent(view) && known.isElementwise)
    }
    uses[input].hasOthers = uses[input].hasOthers || known.hasOthers || isOutput[view]
  }

  private mutating func note(useOf place: Int, in region: Int, isElementwise: Bool) {
    uses[place].isUsed = true
    if let first = uses[place].first, first != region {
      uses[place].hasOthers = true
      // Regions that are started later come earlier.
      if first > region { return }
      uses[place].isElementwise = true
    }
    uses[place].first = region
    uses[place].isElementwise = uses[place].isElementwise && isElementwise
  }

  private mutating func started(_ kind: Region.Kind, _ place: Int, space: IterationSpace) -> Int {
    regions.append(Region(kind: kind, members: [place], space: space))
    return regions.count - 1
  }

  /// The region that uses a value first, where the value can be computed there.
  private func firstUser(_ place: Int) -> Int? {
    guard let first = uses[place].first, uses[place].isElementwise, regions[first].kind == .fused else { return nil }
    return first
  }

  private mutating func joined(_ place: Int) -> Int? {
    let shape = graph.shape(place)
    guard let region = firstUser(place), let space = regions[region].space.holding(shape) else { return nil }
    var whole = regions[region].whole
    // A number for each row is kept once for the whole row.
    if uses[place].hasOthers || isOutput[place] {
      whole = whole.union(WholeAxes(reducingTo: space.extent(of: shape)!))
    }
    return join(place, region, space, whole)
  }

  private mutating func join(_ place: Int, _ region: Int, _ space: IterationSpace, _ whole: WholeAxes) -> Int? {
    guard whole.fit(space) else { return nil }
    regions[region].members.append(place)
    regions[region].space = space
    regions[region].whole = whole
    return region
  }

  private mutating func arrangedReduction(_ place: Int) -> Int {
    let source = IterationSpace(graph.shape(graph[place].inputs[0]))
    guard let own = source.holding(graph.shape(place)) else {
      // Axes in the middle: neither rows nor columns.
      return started(.alone, place, space: source)
    }
    if let region = firstUser(place), let space = space(of: regions[region], with: place, over: own) {
      let whole = regions[region].whole.union(WholeAxes(reducingTo: space.extent(of: graph.shape(place))!))
      if let region = join(place, region, space, whole) { return region }
    }
    return started(.fused, place, space: own)
  }

  /// The space of a region with a reduction in it: its own, or the reduction's larger one where all that the region has
  /// fits there.
  private func space(of region: Region, with place: Int, over own: IterationSpace) -> IterationSpace? {
    if region.space.hasSameElements(as: own) {
      return region.space.merged(with: own)?.holding(graph.shape(place))
    }
    guard region.product == nil, region.space.shape.elementCount < own.shape.elementCount else { return nil }
    var space: IterationSpace? = own
    for member in region.members {
      space = space?.holding(graph.shape(member))
      for input in graph[member].inputs { space = space?.holding(graph.shape(input)) }
    }
    return space
  }

  private mutating func arrangedProduct(_ place: Int) -> Int {
    let own = IterationSpace(product: graph.shape(place))
    if let region = firstUser(place), regions[region].product == nil,
      let space = regions[region].space.merged(with: own),
      let region = join(place, region, space, regions[region].whole)
    {
      regions[region].product = place
      return region
    }
    let region = started(.fused, place, space: own)
    regions[region].product = place
    return region
  }

  // MARK: What values need of each other

  /// Whether a value needs of its operands only the elements in its own place, or those that it reduces.
  private func isElementwise(_ place: Int) -> Bool {
    regions[regionOf[place]!].kind == .fused && graph[place].operation != .product
  }

  /// Whether a view only repeats elements along an axis, or adds and drops axes of length 1 in front, which changes
  /// nothing under NumPy's rule.
  func isTransparent(_ view: Int) -> Bool {
    let value = graph[view]
    if value.operation == .broadcast { return true }
    guard value.operation == .reshape else { return false }
    return graph.shape(value.inputs[0]).drop { $0 == 1 }.elementsEqual(value.shape.drop { $0 == 1 })
  }

  /// What a value reads, and whether it does so element by element.
  func operands(of place: Int) -> [(source: Int, isElementwise: Bool)] {
    graph[place].inputs.map { input in
      var (source, passes) = (input, isElementwise(place))
      while graph[source].isView {
        passes = passes && isTransparent(source)
        source = graph[source].inputs[0]
      }
      return (source, passes)
    }
  }

  private mutating func findStored() {
    for place in graph.values.indices where isOutput[place] { isStored[graph.shown(place)] = true }
    for region in order {
      regions[region].members.sort()
      for member in regions[region].members {
        for (source, isElementwise) in operands(of: member) where !isElementwise || regionOf[source] != region {
          isStored[source] = true
        }
      }
    }
  }
}
