import ChainRule
import ChainRuleTestSupport
import Synchronization
import Testing

/// A tape's small values lie side by side in blocks. What is counted is counted for the whole process, so the tests that
/// count run in a process of their own.
@Suite struct SmallValuesTests {
  /// The loss and the gradients of a small network whose parameters and batch are there already.
  static func step(_ parameters: [Tensor<Float>], _ x: Tensor<Float>) -> (Variable<Float>, Gradients<Float>) {
    let tape = Tape<Float>()
    let p = parameters.map { tape.parameter($0) }
    let hidden = sigmoid(matmul(p[0], tape.data(x)) + p[1])
    let loss = (2 * square(tanh(matmul(p[2], hidden) + p[3]) - 0.5)).sum()
    return (loss, loss.backward())
  }

  static let parameters: [Tensor<Float>] = [[[1, -2], [3, 4]], [[1], [2]], [[-1, 0.5]], [[0.25]]]
  static let x: Tensor<Float> = [[1, -1, 0.5], [2, 0, 1]]

  @Test("recording small values allocates nothing, when the last tape has left its memory")
  func allocatesNothing() async {
    await #expect(processExitsWith: .success) {
      _ = Self.step(Self.parameters, Self.x)
      let before = TensorMemory.allocationCount
      for _ in 0..<100 { _ = Self.step(Self.parameters, Self.x) }
      precondition(TensorMemory.allocationCount == before, "\(TensorMemory.allocationCount - before) allocations")
    }
  }

  @Test("on a long tape many small values share a block")
  func sharesBlocks() async {
    await #expect(processExitsWith: .success) {
      let tape = Tape<Double>()
      var y = tape.parameter([[1, 2], [3, 4]])
      let before = (TensorMemory.allocationCount, TensorMemory.live)
      for _ in 0..<10_000 { y = y + y }
      // 32 bytes each.
      let (allocations, bytes) = (TensorMemory.allocationCount - before.0, TensorMemory.live - before.1)
      precondition(allocations <= 100, "\(allocations) allocations")
      precondition(bytes >= 320_000 && bytes < 350_000, "\(bytes) bytes")
      withExtendedLifetime(tape) {}
    }
  }

  @Test("a value that is kept keeps its own bytes alive and no block")
  func keptValues() async {
    await #expect(processExitsWith: .success) {
      let (w0, other) = (Self.parameters[0], Self.x[0..., 1...])
      let before = TensorMemory.live
      var kept: [Tensor<Float>] = []
      for _ in 0..<50 {
        let tape = Tape<Float>()
        let w = tape.parameter(w0)
        let y = matmul(w, w)
        let gradient = y.sum().backward()[w]!
        kept += [
          y.value, y.transposed().value, gradient.value, tape.evaluate([y], substituting: [w: other])[0],
        ]
      }
      // 200 matrices of 16 bytes.
      precondition(TensorMemory.live == before + 3200, "\(TensorMemory.live - before) bytes")
      withExtendedLifetime(kept) {}
    }
  }

  @Test("kept values stay as they are while later tapes use the memory again, also in many tasks at once")
  func keptValuesStay() async {
    let expected = { (seed: Int) in (0..<4).map { Float(seed * $0) + 1 } }
    await withTaskGroup(of: [(Int, Tensor<Float>, Tensor<Float>)].self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<200).map { round in
            let seed = task * 200 + round
            let tape = Tape<Float>()
            let x = tape.parameter(Tensor(shape: [2, 2], scalars: (0..<4).map(Float.init)))
            let y = x * Double(seed) + 1
            return (seed, y.value, y.transposed().value)
          }
        }
      }
      for await values in group {
        for (seed, value, transposed) in values {
          let e = expected(seed)
          #expect(value.scalars == e)
          #expect(transposed.scalars == [e[0], e[2], e[1], e[3]])
        }
      }
    }
  }

  /// The operand plus 1, with tensors that are kept and written to on the way.
  struct Keeping: LinearPrimitive {
    static let name = "keeping"
    static let kept = Mutex<[Tensor<Float>]>([])

    func outputShape(for inputs: OperandList<Shape>) throws(ShapeError) -> Shape { inputs[0] }

    func evaluate<Scalar>(_ operands: OperandList<Tensor<Scalar>>) -> Tensor<Scalar> {
      let sum = operands[0] + 1
      var written = sum
      for place in 0..<written.shape[0] { written[place] = -5 }
      Self.kept.withLock {
        $0 += [Tensor<Float>(converting: operands[0]), Tensor(converting: sum), Tensor(converting: written)]
      }
      return sum
    }

    func pullback<Scalar>(
      of cotangent: Variable<Scalar>, to input: Int, inputs: Inputs<Scalar>, output: Variable<Scalar>
    ) -> Variable<Scalar>? { cotangent }
  }

  @Test("an operation may keep and change the tensors that it sees and makes")
  func operationsThatKeep() {
    for round in 0..<20 {
      let tape = Tape<Float>()
      let x = tape.parameter([1, 2, 3]) * Double(round)
      #expect(Tape.record(Keeping(), x).value.scalars == [1, 2, 3].map { $0 * Float(round) + 1 })
      #expect(x.value.scalars == [1, 2, 3].map { $0 * Float(round) })
    }
    let kept = Keeping.kept.withLock { $0 }
    for round in 0..<20 {
      #expect(kept[3 * round].scalars == [1, 2, 3].map { $0 * Float(round) })
      #expect(kept[3 * round + 1].scalars == [1, 2, 3].map { $0 * Float(round) + 1 })
      #expect(kept[3 * round + 2].scalars == [-5, -5, -5])
    }
  }
}
