extension FusionPlan {
  /// How many neighbours of a region are tried.
  private static let window = 48
  /// Larger regions are left as they are.
  private static let mostMembers = 4096

  /// Makes one region of two over the same space where one uses the other's values, or both read the same memory.
  mutating func mergeRegions() {
    var links = RegionLinks(self)
    var position = 0
    while position < order.count {
      var next = position + 1
      while next < min(order.count, position + Self.window) {
        if let merged = merged(order[position], order[next], links, between: order[(position + 1)..<next]) {
          let (first, second) = (order[position], order[next])
          let later = links.regions(after: first, in: order[(position + 1)..<next])
          let earlier = order[(position + 1)..<next].filter { !later.contains($0) }
          order.replaceSubrange(position...next, with: earlier + [second] + Array(later))
          for member in regions[first].members { regionOf[member] = second }
          regions[second] = merged
          regions[first].members = []
          links.merge(first, into: second)
          // What stands here now has not been tried.
          next = position + 1
        } else {
          next += 1
        }
      }
      position += 1
    }
  }

  /// The region that two would be; `nil` where they should not, or cannot, be one.
  private func merged(
    _ first: Int, _ second: Int, _ links: RegionLinks, between: ArraySlice<Int>
  ) -> Region? {
    let (a, b) = (regions[first], regions[second])
    guard a.kind == .fused, b.kind == .fused, a.product == nil || b.product == nil,
      a.members.count + b.members.count <= Self.mostMembers, let space = a.space.merged(with: b.space)
    else { return nil }
    if let isElementwise = links.producers[second][first] {
      // A product's operands are complete before its region begins.
      guard isElementwise, b.product.map({ !reads($0, from: first) }) ?? true else { return nil }
    } else {
      guard a.product == nil, b.product == nil, !links.reads[first].isDisjoint(with: links.reads[second]) else {
        return nil
      }
    }
    // Nothing between them may need the first and be needed by the second.
    let later = links.regions(after: first, in: between)
    guard !links.producers[second].keys.contains(where: later.contains) else { return nil }
    var result = b
    result.members += a.members
    result.product = a.product ?? b.product
    result.space = space
    result.whole = a.whole.union(b.whole)
    for member in b.members {
      // What the second reads of the first must be complete in each tile.
      for (source, _) in operands(of: member) where regionOf[source] == first && !isFullSize(source, in: space) {
        result.whole = result.whole.union(WholeAxes(reducingTo: space.extent(of: graph.shape(source))!))
      }
    }
    return result.whole.fit(space) ? result : nil
  }

  private func isFullSize(_ place: Int, in space: IterationSpace) -> Bool {
    space.extent(of: graph.shape(place)) == .each
  }

  /// Whether a value's operands come from a region.
  private func reads(_ place: Int, from region: Int) -> Bool {
    graph[place].inputs.contains { regionOf[graph.shown($0)] == region }
  }
}

/// Which regions need which, while regions are merged.
private struct RegionLinks {
  /// For each region those it reads from, and whether it does so element by element only.
  private(set) var producers: [[Int: Bool]]
  private var consumers: [Set<Int>]
  /// The values of full size that a region reads and does not compute.
  private(set) var reads: [Set<Int>]

  init(_ plan: FusionPlan) {
    producers = Array(repeating: [:], count: plan.regions.count)
    consumers = Array(repeating: [], count: plan.regions.count)
    reads = Array(repeating: [], count: plan.regions.count)
    for (index, region) in plan.regions.enumerated() {
      for member in region.members {
        for (source, isElementwise) in plan.operands(of: member) where plan.regionOf[source] != index {
          if plan.graph.shape(source) == region.space.shape, plan.graph[source].number == nil {
            reads[index].insert(source)
          }
          guard let producer = plan.regionOf[source] else { continue }
          producers[index][producer] = (producers[index][producer] ?? true) && isElementwise
          consumers[producer].insert(index)
        }
      }
    }
  }

  /// Those of some regions, in order, that need a first one, directly or not.
  func regions(after first: Int, in candidates: ArraySlice<Int>) -> [Int] {
    var reached: Set<Int> = [first]
    return candidates.filter { candidate in
      guard producers[candidate].keys.contains(where: reached.contains) else { return false }
      reached.insert(candidate)
      return true
    }
  }

  mutating func merge(_ first: Int, into second: Int) {
    producers[second][first] = nil
    for (producer, isElementwise) in producers[first] {
      producers[second][producer] = (producers[second][producer] ?? true) && isElementwise
      consumers[producer].remove(first)
      consumers[producer].insert(second)
    }
    consumers[first].remove(second)
    for consumer in consumers[first] {
      let isElementwise = producers[consumer].removeValue(forKey: first)!
      producers[consumer][second] = (producers[consumer][second] ?? true) && isElementwise
      consumers[second].insert(consumer)
    }
    producers[first] = [:]
    consumers[first] = []
    reads[second].formUnion(reads[first])
    reads[first] = []
  }
}
