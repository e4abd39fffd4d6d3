/// The matrix product over the last two axes; axes before them broadcast. Derivatives: ā = c̄·bᵀ and b̄ = aᵀ·c̄.
public struct MatrixProduct: Primitive {
  public static let name = "matmul"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let (a, b) = (inputs[0], inputs[1])
    guard a.rank >= 2, b.rank >= 2 else {
      let (vector, shape) = a.rank < 2 ? ("{0}", a) : ("{1}", b)
      throw ShapeError(
        "{0} is \(a) and {1} is \(b); both must be matrices"
          + (shape.rank == 1 ? ": did you mean \(vector).reshaped(to: [\(shape[0]), 1]), a column?" : ""))
    }
    guard a[a.rank - 1] == b[b.rank - 2] else {
      throw ShapeError(MatrixProduct.message(a, b))
    }
    let (left, right) = (Shape(a.dropLast(2)), Shape(b.dropLast(2)))
    guard var shape = try? left.broadcast(with: right) else {
      throw ShapeError(
        "{0} is \(a) and {1} is \(b): the axes before the last two, \(left) and \(right), do not broadcast")
    }
    shape.append(a[a.rank - 2])
    shape.append(b[b.rank - 1])
    try shape.checkElementCount()
    return shape
  }

  private static func message(_ a: Shape, _ b: Shape) -> String {
    var repairs: [String] = []
    if a[a.rank - 2] == b[b.rank - 2] { repairs.append("{0}.transposed()") }
    if a[a.rank - 1] == b[b.rank - 1] { repairs.append("{1}.transposed()") }
    if repairs.isEmpty, a[a.rank - 2] == b[b.rank - 1] { repairs.append("matmul({1}, {0})") }
    return "{0} is \(a) and {1} is \(b): \(a[a.rank - 1]) ≠ \(b[b.rank - 2])"
      + (repairs.isEmpty ? "" : "; did you mean \(repairs.joined(separator: " or "))?")
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    matmul(operands[0], operands[1])
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let product =
      input == 0 ? matmul(cotangent, inputs[1].transposed()) : matmul(inputs[0].transposed(), cotangent)
    return product.summed(to: inputs[input].shape)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let left = tangents[0].map { matmul($0, inputs[1]) }
    let right = tangents[1].map { matmul(inputs[0], $0) }
    return left.map { left in right.map { left + $0 } ?? left } ?? right
  }

  public func notation(_ x: [Notation]) -> Notation { .product(.matrix, x[0], x[1]) }
}

/// The matrix product over the last two axes; axes before them broadcast. Transposed operands are read in place.
/// Stops where the inner lengths differ. Complexity: O(m·n·k).
public func matmul<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> {
  let (a, b) = (a.untyped, b.untyped)
  let shape = orStop("matmul") { () throws(ShapeError) in
    try MatrixProduct().outputShape(for: OperandList(of: a.shape, b.shape))
  }
  return Tensor(UntypedTensor.matmul(a, b, shape: shape))
}

/// The matrix product over the last two axes; axes before them broadcast.
public func matmul<Scalar>(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
  Tape.apply(MatrixProduct(), a, b)
}
