extension Tensor {
  /// A weight matrix, outputs × inputs, drawn evenly from ±√(6 / (inputs + outputs)).
  ///
  /// Keeps the variance of values and of gradients from layer to layer where the activation is nearly linear around 0, such
  /// as tanh. Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks",
  /// AISTATS 2010, equation 16.
  public static func glorot(outputs: Int, inputs: Int, using generator: inout PhiloxGenerator) -> Tensor {
    let bound = Scalar((6 / Double(inputs + outputs)).squareRoot())
    return uniform(-bound..<bound, shape: [outputs, inputs], using: &generator)
  }

  /// A weight matrix, outputs × inputs, normally distributed with standard deviation √(2 / inputs).
  ///
  /// Keeps the variance of values from layer to layer where ReLU takes away half of it. Source: K. He, X. Zhang, S. Ren and
  /// J. Sun, "Delving deep into rectifiers", ICCV 2015, equation 10.
  public static func he(outputs: Int, inputs: Int, using generator: inout PhiloxGenerator) -> Tensor {
    normal(
      standardDeviation: Scalar((2 / Double(inputs)).squareRoot()), shape: [outputs, inputs], using: &generator)
  }
}
