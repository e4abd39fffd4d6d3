import ChainRule
import Testing

/// What a caller's mistake says, read from a process that it stops.
@Suite struct MistakeTests {
  @Test("a matrix product that does not fit names both variables and the repair")
  func matmulShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let w = tape.parameter(.ones(5, 3), named: "W[1]")
      let x = tape.data(.ones(5, 7), named: "X")
      _ = matmul(w, x)
    }
    #expect(result.message.contains("matmul: W[1] is 5 × 3 and X is 5 × 7: 3 ≠ 5; did you mean W[1].transposed()?"))
  }

  @Test("shapes that do not broadcast are named")
  func addShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let z = tape.parameter(.ones(5, 7), named: "Z[1]")
      _ = z + tape.parameter(.ones(5), named: "b[1]")
    }
    #expect(
      result.message.contains(
        "add: Z[1] is 5 × 7 and b[1] is (5): 7 ≠ 5, and neither is 1; did you mean b[1].reshaped(to: [5, 1]), a column?"
      ))
  }

  @Test("variables of two tapes do not mix")
  func foreignTape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (one, other) = (Tape<Double>(), Tape<Double>())
      _ = one.parameter(Tensor(1), named: "x") + other.parameter(Tensor(2), named: "y")
      withExtendedLifetime((one, other)) {}
    }
    #expect(result.message.contains("add: y is on another tape; record both on one tape"))
  }

  @Test("a variable that outlives its tape is recognised, also when the tape's memory is in use again")
  func freedTape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      func orphan() -> Variable<Double> { Tape<Double>().parameter([1, 2, 3], named: "w") }
      let w = orphan()
      let next = Tape<Double>()
      _ = next.parameter([4, 5, 6])
      _ = w.value
      withExtendedLifetime(next) {}
    }
    #expect(result.message.contains("value: a variable whose tape no longer exists; keep the Tape in a constant"))
  }

  @Test("a missing list of inputs is nil, whatever code made it")
  func missingInputs() {
    // Unspecialised, and on a stack that is not zero: what a compiler once took for something.
    @inline(never) @_optimize(none) func mapped<A, B>(_ value: A?, _ transform: (A) -> B) -> B? { value.map(transform) }
    @inline(never) func fillStack() -> Int {
      withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { memory in
        for place in memory.indices { memory[place] = -1 - place }
        return memory.reduce(0, &+)
      }
    }
    @inline(never) func isMissing(_ number: Int?) -> Bool {
      let inputs: Inputs<Double>? = mapped(number) { _ in stopped() }
      return inputs == nil
    }
    func stopped() -> Inputs<Double> { preconditionFailure("there is nothing to map") }
    for _ in 0..<10 {
      _ = fillStack()
      #expect(isMissing(nil))
    }
  }

  @Test("backward of something that is no single number asks for a reduction or a seed")
  func nonScalarBackward() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let z = (tape.parameter(.ones(2, 3)) * 2).named("Z")
      _ = z.backward()
    }
    #expect(
      result.message.contains(
        "backward: Z is 2 × 3, not a single number; reduce it with sum() or mean(), or give a seed: of its shape"))
  }

  @Test("a seed of another shape is refused")
  func seedShape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let z = (tape.parameter(.ones(2, 3)) * 2).named("Z")
      _ = z.backward(seed: tape.constant(.ones(3, 2)))
    }
    #expect(result.message.contains("backward: the seed is 3 × 2, but Z is 2 × 3"))
  }

  @Test("requiring a gradient that does not flow says why")
  func requireGradient() async {
    let data = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let (x, w) = (tape.data(Tensor(1), named: "x"), tape.parameter(Tensor(2), named: "w"))
      _ = (x * w).backward().require(x)
    }
    #expect(data.message.contains("no gradient flows to x: it depends on no parameter; make it tape.parameter(...)"))
    let unused = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let (u, w) = (tape.parameter(Tensor(1), named: "u"), tape.parameter(Tensor(2), named: "w"))
      let loss = (w * w).named("L")
      _ = u * w
      _ = loss.backward().require(u)
    }
    #expect(unused.message.contains("no gradient flows to u: no differentiable path leads from it to L"))
    let unnamed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let w = tape.parameter(Tensor(2), named: "w")
      let (loss, other) = (w * w, exp(w))
      _ = loss.backward().require(other)
    }
    #expect(unnamed.message.contains("no gradient flows to #2: no differentiable path leads from it to #1"))
    let notSingle = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      _ = (tape.parameter([1, 2]) * 2).backward()
    }
    #expect(notSingle.message.contains("backward: the output is (2), not a single number"))
  }

  @Test("a substitute of another shape is refused")
  func substitute() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Double>()
      let x = tape.parameter([1, 2, 3], named: "x")
      let y = x * 2
      _ = tape.evaluate([y], substituting: [x: [1, 2]])
    }
    #expect(result.message.contains("evaluate(substituting:): x is (3), but its substitute is (2)"))
  }
}
