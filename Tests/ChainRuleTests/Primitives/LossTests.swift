import ChainRule
import ChainRuleTestSupport
import Foundation
import Testing

@Suite struct LossTests {
  /// The softmax of some numbers, by a plain loop.
  static func softmax(_ x: [Double]) -> [Double] {
    let largest = x.max()!
    let exponentials = x.map { exp($0 - largest) as Double }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }

  /// A function of each column (axis 0) or each row (axis 1) of a matrix.
  static func along(_ axis: Int, _ x: Tensor<Double>, _ function: ([Double]) -> [Double]) -> Tensor<Double> {
    let (rows, columns) = (x.shape[0], x.shape[1])
    let scalars = x.scalars
    var result = scalars
    for line in 0..<(axis == 0 ? columns : rows) {
      let places = (0..<(axis == 0 ? rows : columns)).map { axis == 0 ? $0 * columns + line : line * columns + $0 }
      for (place, value) in zip(places, function(places.map { scalars[$0] })) { result[place] = value }
    }
    return Tensor(shape: x.shape, scalars: result)
  }

  /// The cross-entropies of the columns or rows of logits and labels.
  static func crossEntropies(_ logits: Tensor<Double>, _ labels: Tensor<Double>, classesAlong axis: Int) -> [Double] {
    let logProbabilities = along(axis, logits) { softmax($0).map { log($0) } }.scalars
    let y = labels.scalars
    let (rows, columns) = (logits.shape[0], logits.shape[1])
    var losses = Array(repeating: 0.0, count: axis == 0 ? columns : rows)
    for row in 0..<rows {
      for column in 0..<columns {
        losses[axis == 0 ? column : row] -= y[row * columns + column] * logProbabilities[row * columns + column]
      }
    }
    return losses
  }

