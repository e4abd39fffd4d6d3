import ChainRule

extension LessonPage {
  /// The smallest network worth the name, 2-2-1 with logistic units, for one sample and with the numbers that
  /// `Docs/Derivations/TinySigmoidNetwork.md` prints; and twice more, for what one sample and a square matrix hide.
  public static func tinyNetwork() throws(LessonError) -> LessonPage {
    LessonPage(
      [try TinyNetwork.oneSample.lesson, try TinyNetwork.threeSamples.lesson, try TinyNetwork.threeInputs.lesson],
      title: "Backpropagation through a small network")
  }
}

/// A network with one hidden layer of two logistic units and one output, on given samples.
struct TinyNetwork {
  var title: String
  var introduction: String
  var input: Tensor<Double>
  var target: Tensor<Double>
  var firstWeights: Tensor<Double>
  var secondWeights: Tensor<Double> = [[0.7, 0.8]]
  var marks: [String] = []
  var figures: [String: [String]] = [:]

  var gradients: Gradients<Double> {
    let tape = Tape<Double>()
    let x = tape.data(input, named: "x")
    let y = tape.data(target, named: "y")
    let w1 = tape.parameter(firstWeights, named: "W[1]")
    let b1 = tape.parameter([[0.1], [0.2]], named: "b[1]")
    let w2 = tape.parameter(secondWeights, named: "W[2]")
    let b2 = tape.parameter([[0.3]], named: "b[2]")
    let samples = input.shape[1]
    // With one sample there is nothing to sum over, and the document has no sum.
    let plus = { (x: Variable<Double>, b: Variable<Double>) in samples == 1 ? x + b : addBias(x, b) }
    let z1 = plus(matmul(w1, x), b1).named("z[1]")
    let a1 = sigmoid(z1).named("a[1]")
    let z2 = plus(matmul(w2, a1), b2).named("z[2]")
    let prediction = sigmoid(z2).named("ŷ")
    let error = halfSquaredError(prediction: prediction, target: y)
    let loss = samples == 1 ? error : error / tape.constant(Tensor(Double(samples))).named("m")
    return loss.named("L").backward()
  }

  var lesson: Lesson {
    get throws(LessonError) {
      try Lesson(gradients, title: title, introduction: introduction, marks: marks, figures: figures)
    }
  }

  static let oneSample = TinyNetwork(
    title: "One sample (2-2-1)",
    introduction:
      "One sample with two inputs goes through two hidden units to one output; the loss is half the squared "
      + "error. Numbers that the worked example prints stand beside the exact ones.",
    input: [[0.5], [1]], target: [[1]], firstWeights: [[0.4, 0.6], [0.3, 0.5]],
    figures: [
      "z[1]": ["0.9", "0.85"], "a[1]": ["0.71095", "0.70057"], "z[2]": ["1.3581"], "ŷ": ["0.79545"], "L": ["0.02092"],
      "∂L/∂z[2]": ["−0.03328"], "∂L/∂W[2]": ["−0.0237", "−0.0233"], "∂L/∂b[2]": ["−0.03328"],
      "∂L/∂z[1]": ["−0.00479", "−0.00559"], "∂L/∂W[1]": ["−0.0024", "−0.0048", "−0.0028", "−0.0056"],
      "∂L/∂b[1]": ["−0.00479", "−0.00559"],
    ])

  static let threeSamples = TinyNetwork(
    title: "Three samples",
    introduction:
      "The same network with three samples, one in each column. The loss is their mean: look for the 1/m in "
      + "what comes back to z[2], and for the sums over the samples in the gradients of b[1] and b[2].",
    input: [[0.5, -1, 2], [1, 0.25, -0.5]], target: [[1, 0, 1]], firstWeights: [[0.4, 0.6], [0.3, 0.5]],
    marks: ["m", "Σ"])

  static let threeInputs = TinyNetwork(
    title: "Three inputs (3-2-1)",
    introduction:
      "The same network with a third input. W[1] is no longer square, nor is W[2]: only the transposes that the "
      + "chain rule asks for fit.",
    input: [[0.5], [1], [-2]], target: [[1]], firstWeights: [[0.4, 0.6, -0.1], [0.3, 0.5, 0.2]], marks: ["ᵀ"])
}
