/// The heights at which the slots of a layered drawing stand.
struct LayerPlacement {
  private let columns: LayerOrder
  private let heights: [Double]
  private let gap: Double
  /// The middle of each slot.
  private(set) var middles: [Double]

  private static let sweeps = 16

  init(columns: LayerOrder, heights: [Double], gap: Double) {
    self.columns = columns
    self.heights = heights
    self.gap = gap
    middles = Array(repeating: 0, count: heights.count)
    for layer in columns.layers {
      var y = 0.0
      for slot in layer {
        middles[slot] = y + heights[slot] / 2
        y += heights[slot] + gap
      }
      // Columns stand centred before they are moved towards one another.
      for slot in layer { middles[slot] -= (y - gap) / 2 }
    }
  }

  var top: Double { middles.indices.map { middles[$0] - heights[$0] / 2 }.min() ?? 0 }
  var bottom: Double { middles.indices.map { middles[$0] + heights[$0] / 2 }.max() ?? 0 }

  /// Moves every slot towards the mean of its neighbours, from left to right and back.
  mutating func straighten() {
    for sweep in 0..<LayerPlacement.sweeps {
      let forward = sweep.isMultiple(of: 2)
      for layer in forward ? columns.layers : columns.layers.reversed() {
        let wishes = layer.map { slot -> Double in
          let near = forward ? columns.slots[slot].before : columns.slots[slot].after
          let neighbours = near.isEmpty ? (forward ? columns.slots[slot].after : columns.slots[slot].before) : near
          guard !neighbours.isEmpty else { return middles[slot] }
          return neighbours.reduce(0) { $0 + middles[$1] } / Double(neighbours.count)
        }
        settle(layer, wishes)
      }
    }
  }

  /// Puts a column where the squares of the distances to the wished heights are least, in order and with gaps.
  ///
  /// Neighbours that would overlap form a block, which stands at the mean of what its members wish.
  private mutating func settle(_ layer: [Int], _ wishes: [Double]) {
    struct Block {
      var start: Double
      var count: Double
      var slots: [(slot: Int, offset: Double)]
      var height: Double
    }
    var blocks: [Block] = []
    for (slot, wish) in zip(layer, wishes) {
      var block = Block(
        start: wish - heights[slot] / 2, count: 1, slots: [(slot, 0)], height: heights[slot] + gap)
      while let last = blocks.last, last.start + last.height > block.start {
        blocks.removeLast()
        let start = (last.start * last.count + (block.start - last.height) * block.count) / (last.count + block.count)
        block = Block(
          start: start, count: last.count + block.count,
          slots: last.slots + block.slots.map { ($0.slot, $0.offset + last.height) }, height: last.height + block.height
        )
      }
      blocks.append(block)
    }
    for block in blocks {
      for (slot, offset) in block.slots { middles[slot] = block.start + offset + heights[slot] / 2 }
    }
  }
}
