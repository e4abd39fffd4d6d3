extension Shape {
  /// The shape that operands of two shapes share under NumPy's rule: axes are matched from the innermost outwards, and
  /// an axis of length 1, or a missing one, stretches to the other's length.
  public func broadcast(with other: Shape) throws(ShapeError) -> Shape {
    if self == other { return self }
    var result = rank >= other.rank ? self : other
    for back in 1...Swift.max(rank, other.rank, 1) where back <= rank && back <= other.rank {
      let mine = self[rank - back]
      let others = other[other.rank - back]
      guard mine == others || mine == 1 || others == 1 else {
        throw ShapeError(Shape.broadcastMessage(self, other, mine, others))
      }
      result[result.rank - back] = mine == 1 ? others : mine
    }
    try result.checkElementCount()
    return result
  }

  private static func broadcastMessage(_ a: Shape, _ b: Shape, _ mine: Int, _ others: Int) -> String {
    var message = "{0} is \(a) and {1} is \(b): \(mine) ≠ \(others), and neither is 1"
    if a.rank == 2, b.rank == 1, a[0] == b[0] {
      message += "; did you mean {1}.reshaped(to: [\(b[0]), 1]), a column?"
    } else if b.rank == 2, a.rank == 1, b[0] == a[0] {
      message += "; did you mean {0}.reshaped(to: [\(a[0]), 1]), a column?"
    } else if a.rank == 2, b.rank == 2, a[0] == b[1], a[1] == b[0] {
      message += "; did you mean {1}.transposed()?"
    }
    return message
  }

  /// The axes of `target` along which this shape is repeated when it is broadcast to it.
  func broadcastAxes(to target: Shape) throws(ShapeError) -> AxisSet {
    var axes = AxisSet()
    let missing = target.rank - rank
    guard missing >= 0 else {
      throw ShapeError("{0} is \(self) and cannot be broadcast to \(target): it has more axes")
    }
    for axis in 0..<target.rank {
      if axis < missing {
        _ = axes.insert(axis)
      } else if self[axis - missing] != target[axis] {
        guard self[axis - missing] == 1 else {
          throw ShapeError(
            "{0} is \(self) and cannot be broadcast to \(target): \(self[axis - missing]) ≠ \(target[axis]), and it is not 1"
          )
        }
        _ = axes.insert(axis)
      }
    }
    return axes
  }
}
