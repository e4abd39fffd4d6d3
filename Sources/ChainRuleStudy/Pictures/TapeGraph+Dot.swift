extension TapeGraph {
  /// The graph in the language of Graphviz.
  func dot(title: String) -> String {
    var lines = ["digraph tape {", "  label=\(quoted(title));", "  rankdir=LR;", "  node [shape=box, fontname=sans];"]
    for node in nodes {
      let label = node.detail.isEmpty ? node.title : node.title + "\n" + node.detail
      lines.append("  \(node.id) [label=\(quoted(label)), tooltip=\(quoted(node.words))\(node.kind.dotStyle)];")
    }
    for edge in edges { lines.append("  \(nodes[edge.from].id) -> \(nodes[edge.to].id);") }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func quoted(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { line in
      printable(String(line)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
    return "\"" + lines.joined(separator: "\\n") + "\""
  }
}

extension TapeGraph.Kind {
  fileprivate var dotStyle: String {
    switch self {
    case .operation: ", style=rounded"
    case .gradient: ", style=\"rounded,filled\", fillcolor=\"#fdeedd\""
    case .folded: ", style=dashed"
    case .parameter: ", style=filled, fillcolor=\"#e3f3e6\""
    case .data, .constant: ", style=filled, fillcolor=\"#e6eefb\""
    }
  }
}
