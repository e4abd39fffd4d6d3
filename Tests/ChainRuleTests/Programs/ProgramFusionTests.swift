import ChainRule
import ChainRuleTestSupport
import Testing

/// Fusion, with operations that a user wrote, as the number of steps and as what the listing says.
@Suite struct ProgramFusionTests {
  /// x·sigmoid(1.7 x), by its expression alone.
  private struct Swish: ElementwisePrimitive {
    static let name = "swish"
    static let operandCount = 1
    func expression<X: ElementwiseOperand>(_ x: OperandList<X>) -> X { x[0] * sigmoid(1.7 * x[0]) }
  }

  /// Each row without its mean, over its length, by its definition alone.
  private struct Centred: FusedPrimitive {
    static let name = "centred"
    func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> {
      let difference = x[0] - x[0].mean(alongAxes: [1], keepingAxes: true)
      return difference / sqrt((difference * difference).sum(alongAxes: [1], keepingAxes: true) + 1e-5)
    }
  }

  /// The elements in descending order along the last axis: neither elementwise nor made of other operations.
  private struct Sorted: Primitive {
    static let name = "sorted"
    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }
    func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
      let length = operands[0].shape[operands[0].rank - 1]
      let scalars = operands[0].scalars
      return Tensor(
        shape: operands[0].shape,
        scalars: stride(from: 0, to: scalars.count, by: length).flatMap { scalars[$0..<$0 + length].sorted(by: >) })
    }
    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { cotangent }
  }

  private func check(
    _ outputs: [Variable<Double>], from inputs: [Variable<Double>], steps: Int, tolerance: Double = 1e-13
  ) {
    let program = outputs[0].tape.program(computing: outputs, from: inputs)
    #expect(program.stepCount == steps, "\(program)")
    let others = Dictionary(uniqueKeysWithValues: inputs.map { ($0, uneven($0.shape, seed: 99)) })
    for (value, expected) in zip(program(others), outputs[0].tape.evaluate(outputs, substituting: others)) {
      #expect(distance(value, expected) <= tolerance, "\(program)")
    }
  }

  private let tape = Tape<Double>()
  private func data(_ shape: Shape, _ name: String) -> Variable<Double> {
    tape.data(uneven(shape, seed: name.unicodeScalars.first.map { Int($0.value) } ?? 0), named: name)
  }

  @Test("a chain of a user's elementwise operations is one step")
  func chain() {
    let x = data([40, 50], "x")
    var y = x
    for _ in 0..<5 { y = .apply(Swish(), 2 * y) + y * x }
    check([y], from: [x], steps: 1)
  }

  @Test("a user's activation, with bias and mask, is the epilogue of the product before it")
  func epilogue() {
    let (w, x, b, mask) = (data([20, 30], "w"), data([30, 40], "x"), data([20, 1], "b"), data([20, 40], "m"))
    let a = Variable.apply(Swish(), matmul(w, x) + b) * mask
    check([a], from: [w, x, b, mask], steps: 1)
    check([a, matmul(w, x)], from: [w, x, b, mask], steps: 1)
    let program = tape.program(computing: [a], from: [x])
    #expect(program.description.contains("product, fused"))
  }

  @Test("two layers with a user's activation and their gradients: a step for each product, and the sums of the biases")
  func network() {
    let x = data([30, 40], "x")
    let y = data([10, 40], "y")
    let names = ["w", "b", "v", "c"]
    let parameters = zip(names, [[20, 30], [20, 1], [10, 20], [10, 1]] as [Shape]).map { name, shape in
      tape.parameter(0.2 * uneven(shape, seed: 3), named: name)
    }
    let a = Variable.apply(Swish(), matmul(parameters[0], x) + parameters[1])
    let z = Variable.apply(Swish(), matmul(parameters[2], a) + parameters[3])
    let loss = meanSquaredError(prediction: z, target: y)
    let gradients = loss.backward()
    let outputs = [loss] + parameters.map { gradients.require($0) }
    // Forward 2 products, backward 3; the biases' gradients are sums over what a product's epilogue computes.
    check(outputs, from: [x, y] + parameters, steps: 5, tolerance: 1e-12)
  }

  @Test("a user's fused operation, its gradient and what is around it are one step")
  func fusedPrimitive() {
    let x = tape.parameter(uneven([30, 40], seed: 1), named: "x")
    let y = Tape.record(Centred(), 2 * x + 1)
    check([tanh(y)], from: [x], steps: 1)
    let gradient = square(y + tape.constant(uneven([30, 40], seed: 2))).sum().backward().require(x)
    check([y.sum(), gradient], from: [x], steps: 1, tolerance: 1e-11)
  }

  @Test("an operation that is only a value is a step of its own between fused ones")
  func opaque() {
    let x = tape.parameter(uneven([30, 40], seed: 1), named: "x")
    let y = exp(0.1 * Tape.record(Sorted(), x * x + 1) + 2)
    check([y], from: [x], steps: 3)
    check([y, y.sum().backward().require(x)], from: [x], steps: 3, tolerance: 1e-12)
    check([Tape.record(Sorted(), x.transposed()), Tape.record(Sorted(), x)], from: [x], steps: 2)
  }

  @Test("softmax, cross-entropy and their gradient are one step; where samples are rows, their mean is another")
  func crossEntropy() {
    for (axis, steps) in [(1, 1), (0, 2)] {
      let z = tape.parameter(uneven([30, 30], seed: 1), named: "z")
      let y = tape.data(.oneHot((0..<30).map { $0 }, classCount: 30), named: "y")
      let loss = softmaxCrossEntropy(logits: z, labels: y, samplesAlong: axis)
      let program = tape.program(computing: [loss, loss.backward().require(z)], from: [z, y])
      #expect(program.stepCount == steps, "\(program)")
    }
  }

  @Test("what nobody needs is dropped, what is equal is one, and what is known is not computed")
  func dropped() {
    let x = data([4, 5], "x")
    let (a, b) = (exp(x) * 2, 2 * exp(x))
    _ = sin(x)
    check([a, b, a - b], from: [x], steps: 1)
    let one = tape.constant(Tensor(1))
    let known = exp(one * 2).broadcast(to: [4, 5]).sum() + one
    #expect(tape.program(computing: [known]).stepCount == 0)
    check([x * 1, 1 * (x - 0), -(-x)], from: [x], steps: 0)
    #expect(tape.program(computing: [], from: [x]).stepCount == 0)
  }

  @Test("an update is part of the step that computes its gradient")
  func updates() {
    let w = tape.parameter(uneven([20, 30], seed: 1), named: "w")
    let x = data([30, 40], "x")
    let loss = Variable.apply(Swish(), matmul(w, x)).sum()
    let gradient = loss.backward().require(w)
    let program = tape.program(computing: [loss], from: [x], updating: [w: w - 0.1 * gradient])
    #expect(program.stepCount == 2, "\(program)")
    let state = program.makeState()
    state.run()
    #expect(distance(state[w], w.value - 0.1 * gradient.value) < 1e-13)
  }
}
