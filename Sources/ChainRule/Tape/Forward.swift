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
      let inputs = Inputs<Scalar>(core, node)
      let given = OperandList(inputs.lazy.map { tangents[$0.index].map { Variable(core, $0) } })
      guard given.contains(where: { $0 != nil }) else { continue }
      tangents[place] =
        core.primitive(of: node).pushforward(of: given, inputs: inputs, output: Variable(core, place))?.index
    }
    return outputs.map { output in tangents[output.index].map { Variable(core, $0) } }
  }
}
