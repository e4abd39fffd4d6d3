import ChainRule

extension BuiltInDerivation {
  /// Three layers, ReLU, softmax and the cross-entropy averaged over m samples, one per column.
  static let threeLayerSoftmax = BuiltInDerivation(
    title: "Three layers, ReLU, softmax and mean cross-entropy",
    source: "P. Bansal, Backpropagation Equations, 2025"
  ) { seed in
    var generator = PhiloxGenerator(seed: seed)
    let sizes = generator.sizes(5)
    let samples = sizes[4]
    let m = Double(samples)
    let tape = Tape<Double>()
    let x = tape.data(generator.weights(sizes[0], samples), named: "X")
    let y = tape.data(generator.labels(classes: sizes[3], samples: samples), named: "Y")
    var w: [Variable<Double>] = [x]
    var b: [Variable<Double>] = [x]
    for layer in 1...3 {
      w.append(tape.parameter(generator.weights(sizes[layer], sizes[layer - 1]), named: "W[\(layer)]"))
      b.append(tape.parameter(generator.weights(sizes[layer], 1), named: "b[\(layer)]"))
    }
    var z: [Variable<Double>] = [x]
    var a: [Variable<Double>] = [x]
    for layer in 1...3 {
      z.append((matmul(w[layer], a[layer - 1]) + b[layer]).named("Z[\(layer)]"))
      a.append((layer < 3 ? relu(z[layer]) : softmax(z[layer], alongAxis: 0)).named("A[\(layer)]"))
    }
    // Written out, so that the gradient of A[3] is there; the fused loss below must give the same.
    let loss = (-(y * log(a[3])).sum() / m).named("L")
    let gradients = loss.backward()
    let fused = softmaxCrossEntropy(logits: z[3], labels: y).backward()

    // The document's dZ and dA are m times the gradients; its dW and db are the gradients themselves.
    func dZ(_ layer: Int) -> Variable<Double> { gradients.require(z[layer]) * m }
    func sumOverSamples(_ x: Variable<Double>) -> Variable<Double> { x.sum(alongAxes: [1], keepingAxes: true) }

    var list = EquationList()
    list.claim(52, "∂L/∂A[3] = −Y / (m A[3])", gradients, about: a[3]) { -(y / a[3]) / m }
    let column = z[3].value.sliced(alongAxis: 1, 0..<1).reshaped(to: [sizes[3]])
    let probabilities = softmax(column, alongAxis: 0)
    list.derivative(
      58, "∂A[3]_ℓ/∂Z[3]_k = A[3]_ℓ (δ_kℓ − A[3]_k)",
      claimed: probabilities.reshaped(to: [sizes[3], 1]) * (Tensor.identity(sizes[3]) - probabilities),
      true: jacobian(at: column) { softmax($0, alongAxis: 0) })
    list.claim(62, "∂L/∂Z[3] = (A[3] − Y) / m", gradients, about: z[3]) { (a[3] - y) / m }
    list.claim(62, "∂L/∂Z[3] = (A[3] − Y) / m, of the fused loss", fused, about: z[3]) { (a[3] - y) / m }
    list.claim(66, "dZ[3] = A[3] − Y, where dZ = m ∂L/∂Z", gradients, about: z[3]) { (a[3] - y) / m }
    list.claim(76, "∂L/∂W[3] = dZ[3] A[2]ᵀ", gradients, about: w[3], expecting: .isOffByFactor(m)) {
      matmul(dZ(3), a[2].transposed())
    }
    list.claim(76, "∂L/∂b[3] = Σᵢ dZ[3]_{:,i}", gradients, about: b[3], expecting: .isOffByFactor(m)) {
      sumOverSamples(dZ(3))
    }
    for (layer, line) in [(3, 80), (2, 94), (1, 106)] {
      list.claim(
        line, "dW[\(layer)] = (1/m) dZ[\(layer)] \(layer == 1 ? "X" : "A[\(layer - 1)]")ᵀ", gradients, about: w[layer]
      ) {
        matmul(dZ(layer), a[layer - 1].transposed()) / m
      }
      list.claim(line, "db[\(layer)] = (1/m) Σᵢ dZ[\(layer)]_{:,i}", gradients, about: b[layer]) {
        sumOverSamples(dZ(layer)) / m
      }
    }
    for (layer, line) in [(2, 86), (1, 102)] {
      list.claim(line, "dA[\(layer)] = W[\(layer + 1)]ᵀ dZ[\(layer + 1)]", gradients, about: a[layer]) {
        matmul(w[layer + 1].transposed(), dZ(layer + 1)) / m
      }
    }
    for (layer, line) in [(2, 90), (1, 102)] {
      list.claim(line, "dZ[\(layer)] = dA[\(layer)] ∘ 1[Z[\(layer)] > 0]", gradients, about: z[layer]) {
        gradients.require(a[layer]) * (z[layer] .> 0)
      }
    }
    // The compact summary: nothing but the document's own recursion, from A[3] − Y down.
    var recursion = a[3] - y
    for layer in [3, 2, 1] {
      if layer < 3 { recursion = matmul(w[layer + 1].transposed(), recursion) * (z[layer] .> 0) }
      let dZ = recursion
      list.claim(112, "the recursion for dZ[\(layer)]", gradients, about: z[layer]) { dZ / m }
      list.claim(114, "dW[\(layer)] by the recursion", gradients, about: w[layer]) {
        matmul(dZ, a[layer - 1].transposed()) / m
      }
      list.claim(114, "db[\(layer)] by the recursion", gradients, about: b[layer]) { sumOverSamples(dZ) / m }
    }
    list.claim(120, "∂L/∂Z[3] = A[3] − Y", gradients, about: z[3], expecting: .isOffByFactor(m)) { a[3] - y }
    return list.equations
  }
}
