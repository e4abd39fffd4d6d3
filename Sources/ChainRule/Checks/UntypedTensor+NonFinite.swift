extension UntypedTensor {
  /// The places, in row-major order, of the elements that are NaN or, unless those are ignored, infinite.
  /// Complexity: O(elements), at the speed of memory where there are none.
  func nonFinitePlaces(ignoringInfinities: Bool) -> [Int] {
    guard buffer != nil else {
      return fill.isNaN || (fill.isInfinite && !ignoringInfinities) ? Array(0..<elementCount) : []
    }
    switch format {
    case .float32: return Tensor<Float>(self).withUnsafeScalars { places(in: $0, ignoringInfinities) }
    case .float64: return Tensor<Double>(self).withUnsafeScalars { places(in: $0, ignoringInfinities) }
    }
  }

  // An exponent of all ones means NaN or infinity: one pass over the bits, without branches, finds whether there is one.
  private func places(in scalars: UnsafeBufferPointer<Float>, _ ignoringInfinities: Bool) -> [Int] {
    let exponent = Float.infinity.bitPattern
    var found = false
    for scalar in scalars { found = (scalar.bitPattern & exponent == exponent) || found }
    return found ? scalars.indices.filter { scalars[$0].isNaN || (scalars[$0].isInfinite && !ignoringInfinities) } : []
  }

  private func places(in scalars: UnsafeBufferPointer<Double>, _ ignoringInfinities: Bool) -> [Int] {
    let exponent = Double.infinity.bitPattern
    var found = false
    for scalar in scalars { found = (scalar.bitPattern & exponent == exponent) || found }
    return found ? scalars.indices.filter { scalars[$0].isNaN || (scalars[$0].isInfinite && !ignoringInfinities) } : []
  }
}
