import ChainRule
import ChainRuleTestSupport
import Testing

/// The elements of some results long enough to be shared among threads.
private func results<Scalar: TensorScalar>(_ type: Scalar.Type) -> [[Scalar]] {
  let x = Tensor<Scalar>(converting: uneven([300_001], seed: 1))
  let y = Tensor<Scalar>(converting: uneven([300_001], seed: 2))
  let tensors: [Tensor<Scalar>] = [exp(x) * y, tanh(x), x + 1, gelu(x - y), x .> y]
  return tensors.map { $0.scalars }
}

@Suite struct ParallelismTests {
  @Test("results do not depend on the number of threads, bit for bit")
  func sameBits() async {
    // In a process of its own: the number of threads is the process's.
    await #expect(processExitsWith: .success) {
      Parallelism.threads = 1
      precondition(Parallelism.threads == 1)
      let (floats, doubles) = (results(Float.self), results(Double.self))
      for threads in [2, 3, 7] {
        Parallelism.threads = threads
        for _ in 0..<10 {
          precondition(results(Float.self) == floats, "\(threads) threads")
          precondition(results(Double.self) == doubles, "\(threads) threads")
        }
      }
    }
  }

  @Test("operations of several tasks at once share the threads or do without")
  func manyTasks() async {
    await withTaskGroup(of: Bool.self) { group in
      for seed in 1...6 {
        group.addTask {
          let x = uneven([200_000], seed: seed)
          let expected = (x + x).scalars
          return (0..<20).allSatisfy { _ in (x + x).scalars == expected }
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }

  @Test("a number of threads that makes no sense is refused")
  func refused() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Parallelism.threads = 0
    }
    #expect(result.message.contains("Parallelism.threads: 0; it is from 1 to 64"))
  }
}
