/// What an optimiser remembers of a parameter before the first step.
public enum OptimizerMemory: Hashable, Sendable {
  /// Zeros of the parameter's shape.
  case zeros
  /// One number, whatever the parameter's shape.
  case number(Double)

  func start<Scalar>(for parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    switch self {
    case .zeros: Tensor(repeating: 0, shape: parameter.shape)
    case .number(let value): Tensor(Scalar(value))
    }
  }
}
