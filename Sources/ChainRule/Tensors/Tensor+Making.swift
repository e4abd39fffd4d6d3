extension Tensor {
  /// The n × n matrix with 1 on its diagonal and 0 elsewhere.
  public static func identity(_ n: Int) -> Tensor {
    Tensor(shape: [n, n]) { scalars in
      scalars.initialize(repeating: 0)
      for row in 0..<n { scalars[row * n + row] = 1 }
    }
  }

  /// The whole numbers of a range, as a vector: `Tensor(0..<4)` is `[0, 1, 2, 3]`.
  public init(_ range: Range<Int>) {
    self.init(shape: [range.count]) { scalars in
      for (place, number) in range.enumerated() { scalars.initializeElement(at: place, to: Scalar(number)) }
    }
  }

  /// One-hot codes of class indices: 1 at each label's class, 0 elsewhere.
  ///
  /// The classes lie along `axis`: 0, the default, gives one sample per column, and a shape of `classCount` × samples;
  /// 1 (or −1) gives one sample per row. Stops where a label is not one of 0 ..< `classCount`.
  public static func oneHot(_ labels: [Int], classCount: Int, axis: Int = 0) -> Tensor {
    let classesFirst: Shape = [classCount, labels.count]
    let axis = orStop("oneHot") { () throws(ShapeError) in
      do throws(ShapeError) { return try classesFirst.axis(axis) } catch {
        throw ShapeError("axis \(axis) is not 0 or 1")
      }
    }
    for (sample, label) in labels.enumerated() where label < 0 || label >= classCount {
      stop("oneHot: label \(sample) is \(label), which is not one of the classes 0 ..< \(classCount)")
    }
    return Tensor(shape: axis == 0 ? classesFirst : [labels.count, classCount]) { scalars in
      scalars.initialize(repeating: 0)
      for (sample, label) in labels.enumerated() {
        scalars[axis == 0 ? label * labels.count + sample : sample * classCount + label] = 1
      }
    }
  }

  /// The numbers of another tensor in this one's scalar type, each rounded to the nearest. Complexity: O(elements).
  public init<Other: TensorScalar>(converting other: Tensor<Other>) {
    untyped = other.untyped.converted(to: Scalar.format)
  }

  /// The tensor of what `transform` makes of each element.
  ///
  /// For what the elementwise functions cannot say: it calls a closure for every element, which is slower than they
  /// are.
  public func map<Failure: Error>(_ transform: (Scalar) throws(Failure) -> Scalar) throws(Failure) -> Tensor {
    var results = scalars
    for place in results.indices { results[place] = try transform(results[place]) }
    return Tensor(shape: shape, scalars: results)
  }
}

extension UntypedTensor {
  fileprivate func converted(to target: ScalarFormat) -> UntypedTensor {
    if format == target { return self }
    if buffer == nil { return UntypedTensor(format: target, shape: shape, fill: fill) }
    let source = contiguous
    return UntypedTensor(format: target, shape: shape) { memory in
      let count = shape.elementCount
      switch target {
      case .float32:
        let (x, y) = (source.base!.assumingMemoryBound(to: Double.self), memory.assumingMemoryBound(to: Float.self))
        for place in 0..<count { y[place] = Float(x[place]) }
      case .float64:
        let (x, y) = (source.base!.assumingMemoryBound(to: Float.self), memory.assumingMemoryBound(to: Double.self))
        for place in 0..<count { y[place] = Double(x[place]) }
      }
      withExtendedLifetime(source) {}
    }
  }
}
