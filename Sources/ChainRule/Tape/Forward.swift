extension Variable {
  /// The forward walk: the tangents of some variables, given those of earlier nodes; `nil` where nothing flows.
  ///
  /// Visits the nodes that the outputs depend on, from `start` on and in order, and records each pushforward on the tape.
  static func pushingForward(_ tangents: [Int32: Int32], to outputs: [Variable], from start: Int32) -> [Variable?] {
    let core = outputs[0].core
    var tangents = tangents
    let wanted = core.slice(of: outputs.map { $0.index }, from: start) { _ in true }
    for (offset, isWanted) in wanted.enumerated() where isWanted && tangents[start + Int32(offset)] == nil {
      let place = start + Int32(offset)
      let node = core.node(place)
      guard (0..<node.inputCount).contains(where: { tangents[core.input($0, of: node)] != nil }) else { continue }
      var given = OperandList<Variable?>()
      for slot in 0..<node.inputCount {
        if let tangent = tangents[core.input(slot, of: node)] {
          given.append(Variable(core, tangent))
        } else {
          given.append(nil)
        }
      }
      let output = core.primitive(of: node)
        .pushforward(of: given, inputs: Inputs(core, node), output: Variable(core, place))
      tangents[place] = output?.index
    }
    return outputs.map { output in tangents[output.index].map { Variable(core, $0) } }
  }
}
