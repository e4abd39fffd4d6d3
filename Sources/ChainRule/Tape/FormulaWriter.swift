/// Writes what nodes compute in terms of nodes that have a label.
struct FormulaWriter {
  private let core: TapePointer
  /// What some nodes are called, besides their names.
  var labels: [Int32: String] = [:]
  /// How many operations a formula spells out; what lies deeper is referred to by number.
  private let operationLimit: Int

  init(_ core: TapePointer, operationLimit: Int) {
    self.core = core
    self.operationLimit = operationLimit
  }

  /// The formula of a node, of whose own label no use is made.
  func formula(of index: Int32) -> Notation {
    var remaining = operationLimit
    return formula(of: index, remaining: &remaining)
  }

  private func formula(of index: Int32, remaining: inout Int) -> Notation {
    let node = core.node(index)
    if let kind = node.leafKind { return leaf(index, node, kind) }
    remaining -= 1
    let inputs = core.inputs(of: node).map { reference(to: $0, remaining: &remaining) }
    return core.primitive(of: node).notation(inputs).simplified
  }

  private func reference(to index: Int32, remaining: inout Int) -> Notation {
    var index = index
    while true {
      if let label = labels[index] ?? core.name(of: index) { return .symbol(label) }
      let node = core.node(index)
      if let kind = node.leafKind { return leaf(index, node, kind) }
      guard node.inputCount == 1, isTransparent(node) else { break }
      index = core.input(0, of: node)
    }
    return remaining > 0 ? formula(of: index, remaining: &remaining) : .symbol("#\(index)")
  }

  /// Whether the operation is written as its input alone, as broadcasts are.
  private func isTransparent(_ node: Node) -> Bool {
    core.primitive(of: node).notation([.symbol("")]) == .symbol("")
  }

  private func leaf(_ index: Int32, _ node: Node, _ kind: LeafKind) -> Notation {
    if let name = core.name(of: index) { return .symbol(name) }
    let value = core.value(of: index)
    return kind == .constant && value.buffer == nil ? .number(value.fill) : .symbol("#\(index)")
  }
}

/// Rows of text whose columns are aligned.
struct AlignedRows {
  private var rows: [[String]] = []

  mutating func append(_ cells: String...) { rows.append(cells) }

  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      let cells = row.enumerated().map { $1 + String(repeating: " ", count: widths[$0] - $1.count) }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
