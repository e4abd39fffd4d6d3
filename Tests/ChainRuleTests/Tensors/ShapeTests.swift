import Testing

@testable import ChainRule

@Suite struct ShapeTests {
  @Test("a shape is a collection of lengths, and the product of them its elements")
  func collection() {
    let shape: Shape = [2, 3, 5]
    #expect(shape.rank == 3)
    #expect(Array(shape) == [2, 3, 5])
    #expect(shape.elementCount == 30)
    #expect(Shape.scalar.elementCount == 1)
    #expect(Shape.scalar.isEmpty)
    #expect(([4, 0, 7] as Shape).elementCount == 0)
    #expect([2, 3] as Shape != [3, 2])
    #expect([1] as Shape != .scalar)
    #expect([2, 0] as Shape != [2])
  }

  @Test(
    "the runs of neighbouring axes of every set, from the last to the first, are the set, with a gap between any two")
  func runs() {
    for bits in 0..<1 << Shape.maximumRank {
      let axes = (0..<Shape.maximumRank).filter { bits & 1 << $0 != 0 }
      var (found, end) = ([Int](), Shape.maximumRank)
      while let run = AxisSet(axes).lastRun(before: end) {
        #expect(!run.isEmpty && !axes.contains(run.lowerBound - 1) && run.upperBound <= end)
        found = run + found
        end = run.lowerBound
      }
      #expect(found == axes)
    }
    #expect(AxisSet([0, 1, 2, 5]).lastRun(before: 2) == 0..<2)
    #expect(AxisSet([5]).lastRun(before: 5) == nil)
  }

  @Test("descriptions")
  func descriptions() {
    #expect(Shape.scalar.description == "scalar")
    #expect(([7] as Shape).description == "(7)")
    #expect(([4, 7] as Shape).description == "4 × 7")
    #expect(([4, 0, 7] as Shape).description == "4 × 0 × 7")
  }

  @Test("limits: axes, lengths and elements")
  func limits() throws {
    let longest = Int(Int32.max)
    #expect(try Shape(validating: [longest]).elementCount == longest)
    #expect(try Shape(validating: [longest, longest, longest, 0]).elementCount == 0)
    #expect(try Shape(validating: [1, 2, 1, 2, 1, 2, 1]).rank == Shape.maximumRank)
    #expect(throws: ShapeError("a shape has at most 7 axes")) { try Shape(validating: [1, 1, 1, 1, 1, 1, 1, 1]) }
    #expect(throws: ShapeError("an axis cannot have the negative length -3")) { try Shape(validating: [2, -3]) }
    #expect(throws: ShapeError("a tensor of 65536 × 32768 would have more than 2³¹ − 1 elements")) {
      try Shape(validating: [65536, 32768])
    }
    #expect(throws: ShapeError("an axis has at most 2³¹ − 1 entries, not 2147483648")) {
      try Shape(validating: [longest + 1])
    }
    #expect(throws: ShapeError("a tensor of 65536 × 65536 would have more than 2³¹ − 1 elements")) {
      try ([65536, 1] as Shape).broadcast(with: [1, 65536])
    }
  }

  @Test("a matrix product beyond the limit is refused before any memory is asked for")
  func productLimit() {
    #expect(throws: ShapeError("a tensor of 65536 × 65536 would have more than 2³¹ − 1 elements")) {
      try MatrixProduct().outputShape(for: [[65536, 1], [1, 65536]])
    }
  }

  @Test("mistakes stop with a message")
  func messages() async {
    let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([1, 1, 1, 1, 1, 1, 1, 1])
    }
    #expect(axes.message.contains("Shape: a shape has at most 7 axes"))
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = ([2, 3] as Shape)[2]
    }
    #expect(axis.message.contains("Shape: there is no axis 2 in a shape with 2 axes"))
    let assigned = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var shape: Shape = [2, 3]
      shape[1] = -1
    }
    #expect(assigned.message.contains("Shape: an axis cannot have the length -1"))
    let tooLarge = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var shape: Shape = [2, 3]
      shape[0] = 2_000_000_000
      _ = Tensor<Float>(repeating: 0, shape: shape)
    }
    #expect(tooLarge.message.contains("Tensor: a tensor of 2000000000 × 3 would have more than 2³¹ − 1 elements"))
  }

  /// All shapes of up to three axes with lengths 0, 1, 2 and 3.
  static let smallShapes: [[Int]] = (0...3).flatMap { rank in
    (0..<rank).reduce([[]]) { shapes, _ in shapes.flatMap { shape in (0...3).map { shape + [$0] } } }
  }

  /// NumPy's rule, written plainly: pad with ones in front, then match each axis.
  static func broadcastReference(_ a: [Int], _ b: [Int]) -> [Int]? {
    let rank = max(a.count, b.count)
    let x = Array(repeating: 1, count: rank - a.count) + a
    let y = Array(repeating: 1, count: rank - b.count) + b
    var result: [Int] = []
    for (m, n) in zip(x, y) {
      if m == n || n == 1 { result.append(m) } else if m == 1 { result.append(n) } else { return nil }
    }
    return result
  }

  @Test("broadcasting all pairs of small shapes follows NumPy's rule")
  func broadcasting() {
    for a in Self.smallShapes {
      for b in Self.smallShapes {
        let result = try? Shape(a).broadcast(with: Shape(b))
        guard result.map(Array.init) == Self.broadcastReference(a, b) else {
          Issue.record("\(a) with \(b) gives \(result.map(Array.init) ?? [])")
          return
        }
      }
    }
  }

  @Test("tensors of all pairs of small shapes are added element by element under that rule")
  func broadcastSums() {
    func element(_ shape: [Int], _ place: [Int]) -> Double {
      // The place's last indices, with 0 along axes of length 1.
      zip(shape, place.suffix(shape.count)).reduce(1) { $0 * 10 + Double($1.0 == 1 ? 0 : $1.1 + 1) }
    }
    func places(_ shape: [Int]) -> [[Int]] {
      shape.reduce([[]]) { places, length in places.flatMap { place in (0..<length).map { place + [$0] } } }
    }
    func tensor(_ shape: [Int]) -> Tensor<Double> {
      Tensor(shape: Shape(shape), scalars: places(shape).map { element(shape, $0) })
    }
    for a in Self.smallShapes {
      for b in Self.smallShapes {
        guard let result = Self.broadcastReference(a, b) else { continue }
        let sum = tensor(a) + tensor(b)
        let expected = places(result).map { element(a, $0) + element(b, $0) }
        guard Array(sum.shape) == result, sum.scalars == expected else {
          Issue.record("\(a) + \(b) is \(sum.debugDescription), not \(expected)")
          return
        }
      }
    }
  }

  @Test("shapes that do not broadcast say why, and what to do")
  func broadcastMessages() {
    #expect(
      throws: ShapeError(
        "{0} is 4 × 7 and {1} is (4): 7 ≠ 4, and neither is 1; did you mean {1}.reshaped(to: [4, 1]), a column?")
    ) {
      try ([4, 7] as Shape).broadcast(with: [4])
    }
    #expect(
      throws: ShapeError(
        "{0} is (4) and {1} is 4 × 7: 4 ≠ 7, and neither is 1; did you mean {0}.reshaped(to: [4, 1]), a column?")
    ) {
      try ([4] as Shape).broadcast(with: [4, 7])
    }
    #expect(
      throws: ShapeError("{0} is 4 × 7 and {1} is 7 × 4: 7 ≠ 4, and neither is 1; did you mean {1}.transposed()?")
    ) {
      try ([4, 7] as Shape).broadcast(with: [7, 4])
    }
  }
}
