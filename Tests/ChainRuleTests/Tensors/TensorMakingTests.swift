import ChainRule
import Testing

@Suite struct TensorMakingTests {
  @Test("identities, ranges and constants")
  func patterns() {
    #expect(Tensor<Double>.identity(3) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    #expect(Tensor<Double>.identity(0).shape == [0, 0])
    #expect(Tensor<Float>(2..<6) == [2, 3, 4, 5])
    #expect(Tensor<Float>(2..<2).shape == [0])
    #expect(Tensor<Double>.zeros(2, 3).scalars == [0, 0, 0, 0, 0, 0])
    #expect(Tensor<Double>.ones(2, 0).scalars == [])
    #expect(Tensor<Float>(repeating: 0.1, shape: [2]).scalars == [0.1, 0.1])
  }

  @Test("one-hot codes stand in columns, or in rows")
  func oneHot() {
    #expect(Tensor<Double>.oneHot([2, 0], classCount: 3) == [[0, 1], [0, 0], [1, 0]])
    #expect(Tensor<Double>.oneHot([2, 0], classCount: 3, axis: 1) == [[0, 0, 1], [1, 0, 0]])
    #expect(Tensor<Double>.oneHot([2, 0], classCount: 3, axis: -1) == [[0, 0, 1], [1, 0, 0]])
    #expect(Tensor<Double>.oneHot([], classCount: 3).shape == [3, 0])
  }

  @Test("labels that are no class, and axes that are none, stop with a message")
  func messages() async {
    let label = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.oneHot([0, 3], classCount: 3)
    }
    #expect(label.message.contains("oneHot: label 1 is 3, which is not one of the classes 0 ..< 3"))
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.oneHot([0], classCount: 3, axis: 2)
    }
    #expect(axis.message.contains("oneHot: axis 2 is not 0 or 1"))
  }

  @Test("map calls its closure for every element, of constants and views too")
  func map() {
    var calls = 0.0
    #expect(
      Tensor<Double>.zeros(2, 2).map { _ in
        calls += 1
        return calls
      } == [[1, 2], [3, 4]])
    #expect(Tensor<Double>([[1, 2], [3, 4]])[0..., 1].map { $0 * $0 } == [4, 16])
    #expect(Tensor<Float>(3).map { -$0 }.scalar == -3)
    #expect(throws: CancellationError.self) { try Tensor<Double>([1, 2]).map { _ in throw CancellationError() } }
  }

  @Test("conversion rounds to the nearest number")
  func conversion() {
    let doubles = Tensor<Double>([[0.1, 1 + 0x1p-40], [1e300, -0.5]])
    let floats = Tensor<Float>(converting: doubles)
    #expect(floats == Tensor([[0.1, 1], [.infinity, -0.5]]))
    #expect(Tensor<Double>(converting: floats) == Tensor([[Double(Float(0.1)), 1], [.infinity, -0.5]]))
    #expect(Tensor<Float>(converting: Tensor<Double>(0.1)).scalar == 0.1)
    #expect(Tensor<Float>(converting: doubles[0..., 0]).scalars == [0.1, .infinity])
    #expect(Tensor<Double>(converting: doubles) == doubles)
    #expect(Tensor<Float>(converting: Tensor<Double>.zeros(0, 3)).shape == [0, 3])
  }
}
