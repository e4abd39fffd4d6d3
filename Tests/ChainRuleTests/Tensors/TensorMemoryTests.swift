import ChainRule
import Testing

// What tensors hold is counted for the whole process, so each test measures in a process of its own.
@Suite struct TensorMemoryTests {
  @Test("single numbers, constant tensors and views take no tensor memory, not for a moment")
  func nothingIsAllocated() async {
    await #expect(processExitsWith: .success) {
      let matrix: Tensor<Float> = [[1, 2, 3], [4, 5, 6]]
      let before = TensorMemory.live
      TensorMemory.resetPeak()
      let single = Tensor<Float>(3)
      let sum = single + single * 2
      let zeros = Tensor<Float>.zeros(1000, 1000)
      let constant = zeros + 1
      let part = matrix[0..., 1...]
      let row = matrix[1, 0...]
      let wide = matrix[0..., 0..<1].broadcast(to: [2, 1000])
      let element: Tensor<Float> = matrix[1, 2]
      let total = matrix.sum()
      #expect(TensorMemory.peak == before)
      withExtendedLifetime((sum, constant, part, row, wide, element, total)) {}
      #expect(total.scalar == 21)
      #expect(constant[999, 999] == 1)
    }
  }

  @Test("a tensor that shares no memory is written in place; one that does is copied once")
  func writesInPlace() async {
    await #expect(processExitsWith: .success) {
      var t = Tensor<Double>(0..<1000)
      let before = TensorMemory.live
      #expect(before == 8000)
      TensorMemory.resetPeak()
      for place in 0..<1000 { t[place] = 1 }
      t[10..<20] = Tensor(5)
      t[10..<20] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
      #expect(TensorMemory.peak == before + 80)

      let copy = t
      t[0] = 2
      t[1] = 3
      #expect(TensorMemory.live == 2 * before)
      withExtendedLifetime(copy) {}
    }
  }

  @Test("memory is freed with the last tensor that uses it")
  func isFreed() async {
    await #expect(processExitsWith: .success) {
      do {
        let t = Tensor<Float>(0..<100)
        var view = t[50...]
        view[0] = 0
        #expect(TensorMemory.live == 400 + 200)
        withExtendedLifetime(t) {}
      }
      #expect(TensorMemory.live == 0)
    }
  }
}
