extension Tape {
  /// The values of some variables when other variables have other values: the recorded operations between them run again.
  ///
  /// Nothing is recorded, and the tape's own values stay. A substituted value must have its variable's shape.
  /// - Complexity: O(nodes from the first substitute to the last output), of which only the affected ones are computed.
  public func evaluate(
    _ outputs: [Variable<Scalar>], substituting values: [Variable<Scalar>: Tensor<Scalar>] = [:]
  ) -> [Tensor<Scalar>] {
    var substitutes: [Int32: UntypedTensor] = [:]
    for (variable, value) in values {
      variable.check("evaluate(substituting:)", core)
      guard value.shape == variable.shape else {
        stop(
          "evaluate(substituting:): \(variable.displayName(position: 0)) is \(variable.shape), but its substitute is \(value.shape); record the function again for another shape"
        )
      }
      substitutes[variable.index] = value.untyped
    }
    for output in outputs { output.check("evaluate", core) }
    let replayed = core.replay(outputs.map(\.index), substituting: substitutes)
    return replayed.map { Tensor($0.withOwnMemory) }
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// The values of `outputs`, where everything between them and the substitutes is computed again.
  func replay(_ outputs: [Int32], substituting substitutes: [Int32: UntypedTensor]) -> [UntypedTensor] {
    guard let start = substitutes.keys.min(), let end = outputs.max(), start <= end else {
      return outputs.map(value(of:))
    }
    let affected = NeededNodes(self, dependingOn: Array(substitutes.keys), through: end)
    let wanted = slice(of: outputs, from: start, where: affected.contains)
    var values = substitutes
    for index in start...end where wanted[Int(index - start)] && values[index] == nil {
      values[index] = evaluated(node(index)) { values[$0] ?? value(of: $0) }
    }
    return outputs.map { values[$0] ?? value(of: $0) }
  }

  /// The value of a node whose value was released: the released nodes it needs are computed again, in order, and kept.
  func recomputed(_ index: Int32) -> UntypedTensor {
    var missing: Set<Int32> = [index]
    var pending = [index]
    while let next = pending.popLast() {
      let node = node(next)
      for slot in 0..<node.inputCount {
        let input = input(slot, of: node)
        if isReleased(input), missing.insert(input).inserted { pending.append(input) }
      }
    }
    for index in missing.sorted() {
      let node = node(index)
      let value = evaluated(node, value(of:))
      pointee.values[Int(node.valueIndex)] = StoredValue(tensor: value)
    }
    return pointee.values[Int(node(index).valueIndex)].tensor
  }

  func isReleased(_ index: Int32) -> Bool {
    let node = node(index)
    return !node.isSingleNumber && pointee.values[Int(node.valueIndex)].isReleased
  }

  /// Which nodes from `start` on `outputs` depend on, going only through nodes that `passes` accepts.
  func slice(of outputs: [Int32], from start: Int32, where passes: (Int32) -> Bool) -> ContiguousArray<Bool> {
    guard let end = outputs.max(), end >= start else { return [] }
    var wanted = ContiguousArray(repeating: false, count: Int(end - start) + 1)
    for output in outputs where output >= start && passes(output) { wanted[Int(output - start)] = true }
    for index in (start...end).reversed() where wanted[Int(index - start)] {
      let node = node(index)
      for slot in 0..<node.inputCount {
        let input = input(slot, of: node)
        if input >= start, passes(input) { wanted[Int(input - start)] = true }
      }
    }
    return wanted
  }

  private func evaluated(_ node: Node, _ value: (Int32) -> UntypedTensor) -> UntypedTensor {
    primitive(of: node).evaluate(OperandList(inputs(of: node).map(value)), as: pointee.format)
  }
}

extension Tape {
  /// Drops the values of operations, to be computed again when somebody looks. Leaves and single numbers stay.
  public func release(values variables: [Variable<Scalar>]) {
    for variable in variables {
      variable.check("release", core)
      core.release(variable.index)
    }
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  func release(_ index: Int32) {
    let node = node(index)
    if node.leafKind == nil, !node.isSingleNumber { pointee.values[Int(node.valueIndex)].release() }
  }
}
