import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct IndexingTests {
  /// Elements 0, 1, 2, ... in row-major order.
  static func counting(_ shape: Shape) -> Tensor<Double> {
    Tensor(shape: shape, scalars: (0..<shape.elementCount).map(Double.init))
  }

  @Test("an element is read by an index for each axis, of views too")
  func elements() {
    let t = Self.counting([2, 3, 4])
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          #expect(t[i, j, k] == Double(12 * i + 4 * j + k))
          #expect(t[0..., 1..., 2...][i, max(j - 1, 0), max(k - 2, 0)] == t[i, max(j, 1), max(k, 2)])
        }
      }
    }
    #expect(Tensor<Double>([[3], [5]]).broadcast(to: [2, 7])[1, 6] == 5)
    #expect(Tensor<Float>(repeating: 2.5, shape: [4, 3])[3, 2] == 2.5)
  }

  @Test("writing an element changes that tensor and no other")
  func writingElements() {
    let original = Self.counting([2, 3])
    var copy = original
    copy[1, 2] = -1
    copy[0, 0] += 7
    #expect(copy.scalars == [7, 1, 2, 3, 4, -1])
    #expect(original.scalars == [0, 1, 2, 3, 4, 5])

    var constant = Tensor<Float>.zeros(2, 2)
    constant[0, 1] = 3
    #expect(constant == [[0, 3], [0, 0]])

    var repeated = Tensor<Double>([[1], [2]]).broadcast(to: [2, 3])
    repeated[0, 1] = 9
    #expect(repeated == [[1, 9, 1], [2, 2, 2]])
  }

  @Test("slices are what plain loops pick")
  func slices() {
    let t = Self.counting([4, 5])
    func picked(_ rows: [Int], _ columns: [Int]) -> [Double] {
      rows.flatMap { row in columns.map { Double(5 * row + $0) } }
    }
    #expect(t[1..<3, 0...].scalars == picked([1, 2], [0, 1, 2, 3, 4]))
    #expect(t[1...3, ..<2].scalars == picked([1, 2, 3], [0, 1]))
    #expect(t[...0, 3...].scalars == picked([0], [3, 4]))
    #expect(t[2..<4].scalars == picked([2, 3], [0, 1, 2, 3, 4]))
    #expect(t[1..<3, 0...].shape == [2, 5])
    #expect(t[...0, 3...].shape == [1, 2])
  }

  @Test("an integer drops its axis, a range of one keeps it")
  func droppedAxes() {
    let t = Self.counting([2, 3, 4])
    #expect(t[1, 0..., 2].shape == [3])
    #expect(t[1, 0..., 2].scalars == [14, 18, 22])
    #expect(t[1...1, 0..., 2...2].shape == [1, 3, 1])
    let row: Tensor<Double> = t[1, 2]
    #expect(row == [20, 21, 22, 23])
    let single: Tensor<Double> = t[1, 2, 3]
    #expect(single.rank == 0)
    #expect(single.scalar == 23)
  }

  @Test("ranges of nothing are empty tensors, at either end")
  func emptySlices() {
    let t = Self.counting([4, 5])
    #expect(t[0..<0, 0...].shape == [0, 5])
    #expect(t[4..., 2...].shape == [0, 3])
    #expect(t[4..., 2...].scalars == [])
    #expect(t[0..., 5..<5].sum(alongAxes: [1]).scalars == [0, 0, 0, 0])
  }

  @Test("slices of slices, transposes and broadcasts see the right elements")
  func composedViews() {
    let t = Self.counting([4, 5])
    #expect(t[1..., 2...][1..., 0].scalars == [12, 17])
    let wide = t[0..., 1...1].broadcast(to: [4, 3])
    #expect(wide[2, 0...].scalars == [11, 11, 11])
    #expect(matmul(t[0..<2, 0..<3], t[0..<3, 3...]).scalars == [34, 37, 154, 172])
  }

  @Test("assigning to a part broadcasts the value")
  func assignment() {
    var t = Self.counting([3, 4])
    t[1, 0...] = [-1, -2, -3, -4]
    #expect(t.scalars == [0, 1, 2, 3, -1, -2, -3, -4, 8, 9, 10, 11])
    t[0..., 1..<3] = [[50], [60], [70]]
    #expect(t.scalars == [0, 50, 50, 3, -1, 60, 60, -4, 8, 70, 70, 11])
    t[2..., 2...] = Tensor(0)
    #expect(t.scalars == [0, 50, 50, 3, -1, 60, 60, -4, 8, 70, 0, 0])
    t[0..<0, 0...] = Tensor(99)
    #expect(t[0, 0] == 0)
    t[0..., 0...] = Tensor(1)
    #expect(t == .ones(3, 4))
  }

  @Test("a part assigned to another part of the same tensor is read before it is overwritten")
  func overlappingAssignment() {
    var t = Self.counting([6])
    t[1...] = t[..<5]
    #expect(t.scalars == [0, 0, 1, 2, 3, 4])
  }

  @Test("a view never sees a later write to its source, nor the source one to its view")
  func copyOnWrite() {
    var source = Self.counting([3, 4])
    var row: Tensor<Double> = source[1, 0...]
    let column = source[0..., 2]
    source[1, 2] = 100
    #expect(row.scalars == [4, 5, 6, 7])
    #expect(column.scalars == [2, 6, 10])
    row[0] = -5
    #expect(row.scalars == [-5, 5, 6, 7])
    #expect(source.scalars == [0, 1, 2, 3, 4, 5, 100, 7, 8, 9, 10, 11])
    source[0..., 2] = Tensor(0)
    #expect(column.scalars == [2, 6, 10])
  }

  @Test("a recorded value does not change when the tensor it came from is written to")
  func recordedValues() {
    let tape = Tape<Double>()
    var batch = Self.counting([2, 2])
    let x = tape.data(batch)
    batch[0, 0] = 42
    #expect(x.value[0, 0] == 0)
  }

  @Test("mistakes stop with a message that names index and shape")
  func messages() async {
    let outside = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(3, 4)[3, 1] as Double
    }
    #expect(outside.message.contains("Tensor: index [3, 1] is out of range: the tensor is 3 × 4"))
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var t = Tensor<Double>.zeros(3, 4)
      t[0, -1] = 1
    }
    #expect(
      negative.message.contains("index [0, -1] is out of range: the tensor is 3 × 4; negative numbers do not count"))
    let tooFew = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(3, 4)[1] as Double
    }
    #expect(tooFew.message.contains("[1] has 1 of the 2 indices of an element of a tensor of 3 × 4; for a part of it"))
    let range = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(3, 4)[0..., 2...4]
    }
    #expect(range.message.contains("Tensor: [0..., 2..<5] is out of range: the tensor is 3 × 4"))
    let tooMany = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.zeros(3)[0..., 0...]
    }
    #expect(tooMany.message.contains("Tensor: [0..., 0...] names 2 axes, but the tensor is (3)"))
    let value = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var t = Tensor<Double>.zeros(3, 4)
      t[0..<2, 0...] = [1, 2, 3]
    }
    #expect(value.message.contains("Tensor: assigning to a part: the value is (3) and cannot be broadcast to 2 × 4"))
  }
}
