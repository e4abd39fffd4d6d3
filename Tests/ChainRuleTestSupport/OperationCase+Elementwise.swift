import ChainRule

extension OperationCase {
  /// An elementwise operation on one operand, with the same function on plain numbers.
  public static func unary(
    _ name: String, in range: ClosedRange<Double> = -2...2,
    _ operation: @escaping @Sendable (Variable<Double>) -> Variable<Double>,
    _ reference: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(name, [uneven([3, 5], seed: 2, in: range)]) {
      operation($0[0])
    } reference: {
      Tensor(shape: $0[0].shape, scalars: $0[0].scalars.map(reference))
    }
  }

  /// An elementwise operation on two operands, of which the second is a column that broadcasts.
  public static func binary(
    _ name: String, in range: ClosedRange<Double> = -2...2, differentiable: [Int]? = nil,
    _ operation: @escaping @Sendable (Variable<Double>, Variable<Double>) -> Variable<Double>,
    _ reference: @escaping @Sendable (Double, Double) -> Double
  ) -> OperationCase {
    OperationCase(
      name, [uneven([3, 5], seed: 2, in: range), uneven([3, 1], seed: 3, in: range)], differentiable: differentiable
    ) {
      operation($0[0], $0[1])
    } reference: { x in
      Tensor(
        shape: x[0].shape, scalars: x[0].scalars.enumerated().map { reference($0.element, x[1].scalars[$0.offset / 5]) }
      )
    }
  }
}
