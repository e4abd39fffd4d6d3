extension Variable {
  /// The forward walk: this variable's tangent, given those of some earlier nodes; `nil` where nothing flows here.
  ///
  /// Visits the nodes from `start` to this one in order and records each pushforward on the same tape.
  func pushingForward(_ tangents: [Int32: Int32], from start: Int32) -> Variable? {
    var tangents = tangents
    for place in start...Swift.max(start, index) where place <= index && tangents[place] == nil {
      let node = core.node(place)
      let inputs = Inputs<Scalar>(core, node)
      let given = OperandList(inputs.lazy.map { tangents[$0.index].map { Variable(core, $0) } })
      guard given.contains(where: { $0 != nil }) else { continue }
      tangents[place] =
        core.primitive(of: node).pushforward(of: given, inputs: inputs, output: Variable(core, place))?.index
    }
    return tangents[index].map { Variable(core, $0) }
  }
}
