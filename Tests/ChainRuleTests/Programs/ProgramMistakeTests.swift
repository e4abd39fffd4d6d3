import ChainRule
import Testing

/// What a caller's mistake with a program says, read from a process that it stops.
@Suite struct ProgramMistakeTests {
  /// y = W x with a loss, for all mistakes.
  private struct Example {
    let tape = Tape<Double>()
    let w, x, y: Variable<Double>
    let loss: Variable<Double>

    init() {
      w = tape.parameter(.ones(2, 3), named: "W")
      x = tape.data(.ones(3, 4), named: "X")
      y = matmul(w, x).named("Y")
      loss = y.sum()
    }
  }

  @Test("an input of another shape names the variable, both shapes and the repair")
  func inputShape() async {
    let one = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      let state = e.tape.program(computing: [e.loss], from: [e.x]).makeState()
      state[e.x] = .ones(3, 5)
    }
    #expect(one.message.contains("program: X is 3 × 4, but is given 3 × 5"))
    #expect(one.message.contains("Program.Cache"))
    let called = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(computing: [e.loss], from: [e.x])([e.x: .ones(4, 3)])
    }
    #expect(called.message.contains("program: X is 3 × 4, but is given 4 × 3"))
    let updated = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      let state = e.tape.program(updating: [e.w: 2 * e.w]).makeState()
      state[e.w] = .ones(2, 4)
    }
    #expect(updated.message.contains("program: W is 2 × 3, but is given 2 × 4"))
  }

  @Test("another number of inputs is refused")
  func inputCount() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      e.tape.program(computing: [e.loss], from: [e.x]).makeState().inputs = [.ones(3, 4), .ones(3, 4)]
    }
    #expect(result.message.contains("program: it has 1 input, X, but 2 tensors are given"))
    let updated = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      e.tape.program(updating: [e.w: 2 * e.w]).makeState().updated = []
    }
    #expect(updated.message.contains("program: it has 1 updated variable, W, but 0 tensors are given"))
  }

  @Test("a variable that is no input, and one that is not computed, are named")
  func unknownVariable() async {
    let set = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      e.tape.program(computing: [e.loss], from: [e.x]).makeState()[e.w] = .ones(2, 3)
    }
    #expect(
      set.message.contains(
        "program: W cannot be set: a program knows its inputs and the variables that it updates; name it where tape.program"
      ))
    let output = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      e.tape.program(computing: [e.loss], from: [e.x]).makeState()[e.loss] = Tensor(1)
    }
    #expect(output.message.contains("program: #3 cannot be set"))
    let read = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(computing: [e.loss], from: [e.x]).makeState()[e.y]
    }
    #expect(read.message.contains("program: Y cannot be read: a program knows its inputs and outputs"))
  }

  @Test("variables of other tapes are refused, in making a program and in using it")
  func otherTapes() async {
    let made = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (one, other) = (Example(), Example())
      _ = one.tape.program(computing: [one.loss, other.loss])
      withExtendedLifetime(other.tape) {}
    }
    #expect(made.message.contains("program: output 1: operand 0 is on another tape"))
    let used = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let (one, other) = (Example(), Example())
      one.tape.program(computing: [one.loss], from: [one.x]).makeState()[other.x] = .ones(3, 4)
      withExtendedLifetime(other.tape) {}
    }
    #expect(used.message.contains("program: a variable of another tape cannot be set"))
  }

  @Test("what is computed cannot be an input, nor be updated")
  func notLeaves() async {
    let input = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(computing: [e.loss], from: [e.x, e.y])
    }
    #expect(input.message.contains("program: input 1, Y, is computed by matmul; only leaves"))
    let updated = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(updating: [e.y: e.y + 1])
    }
    #expect(updated.message.contains("program: an updated variable, Y, is computed by matmul; only leaves"))
  }

  @Test("an update of another shape is refused")
  func updateShape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(updating: [e.w: e.y])
    }
    #expect(result.message.contains("program: W is 2 × 3, but its update Y is 2 × 4; a variable keeps its shape"))
  }

  @Test("an input that is named twice is refused")
  func duplicates() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      _ = e.tape.program(computing: [e.loss], from: [e.x, e.w, e.x])
    }
    #expect(result.message.contains("program: inputs 0 and 2 are both X; name each input once"))
  }

  @Test("a cache whose function updates other shapes is refused")
  func cacheShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let cache = Program<Double>.Cache { tape, inputs in
        let b = tape.parameter(.ones(inputs[0].shape[0]), named: "b")
        return tape.program(computing: [(b * inputs[0]).sum()], from: inputs, updating: [b: b - inputs[0]])
      }
      cache.run([.ones(3)])
      cache.run([.ones(4)])
    }
    #expect(
      result.message.contains(
        "Program.Cache: for inputs of the shapes (4) the function updates b, (4), but before b, (3)"))
    #expect(result.message.contains("the same variables in the same order each time"))
  }

  @Test("a cache whose program has other inputs is refused")
  func cacheInputs() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let cache = Program<Double>.Cache { tape, inputs in
        tape.program(computing: [inputs[0] + inputs[1]], from: [inputs[1], inputs[0]])
      }
      cache.run([.ones(3), .ones(3)])
    }
    #expect(
      result.message.contains(
        "Program.Cache: the program's inputs must be the variables that the function is given, in their order"))
    let other = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let e = Example()
      let cache = Program<Double>.Cache { _, _ in e.tape.program(computing: [e.loss], from: [e.x]) }
      cache.run([.ones(3, 4)])
    }
    #expect(other.message.contains("Program.Cache: the program must be made from the tape that the function is given"))
  }
}
