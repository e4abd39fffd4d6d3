/// A bias added to every sample of a batch: a column to each column, or a row to each row.
///
/// Derivatives: the cotangent, and for the bias its sum over the samples.
public struct AddBias: Primitive {
  public static let name = "addBias"
  /// The axis of the batch along which the samples stand: 1 for one per column, 0 for one per row.
  public let samplesAxis: Int

  public init(samplesAxis: Int) { self.samplesAxis = samplesAxis }

  public func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape {
    let (batch, bias) = (inputs[0], inputs[1])
    guard batch.rank == 2 else {
      throw ShapeError("{0} is \(batch), but a batch is a matrix with a sample in each column or each row")
    }
    let wanted = batch.reduced(along: AxisSet([samplesAxis]), keepingAxes: true)
    let other = batch.reduced(along: AxisSet([1 - samplesAxis]), keepingAxes: true)
    guard bias == wanted || bias == Shape([batch[1 - samplesAxis]]) else {
      var message = "{0} is \(batch) with a sample in each \(samplesAxis == 1 ? "column" : "row"), and {1} is \(bias); "
      message += "a bias is \(wanted), or a vector of \(batch[1 - samplesAxis])"
      if bias == Shape([wanted[1], wanted[0]]) {
        message += "; did you mean {1}.transposed()?"
      } else if bias == other || bias == Shape([batch[samplesAxis]]) {
        message += "; did you mean samplesAlong: \(1 - samplesAxis)?"
      }
      throw ShapeError(message)
    }
    return batch
  }

  public func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
    operands[0] + operands[1].reshaped(to: biasShape(operands[0].shape))
  }

  /// The bias as a column or a row.
  private func biasShape(_ batch: Shape) -> Shape { batch.reduced(along: AxisSet([samplesAxis]), keepingAxes: true) }

  public func pullback<Scalar>(
    of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    input == 0 ? cotangent : cotangent.sum(alongAxes: [samplesAxis], keepingAxes: inputs[1].rank == 2)
  }

  public func pushforward<Scalar>(
    of tangents: OperandList<Variable<Scalar>?>, inputs: Inputs<Scalar>, output: Variable<Scalar>
  ) -> Variable<Scalar>? {
    guard let bias = tangents[1] else { return tangents[0] }
    return tangents[0].map { Tape.apply(self, $0, bias) }
      ?? bias.reshaped(to: biasShape(output.shape)).broadcast(to: output.shape)
  }

  public func notation(_ x: [Notation]) -> Notation { .sum(x[0], x[1]) }
}

/// A bias added to every sample: by default a column (n × 1, or a vector of n) to each column of an n × m batch; with
/// `samplesAlong: 0` a row (1 × n, or a vector of n) to each row of an m × n batch.
public func addBias<Scalar>(_ batch: Tensor<Scalar>, _ bias: Tensor<Scalar>, samplesAlong axis: Int = -1) -> Tensor<
  Scalar
> {
  batch.applying(AddBias(samplesAxis: samplesAxis(axis, of: AddBias.name)), bias)
}

/// A bias added to every sample: by default a column (n × 1, or a vector of n) to each column of an n × m batch; with
/// `samplesAlong: 0` a row (1 × n, or a vector of n) to each row of an m × n batch.
public func addBias<Scalar>(
  _ batch: Variable<Scalar>, _ bias: Variable<Scalar>, samplesAlong axis: Int = -1
) -> Variable<Scalar> {
  Tape.apply(AddBias(samplesAxis: samplesAxis(axis, of: AddBias.name)), batch, bias)
}
