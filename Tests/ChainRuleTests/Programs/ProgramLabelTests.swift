import ChainRule
import Testing

/// Labels that a program is given are examined, as those on a tape are.
@Suite struct ProgramLabelTests {
  @Test("class indices that are none stop a program that is given them")
  func classIndices() async {
    let set = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      let (z, y) = (tape.data(.zeros(3, 4)), tape.data([0, 1, 2, 0], named: "y"))
      let state = tape.program(computing: [softmaxCrossEntropy(logits: z, labels: y)], from: [z, y]).makeState()
      state[y] = [0, 1, 3, 0]
    }
    #expect(set.message.contains("oneHot: sample 2 has the label 3.0; a class index is a whole number in 0 ..< 3"))
    let inputs = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let y = tape.data([0, 1], named: "y")
      tape.program(computing: [oneHot(y, classCount: 3)], from: [y]).makeState().inputs = [[0.5, 1]]
    }
    #expect(inputs.message.contains("oneHot: sample 0 has the label 0.5"))
  }

  @Test("labels that are no distribution stop a program that is given them")
  func distributions() async {
    let softmax = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let (z, y) = (tape.data(.zeros(2, 3)), tape.data(.oneHot([0, 1, 1], classCount: 2), named: "y"))
      _ = tape.program(computing: [softmaxCrossEntropy(logits: z, labels: y)], from: [y])([y: .ones(2, 3)])
    }
    #expect(
      softmax.message.contains("softmaxCrossEntropy: the labels of sample 0 are no distribution: they sum to 2.0"))
    let binary = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let (z, y) = (tape.data([0, 0]), tape.data([0, 1], named: "y"))
      tape.program(computing: [binaryCrossEntropy(logits: z, labels: y)], from: [y]).makeState()[y] = [0, 2]
    }
    #expect(binary.message.contains("binaryCrossEntropy: label 1 is 2.0; labels are probabilities"))
  }

  /// The logarithm of a number that must be positive, as a user would write it.
  private struct Logarithm: FusedPrimitive, OperandChecking {
    static let name = "logarithm"
    func definition<Scalar>(_ x: OperandList<Variable<Scalar>>) -> Variable<Scalar> { log(x[0]) }
    func check<Scalar>(_ value: Tensor<Scalar>, asOperand slot: Int) {
      if value.scalars.contains(where: { $0 <= 0 }) { fatalError("logarithm: not positive") }
    }
  }

  @Test("a user's operation examines what it is given, and nothing that is computed")
  func own() async {
    let given = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let x = tape.data([1, 2])
      tape.program(computing: [Tape.record(Logarithm(), x)], from: [x]).makeState()[x] = [1, -1]
    }
    #expect(given.message.contains("logarithm: not positive"))
    let tape = Tape<Double>()
    let x = tape.data([1, 2])
    let state = tape.program(computing: [Tape.record(Logarithm(), 2 * x)], from: [x]).makeState()
    state[x] = [1, -1]
    state.run()
    #expect(state.outputs[0].scalars[1].isNaN)
  }
}
