import ChainRule
import Testing

/// L layers with ReLU, softmax and the mean cross-entropy, as it is derived by hand, against the tape.
@Suite struct CrossEntropyDerivationTests {
  /// The network, and the gradients of its loss.
  struct Setting {
    let net: HandNetwork
    let depth: Int
    let m: Double
    let gradients: Gradients<Double>
    /// Of the same loss as one operation.
    let fused: Gradients<Double>

    init(depth: Int, seed: UInt64) {
      net = HandNetwork(depth: depth, seed: seed, labels: .classes) { layer, z in
        layer < depth ? relu(z) : softmax(z, alongAxis: 0)
      }
      self.depth = depth
      m = Double(net.x.shape[1])
      gradients = (-(net.y * log(net.a[depth])).sum() / m).named("L").backward()
      fused = softmaxCrossEntropy(logits: net.z[depth], labels: net.y).backward()
    }

    func holds(
      _ claim: String, about variable: Variable<Double>, _ derived: () -> Variable<Double>,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let verdict = gradients.check(claim, about: variable, derived: derived)
      #expect(verdict.holds, "\(verdict)", sourceLocation: sourceLocation)
      if case .holds(let error) = verdict.outcome { #expect(error <= 1e-12, sourceLocation: sourceLocation) }
      #expect(verdict.cautions.isEmpty, "\(verdict)", sourceLocation: sourceLocation)
    }
  }

  @Test(
    "δ = (A − Y)/m at the output, then Wᵀ δ ∘ 1[Z > 0] down the layers", arguments: 1...6, 1...4 as ClosedRange<UInt64>)
  func recursion(depth: Int, seed: UInt64) {
    let setting = Setting(depth: depth, seed: seed)
    let (net, m) = (setting.net, setting.m)
    setting.holds("∂L/∂A[L] = −Y / (m A[L])", about: net.a[depth]) { -(net.y / net.a[depth]) / m }
    #expect(setting.fused.check("of the fused loss", about: net.z[depth]) { (net.a[depth] - net.y) / m }.holds)
    var delta = (net.a[depth] - net.y) / m
    for layer in (1...depth).reversed() {
      if layer < depth { delta = matmul(net.w[layer + 1].transposed(), delta) * (net.z[layer] .> 0) }
      let delta = delta
      setting.holds("δ[\(layer)]", about: net.z[layer]) { delta }
      setting.holds("∂L/∂W[\(layer)] = δ Aᵀ", about: net.w[layer]) { matmul(delta, net.a[layer - 1].transposed()) }
      setting.holds("∂L/∂b[\(layer)] = Σᵢ δ_{:,i}", about: net.b[layer]) { sumOverSamples(delta) }
      if layer > 1 {
        setting.holds("∂L/∂A[\(layer - 1)] = Wᵀ δ", about: net.a[layer - 1]) {
          matmul(net.w[layer].transposed(), delta)
        }
      }
    }
  }

  @Test(
    "with dZ = A − Y, which is m times the gradient, dW and db have the 1/m", arguments: 1...4 as ClosedRange<UInt64>)
  func scaledShorthand(seed: UInt64) {
    let setting = Setting(depth: 3, seed: seed)
    let (net, m) = (setting.net, setting.m)
    var dZ = net.a[3] - net.y
    for layer in [3, 2, 1] {
      if layer < 3 { dZ = matmul(net.w[layer + 1].transposed(), dZ) * (net.z[layer] .> 0) }
      let dZ = dZ
      #expect(isFactor(m, setting.gradients.check("dZ", about: net.z[layer]) { dZ }))
      setting.holds("dW = (1/m) dZ Aᵀ", about: net.w[layer]) { matmul(dZ, net.a[layer - 1].transposed()) / m }
      setting.holds("db = (1/m) Σᵢ dZ_{:,i}", about: net.b[layer]) { sumOverSamples(dZ) / m }
      #expect(
        isFactor(
          m, setting.gradients.check("dW = dZ Aᵀ", about: net.w[layer]) { matmul(dZ, net.a[layer - 1].transposed()) }))
      #expect(isFactor(m, setting.gradients.check("db = Σᵢ dZ_{:,i}", about: net.b[layer]) { sumOverSamples(dZ) }))
    }
  }

  @Test(
    "the Jacobian of softmax is p_i (δ_ij − p_j), and not p_i (δ_ij − p_i)", arguments: 1...4 as ClosedRange<UInt64>)
  func softmaxJacobian(seed: UInt64) {
    var generator = PhiloxGenerator(seed: seed)
    let z = Tensor<Double>.normal(shape: [5], using: &generator)
    let p = softmax(z, alongAxis: 0)
    let column = p.reshaped(to: [5, 1])
    let truth = jacobian(at: z) { softmax($0, alongAxis: 0) }
    func verdict(_ claimed: Tensor<Double>) -> ClaimVerdict {
      ClaimVerdict("∂p_i/∂z_j", about: "the derivative", claimed: claimed, true: truth)
    }
    #expect(verdict(column * (.identity(5) - p)).holds)
    guard case .differs = verdict(column * (.identity(5) - column)).outcome else {
      Issue.record("the wrong index was not found")
      return
    }
  }

  @Test("the mistakes that are made with it are called what they are", arguments: 1...4 as ClosedRange<UInt64>)
  func mistakes(seed: UInt64) {
    let setting = Setting(depth: 3, seed: seed)
    let (net, m, gradients) = (setting.net, setting.m, setting.gradients)
    #expect(isFactor(-1, gradients.check("the sign", about: net.z[3]) { -((net.a[3] - net.y) / m) }))
    for layer in 1...3 {
      let delta = gradients.require(net.z[layer])
      let input = net.a[layer - 1]
      #expect(
        gradients.check("no sum", about: net.b[layer]) { delta }.outcome == .missingSum(axes: [1], factor: 1))
      #expect(
        gradients.check("X δᵀ", about: net.w[layer]) { matmul(input, delta.transposed()) }.outcome
          == .transposed(factor: 1))
      #expect(isRefused(gradients.check("δ X", about: net.w[layer]) { matmul(delta, input) }))
      guard layer > 1 else { continue }
      #expect(isRefused(gradients.check("δ W", about: input) { matmul(delta, net.w[layer]) }))
      #expect(
        gradients.check("δᵀ W", about: input) { matmul(delta.transposed(), net.w[layer]) }.outcome
          == .transposed(factor: 1))
    }
    let verdict = gradients.check("the mask", about: net.z[2]) { gradients.require(net.a[2]) }
    guard case .differs(let difference) = verdict.outcome else {
      Issue.record("\(verdict)")
      return
    }
    #expect(difference.agreesWhereNotZero)
  }

  private func isFactor(_ factor: Double, _ verdict: ClaimVerdict) -> Bool {
    if case .factor(let found) = verdict.outcome { abs(found - factor) <= 1e-9 * abs(factor) } else { false }
  }

  private func isRefused(_ verdict: ClaimVerdict) -> Bool {
    if case .doesNotConform = verdict.outcome { true } else { false }
  }
}
