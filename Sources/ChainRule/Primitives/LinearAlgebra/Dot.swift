/// Σ aᵢbᵢ over two operands of one shape. Derivatives: b and a.
public struct Dot: FusedPrimitive {
  public static let name = "dot"
  public init() {}

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let (a, b) = (inputs[0], inputs[1])
    guard a == b else {
      throw ShapeError(
        "{0} is \(a) and {1} is \(b); the shapes must be equal"
          + (a.elementCount == b.elementCount
            ? ": did you mean {1}.reshaped(to: [\(a.map(String.init).joined(separator: ", "))])?" : ""))
    }
    return .scalar
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    (operands[0] * operands[1]).sum()
  }

  public func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { (x[0] * x[1]).sum() }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent * inputs[1 - input]
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    let first = tangents[0].map { dot($0, inputs[1]) }
    let second = tangents[1].map { dot(inputs[0], $0) }
    return first.map { first in second.map { first + $0 } ?? first } ?? second
  }

  public func notation(_ x: [Notation]) -> Notation { .reduction("Σ", .product(.elementwise, x[0], x[1])) }
}

/// The inner product Σ aᵢbᵢ of vectors, or of tensors of one shape.
public func dot<Scalar>(_ a: Tensor<Scalar>, _ b: Tensor<Scalar>) -> Tensor<Scalar> { a.applying(Dot(), b) }

/// The inner product Σ aᵢbᵢ of vectors, or of tensors of one shape.
public func dot<Scalar>(_ a: Variable<Scalar>, _ b: Variable<Scalar>) -> Variable<Scalar> {
  Tape.apply(Dot(), a, b)
}
