extension UnsafeMutablePointer where Pointee == TapeCore {
  /// How messages call a node: its name, or what it was computed from, down to the nearest names.
  func title(of index: Int32) -> String { name(of: index) ?? formula(of: index) }

  /// What a node was computed from, down to the nearest names.
  func formula(of index: Int32) -> String {
    FormulaWriter(self, operationLimit: 4).formula(of: index).description
  }
}

extension Shape {
  /// The index along each axis of the element at a place in row-major order.
  func index(ofElement position: Int) -> [Int] {
    var rest = position
    var index = [Int](repeating: 0, count: rank)
    for axis in indices.reversed() {
      index[axis] = rest % self[axis]
      rest /= self[axis]
    }
    return index
  }
}

/// An element's index as messages write it: ` at (0, 3)`; a single number has none.
func elementText(_ index: [Int]) -> String {
  index.isEmpty ? "" : " at (\(index.map(String.init).joined(separator: ", ")))"
}
