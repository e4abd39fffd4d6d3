/// A part of a network: a function of one variable with parameters, as a value.
///
/// A layer is a struct that holds its ``Parameter``s, says how its output is recorded, and shows its parameters one after
/// the other:
///
///     struct Scale: Layer {
///       var factor = Parameter<Double>([[1], [1]], named: "s")
///
///       func callAsFunction(_ input: Variable<Double>) -> Variable<Double> {
///         input.tape.parameter(factor) * input
///       }
///
///       mutating func updateParameters(_ body: (inout Parameter<Double>) -> Void) { body(&factor) }
///     }
///
/// Layers compose by holding other layers, whose `updateParameters` they call; ``Sequential`` does this for a list.
public protocol Layer<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar

  /// Records the output on the input's tape. A batch has one sample per column.
  func callAsFunction(_ input: Variable<Scalar>) -> Variable<Scalar>

  /// Shows each parameter to `body`, always in the same order, to be read or changed.
  mutating func updateParameters(_ body: (inout Parameter<Scalar>) -> Void)
}

extension Layer {
  /// The parameters in order.
  public var parameters: [Parameter<Scalar>] {
    var parameters: [Parameter<Scalar>] = []
    var copy = self
    copy.updateParameters { parameters.append($0) }
    return parameters
  }

  /// The number of numbers that the layer learns.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.elementCount } }

  /// The layer with `prefix` and a point before its parameters' names, for layers that hold several others.
  public func named(_ prefix: String) -> Self {
    var copy = self
    copy.updateParameters { $0.name = "\(prefix).\($0.name)" }
    return copy
  }

  /// The output for a tensor, without a derivative. One sample per column.
  public func callAsFunction(_ input: Tensor<Scalar>) -> Tensor<Scalar> {
    let tape = Tape<Scalar>()
    return self(tape.data(input, named: "X")).value
  }
}
