import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct TransformTests {
  /// Σ x³y with y = x² kept apart: its derivatives are known.
  static func quintic(_ x: Variable<Double>) -> Variable<Double> { (x * x * x * (x * x)).sum() }

  @Test("a gradient, nested in itself, gives derivatives of every order")
  func everyOrder() {
    let x = Tensor<Double>([0.5, -1.25, 2])
    func derivative(_ order: Int, _ x: Variable<Double>) -> Variable<Double> {
      order == 0 ? Self.quintic(x) : gradient(at: x) { derivative(order - 1, $0).sum() }
    }
    for (order, factor) in [(1, 5.0), (2, 20), (3, 60), (4, 120), (5, 120)] {
      let value = gradient(at: x) { derivative(order - 1, $0).sum() }
      for (a, b) in zip(value.scalars, x.scalars) {
        let expected = factor * (0..<(5 - order)).reduce(1.0) { power, _ in power * b }
        #expect(abs(a - expected) <= 1e-12 * abs(expected))
      }
    }
  }

  @Test("an inner derivative does not see the outer use of the same variable")
  func noPerturbationConfusion() {
    // d/dx ( x · d/dy (x + y) at y = x ) = d/dx ( x · 1 ) = 1
    let outer = gradient(at: Tensor<Double>(3)) { x in x * gradient(at: x) { y in x + y } }
    #expect(outer.scalar == 1)
    let forward = jvp(at: Tensor<Double>(3), along: Tensor(1)) { x in
      x * jvp(at: x, along: x.constant(1)) { y in x * y }.tangent
    }
    #expect(forward.tangent.scalar == 6)  // d/dx x² at 3
  }

  @Test("forward mode, reverse mode and their mixtures agree")
  func mixtures() {
    let x = uneven([3, 2], seed: 1)
    let v = uneven([3, 2], seed: 2)
    let w = uneven([4, 3], seed: 3)
    func function(_ x: Variable<Double>) -> Variable<Double> {
      let z = matmul(x.tape.constant(w), x)
      return (z * relu(z) * z / (z * z + 1)).sum()
    }
    let reverse = gradient(at: x, of: function)
    let forward = jvp(at: x, along: v, of: function).tangent.scalar
    #expect(abs(forward - dot(reverse, v)) < 1e-12 * abs(forward))

    let forwardOverReverse = hessianVectorProduct(at: x, along: v, of: function)
    let reverseOverForward = gradient(at: x) { x in jvp(at: x, along: x.tape.constant(v), of: function).tangent }
    let reverseOverReverse = gradient(at: x) { x in (gradient(at: x, of: function) * x.tape.constant(v)).sum() }
    for ((a, b), c) in zip(zip(forwardOverReverse.scalars, reverseOverForward.scalars), reverseOverReverse.scalars) {
      #expect(abs(a - b) < 1e-11 && abs(a - c) < 1e-11)
    }
    let step = 1e-6
    let ahead = gradient(at: x + v * step, of: function)
    let behind = gradient(at: x - v * step, of: function)
    for (a, (b, c)) in zip(forwardOverReverse.scalars, zip(ahead.scalars, behind.scalars)) {
      #expect(abs(a - (b - c) / (2 * step)) < 1e-7)
    }
  }

  @Test("a pullback can be called again with other cotangents")
  func pullbacks() {
    let (value, pullback) = vjp(at: Tensor<Double>([1, 2, 3])) { $0 * $0 }
    #expect(value.scalars == [1, 4, 9])
    #expect(pullback([1, 0, 0]).scalars == [2, 0, 0])
    #expect(pullback([0, 1, -1]).scalars == [0, 4, -6])
  }

  @Test("several arguments, one of them unused")
  func severalArguments() {
    let (value, gradients) = valueWithGradient(at: [Tensor<Double>(2), Tensor(5), Tensor(7)]) { x in x[0] * x[2] }
    #expect(value.scalar == 14)
    #expect(gradients.map(\.scalar) == [7, 0, 2])
    let product = hessianVectorProduct(at: [Tensor<Double>(2), Tensor(5)], along: [Tensor(1), Tensor(10)]) { x in
      x[0] * x[0] * x[1]
    }
    #expect(product.map(\.scalar) == [50, 4])  // 2y·1 + 2x·10 and 2x·1 at (2, 5)
  }

  @Test("a function that returns its argument, or a constant")
  func trivialFunctions() {
    #expect(gradient(at: Tensor<Double>(4)) { $0 }.scalar == 1)
    #expect(gradient(at: Tensor<Double>(4)) { $0.tape.constant(Tensor(1)) }.scalar == 0)
    #expect(jvp(at: Tensor<Double>(4), along: Tensor(2)) { $0 }.tangent.scalar == 2)
    #expect(hessianVectorProduct(at: Tensor<Double>(4), along: Tensor(2)) { $0 * 3 }.scalar == 0)
  }

  @Test("a function that returns a variable recorded long before it was called")
  func olderVariable() {
    let tape = Tape<Double>()
    let older = tape.parameter(Tensor(5)) * 2
    let x = tape.parameter([1, 2]) * older
    #expect(gradient(at: x) { _ in older }.value.scalars == [0, 0])
    #expect(vjp(at: x) { _ in older }.pullback(tape.constant(Tensor(1))).value.scalars == [0, 0])
    #expect(jvp(at: x, along: x) { _ in older }.tangent.value.scalar == 0)
    #expect(hessian(at: x) { _ in older }.value.scalars == [0, 0, 0, 0])
    withExtendedLifetime(tape) {}
  }

  @Test("a derivative along a direction can itself be differentiated by the direction, at 0 too")
  func derivativeByDirection() {
    let logits = Tensor<Double>([1, 2, 3])
    let labels = Tensor<Double>([0.2, 0.3, 0.5])
    func loss(_ y: Variable<Double>) -> Variable<Double> {
      softmaxCrossEntropy(logits: y.tape.constant(logits), labels: y)
    }
    let byDirection = gradient(at: Tensor<Double>([0, 0, 0])) { direction in
      jvp(at: direction.tape.constant(labels), along: direction, of: loss).tangent
    }
    // −log softmax of 1, 2, 3
    for (value, expected) in zip(byDirection.scalars, [2.40760596444438, 1.40760596444438, 0.40760596444438]) {
      #expect(abs(value - expected) < 1e-12)
    }
  }

  @Test("the Hessian of the entropy of a softmax, where forward mode meets a tangent of 0")
  func entropyHessian() {
    // At equal logits H = −(I − 11ᵀ/n)/n for n classes: the entropy's second differential is −Σ dp²/p, with dp = dz/n.
    let point = Tensor<Double>([0.3, 0.3, 0.3])
    let direction = Tensor<Double>([1, 0, -1])
    let product = gradient(at: point) { x in
      jvp(at: x, along: x.tape.constant(direction)) { softmaxCrossEntropy(logits: $0, labels: softmax($0)) }.tangent
    }
    for (value, expected) in zip(product.scalars, [-1.0 / 3, 0, 1.0 / 3]) { #expect(abs(value - expected) < 1e-12) }
  }

  @Test("no gradient flows through a stopped value")
  func stopping() {
    let tape = Tape<Double>()
    let x = tape.parameter(Tensor(3), named: "x")
    let y = tape.parameter(Tensor(5), named: "y")
    let gradients = (x * stopGradient(x) + stopGradient(y)).backward()
    #expect(gradients[x]?.value.scalar == 3)
    #expect(gradients[y] == nil)
  }

  @Test("a custom function has the rule it was given, in both modes and to second order")
  func customRule() {
    let cube = CustomFunction<Double>("cube") { x in
      x[0] * x[0] * x[0]
    } pullback: { cotangent, x, _ in
      [cotangent * (x[0] * x[0]) * 3]
    }
    #expect(gradient(at: Tensor<Double>(2)) { cube($0) }.scalar == 12)
    #expect(jvp(at: Tensor<Double>(2), along: Tensor(0.5)) { cube($0) }.tangent.scalar == 6)
    #expect(gradient(at: Tensor<Double>(2)) { x in gradient(at: x) { cube($0) } }.scalar == 12)
    let reversed = CustomFunction<Double>("reversed") {
      $0[0]
    } pullback: { cotangent, _, _ in
      [-cotangent]
    }
    #expect(gradient(at: Tensor<Double>([1, 2])) { reversed($0).sum() }.scalars == [-1, -1])
  }

  @Test("a custom function is given the values of its operands, and nothing that it might refuse")
  func customLoss() async {
    let loss = CustomFunction<Double>("loss") {
      softmaxCrossEntropy(logits: $0[0], labels: $0[1])
    } pullback: { cotangent, x, _ in
      [cotangent * (softmax(x[0]) - x[1]), nil]
    }
    let tape = Tape<Double>()
    let z = tape.parameter([[2], [2]])
    let value = loss(z, tape.data([[0], [1]]))
    #expect(abs(value.value.scalar - 0.693_147_180_559_945_3) < 1e-15)
    #expect(value.backward()[z]?.value.scalars == [0.5, -0.5])

    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = CustomFunction<Double>("nothing") {
        $0[0]
      } pullback: { _, _, _ in
        []
      }()
    }
    #expect(result.message.contains("nothing: an operation needs at least one operand"))
  }

  @Test("a Jacobian is the same by rows and by columns, and agrees with finite differences")
  func jacobians() {
    let x = uneven([2, 3], seed: 6)
    for rows in [1, 2, 4] {  // 3, 6 and 12 outputs for 6 inputs: reverse mode, either, forward mode
      let w = uneven([rows, 2], seed: 7)
      func function(_ x: Variable<Double>) -> Variable<Double> { tanh(matmul(x.tape.constant(w), x)) }
      let matrix = jacobian(at: x, of: function)
      #expect(matrix.shape == [rows, 3, 2, 3])
      for (place, unit) in [(0, [0, 0]), (4, [1, 1]), (5, [1, 2])] {
        var scalars = [Double](repeating: 0, count: 6)
        scalars[place] = 1e-5
        let step = Tensor(shape: [2, 3], scalars: scalars)
        let (up, down) = (vjp(at: x + step, of: function).value, vjp(at: x - step, of: function).value)
        for row in 0..<rows {
          for column in 0..<3 {
            let slope = (up[row, column] - down[row, column]) / 2e-5
            #expect(abs(matrix[row, column, unit[0], unit[1]] - slope) < 1e-9)
          }
        }
      }
    }
  }

  @Test("a Hessian is symmetric, right, and can be differentiated again")
  func hessians() {
    let x = Tensor<Double>([0.3, -0.7])
    // f = x₀² x₁³: second derivatives 2x₁³, 6x₀x₁², 6x₀²x₁
    func function(_ x: Variable<Double>) -> Variable<Double> {
      let (a, b) = (x.sliced(alongAxis: 0, 0..<1), x.sliced(alongAxis: 0, 1..<2))
      return (a * a * b * b * b).sum()
    }
    let matrix = hessian(at: x, of: function)
    let expected = [-0.686, 0.882, 0.882, -0.378]
    #expect(zip(matrix.scalars, expected).allSatisfy { abs($0 - $1) < 1e-12 })
    // The derivative of the Hessian's sum: 12x₁² + 12x₀x₁ and 6x₁² + 12x₀x₁ + 6x₀², by hand.
    let third = gradient(at: x) { hessian(at: $0, of: function).sum() }
    let (a, b) = (0.3, -0.7)
    #expect(abs(third[0] - (12 * b * b + 12 * a * b)) < 1e-12)
    let second = 6 * b * b + 24 * a * b + 6 * a * a
    #expect(abs(third[1] - second) < 1e-12)
  }
}
