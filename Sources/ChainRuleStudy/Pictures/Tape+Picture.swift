import ChainRule

extension Tape {
  /// The tape drawn from left to right, as an SVG document that is readable on light and on dark paper.
  ///
  /// Each node is a box with its name, its operation's sign and its shape, and a sentence for screen readers. A tape that
  /// is too long to be read is folded: layers that repeat become one dashed box that says how many nodes it stands for.
  ///
  /// - Parameters:
  ///   - outputs: What to draw, with all that it depends on; by default the whole tape.
  ///   - gradients: Where given, boxes that are gradients of named variables are called so: ∂L/∂W[1].
  ///   - limit: About how many boxes there are at most.
  public func svg(
    of outputs: [Variable<Scalar>]? = nil, gradients: Gradients<Scalar>? = nil, limit: Int = 60
  ) -> String {
    let variables = drawn(outputs)
    let graph = TapeGraph(variables, gradientNames: gradients.map(gradientNames) ?? [:], limit: limit)
    return TapePicture(graph).svg(title: title(variables.count, graph))
  }

  /// The tape in the language of Graphviz, with the same boxes as ``svg(of:gradients:limit:)``.
  public func dot(
    of outputs: [Variable<Scalar>]? = nil, gradients: Gradients<Scalar>? = nil, limit: Int = 60
  ) -> String {
    let variables = drawn(outputs)
    let graph = TapeGraph(variables, gradientNames: gradients.map(gradientNames) ?? [:], limit: limit)
    return graph.dot(title: title(variables.count, graph))
  }

  /// The outputs and what they depend on, in the order of recording.
  private func drawn(_ outputs: [Variable<Scalar>]?) -> [Variable<Scalar>] {
    guard let outputs else { return variables }
    return variables(neededBy: outputs)
  }

  /// The variables that some others depend on, and these, in the order of recording.
  func variables(neededBy outputs: [Variable<Scalar>]) -> [Variable<Scalar>] {
    var needed: [Int: Variable<Scalar>] = [:]
    var pending = outputs
    while let variable = pending.popLast() {
      if needed.updateValue(variable, forKey: variable.number) == nil { pending += variable.operands }
    }
    return needed.values.sorted { $0.number < $1.number }
  }

  private func gradientNames(_ gradients: Gradients<Scalar>) -> [Int: String] {
    let output = gradients.output.name ?? "output"
    var names: [Int: String] = [:]
    for variable in gradients.tape.variables {
      guard let name = variable.name, variable.number <= gradients.output.number, let gradient = gradients[variable],
        gradient.operation != nil, names[gradient.number] == nil
      else { continue }
      names[gradient.number] = "∂\(output)/∂\(name)"
    }
    return names
  }

  private func title(_ count: Int, _ graph: TapeGraph) -> String {
    let folded = graph.nodes.filter { $0.kind == .folded }.reduce(0) { $0 + $1.places.count }
    return "A tape of \(count) nodes" + (folded == 0 ? "" : ", of which \(folded) are folded")
  }
}
