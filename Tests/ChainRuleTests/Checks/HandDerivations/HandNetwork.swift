import ChainRule

/// A network of dense layers, composed step by step, so that a formula of a derivation can be claimed of each value.
struct HandNetwork {
  let x: Variable<Double>
  let y: Variable<Double>
  /// By layer, from 1; at 0 stands the input.
  private(set) var w: [Variable<Double>]
  private(set) var b: [Variable<Double>]
  private(set) var z: [Variable<Double>]
  private(set) var a: [Variable<Double>]
  private let tape = Tape<Double>()

  /// Random weights, and sizes that are different primes, so that no two dimensions are equal by chance;
  /// none so small that all of a layer's ReLUs are off.
  init(
    depth: Int, samples: Int? = nil, seed: UInt64, labels: Labels,
    _ activation: (Int, Variable<Double>) -> Variable<Double>
  ) {
    var generator = PhiloxGenerator(seed: seed)
    let sizes = Array([5, 7, 11, 13, 17, 19, 23, 29].shuffled(using: &generator).prefix(depth + 2))
    let m = samples ?? sizes[depth + 1]
    func matrix(_ rows: Int, _ columns: Int) -> Tensor<Double> {
      .normal(mean: 0, standardDeviation: 0.7, shape: [rows, columns], using: &generator)
    }
    x = tape.data(matrix(sizes[0], m), named: "X")
    switch labels {
    case .numbers: y = tape.data(matrix(sizes[depth], m), named: "Y")
    case .classes:
      let classes = (0..<m).map { _ in Int.random(in: 0..<sizes[depth], using: &generator) }
      y = tape.data(.oneHot(classes, classCount: sizes[depth]), named: "Y")
    }
    (w, b, z, a) = ([x], [x], [x], [x])
    for layer in 1...depth {
      w.append(tape.parameter(matrix(sizes[layer], sizes[layer - 1]), named: "W[\(layer)]"))
      b.append(tape.parameter(matrix(sizes[layer], 1), named: "b[\(layer)]"))
      z.append((matmul(w[layer], a[layer - 1]) + b[layer]).named("Z[\(layer)]"))
      a.append(activation(layer, z[layer]).named("A[\(layer)]"))
    }
  }

  enum Labels {
    case numbers, classes
  }
}

/// The sum over the samples, kept as a column.
func sumOverSamples(_ x: Variable<Double>) -> Variable<Double> { x.sum(alongAxes: [1], keepingAxes: true) }

/// An activation with its derivative, written by hand.
struct HandActivation: Sendable {
  let function: @Sendable (Variable<Double>) -> Variable<Double>
  let derivative: @Sendable (Variable<Double>) -> Variable<Double>

  static let sigmoid = HandActivation {
    ChainRule.sigmoid($0)
  } derivative: { z in
    let a = 1 / (1 + exp(-z))
    return a * (1 - a)
  }
  static let tanh = HandActivation {
    ChainRule.tanh($0)
  } derivative: {
    1 - square(ChainRule.tanh($0))
  }
  static let relu = HandActivation {
    ChainRule.relu($0)
  } derivative: {
    $0 .> 0
  }
  // A node of its own, so that z and a are two variables.
  static let identity = HandActivation {
    $0 * 1
  } derivative: {
    $0 * 0 + 1
  }
  /// A smooth function that is none of the usual ones: what holds for it holds for any.
  static let smooth = HandActivation {
    sin($0) + square($0) * 0.3
  } derivative: {
    cos($0) + $0 * 0.6
  }

  static let all = [sigmoid, tanh, relu, identity, smooth]
}
