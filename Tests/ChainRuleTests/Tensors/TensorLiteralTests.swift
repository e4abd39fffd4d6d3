import ChainRule
import Testing

@Suite struct TensorLiteralTests {
  @Test("brackets nest into axes")
  func literals() {
    let vector: Tensor<Float> = [1, 2.5, -3]
    #expect(vector.shape == [3])
    #expect(vector.scalars == [1, 2.5, -3])
    let matrix: Tensor<Double> = [[1, 2, 3], [4, 5, 6]]
    #expect(matrix.shape == [2, 3])
    #expect(matrix.scalars == [1, 2, 3, 4, 5, 6])
    let cube: Tensor<Double> = [[[1], [2]], [[3], [4]], [[5], [6]]]
    #expect(cube.shape == [3, 2, 1])
    #expect(cube.scalars == [1, 2, 3, 4, 5, 6])
  }

  @Test("empty brackets are empty axes")
  func empty() {
    #expect(([] as Tensor<Double>).shape == [0])
    #expect(([[], []] as Tensor<Double>).shape == [2, 0])
  }

  @Test("the initialisers from arrays agree with literals")
  func arrays() {
    #expect(Tensor<Double>([[1, 2, 3], [4, 5, 6]]) == [[1, 2, 3], [4, 5, 6]])
    #expect(Tensor<Double>(shape: [3, 2], scalars: [1, 2, 3, 4, 5, 6]) == [[1, 2], [3, 4], [5, 6]])
    #expect(Tensor<Float>([1, 2]) == [1, 2])
  }

  @Test("ragged brackets and wrong counts stop with a message")
  func messages() async {
    let ragged = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = [[1, 2, 3], [4, 5]] as Tensor<Double>
    }
    #expect(ragged.message.contains("Tensor literal: entry 1 is (2), but entry 0 is (3)"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let rows: [[Double]] = [[1, 2], [3]]
      _ = Tensor(rows)
    }
    #expect(rows.message.contains("Tensor: row 1 has 1 numbers, but row 0 has 2"))
    let count = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>(shape: [2, 3], scalars: [1, 2, 3, 4])
    }
    #expect(count.message.contains("Tensor: a tensor of 2 × 3 has 6 elements, but 4 were given"))
    let single = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(2, 3).scalar
    }
    #expect(single.message.contains("Tensor.scalar: a tensor of 2 × 3 is not a single number"))
  }
}
