import ChainRule
import Testing

@testable import ChainRuleStudy

@Suite struct BackwardPassTests {
  @Test("the three-layer softmax network is written as its page's summary")
  func threeLayers() throws {
    let pass = try #require(TeachingNetwork("4-5-3-2")).written(style: .differential)
    #expect(
      pass.backward.map(\.equation.unicode) == [
        "dZ[3] = 1/m (A[3] − Y)", "dW[3] = dZ[3] A[2]ᵀ", "db[3] = Σᵢ₌₁ᵐ dZ[3]_{:,i}", "dA[2] = W[3]ᵀ dZ[3]",
        "dZ[2] = dA[2] ⊙ 1[Z[2] > 0]", "dW[2] = dZ[2] A[1]ᵀ", "db[2] = Σᵢ₌₁ᵐ dZ[2]_{:,i}", "dA[1] = W[2]ᵀ dZ[2]",
        "dZ[1] = dA[1] ⊙ 1[Z[1] > 0]", "dW[1] = dZ[1] Xᵀ", "db[1] = Σᵢ₌₁ᵐ dZ[1]_{:,i}",
      ])
    #expect(WrittenPassTests.problems(pass) == [])
  }

  @Test("without names for the activations, the hidden layers are written in one line, as in the summary")
  func compactSummary() {
    let tape = Tape<Double>()
    var generator = PhiloxGenerator(seed: 5)
    func normal(_ rows: Int, _ columns: Int) -> Tensor<Double> { .normal(shape: [rows, columns], using: &generator) }
    let x = tape.data(normal(4, 6), named: "X")
    let y = tape.data(Tensor([[1, 0, 1, 0, 1, 0], [0, 1, 0, 1, 0, 1]]), named: "Y")
    let w1 = tape.parameter(normal(3, 4), named: "W[1]")
    let w2 = tape.parameter(normal(2, 3), named: "W[2]")
    let z1 = matmul(w1, x).named("Z[1]")
    let z2 = matmul(w2, relu(z1)).named("Z[2]")
    let loss = softmaxCrossEntropy(logits: z2, labels: y).named("L")
    let pass = loss.backward().written(style: .differential)
    #expect(
      pass.backward.map(\.equation.unicode) == [
        "dZ[2] = 1/m (softmax(Z[2]) − Y)", "dW[2] = dZ[2] (ReLU(Z[1]))ᵀ", "dZ[1] = (W[2]ᵀ dZ[2]) ⊙ 1[Z[1] > 0]",
        "dW[1] = dZ[1] Xᵀ",
      ])
    #expect(WrittenPassTests.problems(pass) == [])
    withExtendedLifetime(tape) {}
  }

  @Test("the delta style names the argument of an activation δ, and says what it is")
  func delta() throws {
    let pass = try #require(TeachingNetwork("3-2")).written(style: .delta)
    #expect(
      pass.backward.map(\.equation.unicode) == [
        "δ[1] = ∂L/∂Z[1] = 1/m (A[1] − Y)", "∂L/∂W[1] = δ[1] Xᵀ", "∂L/∂b[1] = Σᵢ₌₁ᵐ δ[1]_{:,i}",
      ])
    #expect(WrittenPassTests.problems(pass) == [])
  }

  @Test("the networks of the worked derivations are read back", arguments: GradientStyle.allCases)
  func workedDerivations(style: GradientStyle) throws {
    #expect(WrittenPassTests.problems(try #require(TeachingNetwork("2-2-1")).written(style: style)) == [])
    #expect(WrittenPassTests.problems(try #require(TeachingNetwork("4-5-3-2")).written(style: style)) == [])
    // Logistic regression with weight decay, samples in rows.
    let tape = Tape<Double>()
    var generator = PhiloxGenerator(seed: 5)
    let x = tape.data(.normal(shape: [6, 3], using: &generator), named: "X")
    let y = tape.data(Tensor([[1], [0], [1], [1], [0], [1]]), named: "y")
    let w = tape.parameter(.normal(shape: [3, 1], using: &generator), named: "w")
    let b = tape.parameter(Tensor(0.25), named: "b")
    let z = (matmul(x, w) + b).named("z")
    sigmoid(z).named("p")
    let loss = (binaryCrossEntropy(logits: z, labels: y) + 0.125 * square(w).sum()).named("J")
    let pass = loss.backward().written(style: style)
    #expect(WrittenPassTests.problems(pass) == [], "\(pass.text)")
    // Two layers of any activation, one sample.
    let vectors = Tape<Double>()
    func leaf(_ rows: Int, _ columns: Int, _ name: String) -> Variable<Double> {
      vectors.parameter(.normal(shape: [rows, columns], using: &generator), named: name)
    }
    let input = vectors.data(.normal(shape: [4, 1], using: &generator), named: "x")
    let target = vectors.data(.normal(shape: [2, 1], using: &generator), named: "y")
    let z1 = (matmul(leaf(3, 4, "W[1]"), input) + leaf(3, 1, "b[1]")).named("z[1]")
    let a1 = tanh(z1).named("a[1]")
    let z2 = (matmul(leaf(2, 3, "W[2]"), a1) + leaf(2, 1, "b[2]")).named("z[2]")
    let second = halfSquaredError(prediction: sigmoid(z2).named("a[2]"), target: target).named("L")
    #expect(WrittenPassTests.problems(second.backward().written(style: style)) == [])
    withExtendedLifetime((tape, vectors)) {}
  }
}

extension TeachingNetwork {
  /// The backward pass of the network on a tape of its own.
  func written<Scalar: TensorScalar>(style: GradientStyle, _ type: Scalar.Type = Double.self) -> BackwardPass {
    let tape = Tape<Scalar>()
    return record(on: tape).backward().written(style: style)
  }
}
