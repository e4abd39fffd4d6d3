import ChainRule
import ChainRuleTestSupport
import Testing

/// What of a program is the same in every run.
@Suite struct ProgramConstantTests {
  @Test("what constants alone determine is computed when the program is made")
  func folding() {
    let tape = Tape<Double>(evaluation: .onDemand)
    let x = tape.data([[1, 2], [3, 4]], named: "x")
    let c = tape.constant([[0.5, 1], [1.5, 2]])
    let d = exp(matmul(c, c.transposed())) + softmax(c)
    let program = tape.program(computing: [x * d], from: [x])
    #expect(program.stepCount == 1)
    #expect(program.description.hasPrefix("program: 1 operation in 1 step"))
    #expect(distance(program()[0], x.value * d.value) < 1e-15)
    let other = Tensor<Double>([[-1, 0], [2, 5]])
    #expect(distance(program([x: other])[0], other * d.value) < 1e-15)
  }
}
