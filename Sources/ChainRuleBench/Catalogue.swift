/// A workload's name, what it is, and what does it in each mode that it has.
struct CatalogueEntry {
  let name: String
  let description: String
  /// What its times are given for.
  var unit = TimeUnit.step
  let workloads: [Mode: () -> any Workload]
}

/// All workloads, in order.
var catalogue: [CatalogueEntry] {
  [
    CatalogueEntry(
      name: "W1", description: "tiny: 2-2-1, sigmoid, half squared error, batch 1",
      workloads: TrainingTask(
        kind: .regression, sizes: [2, 2, 1], batch: 1, learningRate: 0.1, losses: (0.05294175816, 0.04637854715)
      ).workloads),
    CatalogueEntry(
      name: "W2", description: "small: 64-32-32-10, ReLU, softmax cross-entropy, batch 32",
      workloads: TrainingTask(
        kind: .classification, sizes: [64, 32, 32, 10], batch: 32, learningRate: 0.01,
        losses: (2.882328568, 2.605135836)
      ).workloads),
    CatalogueEntry(
      name: "W3", description: "mnist: 784-512-512-10, ReLU, softmax cross-entropy, batch 128",
      workloads: TrainingTask(
        kind: .classification, sizes: [784, 512, 512, 10], batch: 128, learningRate: 0.01,
        losses: (3.083394125, 2.205871551)
      ).workloads),
    CatalogueEntry(
      name: "W4", description: "wide: 2048-4096-4096-1000, ReLU, softmax cross-entropy, batch 512",
      workloads: TrainingTask(
        kind: .classification, sizes: [2048, 4096, 4096, 1000], batch: 512, learningRate: 0.01,
        losses: (7.88806422, 6.791395063)
      ).workloads),
    CatalogueEntry(
      name: "W5", description: "chain: 100,000 times x*c + d on single numbers, recorded and reversed",
      unit: ScalarChain.unit, workloads: [.eager: { ScalarChain() }, .program: { ScalarChainProgram() }]),
    CatalogueEntry(
      name: "W6", description: "hvp: Hessian-vector product of W2's loss, all parameters",
      workloads: [.eager: { CurvatureProduct() }, .program: { CurvatureProductProgram() }]),
    CatalogueEntry(
      name: "W7", description: "elementwise: sum of sigmoid(x) tanh(x) + exp(-x^2), 10,000,000 numbers",
      workloads: [.eager: { LongElementwise() }, .program: { LongElementwiseProgram() }]),
    CatalogueEntry(
      name: "W8", description: "cold start: the whole process of one step of W1",
      workloads: [.eager: { ColdStart() }]),
  ]
}
