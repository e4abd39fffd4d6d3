/// A tape's graph with everything in its place, to be written as SVG.
struct TapePicture {
  let graph: TapeGraph
  let layout: LayeredLayout

  /// Whether there is room in each box for a value and a gradient.
  private let hasNumbers: Bool

  init(_ graph: TapeGraph, hasNumbers: Bool = false) {
    self.graph = graph
    self.hasNumbers = hasNumbers
    layout = LayeredLayout(
      sizes: graph.nodes.map { TapePicture.size(of: $0, hasNumbers: hasNumbers) },
      edges: graph.edges.map { ($0.from, $0.to) })
  }

  private static func size(of node: TapeGraph.Node, hasNumbers: Bool) -> LayeredLayout.Size {
    // Letters of the sans-serif fonts of common systems are at most about 0.62 of their height wide, on the mean.
    let title = Double(node.title.count) * 14 * 0.62
    let detail = Double(node.detail.count) * 11 * 0.62
    let width = max(hasNumbers ? 116 : 44, max(title, detail) + 20).rounded(.up)
    return LayeredLayout.Size(width: width, height: (node.detail.isEmpty ? 30 : 44) + (hasNumbers ? 32 : 0))
  }

  /// The picture as an SVG document. `title` is what a screen reader says first. One that is part of a page in which its
  /// boxes can be chosen is a group of things to it, and takes its colours from the page.
  func svg(title: String, isInteractive: Bool = false) -> String {
    let (width, height) = (text(layout.size.width), text(layout.size.height))
    var lines = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" class="tape" width="\(width)" height="\(height)" \
      viewBox="0 0 \(width) \(height)" role="\(isInteractive ? "group" : "img")" aria-labelledby="tape-title">
      """,
      "<title id=\"tape-title\">\(escapedForHTML(title))</title>",
    ]
    if !isInteractive { lines.append("<style>\n\(TapePicture.colours)\n\(TapePicture.shapes)\n</style>") }
    lines.append(
      """
      <defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" \
      markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">\
      <path class="tip" d="M0 0.5 L8 4 L0 7.5 z"/></marker></defs>
      """)
    for (edge, route) in zip(graph.edges, layout.routes) {
      let (from, to) = (graph.nodes[edge.from].id, graph.nodes[edge.to].id)
      lines.append(
        "<path class=\"edge\" data-from=\"\(from)\" data-to=\"\(to)\" marker-end=\"url(#tip)\" d=\"\(path(route))\"/>")
    }
    for (node, box) in zip(graph.nodes, layout.boxes) { lines.append(group(node, box)) }
    return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func group(_ node: TapeGraph.Node, _ box: LayeredLayout.Box) -> String {
    let (x, y) = (text(box.origin.x), text(box.origin.y))
    let middle = text(box.origin.x + box.size.width / 2)
    let first = text(box.origin.y + (node.detail.isEmpty ? 20 : 19))
    var parts =
      "<g class=\"node \(node.kind.rawValue)\" data-id=\"\(node.id)\"><title>\(escapedForHTML(node.words))</title>"
    parts += "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(text(box.size.width))\" height=\"\(text(box.size.height))\" "
    parts += "rx=\"\(node.kind == .operation || node.kind == .gradient ? 8 : 2)\"/>"
    parts += "<text class=\"name\" x=\"\(middle)\" y=\"\(first)\">\(escapedForHTML(node.title))</text>"
    if !node.detail.isEmpty {
      let second = text(box.origin.y + 35)
      parts += "<text class=\"detail\" x=\"\(middle)\" y=\"\(second)\">\(escapedForHTML(node.detail))</text>"
    }
    if hasNumbers {
      let bottom = box.origin.y + box.size.height
      parts += "<text class=\"value\" x=\"\(middle)\" y=\"\(text(bottom - 23))\"></text>"
      parts += "<text class=\"slope\" x=\"\(middle)\" y=\"\(text(bottom - 8))\"></text>"
    }
    return parts + "</g>"
  }

  /// Straight through columns, bent between them.
  private func path(_ route: [LayeredLayout.Point]) -> String {
    guard let first = route.first else { return "" }
    var path = "M\(text(first.x)) \(text(first.y))"
    for (index, (a, b)) in zip(route, route.dropFirst()).enumerated() {
      if a.y == b.y || !index.isMultiple(of: 2) {
        path += " L\(text(b.x)) \(text(b.y))"
      } else {
        let middle = text((a.x + b.x) / 2)
        path += " C\(middle) \(text(a.y)) \(middle) \(text(b.y)) \(text(b.x)) \(text(b.y))"
      }
    }
    return path
  }

  /// A coordinate with one decimal.
  private func text(_ value: Double) -> String {
    let rounded = (value * 10).rounded() / 10
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }

  private static let colours = """
    .tape { --paper: #fdfcfa; --ink: #1d1d1b; --soft: #5d5d57; --line: #8b8880; --box: #fff;
      --leaf: #e6eefb; --learned: #e3f3e6; --slope: #fdeedd; }
    @media (prefers-color-scheme: dark) {
      .tape { --paper: #17181b; --ink: #e8e6e1; --soft: #b4b1a9; --line: #83868d; --box: #24262b;
        --leaf: #1f2c42; --learned: #1d3524; --slope: #40301c; }
    }
    .tape { background: var(--paper); }
    """

  /// How the parts look, given the colours.
  static let shapes = """
    .tape { font-family: system-ui, sans-serif; }
    .tape text { fill: var(--ink); text-anchor: middle; }
    .tape .name { font-size: 14px; font-weight: 600; }
    .tape .detail { font-size: 11px; fill: var(--soft); }
    .tape .node rect { fill: var(--box); stroke: var(--line); stroke-width: 1.2; }
    .tape .data rect, .tape .constant rect { fill: var(--leaf); }
    .tape .parameter rect { fill: var(--learned); }
    .tape .gradient rect { fill: var(--slope); }
    .tape .folded rect { stroke-dasharray: 5 3; }
    .tape .edge { fill: none; stroke: var(--line); stroke-width: 1.3; }
    .tape .tip { fill: var(--line); }
    """
}
