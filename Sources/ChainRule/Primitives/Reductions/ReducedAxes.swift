extension Shape {
  /// How many elements are reduced to one along axes.
  func elementCount(along axes: AxisSet) -> Int { axes.reduce(1) { $0 * self[$1] } }

  /// This shape. Throws where an axis to be reduced is missing, or has no elements to take a maximum or mean of.
  func check(isNotEmptyAlong axes: AxisSet) throws(ShapeError) -> Shape {
    for axis in axes where self[try self.axis(axis)] == 0 {
      throw ShapeError("{0} is \(self) and has no elements along axis \(axis)")
    }
    return self
  }

  /// The axes as a set. Stops, naming the operation, where one is out of range or named twice.
  func axes(_ axes: [Int]?, for operation: String) -> AxisSet {
    orStop(operation) { () throws(ShapeError) in try self.axes(axes) }
  }
}

extension Variable {
  /// The axes as a set. Stops, naming the operation and this variable, where one is out of range or named twice.
  func axes(_ axes: [Int]?, for operation: String) -> AxisSet {
    orStop(operation) { () throws(ShapeError) in try shape.axes(axes) }
  }

  /// Runs `body` and stops with its message, under the operation's name and with this variable's, where it throws.
  func orStop<Result>(_ operation: String, _ body: () throws(ShapeError) -> Result) -> Result {
    check(operation, core)
    do throws(ShapeError) {
      return try body()
    } catch {
      stop("\(operation): " + ShapeError.naming(error.message) { displayName(position: $0) })
    }
  }
}

extension Tensor {
  /// The value of an operation on this tensor. Stops where its shape rule refuses it.
  func applying<P: Primitive>(_ primitive: P, _ others: Tensor...) -> Tensor {
    let operands = OperandList([self] + others)
    _ = orStop(P.name) { () throws(ShapeError) in try primitive.outputShape(for: OperandList(operands.map { $0.shape }))
    }
    return primitive.evaluate(operands)
  }
}

extension AxisSet {
  /// A reduction's sign with the index of each axis under it: Σ_j over the second one.
  func sign(_ sign: String) -> String {
    let letters = Array("ijklpqr")
    return "\(sign)_\(String(map { letters[$0] }))"
  }
}
