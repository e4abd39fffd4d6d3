/// Which updates of slots are computed in the slot's own memory, and the order of the regions that this asks for.
///
/// An update in place has to wait for everything that reads the slot's old value; where it cannot, as when two slots are
/// exchanged, the new value is computed aside and copied at the end.
struct SlotUpdates {
  /// The slots, by the value that is computed in their memory.
  private(set) var inPlace: [Int: Int] = [:]
  /// The regions in order.
  private(set) var order: [Int] = []

  /// - Parameter updates: for slots, by their leaves' places, the places of their next values.
  init(_ plan: FusionPlan, _ updates: [(slot: Int, next: Int)]) {
    var producers: [Set<Int>] = Array(repeating: [], count: plan.regions.count)
    var readers: [Int: Set<Int>] = [:]
    for region in plan.order {
      for member in plan.regions[region].members {
        for (source, _) in plan.operands(of: member) {
          if let producer = plan.regionOf[source], producer != region { producers[region].insert(producer) }
          readers[source, default: []].insert(region)
        }
      }
    }
    var updating: Set<Int> = []
    for (slot, next) in updates {
      guard let region = plan.regionOf[next], inPlace[next] == nil, plan.canOverwrite(slot, with: next) else {
        continue
      }
      let waitsFor = readers[slot, default: []].subtracting([region])
      if waitsFor.contains(where: { Self.needs($0, region, producers) }) { continue }
      producers[region].formUnion(waitsFor)
      inPlace[next] = slot
      updating.insert(region)
    }
    order = Self.sorted(plan.order, producers, asSoonAsPossible: updating)
  }

  /// Whether a region needs another one, directly or not.
  private static func needs(_ region: Int, _ other: Int, _ producers: [Set<Int>]) -> Bool {
    var seen: Set<Int> = [region]
    var pending = [region]
    while let next = pending.popLast() {
      if next == other { return true }
      for producer in producers[next] where seen.insert(producer).inserted { pending.append(producer) }
    }
    return false
  }

  /// The regions with each behind what it needs: updates as soon as they can be, the others in their order.
  private static func sorted(_ order: [Int], _ producers: [Set<Int>], asSoonAsPossible: Set<Int>) -> [Int] {
    var result: [Int] = []
    var isPlaced = Array(repeating: false, count: producers.count)
    func place(_ region: Int) {
      // Depth first, without recursion: chains of regions can be long.
      var pending = [region]
      while let next = pending.last {
        let missing = producers[next].filter { !isPlaced[$0] }.sorted()
        if missing.isEmpty {
          pending.removeLast()
          if !isPlaced[next] { result.append(next) }
          isPlaced[next] = true
        } else {
          pending += missing
        }
      }
    }
    let updates = order.filter(asSoonAsPossible.contains)
    /// The updates that wait for a region.
    var waiting: [Int: [Int]] = [:]
    for update in updates {
      for producer in producers[update] { waiting[producer, default: []].append(update) }
    }
    var checked = 0
    for region in order where !asSoonAsPossible.contains(region) {
      place(region)
      while checked < result.count {
        for update in waiting[result[checked], default: []] where producers[update].allSatisfy({ isPlaced[$0] }) {
          place(update)
        }
        checked += 1
      }
    }
    for update in updates { place(update) }
    return result
  }
}

extension FusionPlan {
  /// Whether a value may be computed in a slot's memory as far as its own region is concerned: the region reads the slot,
  /// if at all, in the same tile as it writes it.
  fileprivate func canOverwrite(_ slot: Int, with next: Int) -> Bool {
    let region = regionOf[next]!
    guard regions[region].kind == .fused, regions[region].product != next, graph.shape(next) == graph.shape(slot),
      !graph[next].isView
    else { return false }
    let whole = regions[region].whole
    for member in regions[region].members {
      for (source, isElementwise) in operands(of: member) where source == slot {
        guard isElementwise, let extent = regions[region].space.extent(of: graph.shape(slot)) else { return false }
        // What stands for a whole row is read once only where there is one tile for the row.
        switch extent {
        case .each: continue
        case .perRow: guard whole.rows else { return false }
        case .perColumn: guard whole.columns else { return false }
        case .single: guard whole.rows, whole.columns else { return false }
        }
      }
    }
    return true
  }
}
