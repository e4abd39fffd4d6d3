extension Tape: CustomStringConvertible {
  /// A listing of the tape: a row per node with its number, name, operation, formula and shape. Long tapes show their two ends.
  public var description: String {
    let shown = 100
    let writer = FormulaWriter(core, operationLimit: 0)
    var rows = AlignedRows()
    for index in 0..<Int32(nodeCount) {
      if nodeCount > shown, index == shown / 2 { rows.append("…", "\(nodeCount - shown) more nodes") }
      if nodeCount > shown, Int(index) >= shown / 2, Int(index) < nodeCount - shown / 2 { continue }
      let node = core.node(index)
      let operation = node.leafKind.map { "\($0)" } ?? type(of: core.primitive(of: node)).name
      let formula =
        node.leafKind == nil
        ? "\(writer.formula(of: index))" : node.isSingleNumber ? "\(Notation.number(node.scalar))" : ""
      rows.append("#\(index)", core.name(of: index) ?? "", operation, formula, "\(core.shape(of: index))")
    }
    return "tape of \(nodeCount) nodes" + (nodeCount == 0 ? "" : "\n" + rows.text)
  }
}

extension Gradients: CustomStringConvertible {
  /// The backward pass as a person would write it: a row per named variable with its gradient's formula and shape, from
  /// the output backwards. Named variables, and their gradients, stand by their names.
  public var description: String {
    let core = tape.core
    let output = output.name ?? "output"
    let named = core.pointee.names.keys.sorted(by: >).compactMap { index in
      self[Variable(core, index)].map { (variable: index, gradient: $0.index) }
    }
    var writer = FormulaWriter(core, operationLimit: 24)
    var rows = AlignedRows()
    for (variable, gradient) in named {
      let label = "∂\(output)/∂\(core.name(of: variable)!)"
      let formula = writer.labels[gradient].map { Notation.symbol($0) } ?? writer.formula(of: gradient)
      rows.append("\(label)", "= \(formula)", "\(core.shape(of: variable))")
      if core.node(gradient).leafKind == nil, writer.labels[gradient] == nil { writer.labels[gradient] = label }
    }
    return rows.text
  }
}
