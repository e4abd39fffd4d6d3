extension Tape {
  /// The one leaf on this tape of a parameter that has an identity apart from it, recorded at its first use.
  ///
  /// Stops where it was recorded with another value.
  func parameter(_ value: Tensor<Scalar>, identity: UInt64, named name: String) -> Variable<Scalar> {
    if let known = identifiedParameter(identity) {
      guard core.value(of: known.index).hasSameElements(as: value.untyped) else {
        stop(
          "parameter: \(name) was recorded on this tape with another value; record on a new tape after a parameter has changed, or give each model parameters of its own"
        )
      }
      return known
    }
    let variable = parameter(value, named: name)
    core.pointee.identifiedParameters[identity] = variable.index
    return variable
  }

  /// The leaf of a parameter that was recorded by identity; `nil` where it was not.
  func identifiedParameter(_ identity: UInt64) -> Variable<Scalar>? {
    core.pointee.identifiedParameters[identity].map { Variable(core, $0) }
  }

  /// The leaves that are learned, in the order in which they were recorded. Complexity: O(nodes).
  var parameters: [Variable<Scalar>] {
    (0..<Int32(nodeCount)).filter { core.node($0).leafKind == .parameter }.map { Variable(core, $0) }
  }

  /// The identities of the leaves that were recorded by one.
  var parameterIdentities: [Variable<Scalar>: UInt64] {
    let pairs = core.pointee.identifiedParameters.map { (Variable<Scalar>(core, $0.value), $0.key) }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

extension UntypedTensor {
  /// Whether shape and elements are the same, NaN with NaN. Complexity: O(1) where the memory is the same.
  fileprivate func hasSameElements(as other: UntypedTensor) -> Bool {
    guard shape == other.shape else { return false }
    if let buffer, buffer === other.buffer, offset == other.offset, strides == other.strides { return true }
    return (0..<elementCount).allSatisfy {
      let (mine, others) = (element(at: $0), other.element(at: $0))
      return mine == others || (mine.isNaN && others.isNaN)
    }
  }
}
