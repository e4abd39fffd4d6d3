import ChainRule

extension BuiltInDerivation {
  /// L layers, ReLU, softmax and the mean cross-entropy; with the mistakes that the document makes for three layers.
  static let anyDepth = BuiltInDerivation(
    title: "L layers, ReLU, softmax and mean cross-entropy",
    source: "Backpropagation of a network with two hidden layers: course assignment, no author named"
  ) { seed in
    var list = EquationList()
    var generator = PhiloxGenerator(seed: seed)
    for depth in 1...6 { list.append(contentsOf: network(depth: depth, &generator)) }
    return list.equations
  }

  private static func network(depth: Int, _ generator: inout PhiloxGenerator) -> EquationList {
    let sizes = generator.sizes(depth + 2)
    let samples = sizes[depth + 1]
    let m = Double(samples)
    let tape = Tape<Double>()
    let x = tape.data(generator.weights(sizes[0], samples), named: "X")
    let y = tape.data(generator.labels(classes: sizes[depth], samples: samples), named: "Y")
    var w: [Variable<Double>] = [x]
    var b: [Variable<Double>] = [x]
    var z: [Variable<Double>] = [x]
    var a: [Variable<Double>] = [x]
    for layer in 1...depth {
      w.append(tape.parameter(generator.weights(sizes[layer], sizes[layer - 1]), named: "W[\(layer)]"))
      b.append(tape.parameter(generator.weights(sizes[layer], 1), named: "b[\(layer)]"))
      z.append((matmul(w[layer], a[layer - 1]) + b[layer]).named("Z[\(layer)]"))
      a.append((layer < depth ? relu(z[layer]) : softmax(z[layer], alongAxis: 0)).named("A[\(layer)]"))
    }
    let prediction = a[depth]
    let gradients = (-(y * log(prediction)).sum() / m).named("J").backward()
    func sumOverSamples(_ x: Variable<Double>) -> Variable<Double> { x.sum(alongAxes: [1], keepingAxes: true) }

    var list = EquationList()
    list.setting = "L = \(depth)"
    list.claim(132, "∂J/∂A[L] = −(1/m) Y / Ŷ", gradients, about: prediction) { -(y / prediction) / m }
    // The general rule of line 266, with its Jacobians applied: δ[L] = (Ŷ − Y)/m, then down layer by layer.
    var delta = ((prediction - y) / m).named("δ[\(depth)]")
    for layer in (1...depth).reversed() {
      if layer < depth {
        delta = (matmul(w[layer + 1].transposed(), delta) * (z[layer] .> 0)).named("δ[\(layer)]")
      }
      let delta = delta
      list.setting = "L = \(depth), l = \(layer)"
      list.claim(266, "δ[l] = W[l+1]ᵀ δ[l+1] ∘ 1[Z[l] > 0], from δ[L] = (Ŷ − Y)/m", gradients, about: z[layer]) {
        delta
      }
      list.claim(266, "∂J/∂W[l] = δ[l] A[l−1]ᵀ", gradients, about: w[layer]) {
        matmul(delta, a[layer - 1].transposed())
      }
      list.claim(266, "∂J/∂b[l] = Σᵢ δ[l]_{:,i}", gradients, about: b[layer]) {
        sumOverSamples(delta)
      }
      if layer > 1 {
        list.claim(266, "∂J/∂A[l−1] = W[l]ᵀ δ[l]", gradients, about: a[layer - 1]) {
          matmul(w[layer].transposed(), delta)
        }
      }
    }
    list.setting = "L = \(depth)"
    list.claim(258, "∂J/∂A[L] = −(1/m) Σᵢ y⁽ⁱ⁾ / ŷ⁽ⁱ⁾", gradients, about: prediction, expecting: .hasAnotherShape) {
      -sumOverSamples(y / prediction) / m
    }
    if depth == 3 { list.appendMistakes(gradients, x: x, y: y, w: w, b: b, z: z, a: a, m: m) }
    return list
  }
}

extension EquationList {

  /// What the document prints wrongly, each of which must be recognised for what it is.
  fileprivate mutating func appendMistakes(
    _ gradients: Gradients<Double>, x: Variable<Double>, y: Variable<Double>, w: [Variable<Double>],
    b: [Variable<Double>], z: [Variable<Double>], a: [Variable<Double>], m: Double
  ) {
    let classes = a[3].shape[0]
    let column = z[3].value.sliced(alongAxis: 1, 0..<1).reshaped(to: [classes])
    let probabilities = softmax(column, alongAxis: 0)
    let jacobian = jacobian(at: column) { softmax($0, alongAxis: 0) }
    let asColumn = probabilities.reshaped(to: [classes, 1])
    derivative(
      136, "∂A[3]_i/∂Z[3]_j = A[3]_i (δ_ij − A[3]_i)", claimed: asColumn * (Tensor.identity(classes) - asColumn),
      true: jacobian, expecting: .doesNotHold)
    derivative(
      136, "corrected: ∂A[3]_i/∂Z[3]_j = A[3]_i (δ_ij − A[3]_j)",
      claimed: asColumn * (Tensor.identity(classes) - probabilities), true: jacobian)
    claim(148, "δ[3] = −(1/m)(Ŷ − Y)", gradients, about: z[3], expecting: .isOffByFactor(-1)) { -((a[3] - y) / m) }
    claim(148, "corrected: δ[3] = (1/m)(Ŷ − Y)", gradients, about: z[3]) { (a[3] - y) / m }

    // The errors of the layers, as they truly are: a mistake is charged once, where it is made.
    let delta = [z[0]] + (1...3).map { gradients.require(z[$0]).named("δ[\($0)]") }
    for layer in 1...3 {
      let line = [1: 220, 2: 184, 3: 148][layer]!
      claim(line, "∂J/∂b[\(layer)] = δ[\(layer)]", gradients, about: b[layer], expecting: .lacksSum) { delta[layer] }
    }
    for (layer, line) in [(3, 150), (2, 186), (1, 222)] {
      let input = layer == 1 ? "X" : "A[\(layer - 1)]"
      claim(
        line, "∂J/∂W[\(layer)] = δ[\(layer)] \(input)", gradients, about: w[layer], expecting: .doesNotConform
      ) { matmul(delta[layer], a[layer - 1]) }
      claim(
        line, "∂J/∂W[\(layer)] = \(input) δ[\(layer)]ᵀ, the other way round", gradients, about: w[layer],
        expecting: .isTransposed
      ) {
        matmul(a[layer - 1], delta[layer].transposed())
      }
      claim(line, "corrected: ∂J/∂W[\(layer)] = δ[\(layer)] \(input)ᵀ", gradients, about: w[layer]) {
        matmul(delta[layer], a[layer - 1].transposed())
      }
    }
    for (layer, line) in [(3, 164), (2, 198)] {
      claim(
        line, "∂J/∂A[\(layer - 1)] = δ[\(layer)] W[\(layer)]", gradients, about: a[layer - 1],
        expecting: .doesNotConform
      ) { matmul(delta[layer], w[layer]) }
      claim(
        line, "∂J/∂A[\(layer - 1)] = δ[\(layer)]ᵀ W[\(layer)], as rows", gradients, about: a[layer - 1],
        expecting: .isTransposed
      ) {
        matmul(delta[layer].transposed(), w[layer])
      }
      claim(line, "corrected: ∂J/∂A[\(layer - 1)] = W[\(layer)]ᵀ δ[\(layer)]", gradients, about: a[layer - 1]) {
        matmul(w[layer].transposed(), delta[layer])
      }
    }
  }
}
