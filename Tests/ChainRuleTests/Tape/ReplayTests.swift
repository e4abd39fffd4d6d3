import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct ReplayTests {
  @Test("a replay gives the values that recording with the other leaves gives")
  func substitution() {
    func record(_ x: Tensor<Double>, _ w: Tensor<Double>) -> (Tape<Double>, [Variable<Double>], [Variable<Double>]) {
      let tape = Tape<Double>()
      let (x, w) = (tape.parameter(x), tape.parameter(w))
      let a = tanh(matmul(w, x))
      let loss = (a * a + exp(a)).sum()
      return (tape, [x, w], [loss, a, loss.backward()[w]!])
    }
    let (x, w) = (uneven([3, 4], seed: 1), uneven([2, 3], seed: 2))
    let (otherX, otherW) = (uneven([3, 4], seed: 3), uneven([2, 3], seed: 4))
    let (tape, leaves, outputs) = record(x, w)
    let before = outputs.map(\.value.scalars)
    let count = tape.nodeCount
    let replayed = tape.evaluate(outputs, substituting: [leaves[0]: otherX, leaves[1]: otherW])
    let (otherTape, _, otherOutputs) = record(otherX, otherW)
    let expected = otherOutputs.map(\.value)
    for (a, b) in zip(replayed, expected) { #expect(a.scalars == b.scalars) }
    #expect(tape.nodeCount == count)
    #expect(outputs.map(\.value.scalars) == before)
    // One leaf alone, and none.
    let half = tape.evaluate([outputs[0]], substituting: [leaves[0]: otherX])
    let (halfTape, _, halfOutputs) = record(otherX, w)
    #expect(half[0].scalars == halfOutputs[0].value.scalars)
    #expect(tape.evaluate(outputs).map(\.scalars) == before)
    withExtendedLifetime((otherTape, halfTape)) {}
  }

  @Test("an intermediate can be substituted, and cuts off what lies before it")
  func intermediate() {
    let tape = Tape<Double>()
    let x = tape.parameter([1, 2])
    let y = x * 3
    let z = y * y + x
    #expect(tape.evaluate([z], substituting: [y: [10, 20]])[0].scalars == [101, 402])
    #expect(tape.evaluate([y], substituting: [y: [10, 20]])[0].scalars == [10, 20])
    #expect(tape.evaluate([x], substituting: [y: [10, 20]])[0].scalars == [1, 2])
  }

  @Test("single numbers and released values replay too")
  func scalarsAndReleased() {
    let tape = Tape<Float>()
    let x = tape.parameter(Tensor(2))
    let v = tape.data([1, 2, 3])
    let scaled = v * x
    let total = scaled.sum() * x
    tape.release(values: [scaled])
    #expect(tape.evaluate([total], substituting: [x: Tensor(5)])[0].scalar == 150)
    #expect(total.value.scalar == 24)
  }
}
