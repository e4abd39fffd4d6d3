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
