extension Tensor: Equatable {
  /// Whether the shapes are the same and all elements are equal in the sense of IEEE 754: 0 equals −0, and a NaN equals
  /// nothing, itself included. For a mask of the equal elements see `.==`.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.untyped.matches(b.untyped) { $0 == $1 }
  }

  /// Whether the shapes are the same and each pair of elements satisfies
  /// |a − b| ≤ max(`absoluteTolerance`, `relativeTolerance` · max(|a|, |b|)).
  ///
  /// An infinity is close only to itself, a NaN to nothing. With the default tolerances about half of the digits must
  /// agree, and nothing but 0 is close to 0: state an absolute tolerance where numbers near 0 are compared. Closeness
  /// is symmetric but not transitive. Computed in double precision for both scalar types.
  public func isApproximatelyEqual(
    to other: Tensor, relativeTolerance: Scalar = Scalar.ulpOfOne.squareRoot(), absoluteTolerance: Scalar = 0
  ) -> Bool {
    let (relative, absolute) = (Double(relativeTolerance), Double(absoluteTolerance))
    guard relative >= 0, absolute >= 0 else {
      stop("isApproximatelyEqual: the tolerances \(relativeTolerance) and \(absoluteTolerance) must not be negative")
    }
    return untyped.matches(other.untyped) { a, b in
      a == b
        || a.isFinite && b.isFinite
          && (a - b).magnitude <= Swift.max(absolute, relative * Swift.max(a.magnitude, b.magnitude))
    }
  }
}

extension UntypedTensor {
  /// Whether the shapes are the same and `areAlike` accepts every pair of elements.
  @inline(__always)
  fileprivate func matches(_ other: UntypedTensor, _ areAlike: (Double, Double) -> Bool) -> Bool {
    guard shape == other.shape else { return false }
    let count = elementCount
    if count == 0 { return true }
    if buffer == nil, other.buffer == nil { return areAlike(fill, other.fill) }
    let (a, b) = (contiguous, other.contiguous)
    defer { withExtendedLifetime((a, b)) {} }
    switch format {
    case .float32:
      let (x, y) = (a.base!.assumingMemoryBound(to: Float.self), b.base!.assumingMemoryBound(to: Float.self))
      return (0..<count).allSatisfy { areAlike(Double(x[$0]), Double(y[$0])) }
    case .float64:
      let (x, y) = (a.base!.assumingMemoryBound(to: Double.self), b.base!.assumingMemoryBound(to: Double.self))
      return (0..<count).allSatisfy { areAlike(x[$0], y[$0]) }
    }
  }
}
