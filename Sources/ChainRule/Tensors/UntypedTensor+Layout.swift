import CChainRule

// Views: the same memory seen with another shape and other strides. Nothing here copies, except where it says so.
extension UntypedTensor {
  /// The tensor with its axes in another order.
  func permuted(_ order: [Int]) -> UntypedTensor {
    var view = self
    for (axis, old) in order.enumerated() {
      view.shape[axis] = shape[old]
      view.strides[axis] = strides[old]
    }
    return view
  }

  /// The tensor with its last two axes exchanged.
  func transposed() -> UntypedTensor {
    var view = self
    let (row, column) = (shape.rank - 2, shape.rank - 1)
    (view.shape[row], view.shape[column]) = (shape[column], shape[row])
    (view.strides[row], view.strides[column]) = (strides[column], strides[row])
    return view
  }

  /// The elements repeated along the axes where `target` is longer.
  func broadcast(to target: Shape) -> UntypedTensor {
    if shape == target { return self }
    var view = self
    view.shape = target
    view.strides = .zero
    let missing = target.rank - shape.rank
    for axis in 0..<shape.rank where shape[axis] == target[axis + missing] {
      view.strides[axis + missing] = strides[axis]
    }
    return view
  }

  /// The elements, in row-major order, under another shape of as many elements. Copies where the memory is not
  /// row-major.
  func reshaped(to target: Shape) -> UntypedTensor {
    if buffer == nil { return UntypedTensor(format: format, shape: target, fill: fill) }
    var view = contiguous
    view.shape = target
    view.strides = target.rowMajorStrides
    if target.rank == 0 { return UntypedTensor(format: format, shape: target, fill: view.element(at: 0)) }
    return view
  }

  /// Every `step`-th element of `range` along one axis.
  func sliced(axis: Int, _ range: Range<Int>, step: Int = 1) -> UntypedTensor {
    var view = self
    view.shape[axis] = range.isEmpty ? 0 : (range.count - 1) / step + 1
    view.offset += range.lowerBound * Int(strides[axis])
    // Strides wrap only where there are no elements.
    if view.shape[axis] > 1 { view.strides[axis] = strides[axis] &* Int32(step) }
    return view
  }

  /// Tensors put one after the other along an axis. Copies.
  static func concatenated(_ parts: [UntypedTensor], axis: Int, shape: Shape) -> UntypedTensor {
    UntypedTensor(format: parts[0].format, shape: shape) { memory in
      var start = 0
      for part in parts {
        let place = start * Int(shape.rowMajorStrides[axis]) * part.format.width
        part.copy(to: memory + place, strides: shape.rowMajorStrides)
        start += part.shape[axis]
      }
    }
  }

  /// The elements, `steps` apart from each other and `before` from the start of each axis, with `value` elsewhere.
  /// Copies.
  func padded(to target: Shape, before: [Int], steps: [Int], with value: Double) -> UntypedTensor {
    UntypedTensor(format: format, shape: target) { memory in
      cr_fill(format.kernel, value, memory, Int64(target.elementCount))
      var strides = target.rowMajorStrides
      let place = before.indices.reduce(0) { $0 + before[$1] * Int(strides[$1]) }
      for axis in steps.indices where shape[axis] > 1 { strides[axis] &*= Int32(steps[axis]) }
      copy(to: memory + place * format.width, strides: strides)
    }
  }

  /// The entries of `axis` named by `indices`, in their order. Copies.
  func gathered(axis: Int, _ indices: [Int]) -> UntypedTensor {
    var target = shape
    target[axis] = indices.count
    guard buffer != nil else { return UntypedTensor(format: format, shape: target, fill: fill) }
    if axis == shape.rank - 1, shape.rank == 2 || isContiguous {
      // The columns of a matrix: all of them in one pass over each row.
      let rows = target.dropLast().reduce(1, *)
      return UntypedTensor(format: format, shape: target) { memory in
        cr_gather(
          format.kernel, Int64(rows), Int64(shape.rank == 2 ? Int(strides[0]) : shape[axis]), Int64(strides[axis]),
          base!, indices.map(Int64.init), Int64(indices.count), memory)
      }
    }
    return UntypedTensor(format: format, shape: target) { memory in
      let strides = target.rowMajorStrides
      for (place, index) in indices.enumerated() {
        sliced(axis: axis, index..<index + 1)
          .copy(to: memory + place * Int(strides[axis]) * format.width, strides: strides)
      }
    }
  }

  /// A tensor of `target` shape whose entry `indices[i]` along `axis` is the sum of the entries i of this one. Copies.
  func scattered(axis: Int, _ indices: [Int], to target: Shape) -> UntypedTensor {
    let source = contiguous
    return UntypedTensor(format: format, shape: target) { memory in
      guard target.elementCount > 0 else { return }
      let outer = target[..<axis].reduce(1, *)
      let inner = target[(axis + 1)...].reduce(1, *)
      cr_scatter_axis(
        format.kernel, Int64(outer), Int64(target[axis]), Int64(inner), source.base!, indices.map(Int64.init),
        Int64(indices.count), memory)
      withExtendedLifetime(source) {}
    }
  }
}
