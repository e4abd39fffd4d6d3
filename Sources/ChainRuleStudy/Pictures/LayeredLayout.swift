/// A drawing of a graph without circles in columns: every edge leads to the right.
///
/// The method of K. Sugiyama, S. Tagawa, M. Toda, "Methods for visual understanding of hierarchical system structures",
/// 1981: columns by the longest path, order within them by the mean of the neighbours, and heights as near to the
/// neighbours as the order allows.
struct LayeredLayout {
  struct Size {
    var width: Double
    var height: Double
  }

  struct Point: Equatable {
    var x: Double
    var y: Double
  }

  struct Box {
    /// The upper left corner.
    var origin: Point
    var size: Size

    var middle: Double { origin.y + size.height / 2 }
    var right: Double { origin.x + size.width }
  }

  /// The boxes, in the order of the sizes.
  private(set) var boxes: [Box] = []
  /// The points through which each edge goes, in the order of the edges: in pairs, one at each side of a column.
  private(set) var routes: [[Point]] = []
  private(set) var size = Size(width: 0, height: 0)

  static let margin = 12.0
  static let columnGap = 36.0
  static let rowGap = 14.0

  init(sizes: [Size], edges: [(from: Int, to: Int)]) {
    guard !sizes.isEmpty else { return }
    let columns = LayerOrder(nodeCount: sizes.count, edges: edges)
    let heights = columns.slots.indices.map { $0 < sizes.count ? sizes[$0].height : 0 }
    var placement = LayerPlacement(columns: columns, heights: heights, gap: LayeredLayout.rowGap)
    placement.straighten()
    let widths = columns.layers.map { layer in layer.map { $0 < sizes.count ? sizes[$0].width : 0 }.max() ?? 0 }
    var left: [Double] = []
    var x = LayeredLayout.margin
    for width in widths {
      left.append(x)
      x += width + LayeredLayout.columnGap
    }
    let top = placement.top
    let y = placement.middles.map { $0 - top + LayeredLayout.margin }
    boxes = sizes.indices.map { node in
      let column = columns.slots[node].layer
      let origin = Point(
        x: left[column] + (widths[column] - sizes[node].width) / 2, y: y[node] - sizes[node].height / 2)
      return Box(origin: origin, size: sizes[node])
    }
    routes = columns.chains.map { chain in
      chain.enumerated().flatMap { place, slot -> [Point] in
        let column = columns.slots[slot].layer
        if place == 0 { return [Point(x: boxes[slot].right, y: y[slot])] }
        if place == chain.count - 1 { return [Point(x: boxes[slot].origin.x, y: y[slot])] }
        return [Point(x: left[column], y: y[slot]), Point(x: left[column] + widths[column], y: y[slot])]
      }
    }
    size = Size(
      width: x - LayeredLayout.columnGap + LayeredLayout.margin,
      height: placement.bottom - top + 2 * LayeredLayout.margin)
  }
}
