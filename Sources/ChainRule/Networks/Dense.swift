/// A fully connected layer: activation(W·X + b).
///
/// X is inputs × m with one sample per column, W is outputs × inputs, and b is an outputs × 1 column that is added to each
/// column.
public struct Dense<Scalar: TensorScalar>: Layer {
  /// W, outputs × inputs.
  public var weight: Parameter<Scalar>
  /// b, outputs × 1.
  public var bias: Parameter<Scalar>
  public let activation: Activation

  /// A layer of given weights and biases. Stops unless they are outputs × inputs and outputs × 1.
  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>, activation: Activation = .identity) {
    guard weight.rank == 2, bias.shape == [weight.shape[0], 1] else {
      stop(
        "Dense: the weight is \(weight.shape) and the bias \(bias.shape); they must be outputs × inputs and outputs × 1"
      )
    }
    self.weight = Parameter(weight, named: "W")
    self.bias = Parameter(bias, named: "b")
    self.activation = activation
  }

  /// A layer with random weights and biases of 0: He's initialiser before ReLU and GELU, Glorot's otherwise.
  public init(
    inputs: Int, outputs: Int, activation: Activation = .identity, using generator: inout PhiloxGenerator
  ) {
    guard inputs > 0, outputs > 0 else {
      stop("Dense: a layer has at least one input and one output, not \(inputs) and \(outputs)")
    }
    let weight: Tensor<Scalar> =
      switch activation {
      case .relu, .gelu: .he(outputs: outputs, inputs: inputs, using: &generator)
      case .identity, .sigmoid, .tanh, .softplus: .glorot(outputs: outputs, inputs: inputs, using: &generator)
      }
    self.init(weight: weight, bias: .zeros(outputs, 1), activation: activation)
  }

  public func callAsFunction(_ input: Variable<Scalar>) -> Variable<Scalar> {
    activation(matmul(input.tape.parameter(weight), input) + input.tape.parameter(bias))
  }

  public mutating func updateParameters(_ body: (inout Parameter<Scalar>) -> Void) {
    body(&weight)
    body(&bias)
  }
}
