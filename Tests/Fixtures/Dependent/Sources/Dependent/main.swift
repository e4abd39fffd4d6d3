import ChainRule

/// Stops with a message where something is not as it should be.
func require(_ condition: Bool, _ message: String) {
  guard condition else { fatalError(message) }
}

// Compose a network with an activation of one's own.
let tape = Tape<Double>()
var generator = PhiloxGenerator(seed: 1)
let x = tape.data(.normal(shape: [3, 5], using: &generator), named: "X")
let y = tape.data(.oneHot([0, 1, 1, 0, 1], classCount: 2), named: "Y")
let w1 = tape.parameter(.normal(shape: [4, 3], using: &generator), named: "W[1]")
let b1 = tape.parameter(.zeros(4, 1), named: "b[1]")
let z1 = (matmul(w1, x) + b1).named("Z[1]")
let a1 = swish(z1).named("A[1]")
let w2 = tape.parameter(.normal(shape: [2, 4], using: &generator), named: "W[2]")
let z2 = matmul(w2, a1).named("Z[2]")
let penalty = trace(matmul(w2, w2.transposed())).named("R")
let loss = (softmaxCrossEntropy(logits: z2, labels: y) + penalty * 0.01).named("L")

// Differentiate it, check a claim, and print the tape and its backward pass.
let gradients = loss.backward()
let dZ2 = (softmax(z2, alongAxis: 0) - y) / 5
let claim = gradients.check("∂L/∂W[2] = dZ[2] A[1]ᵀ + 0.02 W[2]", about: w2) {
  matmul(dZ2, a1.transposed()) + w2 * 0.02
}
print(tape)
print(gradients)
print(claim)
require(claim.holds, "the claim about W[2] does not hold")

let slope = 1e-6
let moved = w1.value + Tensor(repeating: slope, shape: w1.shape)
let difference = (tape.evaluate([loss], substituting: [w1: moved])[0].scalar - loss.value.scalar) / slope
let derivative = gradients.require(w1).value.sum().scalar
require(abs(difference - derivative) < 1e-4, "swish: \(derivative) by autodiff, \(difference) by a finite difference")
print("the dependent package runs")
