// The code of README.md, as it stands there; `ReadmeTests` compares the two and runs it.

import ChainRule
import ChainRuleData

func composeAndDifferentiate() {
  var generator = PhiloxGenerator(seed: 1)
  let tape = Tape<Double>()
  let x = tape.data(.normal(shape: [3, 5], using: &generator), named: "X")  // five samples, one per column
  let y = tape.data(.oneHot([0, 1, 1, 0, 1], classCount: 2), named: "Y")
  let w1 = tape.parameter(.he(outputs: 4, inputs: 3, using: &generator), named: "W[1]")
  let b1 = tape.parameter(.zeros(4, 1), named: "b[1]")
  let w2 = tape.parameter(.glorot(outputs: 2, inputs: 4, using: &generator), named: "W[2]")
  let z1 = (matmul(w1, x) + b1).named("Z[1]")
  let a1 = relu(z1).named("A[1]")
  let z2 = matmul(w2, a1).named("Z[2]")
  let loss = softmaxCrossEntropy(logits: z2, labels: y).named("L")

  let gradients = loss.backward()
  print(gradients)
  let dZ2 = (softmax(z2, alongAxis: 0) - y) / 5
  print(gradients.check("dZ[1] = W[2]ᵀ dZ[2] ∘ 1[Z[1] > 0]", about: z1) { matmul(w2.transposed(), dZ2) * (z1 .> 0) })
  print(gradients.check("dW[2] = A[1] dZ[2]ᵀ", about: w2) { matmul(a1, dZ2.transposed()) })
  print(gradients.check("dZ[2] = Y − softmax(Z[2])", about: z2) { y - softmax(z2, alongAxis: 0) })
  let update = SGD(learningRate: 0.5).recordedUpdate(along: gradients)
  let program = tape.program(computing: [loss], from: [x, y], applying: update)
  let state = program.makeState()
  for _ in 1...200 { state.run() }
  print("loss \(loss.value.scalar) → \(state[loss].scalar)")
  print(program)
}

func learnFromOwnFile() throws {
  let (samples, classNames) = try CSVTable(contentsOf: "fruit.csv").labelledSamples(as: Float.self)
  var generator = PhiloxGenerator(seed: 1)
  let (training, test) = samples.split(testFraction: 0.2, using: &generator)

  var model: Sequential<Float> = [
    Dense<Float>(inputs: samples.featureCount, outputs: 16, activation: .relu, using: &generator),
    Dense<Float>(inputs: 16, outputs: samples.classCount, using: &generator),
  ]
  var optimizer = Adam(learningRate: 0.02)
  let plan = TrainingPlan(epochs: 100, batchSize: 16)
  model.train(on: training, by: plan, with: &optimizer, using: &generator) { progress, _ in
    guard progress.isEndOfEpoch, progress.epoch.isMultiple(of: 50) else { return }
    print("epoch \(progress.epoch): accuracy \(progress.accuracy)")
  }
  print("on \(test.count) samples held out: accuracy \(model.evaluated(on: test).accuracy)")

  try model.saveParameters(to: "fruit.safetensors")
  let new = try CSVTable(contentsOf: "new.csv").features(columns: samples.featureCount, as: Float.self)
  print(model.predictedClasses(for: new).map { classNames[$0] })
}
