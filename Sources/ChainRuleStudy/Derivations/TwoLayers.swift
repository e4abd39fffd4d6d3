import ChainRule

/// An activation with its derivative, written by hand.
struct HandActivation: Sendable {
  let name: String
  let function: @Sendable (Variable<Double>) -> Variable<Double>
  let derivative: @Sendable (Variable<Double>) -> Variable<Double>

  static let sigmoid = HandActivation(name: "sigmoid") {
    ChainRule.sigmoid($0)
  } derivative: { z in
    let a = 1 / (1 + exp(-z))
    return a * (1 - a)
  }
  static let tanh = HandActivation(name: "tanh") {
    ChainRule.tanh($0)
  } derivative: {
    1 - square(ChainRule.tanh($0))
  }
  static let relu = HandActivation(name: "ReLU") {
    ChainRule.relu($0)
  } derivative: {
    $0 .> 0
  }
  static let identity = HandActivation(name: "identity") {
    $0
  } derivative: {
    $0 * 0 + 1
  }
  /// A smooth function that is none of the usual ones: what holds for it holds for any.
  static let smooth = HandActivation(name: "sin z + 0.3 z²") {
    sin($0) + square($0) * 0.3
  } derivative: {
    cos($0) + $0 * 0.6
  }

  static let all = [sigmoid, tanh, relu, identity, smooth]
}

extension BuiltInDerivation {
  /// Two layers, any elementwise activations, and half the squared error of one sample.
  static let twoLayers = BuiltInDerivation(
    title: "Two layers, any activations σ and f, and ½‖y − ŷ‖²",
    source: "T. Wu, Backpropagation Derivation for a Two-Layer Neural Network, 2024"
  ) { seed in
    var list = EquationList()
    var generator = PhiloxGenerator(seed: seed)
    for (index, hidden) in HandActivation.all.enumerated() {
      let output = HandActivation.all[(index + Int(seed % 5)) % HandActivation.all.count]
      let sizes = generator.sizes(3)
      let tape = Tape<Double>()
      let x = tape.data(generator.weights(sizes[0], 1), named: "x")
      let y = tape.data(generator.weights(sizes[2], 1), named: "y")
      let w1 = tape.parameter(generator.weights(sizes[1], sizes[0]), named: "W[1]")
      let b1 = tape.parameter(generator.weights(sizes[1], 1), named: "b[1]")
      let w2 = tape.parameter(generator.weights(sizes[2], sizes[1]), named: "W[2]")
      let b2 = tape.parameter(generator.weights(sizes[2], 1), named: "b[2]")
      let z1 = (matmul(w1, x) + b1).named("z[1]")
      // An alias of its own where the activation is the identity, so that z and a are two variables.
      let a1 = (hidden.function(z1) * 1).named("a[1]")
      let z2 = (matmul(w2, a1) + b2).named("z[2]")
      let prediction = (output.function(z2) * 1).named("ŷ")
      let gradients = halfSquaredError(prediction: prediction, target: y).named("L").backward()
      list.setting = "σ = \(hidden.name), f = \(output.name)"
      list.claim(57, "∂L/∂ŷ = ŷ − y", gradients, about: prediction) { prediction - y }
      let delta2 = (prediction - y) * output.derivative(z2)
      list.claim(63, "∂L/∂z[2] = (ŷ − y) ∘ f′(z[2])", gradients, about: z2) { delta2 }
      list.claim(71, "∂L/∂W[2] = ∂L/∂z[2] a[1]ᵀ", gradients, about: w2) {
        matmul(gradients.require(z2), a1.transposed())
      }
      list.claim(71, "∂L/∂b[2] = ∂L/∂z[2]", gradients, about: b2) { gradients.require(z2) }
      list.claim(79, "∂L/∂a[1] = W[2]ᵀ ∂L/∂z[2]", gradients, about: a1) {
        matmul(w2.transposed(), gradients.require(z2))
      }
      list.claim(85, "∂L/∂z[1] = W[2]ᵀ δ[2] ∘ σ′(z[1])", gradients, about: z1) {
        matmul(w2.transposed(), delta2) * hidden.derivative(z1)
      }
      list.claim(93, "∂L/∂W[1] = ∂L/∂z[1] xᵀ", gradients, about: w1) {
        matmul(gradients.require(z1), x.transposed())
      }
      list.claim(97, "∂L/∂b[1] = ∂L/∂z[1]", gradients, about: b1) { gradients.require(z1) }
      list.claim(105, "∂L/∂W[2] = [(ŷ − y) ∘ f′(z[2])] a[1]ᵀ", gradients, about: w2) {
        matmul(delta2, a1.transposed())
      }
      list.claim(109, "∂L/∂b[2] = (ŷ − y) ∘ f′(z[2])", gradients, about: b2) { delta2 }
      let delta1 = matmul(w2.transposed(), delta2) * hidden.derivative(z1)
      list.claim(113, "∂L/∂W[1] = [W[2]ᵀ((ŷ − y) ∘ f′(z[2])) ∘ σ′(z[1])] xᵀ", gradients, about: w1) {
        matmul(delta1, x.transposed())
      }
      list.claim(117, "∂L/∂b[1] = W[2]ᵀ((ŷ − y) ∘ f′(z[2])) ∘ σ′(z[1])", gradients, about: b1) { delta1 }
    }
    return list.equations
  }
}
