import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct ClaimTests {
  /// A layer with a square activation, differentiated: enough to claim things about.
  struct Network {
    let tape = Tape<Double>()
    let x: Variable<Double>
    let w: Variable<Double>
    let b: Variable<Double>
    let z: Variable<Double>
    let a: Variable<Double>
    let gradients: Gradients<Double>

    init() {
      x = tape.data(uneven([3, 5], seed: 1), named: "X")
      w = tape.parameter(uneven([2, 3], seed: 2), named: "W")
      b = tape.parameter(uneven([2, 1], seed: 3), named: "b")
      z = (matmul(w, x) + b).named("Z")
      a = relu(z).named("A")
      gradients = (square(a).sum() / 5).named("L").backward()
    }
  }

  @Test("what holds by expression, and what by its values only")
  func holds() {
    let net = Network()
    let dA = net.a * 2 / 5
    #expect(net.gradients.check("dA", about: net.a) { dA }.outcome == .identical)
    #expect(net.gradients.check("dA", about: net.a) { (net.a + net.a) * 0.2 }.outcome == .identical)
    #expect(net.gradients.check("dZ", about: net.z) { (net.z .> 0) * 0.4 * net.a }.outcome == .identical)
    let dZ = net.gradients.require(net.z)
    #expect(
      net.gradients.check("dW", about: net.w) { matmul(net.x, dZ.transposed()).transposed() }.outcome == .identical)
    #expect(
      net.gradients.check("db", about: net.b) { dZ.sum(alongAxes: [1]).reshaped(to: [2, 1]) }.outcome == .identical)
    guard case .holds(let error) = net.gradients.check("dA", about: net.a, derived: { maximum(net.z, 0) * 0.4 }).outcome
    else {
      Issue.record("another expression of the same values must hold")
      return
    }
    #expect(error < 1e-15)
    #expect(net.gradients.check("dA in figures", about: net.a, equals: net.a.value * 0.4).holds)
  }

  @Test("each kind of mistake is called by its name")
  func mistakes() {
    let net = Network()
    let dZ = net.gradients.require(net.z)
    let dW = net.gradients.require(net.w)
    #expect(net.gradients.check("sign", about: net.w) { -dW }.outcome == .factor(-1))
    #expect(net.gradients.check("m", about: net.w) { dW * 5 }.outcome == .factor(5))
    #expect(
      net.gradients.check("transposed", about: net.w) { matmul(net.x, dZ.transposed()) }.outcome
        == .transposed(factor: 1))
    #expect(
      net.gradients.check("both", about: net.w) { matmul(net.x, dZ.transposed()) * -2 }.outcome
        == .transposed(factor: -2))
    #expect(net.gradients.check("no sum", about: net.b) { dZ }.outcome == .missingSum(axes: [1], factor: 1))
    #expect(net.gradients.check("no sum", about: net.b) { dZ * 5 }.outcome == .missingSum(axes: [1], factor: 5))
    #expect(net.gradients.check("shape", about: net.w) { dZ }.outcome == .shape(claimed: [2, 5], gradient: [2, 3]))
    #expect(net.gradients.check("no gradient", about: net.x) { net.x }.outcome == .noGradient)
    guard case .differs(let worst) = net.gradients.check("mask", about: net.z, derived: { net.z * 0.4 }).outcome else {
      Issue.record("a missing mask must differ")
      return
    }
    #expect(worst.agreesWhereNotZero && worst.autodiff == 0)
    #expect(worst.claimed == net.z.value[worst.index[0], worst.index[1]] * 0.4)
  }

  @Test("a claim whose operands do not fit is judged, and does not stop the program")
  func doesNotConform() {
    let net = Network()
    let dZ = net.gradients.require(net.z)
    let product = net.gradients.check("dW = dZ X", about: net.w) { relu(matmul(net.z, net.x)) * 2 + dZ.sum() }
    #expect(
      product.description
        == "dW = dZ X: does not fit: matmul: Z is 2 × 5 and X is 3 × 5: 5 ≠ 3; did you mean X.transposed()?")
    #expect(!product.holds)
    let sum = net.gradients.check("dW = W + X", about: net.w) { net.w + net.x }
    #expect(sum.outcome == .doesNotConform("add: W is 2 × 3 and X is 3 × 5: 3 ≠ 5, and neither is 1"))
    // The tape is as good as before, and stops at mistakes again.
    #expect(net.gradients.check("dW", about: net.w) { matmul(dZ, net.x.transposed()) }.outcome == .identical)
  }

  @Test("verdicts say what a student can act on")
  func texts() {
    let net = Network()
    let dZ = net.gradients.require(net.z)
    let dW = net.gradients.require(net.w)
    func finding(_ variable: Variable<Double>, _ derived: () -> Variable<Double>) -> String {
      net.gradients.check("claim", about: variable, derived: derived).description
    }
    #expect(finding(net.w) { dW } == "claim: holds: identical expression")
    #expect(finding(net.w) { -dW } == "claim: off by the factor −1")
    #expect(finding(net.w) { dW * 5 } == "claim: off by the factor 5 (the columns of X)")
    #expect(finding(net.w) { dW / 5 } == "claim: off by the factor 1/5 (one over the columns of X)")
    #expect(finding(net.w) { dW.transposed() } == "claim: right but transposed")
    #expect(finding(net.b) { -dZ } == "claim: a sum along axis 1 is missing, and off by the factor −1")
    #expect(finding(net.w) { dZ } == "claim: does not fit: it is 2 × 5, but the gradient is 2 × 3")
    #expect(finding(net.x) { net.x } == "claim: cannot hold: no gradient flows to X")
  }

  @Test("weak evidence is called weak")
  func cautions() {
    let tape = Tape<Double>()
    let w = tape.parameter([[1, 2], [3, 4]], named: "W")
    let gradients = (w * w).sum().backward()
    #expect(
      gradients.check("square", about: w) { 2 * w }.cautions == [
        "W is square, so that a wrong transpose would not show in its shape"
      ])
    let zero = tape.parameter([0, 0, 0], named: "z")
    let flat = (zero * zero).sum().backward()
    #expect(flat.check("zero", about: zero) { zero * 7 }.cautions.count == 1)
  }

  /// The verdict on claimed numbers for the gradient `truth`.
  private func verdict<S>(_ claimed: Tensor<S>, for truth: Tensor<S>) -> ClaimVerdict {
    ClaimVerdict("claim", about: "x", claimed: claimed, true: truth)
  }

  @Test("gradients of any size are judged alike", arguments: [1e-300, 1e-160, 1e-20, 1, 1e20, 1e160, 1e300])
  func sizes(size: Double) {
    let truth = uneven([3, 4], seed: 5) * size
    #expect(verdict(truth, for: truth).outcome == .holds(error: 0))
    #expect(verdict(truth * -2, for: truth).outcome == .factor(-2))
    #expect(verdict(truth.transposed(), for: truth).outcome == .transposed(factor: 1))
    #expect(!verdict(truth + 1e-6 * size, for: truth).holds)
    #expect(!verdict(truth * 0, for: truth).holds)
  }

  @Test("a wrong part that is small beside the largest element is told of")
  func smallPart() {
    let truth = Tensor<Double>([1e10, 1, 2, 3])
    let claim = verdict(Tensor([1e10, 1, 3, 3]), for: truth)
    #expect(
      claim.cautions == [
        "1 of 4 elements, all small beside the largest, are off by more than a thousandth, worst at (2): 3.0 for 2.0"
      ])
    // What rounding leaves of a 0 is not worth a word.
    #expect(verdict(Tensor([1, 0]), for: Tensor<Double>([1, 1e-17])).cautions == [])
    #expect(verdict(truth, for: truth).cautions == [])
    #expect(verdict(Tensor([1e10, 1, 3, 3]), for: Tensor<Float>([1e10, 1, 2, 3])).cautions == [])
  }

  @Test("NaN and infinities agree with their like only")
  func notFinite() {
    func holds(_ claimed: [Double], for truth: [Double]) -> Bool { verdict(Tensor(claimed), for: Tensor(truth)).holds }
    let truth = [1, .infinity, .nan, 4]
    #expect(holds(truth, for: truth))
    #expect(!holds([1, .infinity, .nan, 5], for: truth))
    #expect(!holds([1, -.infinity, .nan, 4], for: truth))
    #expect(!holds([1, 2, 3, 4], for: truth))
    #expect(!holds([1, .nan, 3, 4], for: [1, 2, 3, 4]))
    #expect(!holds([1, .infinity, 3, 4], for: [1, 2, 3, 4]))
    let tape = Tape<Double>()
    let x = tape.parameter([0, 1], named: "x")
    let gradients = sqrt(x).sum().backward()
    let claim = gradients.check("1/(2√x)", about: x) { 1 / (2 * sqrt(x)) }
    #expect(claim.outcome == .identical)
    #expect(claim.cautions == ["1 of 2 elements of the gradient are NaN or infinite"])
  }

  @Test("a formula that is the gradient by algebra, but not by its numbers, does not hold")
  func algebraAlone() {
    let tape = Tape<Double>()
    let x = tape.parameter([0, 1, 2], named: "x")
    let gradients = square(x).sum().backward()
    let byZero = gradients.check("2x²/x", about: x) { 2 * x * x / x }
    #expect(!byZero.holds)
    #expect(byZero.cautions.count == 1)
    #expect(!gradients.check("rounding", about: x) { (2 * x + 1e20) - 1e20 }.holds)
  }

  @Test("a single number is no multiple of another but by a whole number, or one over it")
  func singleNumbers() {
    #expect(verdict(Tensor(6), for: Tensor<Double>(2)).outcome == .factor(3))
    #expect(verdict(Tensor(-0.5), for: Tensor<Double>(2)).outcome == .factor(-0.25))
    for (claimed, truth) in [(3.7, 2.0), (2, 3), (-1.23, 4)] {
      guard case .differs = verdict(Tensor(claimed), for: Tensor(truth)).outcome else {
        Issue.record("\(claimed) for \(truth)")
        continue
      }
    }
    #expect(verdict([0, 7, 0], for: Tensor<Double>([0, 3, 0])).outcome != .factor(7.0 / 3))
    guard case .shape = verdict([0.3, 0.4], for: Tensor<Double>(2)).outcome else {
      Issue.record("any numbers have a sum that is a multiple of 2")
      return
    }
  }

  @Test("a factor near a whole number is not called by its name")
  func nearlyOne() {
    let truth = uneven([3, 4], seed: 5)
    #expect(verdict(truth * (1 + 0x1p-20), for: truth).finding.hasPrefix("off by the factor 1.00000095"))
    #expect(verdict(truth * (2 + 0x1p-20), for: truth).finding.hasPrefix("off by the factor 2.00000095"))
  }

  @Test("expressions that are not the same are never called identical")
  func differentExpressions() {
    let tape = Tape<Double>()
    let x = tape.parameter(uneven([3, 3], seed: 1), named: "x")
    let y = tape.parameter(uneven([3, 3], seed: 2), named: "y")
    // Each pair has different values; none may have one normal form.
    let expressions: [Variable<Double>] = [
      x + y, x - y, y - x, x * y, x / y, y / x, x * x, 2 * x, x * 0.5, matmul(x, y), matmul(y, x), x.transposed(),
      matmul(x, y).transposed(), exp(x), exp(2 * x), exp(-x),
      x.sum(alongAxes: [0], keepingAxes: true).broadcast(to: [3, 3]),
      x.sum(alongAxes: [1], keepingAxes: true).broadcast(to: [3, 3]), (x .> 0) + x * 0, (x .> 1) + x * 0,
      (0 - x .> 0) + x * 0,
      x + 1, x - 1, matmul(x, x.transposed()), matmul(x.transposed(), x),
      x.reshaped(to: [9]).reshaped(to: [3, 3]).transposed() * 3,
    ]
    for (place, claimed) in expressions.enumerated() {
      for (other, truth) in expressions.enumerated() where other != place {
        // d(Σ truth ∘ p)/dp is the expression itself, recorded.
        let p = tape.parameter(Tensor(repeating: 1, shape: [3, 3]))
        let gradients = (p * stopGradient(truth)).sum().backward(withRespectTo: [p])
        let isIdentical = gradients.check("", about: p) { stopGradient(claimed) }.outcome == .identical
        #expect(!isIdentical, "\(place) and \(other)")
      }
    }
  }
}
