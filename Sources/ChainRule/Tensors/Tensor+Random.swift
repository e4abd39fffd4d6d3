extension Tensor {
  /// Numbers drawn evenly from a range; the upper bound is never among them.
  ///
  /// Uses up one number of the generator for each element, in row-major order. The numbers are the same on every
  /// platform, bit for bit; those of `Float` are those of `Double`, rounded. Stops where the range is empty or not
  /// finite.
  public static func uniform(
    _ range: Range<Scalar> = 0..<1, shape: Shape, using generator: inout PhiloxGenerator
  ) -> Tensor {
    let lower = Double(range.lowerBound)
    let width = Double(range.upperBound) - lower
    guard width > 0, width.isFinite else { stop("uniform: there is nothing to draw from in \(range)") }
    let last = Double(range.upperBound.nextDown)
    return Tensor(
      UntypedTensor.generated(format: Scalar.format, shape: shape) {
        Swift.min(lower + generator.nextUnit() * width, last)
      })
  }

  /// Numbers drawn from a normal distribution.
  ///
  /// Uses up one number of the generator for each element, in row-major order. The numbers are the same on every
  /// platform, bit for bit; those of `Float` are those of `Double`, rounded. Stops where the standard deviation is
  /// negative or a parameter is not finite.
  public static func normal(
    mean: Scalar = 0, standardDeviation: Scalar = 1, shape: Shape, using generator: inout PhiloxGenerator
  ) -> Tensor {
    let (mean, deviation) = (Double(mean), Double(standardDeviation))
    guard deviation >= 0, deviation.isFinite, mean.isFinite else {
      stop("normal: there is no distribution with mean \(mean) and standard deviation \(deviation)")
    }
    return Tensor(
      UntypedTensor.generated(format: Scalar.format, shape: shape) { mean + generator.nextNormal() * deviation })
  }
}

extension UntypedTensor {
  /// A tensor whose elements are made one after the other, in row-major order.
  @inline(__always)
  static func generated(format: ScalarFormat, shape: Shape, _ next: () -> Double) -> UntypedTensor {
    UntypedTensor(format: format, shape: shape) { memory in
      let count = shape.elementCount
      switch format {
      case .float32:
        for place in 0..<count { memory.storeBytes(of: Float(next()), toByteOffset: 4 * place, as: Float.self) }
      case .float64: for place in 0..<count { memory.storeBytes(of: next(), toByteOffset: 8 * place, as: Double.self) }
      }
    }
  }
}
