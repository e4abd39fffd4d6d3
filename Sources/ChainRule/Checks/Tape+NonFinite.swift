extension Tape {
  /// Where the first NaN or infinity on this tape came from; `nil` where every value is finite.
  ///
  /// The backward pass is on the tape too, so that a gradient's NaN is found as well. Values that were released are
  /// computed for the search and released again.
  /// - Parameter ignoringInfinities: Looks for NaN only, where infinities are meant, as in masks of −∞.
  /// - Complexity: O(elements of all values).
  public func firstNonFinite(ignoringInfinities: Bool = false) -> NonFiniteOrigin? {
    var released: [Int32] = []
    defer { for index in released { core.release(index) } }
    for index in 0..<Int32(nodeCount) where core.isReleased(index) { released.append(index) }
    for index in 0..<Int32(nodeCount) where !core.sharesMemoryWithOperand(index) {
      let places = core.value(of: index).nonFinitePlaces(ignoringInfinities: ignoringInfinities)
      if let place = places.first { return core.origin(of: index, place: place, count: places.count) }
    }
    return nil
  }

  /// Looks at every value from now on as it is recorded, so that ``firstNonFinite(ignoringInfinities:)`` can name the line
  /// that recorded the first NaN or infinity.
  ///
  /// Costs a pass over each value, and some milliseconds when something is found. Lines are known on Linux, in programs
  /// with debugging information, which release builds of SwiftPM have as well.
  public func watchForNonFinite() {
    guard !core.pointee.watchesForNonFinite else { return }
    core.pointee.watchesForNonFinite = true
    let core = core
    let others = core.pointee.observer
    var sought = (infinity: true, nan: true)
    core.pointee.observer = { index in
      others?(index)
      guard sought.nan, !core.sharesMemoryWithOperand(index) else { return }
      let value = core.value(of: index)
      let isNaN = !value.nonFinitePlaces(ignoringInfinities: true).isEmpty
      guard isNaN || (sought.infinity && !value.nonFinitePlaces(ignoringInfinities: false).isEmpty) else { return }
      sought = (infinity: false, nan: !isNaN)
      core.pointee.callSites[index] = CallSite.current()
    }
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// Whether a node's value is a view of an operand's, so that it holds nothing that the operand does not.
  fileprivate func sharesMemoryWithOperand(_ index: Int32) -> Bool {
    let node = node(index)
    guard let place = node.isSingleNumber ? nil : node.valueIndex,
      let buffer = pointee.values[Int(place)].tensor.buffer, !buffer.isOfArena
    else { return false }
    return inputs(of: node).contains { input in
      let input = self.node(input)
      return !input.isSingleNumber && pointee.values[Int(input.valueIndex)].tensor.buffer === buffer
    }
  }

  fileprivate func origin(of index: Int32, place: Int, count: Int) -> NonFiniteOrigin {
    let node = node(index)
    let value = value(of: index)
    let element = value.shape.index(ofElement: place)
    let primitive = node.leafKind == nil ? primitive(of: node) : nil
    return NonFiniteOrigin(
      position: Int(index), title: node.leafKind == nil ? title(of: index) : name(of: index) ?? "#\(index)",
      operation: primitive.map { type(of: $0).name }, leafKind: node.leafKind, shape: value.shape, index: element,
      value: value.element(at: place), count: count,
      operands: inputs(of: node).map { operand($0, at: primitive is any ElementwisePrimitive ? element : nil) },
      callSite: pointee.callSites[index], wasWatched: pointee.watchesForNonFinite, nodeCount: pointee.nodes.count)
  }

  /// An operand at an element, or at its largest one. What was only broadcast is shown as it was before.
  private func operand(_ index: Int32, at element: [Int]?) -> NonFiniteOrigin.Operand {
    var index = index
    var element = element
    while node(index).leafKind == nil, primitive(of: node(index)) is Broadcast {
      index = input(0, of: node(index))
      let source = shape(of: index)
      element = element.map { zip($0.suffix(source.rank), source).map { $1 == 1 ? 0 : $0 } }
    }
    let value = value(of: index)
    let place =
      element.map { zip($0, value.shape).reduce(0) { $0 * $1.1 + $1.0 } }
      ?? (0..<value.elementCount).max { value.element(at: $0).magnitude < value.element(at: $1).magnitude } ?? 0
    return NonFiniteOrigin.Operand(
      title: title(of: index), shape: value.shape, index: value.shape.index(ofElement: place),
      value: value.elementCount == 0 ? 0 : value.element(at: place), isLargest: element == nil, format: value.format)
  }
}
