extension Tensor {
  /// One element: an index for each axis, counted from the front. Stops where one is out of range.
  ///
  /// Writing changes this tensor alone; in place, unless its memory is shared. Complexity: O(rank), and O(elements) for
  /// the first write to shared memory.
  public subscript(indices: Int...) -> Scalar {
    get {
      untyped.checkIndices(indices)
      guard let base = untyped.base else { return Scalar(untyped.fill) }
      return base.load(fromByteOffset: untyped.distance(to: indices), as: Scalar.self)
    }
    set {
      untyped.checkIndices(indices)
      guard rank > 0 else { return untyped.fill = Double(newValue) }
      untyped.makeWritable()
      untyped.base!.storeBytes(of: newValue, toByteOffset: untyped.distance(to: indices), as: Scalar.self)
    }
  }

  /// Part of a tensor: a range for each axis, or an integer, which drops the axis. Axes that are not spoken of stay
  /// whole.
  ///
  /// `t[1..<3, 0...]` is two rows, `t[0..., 2]` a column as a vector. The part shares memory with the whole until one
  /// of them is written to. A value that is assigned is broadcast to the part; writing changes this tensor alone, in
  /// place unless its memory is shared. Stops where a range goes beyond its axis. Complexity: O(rank) to read.
  public subscript(ranges: any AxisRange...) -> Tensor {
    get {
      let part = untyped.part(ranges)
      guard part.shape.rank == 0 else { return Tensor(part) }
      return Tensor(UntypedTensor(format: part.format, shape: .scalar, fill: part.element(at: 0)))
    }
    set {
      let target = untyped.part(ranges).shape
      let value = orStop("Tensor: assigning to a part") { () throws(ShapeError) in
        let names = ["the value", "the part"]
        do throws(ShapeError) {
          _ = try newValue.shape.broadcastAxes(to: target)
        } catch { throw ShapeError(ShapeError.naming(error.message) { names[$0] }) }
        return newValue.untyped.broadcast(to: target)
      }
      guard target.elementCount > 0 else { return }
      guard rank > 0 else { return untyped = value }
      untyped.makeWritable()
      let part = untyped.part(ranges)
      value.copy(to: part.base!, strides: part.strides)
    }
  }
}

extension UntypedTensor {
  /// Makes the memory this tensor's own, with a place for every element.
  mutating func makeWritable() {
    let repeatsElements = (0..<shape.rank).contains { strides[$0] == 0 && shape[$0] > 1 }
    if buffer != nil, !repeatsElements, isKnownUniquelyReferenced(&buffer) { return }
    self = copied
  }

  fileprivate func checkIndices(_ indices: [Int]) {
    guard indices.count == shape.rank else {
      stop(
        "Tensor: \(indices) has \(indices.count) of the \(shape.rank) indices of an element of a tensor of \(shape); "
          + "for a part of it write ranges, such as t[1, 0...]")
    }
    for (axis, index) in indices.enumerated() where index < 0 || index >= shape[axis] {
      stop("Tensor: index \(indices) is out of range: the tensor is \(shape)" + Self.hint(index))
    }
  }

  /// The bytes from the first element to another one.
  fileprivate func distance(to indices: [Int]) -> Int {
    zip(indices, 0..<shape.rank).reduce(0) { $0 + $1.0 * Int(strides[$1.1]) } * format.width
  }

  /// The part of a tensor that ranges name, as a view, with the axes of integers dropped.
  fileprivate func part(_ ranges: [any AxisRange]) -> UntypedTensor {
    guard ranges.count <= shape.rank else {
      stop("Tensor: [\(Self.list(ranges))] names \(ranges.count) axes, but the tensor is \(shape)")
    }
    var view = self
    var part = Shape.scalar
    var strides = SIMD8<Int32>.zero
    for axis in 0..<shape.rank {
      if axis < ranges.count {
        let bounds = ranges[axis].axisBounds
        let upper = bounds.upper ?? shape[axis]
        guard bounds.lower >= 0, bounds.lower <= upper, upper <= shape[axis] else {
          stop("Tensor: [\(Self.list(ranges))] is out of range: the tensor is \(shape)" + Self.hint(bounds.lower))
        }
        view = view.sliced(axis: axis, bounds.lower..<upper)
        if type(of: ranges[axis]).dropsAxis { continue }
      }
      strides[part.rank] = view.strides[axis]
      part.append(view.shape[axis])
    }
    view.shape = part
    view.strides = strides
    return view
  }

  private static func list(_ ranges: [any AxisRange]) -> String {
    ranges.map { range in
      let bounds = range.axisBounds
      if type(of: range).dropsAxis { return "\(bounds.lower)" }
      return bounds.upper.map { "\(bounds.lower)..<\($0)" } ?? "\(bounds.lower)..."
    }.joined(separator: ", ")
  }

  private static func hint(_ index: Int) -> String {
    index < 0 ? "; negative numbers do not count from the back here" : ""
  }
}
