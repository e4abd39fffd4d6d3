extension Shape {
  /// This shape. Throws unless the other is the same: a loss never broadcasts, as (n) against n × 1 would become n × n.
  func check(isTargetShape target: Shape, _ mine: String, _ others: String) throws(ShapeError) -> Shape {
    guard self == target else {
      var message = "\(mine) {0} is \(self), but \(others) {1} is \(target); the shapes must be equal"
      if rank == 2, target.rank == 2, self[0] == target[1], self[1] == target[0] {
        message += ": did you mean {1}.transposed()?"
      } else if elementCount == target.elementCount {
        message += ": did you mean {1}.reshaped(to: [\(map(String.init).joined(separator: ", "))])?"
      }
      throw ShapeError(message)
    }
    return self
  }
}

extension OperandList {
  /// The first tangent minus the second, where one that is missing is 0; `nil` where both are.
  func difference<Scalar>() -> Variable<Scalar>? where Element == Variable<Scalar>? {
    guard let first = self[0] else { return self[1].map { -$0 } }
    return self[1].map { first - $0 } ?? first
  }
}