  static let matrixCases: [OperationCase] = [0, 1].flatMap { axis in
    [
      OperationCase("softmax along \(axis)", [uneven([4, 3], seed: 1)]) {
        ChainRule.softmax($0[0], alongAxis: axis)
      } reference: {
        along(axis, $0[0], softmax)
      },
      OperationCase("logSoftmax along \(axis)", [uneven([4, 3], seed: 1)]) {
        logSoftmax($0[0], alongAxis: axis)
      } reference: {
        along(axis, $0[0]) { softmax($0).map { log($0) } }
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), mean", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis)
      } reference: {
        let losses = crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis)
        return Tensor(losses.reduce(0, +) / Double(losses.count))
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), sum", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(
          logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis, reduction: .sum)
      } reference: {
        Tensor(crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis).reduce(0, +))
      },
      OperationCase(
        "softmaxCrossEntropy, classes along \(axis), none", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]
      ) {
        softmaxCrossEntropy(
          logits: $0[0], labels: ChainRule.softmax($0[1], alongAxis: axis), samplesAlong: 1 - axis, reduction: .none)
      } reference: {
        Tensor(crossEntropies($0[0], along(axis, $0[1], softmax), classesAlong: axis))
      },
    ]
  }

  static let cases: [OperationCase] =
    matrixCases + [
      OperationCase("softmax of a vector", [uneven([5], seed: 1)]) {
        ChainRule.softmax($0[0])
      } reference: {
        Tensor(softmax($0[0].scalars))
      },
      OperationCase("softmax along the middle axis", [uneven([2, 4, 3], seed: 1)]) {
        ChainRule.softmax($0[0], alongAxis: -2)
      } reference: { x in
        let halves = [0, 1].map { Tensor(shape: [4, 3], scalars: Array(x[0].scalars[12 * $0..<12 * $0 + 12])) }
        return Tensor(shape: [2, 4, 3], scalars: halves.flatMap { along(0, $0, softmax).scalars })
      },
      OperationCase("softmaxCrossEntropy of one sample", [uneven([5], seed: 1), uneven([5], seed: 2)]) {
        softmaxCrossEntropy(logits: $0[0], labels: ChainRule.softmax($0[1]))
      } reference: { x in
        Tensor(-zip(softmax(x[0].scalars), softmax(x[1].scalars)).reduce(0) { $0 + $1.1 * log($1.0) })
      },
      OperationCase(
        "softmaxCrossEntropy of class indices", [uneven([4, 3], seed: 1), [2, 0, 3]], differentiable: [0]
      ) {
        softmaxCrossEntropy(logits: $0[0], labels: $0[1])
      } reference: { x in
        let y = oneHotColumns(x[1], 4)
        return Tensor(crossEntropies(x[0], y, classesAlong: 0).reduce(0, +) / 3)
      },
      OperationCase(
        "softmaxCrossEntropy of class indices, samples in rows", [uneven([3, 4], seed: 1), [2, 0, 3]],
        differentiable: [0]
      ) {
        softmaxCrossEntropy(logits: $0[0], labels: $0[1], samplesAlong: 0, reduction: .none)
      } reference: { x in
        let rows = (0..<3).flatMap { sample in (0..<4).map { Double($0) == x[1].scalars[sample] ? 1.0 : 0 } }
        return Tensor(crossEntropies(x[0], Tensor(shape: [3, 4], scalars: rows), classesAlong: 1))
      },
      OperationCase("binaryCrossEntropy, mean", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2, in: 0.1...0.9)]) {
        binaryCrossEntropy(logits: $0[0], labels: $0[1])
      } reference: {
        Tensor(binaryCrossEntropies($0).reduce(0, +) / 12)
      },
      OperationCase("binaryCrossEntropy, sum", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2, in: 0.1...0.9)]) {
        binaryCrossEntropy(logits: $0[0], labels: $0[1], reduction: .sum)
      } reference: {
        Tensor(binaryCrossEntropies($0).reduce(0, +))
      },
      OperationCase("binaryCrossEntropy, none", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2, in: 0.1...0.9)]) {
        binaryCrossEntropy(logits: $0[0], labels: $0[1], reduction: .none)
      } reference: {
        Tensor(shape: [4, 3], scalars: binaryCrossEntropies($0))
      },
      OperationCase("meanSquaredError", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]) {
        meanSquaredError(prediction: $0[0], target: $0[1])
      } reference: { x in
        Tensor(zip(x[0].scalars, x[1].scalars).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 12)
      },
      OperationCase("halfSquaredError", [uneven([4, 3], seed: 1), uneven([4, 3], seed: 2)]) {
        halfSquaredError(prediction: $0[0], target: $0[1])
      } reference: { x in
        Tensor(zip(x[0].scalars, x[1].scalars).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 2)
      },
    ]

  static func oneHotColumns(_ labels: Tensor<Double>, _ classes: Int) -> Tensor<Double> {
    let scalars = (0..<classes).flatMap { row in labels.scalars.map { $0 == Double(row) ? 1.0 : 0 } }
    return Tensor(shape: [classes, labels.elementCount], scalars: scalars)
  }

  static func binaryCrossEntropies(_ x: [Tensor<Double>]) -> [Double] {
    zip(x[0].scalars, x[1].scalars).map { z, y in
      let p = 1 / (1 + exp(-z))
      return -y * log(p) - (1 - y) * log(1 - p)
    }
  }

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("Each fused loss equals its definition")
  func definitions() {
    let (z, y) = (uneven([4, 3], seed: 1), uneven([4, 3], seed: 2, in: 0.1...0.9))
    for axes in [[0], [1], [0, 1]] {
      #expect(fusedProblems(Softmax(axes: AxisSet(axes)), [z]) == [])
      #expect(fusedProblems(LogSoftmax(axes: AxisSet(axes)), [z]) == [])
    }
    for reduction in [LossReduction.mean, .sum, .none] {
      for axis in [0, 1] {
        // Labels that stay a distribution: with respect to others, the rule and the definition may differ.
        let labels = Self.along(1 - axis, y, Self.softmax)
        let primitive = SoftmaxCrossEntropy(samplesAxis: axis, reduction: reduction)
        #expect(fusedProblems(primitive, [z, labels], differentiable: [0]) == [])
      }
      #expect(fusedProblems(BinaryCrossEntropy(reduction: reduction), [z, y]) == [])
    }
    #expect(fusedProblems(MeanSquaredError(), [z, y]) == [])
    #expect(fusedProblems(HalfSquaredError(), [z, y]) == [])
  }

  @Test("Tensors have the same losses")
  func tensors() {
    let (z, y) = (uneven([4, 3], seed: 1), Self.along(0, uneven([4, 3], seed: 2), Self.softmax))
    let tape = Tape<Double>()
    let (logits, labels) = (tape.data(z), tape.data(y))
    let indices = Tensor<Double>([3, 1, 1])
    #expect(ChainRule.softmax(z).scalars == ChainRule.softmax(logits).value.scalars)
    #expect(logSoftmax(z).scalars == logSoftmax(logits).value.scalars)
    #expect(softmaxCrossEntropy(logits: z, labels: y) == softmaxCrossEntropy(logits: logits, labels: labels).value)
    #expect(
      softmaxCrossEntropy(logits: z, labels: indices)
        == softmaxCrossEntropy(logits: logits, labels: tape.data(indices)).value)
    #expect(binaryCrossEntropy(logits: z, labels: y) == binaryCrossEntropy(logits: logits, labels: labels).value)
    #expect(meanSquaredError(prediction: z, target: y) == meanSquaredError(prediction: logits, target: labels).value)
    #expect(halfSquaredError(prediction: z, target: y) == halfSquaredError(prediction: logits, target: labels).value)
  }

  @Test("On the tape the gradient of the logits is (softmax(Z) − Y) / m")
  func formula() {
    let tape = Tape<Double>()
    let z = tape.parameter(uneven([4, 3], seed: 1), named: "Z")
    let y = tape.data(Self.oneHotColumns([1, 3, 0], 4), named: "Y")
    let gradients = softmaxCrossEntropy(logits: z, labels: y).named("L").backward()
    #expect(gradients.description.contains("∂L/∂Z  = (softmax(Z) − Y) / 3"))
    let expected = (ChainRule.softmax(z) - y) / 3
    #expect(gradients.require(z).value == expected.value)
    #expect(gradients[y] == nil)
  }

  @Test("Logits of ±1000 and masked classes give finite losses and gradients", arguments: [0, 1])
  func extremes(axis: Int) {
    let (logits, labels): (Tensor<Double>, Tensor<Double>) = (
      Tensor([[1000, -1000, 1000, 3], [-1000, 1000, 1000, -.infinity], [0, -.infinity, -.infinity, 3]]),
      Tensor([[1, 0.5, 0.5, 0.5], [0, 0.5, 0.5, 0], [0, 0, 0, 0.5]])
    )
    let tape = Tape<Double>()
    let z = tape.parameter(axis == 1 ? logits : logits.transposed())
    let y = tape.data(axis == 1 ? labels : labels.transposed())
    let losses = softmaxCrossEntropy(logits: z, labels: y, samplesAlong: axis, reduction: .none)
    #expect(losses.value.scalars == [0, 1000, log(2), log(2)])
    let gradient = losses.sum().backward().require(z).value
    let expected: Tensor<Double> = [[0, -0.5, 0, 0], [0, 0.5, 0, 0], [0, 0, 0, 0]]
    #expect((axis == 1 ? gradient : gradient.transposed()) == expected)
    let tangent = jvp(at: z.value, along: Tensor(repeating: 1, shape: z.shape)) { z in
      softmaxCrossEntropy(logits: z, labels: z.tape.data(y.value), samplesAlong: axis)
    }.tangent
    #expect(tangent.scalar == 0)
  }

  @Test("Where every class is masked none has a probability")
  func allMasked() {
    let masked = Tensor<Double>(repeating: -.infinity, shape: [3])
    #expect(ChainRule.softmax(masked).scalars == [0, 0, 0])
    #expect(logSoftmax(masked).scalars == [-.infinity, -.infinity, -.infinity])
    #expect(softmaxCrossEntropy(logits: masked, labels: [0, 1, 0]).scalar == .infinity)
  }

  @Test("The binary cross-entropy keeps its digits where the probability is almost 1, and is finite at any logit")
  func binaryExtremes() {
    let tape = Tape<Double>()
    let z = tape.parameter(Tensor([1000, -1000, 40, -.infinity, .infinity, 1000]))
    let losses = binaryCrossEntropy(logits: z, labels: tape.data([1, 1, 1, 0, 1, 0.5]), reduction: .none)
    let expected = [0, 1000, exp(-40.0), 0, 0, 500]
    for (loss, value) in zip(losses.value.scalars, expected) { #expect(abs(loss - value) <= 1e-15 * value) }
    let gradient = losses.sum().backward().require(z).value.scalars
    #expect(gradient[0] == 0 && gradient[1] == -1 && gradient[3] == 0 && gradient[4] == 0 && gradient[5] == 0.5)
  }

  @Test("Float losses are those of Double, to its precision")
  func float() {
    let (z, y) = (uneven([4, 3], seed: 1), Self.along(0, uneven([4, 3], seed: 2), Self.softmax))
    let single = softmaxCrossEntropy(logits: Tensor<Float>(converting: z), labels: Tensor<Float>(converting: y)).scalar
    #expect(abs(Double(single) - softmaxCrossEntropy(logits: z, labels: y).scalar) < 1e-6)
  }

  @Test("Replaying with other labels gives their loss")
  func replay() {
    let tape = Tape<Double>()
    let z = tape.parameter(uneven([4, 3], seed: 1))
    let labels = tape.data([0, 1, 2])
    let loss = softmaxCrossEntropy(logits: z, labels: labels)
    let gradient = loss.backward().require(z)
    let other: Tensor<Double> = [3, 3, 0]
    let replayed = tape.evaluate([loss, gradient], substituting: [labels: other])
    #expect(replayed[0] == softmaxCrossEntropy(logits: z.value, labels: other))
    let residual = ChainRule.softmax(z.value) - Self.oneHotColumns(other, 4)
    #expect(replayed[1].isApproximatelyEqual(to: residual / 3, absoluteTolerance: 1e-15))
  }

  @Test("Labels that are no distribution are refused with the sample and its sum")
  func distributionMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Double>.zeros(2, 3), labels: [[1, 0.5, 0], [0, 0.75, 1]])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains("softmaxCrossEntropy: the labels of sample 1 are no distribution: they sum to 1.25, not 1"))
  }

  @Test("Negative labels are refused though they sum to 1")
  func negativeMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(
        logits: Tensor<Double>.zeros(3, 2), labels: [[1, 0], [0, 1], [1.5, -0.5]], samplesAlong: 0)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the labels of sample 2 are no distribution: one of them is negative"))
  }

  @Test("A label that is not a number is refused")
  func nanMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Double>.zeros(2, 1), labels: Tensor([[1], [.nan]]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the labels of sample 0 are no distribution: they sum to nan, not 1"))
  }

  @Test("A class index out of range is refused with its sample")
  func indexMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = softmaxCrossEntropy(
        logits: tape.parameter(.zeros(10, 3), named: "Z"), labels: tape.data([4, 9, 10], named: "y"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("sample 2 has the label 10.0; a class index is a whole number in 0 ..< 10"))
  }

  @Test("A class index between two classes is refused")
  func fractionMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = softmaxCrossEntropy(logits: Tensor<Float>.zeros(4), labels: Tensor(1.5))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("sample 0 has the label 1.5"))
  }

  @Test("Labels of another shape are refused with the repair")
  func labelShapeMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = softmaxCrossEntropy(
        logits: tape.parameter(.zeros(4, 3), named: "Z"), labels: tape.data(.zeros(3, 4), named: "Y"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "softmaxCrossEntropy: the logits Z are 4 × 3, but the labels Y are 3 × 4; did you mean Y.transposed()?"))
  }

  @Test("A prediction n × 1 is not silently broadcast against a target of n")
  func squaredErrorMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = meanSquaredError(
        prediction: tape.parameter(.zeros(5, 1), named: "A"), target: tape.data(.zeros(5), named: "y"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "meanSquaredError: the prediction A is 5 × 1, but the target y is (5); the shapes must be equal: did you mean "
          + "y.reshaped(to: [5, 1])?"))
  }

  @Test("Binary labels outside 0 ... 1 are refused")
  func binaryLabelMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = binaryCrossEntropy(logits: Tensor<Double>.zeros(3), labels: [1, -1, 0])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("binaryCrossEntropy: label 1 is -1.0; labels are probabilities, in 0 ... 1"))
  }
}
