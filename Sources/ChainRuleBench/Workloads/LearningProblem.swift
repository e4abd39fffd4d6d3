import ChainRule

/// A fully connected network with weights and a batch to learn, one sample per column.
struct LearningProblem {
  enum Kind {
    /// Sigmoid after every layer, and ½(y − ŷ)².
    case regression
    /// ReLU between layers, and softmax cross-entropy.
    case classification
  }

  let kind: Kind
  let inputs: Tensor<Float>
  let targets: Tensor<Float>
  /// For each layer the weights, outputs × inputs, and the biases, outputs × 1.
  let parameters: [Tensor<Float>]

  init(kind: Kind, inputs: Tensor<Float>, targets: Tensor<Float>, parameters: [Tensor<Float>]) {
    self.kind = kind
    self.inputs = inputs
    self.targets = targets
    self.parameters = parameters
  }

  /// A problem of random numbers. They are drawn sample by sample, and for each weight matrix input by input.
  init(_ kind: Kind, sizes: [Int], batch: Int) {
    var random = LegacyRandomState(seed: 0)
    let classes = sizes.last!
    inputs = .normal(rows: sizes[0], columns: batch, using: &random)
    let labels = (0..<batch).map { _ in random.nextInteger(below: UInt32(classes)) }
    targets = .oneHot(labels, classCount: classes)
    parameters = zip(sizes, sizes.dropFirst()).flatMap { inputs, outputs -> [Tensor<Float>] in
      let spread = (2 / Double(inputs)).squareRoot()
      let weights = Tensor.normal(rows: outputs, columns: inputs, scale: spread, using: &random)
      return [weights, Tensor.zeros(outputs, 1)]
    }
    self.kind = kind
  }

  /// The loss of the batch with these parameters.
  func loss(at parameters: [Variable<Float>]) -> Variable<Float> {
    let tape = parameters[0].tape
    var activations = tape.data(inputs)
    for layer in stride(from: 0, to: parameters.count, by: 2) {
      activations = matmul(parameters[layer], activations) + parameters[layer + 1]
      switch kind {
      case .regression: activations = sigmoid(activations)
      case .classification: if layer + 2 < parameters.count { activations = relu(activations) }
      }
    }
    let targets = tape.data(targets)
    return switch kind {
    case .regression: halfSquaredError(prediction: activations, target: targets)
    case .classification: softmaxCrossEntropy(logits: activations, labels: targets)
    }
  }

  /// The loss of the batch with these parameters, as a number.
  func loss(at parameters: [Tensor<Float>]) -> Double {
    let tape = Tape<Float>()
    return Double(loss(at: parameters.map { tape.data($0) }).value.scalar)
  }

  /// The parameters after one step of gradient descent.
  func parameters(after parameters: [Tensor<Float>], learningRate: Double) -> [Tensor<Float>] {
    let tape = Tape<Float>()
    let variables = parameters.map { tape.parameter($0) }
    let gradients = loss(at: variables).backward()
    return variables.map { $0.value - learningRate * gradients.require($0).value }
  }
}

extension Tensor<Float> {
  /// A matrix of normal numbers, drawn column by column.
  static func normal(
    rows: Int, columns: Int, scale: Double = 1, using random: inout LegacyRandomState
  ) -> Tensor {
    Tensor(shape: [rows, columns]) { scalars in
      for column in 0..<columns {
        for row in 0..<rows {
          scalars.initializeElement(at: row * columns + column, to: Float(random.nextNormal() * scale))
        }
      }
    }
  }
}
