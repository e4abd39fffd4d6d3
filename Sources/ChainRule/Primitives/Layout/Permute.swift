/// The axes in another order. Derivative: the cotangent with its axes put back.
public struct Permute: LinearPrimitive {
  public static let name = "permute"
  /// For each axis of the output, the axis of the input that it is.
  public let order: [Int]

  public init(order: [Int]) { self.order = order }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let shape = inputs[0]
    guard order.sorted() == Array(0..<shape.rank) else {
      throw ShapeError(
        "{0} is \(shape): the order \(order) must name each of its \(shape.rank) axes once, counted from 0")
    }
    return Shape(order.map { shape[$0] })
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    Tensor(operands[0].untyped.permuted(order))
  }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    cotangent.permuted(order.indices.sorted { order[$0] < order[$1] })
  }

  public func notation(_ x: [Notation]) -> Notation {
    .call(Self.name, x + order.map { .number(Double($0)) })
  }
}

extension Tensor {
  /// The tensor whose axis i is axis `order[i]` of this one. Copies nothing.
  public func permuted(_ order: [Int]) -> Tensor { applying(Permute(order: order)) }
}

extension Variable {
  /// The tensor whose axis i is axis `order[i]` of this one. Copies nothing.
  public func permuted(_ order: [Int]) -> Variable { Tape.apply(Permute(order: order), self) }
}
