import ChainRule
import Testing

/// Layers with any activation and half the squared error of one sample, as it is derived by hand, against the tape.
@Suite struct SquaredErrorDerivationTests {
  @Test("two layers with any two activations", arguments: HandActivation.all.indices, HandActivation.all.indices)
  func twoLayers(hidden: Int, output: Int) {
    let (sigma, f) = (HandActivation.all[hidden], HandActivation.all[output])
    let net = HandNetwork(depth: 2, samples: 1, seed: UInt64(10 * hidden + output), labels: .numbers) { layer, z in
      (layer == 1 ? sigma : f).function(z)
    }
    let gradients = halfSquaredError(prediction: net.a[2], target: net.y).named("L").backward()
    func holds(_ claim: String, about variable: Variable<Double>, _ derived: () -> Variable<Double>) {
      let verdict = gradients.check(claim, about: variable, derived: derived)
      #expect(verdict.holds, "\(verdict)")
      #expect(verdict.cautions.isEmpty, "\(verdict)")
    }
    holds("∂L/∂ŷ = ŷ − y", about: net.a[2]) { net.a[2] - net.y }
    let delta2 = (net.a[2] - net.y) * f.derivative(net.z[2])
    holds("δ[2] = (ŷ − y) ∘ f′(z[2])", about: net.z[2]) { delta2 }
    holds("∂L/∂W[2] = δ[2] a[1]ᵀ", about: net.w[2]) { matmul(delta2, net.a[1].transposed()) }
    holds("∂L/∂b[2] = δ[2]", about: net.b[2]) { delta2 }
    holds("∂L/∂a[1] = W[2]ᵀ δ[2]", about: net.a[1]) { matmul(net.w[2].transposed(), delta2) }
    let delta1 = matmul(net.w[2].transposed(), delta2) * sigma.derivative(net.z[1])
    holds("δ[1] = W[2]ᵀ δ[2] ∘ σ′(z[1])", about: net.z[1]) { delta1 }
    holds("∂L/∂W[1] = δ[1] xᵀ", about: net.w[1]) { matmul(delta1, net.x.transposed()) }
    holds("∂L/∂b[1] = δ[1]", about: net.b[1]) { delta1 }
  }

  @Test("sigmoids of any depth: δ = Wᵀ δ ∘ σ′(z) down the layers", arguments: 1...5, 1...4 as ClosedRange<UInt64>)
  func anyDepth(depth: Int, seed: UInt64) {
    let sigma = HandActivation.sigmoid
    let net = HandNetwork(depth: depth, samples: 1, seed: seed, labels: .numbers) { sigma.function($1) }
    let gradients = halfSquaredError(prediction: net.a[depth], target: net.y).named("L").backward()
    var delta = (net.a[depth] - net.y) * sigma.derivative(net.z[depth])
    for layer in (1...depth).reversed() {
      if layer < depth { delta = matmul(net.w[layer + 1].transposed(), delta) * sigma.derivative(net.z[layer]) }
      let delta = delta
      #expect(gradients.check("δ[\(layer)]", about: net.z[layer]) { delta }.holds)
      #expect(
        gradients.check("∂L/∂W[\(layer)]", about: net.w[layer]) { matmul(delta, net.a[layer - 1].transposed()) }.holds)
      #expect(gradients.check("∂L/∂b[\(layer)]", about: net.b[layer]) { delta }.holds)
    }
  }

  @Test("the numbers of a 2-2-1 network, from a program of its own")
  func numbers() {
    let tape = Tape<Double>()
    let x = tape.data([[0.5], [1]])
    let w1 = tape.parameter([[0.4, 0.6], [0.3, 0.5]])
    let b1 = tape.parameter([[0.1], [0.2]])
    let w2 = tape.parameter([[0.7, 0.8]])
    let b2 = tape.parameter([[0.3]])
    let z1 = matmul(w1, x) + b1
    let z2 = matmul(w2, sigmoid(z1)) + b2
    let prediction = sigmoid(z2)
    let gradients = halfSquaredError(prediction: prediction, target: tape.data([[1]])).backward()
    func isNear(_ values: [Double], _ expected: [Double]) -> Bool {
      values.count == expected.count && zip(values, expected).allSatisfy { abs($0 - $1) <= 1e-8 }
    }
    #expect(isNear(prediction.value.scalars, [0.7954537127]))
    #expect(isNear(gradients.require(z2).value.scalars, [-0.0332811340]))
    #expect(isNear(gradients.require(z1).value.scalars, [-0.0047874983, -0.0055851819]))
    #expect(isNear(gradients.require(w2).value.scalars, [-0.0236612056, -0.0233156689]))
    #expect(isNear(gradients.require(w1).value.scalars, [-0.0023937491, -0.0047874983, -0.0027925909, -0.0055851819]))
  }
}
