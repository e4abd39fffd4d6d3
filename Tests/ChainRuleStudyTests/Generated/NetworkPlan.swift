import ChainRule

/// A random fully connected network and its loss: what a generated derivation is about.
struct NetworkPlan: Sendable {
  enum Activation: CaseIterable, Sendable {
    case relu, tanh, logistic
    /// Any smooth function.
    case generic
  }

  enum Loss: CaseIterable, Sendable {
    /// Softmax on top.
    case crossEntropy
    /// With a half, and no activation on top.
    case squaredError
    /// Without the half.
    case fullSquaredError
    /// Any smooth function of the last activations.
    case generic
  }

  enum Layout: CaseIterable, Sendable {
    case columns, rows
    /// One sample, a column.
    case single
  }

  let depth: Int
  /// Of the hidden layers, and of the last one where the loss is generic.
  let activation: Activation
  let loss: Loss
  let layout: Layout
  /// Whether the loss is a mean over the samples rather than a sum.
  let isMean: Bool
  /// Whether the squares of all weights are added to the loss.
  let hasPenalty: Bool

  init(using generator: inout PhiloxGenerator) {
    depth = Int.random(in: 1...4, using: &generator)
    layout = Layout.allCases.randomElement(using: &generator) ?? .columns
    let loss = Loss.allCases.randomElement(using: &generator) ?? .crossEntropy
    self.loss = loss
    let activations = Activation.allCases.filter { loss != .generic || $0 != .relu }
    activation = activations.randomElement(using: &generator) ?? .generic
    isMean = layout != .single && loss != .generic && Int.random(in: 0..<4, using: &generator) > 0
    hasPenalty = loss != .generic && Int.random(in: 0..<4, using: &generator) == 0
  }

  /// Whether each neuron of a layer has an activation of its own.
  func isElementwise(layer: Int) -> Bool { layer < depth || loss == .generic }

  /// By what the difference of output and label is multiplied in the gradient at the last layer.
  var outputCoefficient: Coefficient? {
    switch (loss, isMean) {
    case (.generic, _), (.crossEntropy, false), (.squaredError, false): nil
    case (.crossEntropy, true), (.squaredError, true): .overSamples
    case (.fullSquaredError, false): .two
    case (.fullSquaredError, true): .twoOverSamples
    }
  }
}

/// A number in front of a term.
enum Coefficient: Hashable, Sendable {
  case overSamples, twoOverSamples, overTwiceSamples, two, half, halfPenalty, penalty
}
