/// The columns of a layered drawing, and the order of what stands in them.
struct LayerOrder {
  /// A node, or where an edge passes through a column.
  struct Slot {
    var layer: Int
    var before: [Int] = []
    var after: [Int] = []
  }

  /// The nodes first, then the passages.
  private(set) var slots: [Slot]
  /// The slots of each column, from top to bottom.
  private(set) var layers: [[Int]] = []
  /// The slots of each edge, from its start to its end.
  private(set) var chains: [[Int]] = []

  private static let sweeps = 12

  init(nodeCount: Int, edges: [(from: Int, to: Int)]) {
    let ranks = LayerOrder.ranks(nodeCount, edges)
    slots = ranks.map { Slot(layer: $0) }
    layers = Array(repeating: [], count: (ranks.max() ?? -1) + 1)
    for edge in edges {
      var chain = [edge.from]
      for layer in ranks[edge.from] + 1..<max(ranks[edge.to], ranks[edge.from] + 1) {
        chain.append(slots.count)
        slots.append(Slot(layer: layer))
      }
      chain.append(edge.to)
      for (left, right) in zip(chain, chain.dropFirst()) {
        slots[left].after.append(right)
        slots[right].before.append(left)
      }
      chains.append(chain)
    }
    for (index, slot) in slots.enumerated() { layers[slot.layer].append(index) }
    reduceCrossings()
  }

  /// The length of the longest path to each node; but a node stands just before its first use where that makes no more
  /// edges longer than shorter.
  private static func ranks(_ nodeCount: Int, _ edges: [(from: Int, to: Int)]) -> [Int] {
    var after: [[Int]] = Array(repeating: [], count: nodeCount)
    var missing = Array(repeating: 0, count: nodeCount)
    for edge in edges {
      after[edge.from].append(edge.to)
      missing[edge.to] += 1
    }
    let inputCounts = missing
    var order: [Int] = []
    var ranks = Array(repeating: 0, count: nodeCount)
    var ready = missing.indices.filter { missing[$0] == 0 }
    while let node = ready.popLast() {
      order.append(node)
      for next in after[node] {
        ranks[next] = max(ranks[next], ranks[node] + 1)
        missing[next] -= 1
        if missing[next] == 0 { ready.append(next) }
      }
    }
    for node in order.reversed() where inputCounts[node] <= after[node].count {
      if let first = after[node].map({ ranks[$0] }).min() { ranks[node] = first - 1 }
    }
    return ranks
  }

  private mutating func reduceCrossings() {
    var best = layers
    var fewest = crossings
    for sweep in 0..<LayerOrder.sweeps where fewest > 0 {
      let forward = sweep.isMultiple(of: 2)
      for layer in forward ? Array(layers.indices) : layers.indices.reversed() { sort(layer, byThoseBefore: forward) }
      let count = crossings
      if count < fewest { (best, fewest) = (layers, count) }
    }
    layers = best
  }

  /// Orders a column by the mean place of each slot's neighbours on one side; slots without any keep their place.
  private mutating func sort(_ layer: Int, byThoseBefore: Bool) {
    let places = self.places
    let keys = layers[layer].map { slot -> Double in
      let neighbours = byThoseBefore ? slots[slot].before : slots[slot].after
      guard !neighbours.isEmpty else { return Double(places[slot]) }
      return neighbours.reduce(0) { $0 + Double(places[$1]) } / Double(neighbours.count)
    }
    layers[layer] = layers[layer].indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { layers[layer][$0] }
  }

  private var places: [Int] {
    var places = Array(repeating: 0, count: slots.count)
    for layer in layers { for (place, slot) in layer.enumerated() { places[slot] = place } }
    return places
  }

  /// How many pairs of edges cross between neighbouring columns.
  var crossings: Int {
    let places = self.places
    var count = 0
    for layer in layers {
      let ends = layer.flatMap { slot in slots[slot].after.map { places[$0] }.sorted() }
      for (index, end) in ends.enumerated() { count += ends[..<index].count { $0 > end } }
    }
    return count
  }
}
