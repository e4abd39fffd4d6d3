import ChainRule

/// A small network of full layers for a lesson: its widths from the input to the output, such as 2-2-1.
///
/// One output is a logistic function with half the squared error, as are all layers before it. Several are a softmax with
/// the mean cross-entropy, behind layers of ReLU.
public struct TeachingNetwork: Hashable, Sendable {
  public let widths: [Int]
  public let samples: Int

  /// Reads `2-2-1`; `nil` where that is no network of teaching size: two to five layers of one to eight.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let widths = parts.compactMap { Int($0) }
    guard widths.count == parts.count, (2...6).contains(widths.count), widths.allSatisfy({ (1...8).contains($0) })
    else { return nil }
    self.widths = widths
    // As many samples as no layer has neurons, so that no wrong transpose fits.
    samples = widths.last == 1 ? 1 : (5...12).first { !widths.contains($0) } ?? 5
  }

  /// Records the network on a tape and returns its loss.
  public func record<Scalar>(on tape: Tape<Scalar>) -> Variable<Scalar> {
    let isBinary = widths.last == 1
    let last = widths.count - 1
    let x = tape.data(input(), named: isBinary ? "x" : "X")
    let y = tape.data(target(), named: isBinary ? "y" : "Y")
    var a = x
    var z = x
    for layer in 1...last {
      let w = tape.parameter(weights(layer), named: "W[\(layer)]")
      let b = tape.parameter(bias(layer), named: "b[\(layer)]")
      z = (matmul(w, a) + b).named("\(isBinary ? "z" : "Z")[\(layer)]")
      a = isBinary ? sigmoid(z) : layer == last ? softmax(z) : relu(z)
      a.named("\(isBinary ? "a" : "A")[\(layer)]")
    }
    let loss = isBinary ? halfSquaredError(prediction: a, target: y) : softmaxCrossEntropy(logits: z, labels: y)
    return loss.named("L")
  }

  /// The network of the worked figures.
  private var isWorked: Bool { widths == [2, 2, 1] }

  private func input<Scalar: TensorScalar>() -> Tensor<Scalar> {
    isWorked ? [[0.5], [1]] : numbers([widths[0], samples], stream: 0)
  }

  private func target<Scalar: TensorScalar>() -> Tensor<Scalar> {
    let classes = widths[widths.count - 1]
    if classes == 1 { return Tensor(repeating: 1, shape: [1, samples]) }
    let scalars = (0..<classes).flatMap { k in (0..<samples).map { $0 % classes == k ? Scalar(1) : 0 } }
    return Tensor(shape: [classes, samples], scalars: scalars)
  }

  private func weights<Scalar: TensorScalar>(_ layer: Int) -> Tensor<Scalar> {
    if isWorked { return layer == 1 ? [[0.4, 0.6], [0.3, 0.5]] : [[0.7, 0.8]] }
    return numbers([widths[layer], widths[layer - 1]], stream: layer)
  }

  private func bias<Scalar: TensorScalar>(_ layer: Int) -> Tensor<Scalar> {
    if isWorked { return layer == 1 ? [[0.1], [0.2]] : [[0.3]] }
    return numbers([widths[layer], 1], stream: 100 + layer)
  }

  /// Numbers of one decimal, which can be followed by hand; always the same.
  private func numbers<Scalar: TensorScalar>(_ shape: Shape, stream: Int) -> Tensor<Scalar> {
    var generator = PhiloxGenerator(seed: UInt64(stream + 1))
    let drawn = Tensor<Double>.uniform(-10..<11, shape: shape, using: &generator)
    return Tensor(shape: shape, scalars: drawn.scalars.map { Scalar($0.rounded(.down) / 10) })
  }
}
