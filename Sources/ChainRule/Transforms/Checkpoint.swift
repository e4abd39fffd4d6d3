extension Tape {
  /// Records `body` without keeping what it computes on the way: the values between are released and computed again in
  /// the backward pass, when the reverse walk enters the slice, and released once more when it leaves.
  ///
  /// Memory for time: T. Chen et al., Training deep nets with sublinear memory cost, arXiv:1604.06174. Slices may be
  /// nested. A released value that somebody looks at is computed again and stays.
  /// - Complexity: one more evaluation of the slice per backward pass.
  public func checkpoint(_ body: () -> Variable<Scalar>) -> Variable<Scalar> {
    let first = Int32(nodeCount)
    let output = body()
    output.check("checkpoint", core)
    let last = Int32(nodeCount - 1)
    guard first < last else { return output }
    for index in first...last where index != output.index { core.release(index) }
    core.pointee.checkpoints[last, default: []].append(CheckpointedSlice(first: first, last: last))
    return output
  }
}
