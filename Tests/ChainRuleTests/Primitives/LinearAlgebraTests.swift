import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct LinearAlgebraTests {
  /// The product of each pair of matrices of two batches that broadcast, by plain loops.
  static func product(_ a: Tensor<Double>, _ b: Tensor<Double>, batch: [Int]) -> Tensor<Double> {
    let (m, k, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    let (left, right) = (a.scalars, b.scalars)
    /// The place of a batch's matrix in an operand, of which an axis that is missing or of length 1 repeats.
    func place(_ index: Int, in shape: Shape) -> Int {
      var rest = index
      var place = 0
      var stride = 1
      for back in 0..<batch.count {
        let length = batch[batch.count - 1 - back]
        let axis = shape.rank - 3 - back
        if axis >= 0 {
          place += shape[axis] == 1 ? 0 : rest % length * stride
          stride *= shape[axis]
        }
        rest /= length
      }
      return place
    }
    var scalars: [Double] = []
    for index in 0..<batch.reduce(1, *) {
      let (p, q) = (place(index, in: a.shape) * m * k, place(index, in: b.shape) * k * n)
      for row in 0..<m {
        for column in 0..<n {
          scalars.append((0..<k).reduce(0) { $0 + left[p + row * k + $1] * right[q + $1 * n + column] })
        }
      }
    }
    return Tensor(shape: Shape(batch + [m, n]), scalars: scalars)
  }

  static func plus(_ x: Tensor<Double>, _ bias: (_ row: Int, _ column: Int) -> Double) -> Tensor<Double> {
    let columns = x.shape[1]
    let scalars = x.scalars.enumerated().map { $0.element + bias($0.offset / columns, $0.offset % columns) }
    return Tensor(shape: x.shape, scalars: scalars)
  }

  static func transposed(_ x: Tensor<Double>) -> Tensor<Double> {
    let (rows, columns) = (x.shape[0], x.shape[1])
    let scalars = x.scalars
    return Tensor(
      shape: [columns, rows],
      scalars: (0..<columns).flatMap { column in (0..<rows).map { scalars[$0 * columns + column] } })
  }

  static let cases: [OperationCase] = [
    OperationCase("matmul", [uneven([3, 4], seed: 1), uneven([4, 2], seed: 2)]) {
      matmul($0[0], $0[1])
    } reference: {
      product($0[0], $0[1], batch: [])
    },
    OperationCase("matmul of transposed operands", [uneven([4, 3], seed: 1), uneven([2, 4], seed: 2)]) {
      matmul($0[0].transposed(), $0[1].transposed())
    } reference: {
      product(transposed($0[0]), transposed($0[1]), batch: [])
    },
    OperationCase("matmul of batches", [uneven([2, 3, 4], seed: 1), uneven([2, 4, 5], seed: 2)]) {
      matmul($0[0], $0[1])
    } reference: {
      product($0[0], $0[1], batch: [2])
    },
    OperationCase("matmul of a batch by one matrix", [uneven([2, 3, 4], seed: 1), uneven([4, 5], seed: 2)]) {
      matmul($0[0], $0[1])
    } reference: {
      product($0[0], $0[1], batch: [2])
    },
    OperationCase("matmul of one matrix by a batch", [uneven([3, 4], seed: 1), uneven([2, 4, 5], seed: 2)]) {
      matmul($0[0], $0[1])
    } reference: {
      product($0[0], $0[1], batch: [2])
    },
    OperationCase("matmul of batches that both repeat", [uneven([3, 1, 2, 4], seed: 1), uneven([2, 4, 1], seed: 2)]) {
      matmul($0[0], $0[1])
    } reference: {
      product($0[0], $0[1], batch: [3, 2])
    },
    OperationCase(
      "matmul plus a column", [uneven([3, 4], seed: 1), uneven([4, 2], seed: 2), uneven([3, 1], seed: 3)]
    ) {
      matmul($0[0], $0[1]) + $0[2]
    } reference: { x in
      plus(product(x[0], x[1], batch: [])) { row, _ in x[2].scalars[row] }
    },
    OperationCase("addBias, a column", [uneven([3, 4], seed: 1), uneven([3, 1], seed: 2)]) {
      addBias($0[0], $0[1])
    } reference: { x in
      plus(x[0]) { row, _ in x[1].scalars[row] }
    },
    OperationCase("addBias, a vector to each column", [uneven([3, 4], seed: 1), uneven([3], seed: 2)]) {
      addBias($0[0], $0[1])
    } reference: { x in
      plus(x[0]) { row, _ in x[1].scalars[row] }
    },
    OperationCase("addBias, a row", [uneven([3, 4], seed: 1), uneven([1, 4], seed: 2)]) {
      addBias($0[0], $0[1], samplesAlong: 0)
    } reference: { x in
      plus(x[0]) { _, column in x[1].scalars[column] }
    },
    OperationCase("addBias, a vector to each row", [uneven([3, 4], seed: 1), uneven([4], seed: 2)]) {
      addBias($0[0], $0[1], samplesAlong: 0)
    } reference: { x in
      plus(x[0]) { _, column in x[1].scalars[column] }
    },
    OperationCase("dot of vectors", [uneven([7], seed: 1), uneven([7], seed: 2)]) {
      dot($0[0], $0[1])
    } reference: {
      Tensor(dot($0[0], $0[1]))
    },
    OperationCase("dot of matrices", [uneven([3, 4], seed: 1), uneven([3, 4], seed: 2)]) {
      dot($0[0], $0[1])
    } reference: {
      Tensor(dot($0[0], $0[1]))
    },
    OperationCase("dot of a vector with itself", [uneven([5], seed: 1)]) {
      dot($0[0], $0[0])
    } reference: {
      Tensor(dot($0[0], $0[0]))
    },
  ]

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("The inner product equals its definition")
  func definition() {
    #expect(fusedProblems(Dot(), [uneven([5], seed: 1), uneven([5], seed: 2)]) == [])
  }

  @Test("A matrix product that does not fit names both shapes and the repair")
  func matmulMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = matmul(tape.parameter(.zeros(4, 3), named: "W[1]"), tape.data(.zeros(4, 7), named: "X"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("matmul: W[1] is 4 × 3 and X is 4 × 7: 3 ≠ 4; did you mean W[1].transposed()?"))
  }

  @Test("A matrix product with a vector says how to make it a column")
  func vectorMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = matmul(tape.parameter(.zeros(4, 3), named: "W"), tape.data(.zeros(3), named: "x"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("did you mean x.reshaped(to: [3, 1]), a column?"))
  }

  @Test("Batches that do not broadcast are refused by name")
  func batchMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = matmul(tape.data(.zeros(2, 4, 3), named: "A"), tape.data(.zeros(5, 3, 6), named: "B"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "matmul: A is 2 × 4 × 3 and B is 5 × 3 × 6: the axes before the last two, (2) and (5), do not broadcast"))
  }

  @Test("A bias that lies the wrong way is refused with the repair")
  func biasMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = addBias(tape.data(.zeros(3, 4), named: "Z"), tape.parameter(.zeros(1, 4), named: "b"))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(
      message.contains(
        "addBias: Z is 3 × 4 with a sample in each column, and b is 1 × 4; a bias is 3 × 1, or a vector of 3; did you mean samplesAlong: 0?"
      ))
  }

  @Test("Operands of different shapes have no inner product")
  func dotMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = dot(Tensor<Float>.zeros(3, 1), Tensor<Float>.zeros(3))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("dot: operand 0 is 3 × 1 and operand 1 is (3); the shapes must be equal"))
    #expect(message.contains("operand 1.reshaped(to: [3, 1])"))
  }
}
