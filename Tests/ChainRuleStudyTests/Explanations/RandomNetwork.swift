import ChainRule

/// A network with random layers, activations, biases and loss, recorded with names as a person would give them.
struct RandomNetwork {
  let tape = Tape<Double>()
  let loss: Variable<Double>
  let summary: String

  init(seed: Int) {
    var numbers = PhiloxGenerator(seed: UInt64(seed) &* 7919 &+ 3)
    func pick(_ count: Int) -> Int {
      Int(Tensor<Double>.uniform(0..<Double(count), shape: .scalar, using: &numbers).scalar)
    }
    let layers = 1 + pick(3)
    let hasRows = pick(2) == 0
    let hasBiases = pick(3) > 0
    let isShared = layers == 3 && pick(2) == 0
    let samples = 7 + pick(3)
    var widths = (0...layers).map { 2 + ($0 * 2 + pick(2)) % 5 }
    // A weight that is used in two layers is square.
    if isShared { widths[2] = widths[1]; widths[0] = widths[1]; widths[3] = widths[1] + 1 }
    let lossKind = pick(7)
    let tape = self.tape
    func normal(_ rows: Int, _ columns: Int) -> Tensor<Double> {
      .normal(shape: hasRows ? [columns, rows] : [rows, columns], using: &numbers)
    }
    let x = tape.data(normal(widths[0], samples), named: "X")
    let labels = (0..<samples).map { $0 % widths[layers] }
    let oneHot = Tensor<Double>(
      shape: [widths[layers], samples],
      scalars: (0..<widths[layers]).flatMap { k in labels.map { $0 == k ? 1 : 0 } })
    let y = tape.data(hasRows ? oneHot.transposed() : oneHot, named: "Y")
    var a = x
    var z = x
    var words = ["\(widths) \(hasRows ? "rows" : "columns") loss \(lossKind)\(isShared ? " shared" : "")"]
    var shared: Variable<Double>?
    for layer in 1...layers {
      let w: Variable<Double>
      if isShared, layer < 3 {
        w = shared ?? tape.parameter(normal(widths[1], widths[1]), named: "W")
        shared = w
      } else {
        w = tape.parameter(normal(widths[layer], widths[layer - 1]), named: isShared ? "V" : "W[\(layer)]")
      }
      z = hasRows ? matmul(a, w) : matmul(w, a)
      if hasBiases { z = z + tape.parameter(normal(widths[layer], 1), named: "b[\(layer)]") }
      z.named("Z[\(layer)]")
      guard layer < layers else { break }
      let activation = pick(4)
      words.append(["ReLU", "tanh", "sigmoid", "softplus"][activation])
      a = [relu(z), tanh(z), sigmoid(z), softplus(z)][activation]
      a.named("A[\(layer)]")
    }
    let reduction: LossReduction = lossKind % 2 == 0 ? .mean : .sum
    switch lossKind {
    case 0, 1:
      softmax(z, alongAxis: hasRows ? 1 : 0).named("P")
      loss = softmaxCrossEntropy(logits: z, labels: y, samplesAlong: hasRows ? 0 : 1, reduction: reduction)
    case 2, 3:
      sigmoid(z).named("P")
      loss = binaryCrossEntropy(logits: z, labels: y, reduction: reduction)
    case 4: loss = meanSquaredError(prediction: z, target: y)
    case 5: loss = halfSquaredError(prediction: sigmoid(z).named("P"), target: y)
    default: loss = square(tanh(z) - y).mean()
    }
    loss.named("L")
    summary = words.joined(separator: " ")
  }
}
