import ChainRule
import ChainRuleTestSupport
import Testing

@Suite struct LayoutTests {
  /// A tensor from a function of its indices.
  static func tabulate(_ shape: Shape, _ value: ([Int]) -> Double) -> Tensor<Double> {
    Tensor(shape: shape, scalars: (0..<shape.elementCount).map { value(indices($0, in: shape)) })
  }

  static func indices(_ position: Int, in shape: Shape) -> [Int] {
    var rest = position
    return shape.reversed().map { length in
      defer { rest /= length }
      return rest % length
    }.reversed()
  }

  static func element(_ tensor: Tensor<Double>, _ indices: [Int]) -> Double {
    tensor.scalars[zip(tensor.shape, indices).reduce(0) { $0 * $1.0 + $1.1 }]
  }

  static let box = uneven([2, 3, 4], seed: 1)

  static let cases: [OperationCase] = [
    OperationCase("transpose a matrix", [uneven([3, 5], seed: 1)]) {
      $0[0].transposed()
    } reference: { x in
      tabulate([5, 3]) { element(x[0], [$0[1], $0[0]]) }
    },
    OperationCase("transpose a batch", [box]) {
      $0[0].transposed()
    } reference: { x in
      tabulate([2, 4, 3]) { element(x[0], [$0[0], $0[2], $0[1]]) }
    },
    OperationCase("permute", [box]) {
      $0[0].permuted([2, 0, 1])
    } reference: { x in
      tabulate([4, 2, 3]) { element(x[0], [$0[1], $0[2], $0[0]]) }
    },
    OperationCase("reshape", [box]) {
      $0[0].reshaped(to: [8, 3])
    } reference: {
      Tensor(shape: [8, 3], scalars: $0[0].scalars)
    },
    OperationCase("reshape a transposed matrix", [uneven([3, 4], seed: 1)]) {
      $0[0].transposed().reshaped(to: [6, 2])
    } reference: { x in
      Tensor(shape: [6, 2], scalars: (0..<4).flatMap { column in (0..<3).map { element(x[0], [$0, column]) } })
    },
    OperationCase("broadcast", [uneven([3, 1], seed: 1)]) {
      $0[0].broadcast(to: [2, 3, 4])
    } reference: { x in
      tabulate([2, 3, 4]) { element(x[0], [$0[1], 0]) }
    },
    OperationCase("concatenate three along 1", [uneven([2, 1, 3], seed: 1), box, uneven([2, 2, 4], seed: 3)]) {
      concatenate(
        [$0[0].broadcast(to: [2, 1, 3]), $0[1].sliced(alongAxis: 2, 1...), $0[2].sliced(alongAxis: 2, ..<3)],
        alongAxis: 1)
    } reference: { x in
      tabulate([2, 6, 3]) { i in
        switch i[1] {
        case 0: element(x[0], i)
        case 1...3: element(x[1], [i[0], i[1] - 1, i[2] + 1])
        default: element(x[2], [i[0], i[1] - 4, i[2]])
        }
      }
    },
    OperationCase("concatenate a variable with itself along 0", [uneven([2, 3], seed: 1)]) {
      concatenate([$0[0], $0[0]], alongAxis: -2)
    } reference: { x in
      Tensor(shape: [4, 3], scalars: x[0].scalars + x[0].scalars)
    },
    OperationCase("slice", [box]) {
      $0[0].sliced(alongAxis: 1, 1..<3)
    } reference: { x in
      tabulate([2, 2, 4]) { element(x[0], [$0[0], $0[1] + 1, $0[2]]) }
    },
    OperationCase("slice with a step that leaves a rest", [uneven([3, 9], seed: 1)]) {
      $0[0].sliced(alongAxis: -1, 1..<9, step: 3)
    } reference: { x in
      tabulate([3, 3]) { element(x[0], [$0[0], 1 + 3 * $0[1]]) }
    },
    OperationCase("slice one entry, without its axis", [box]) {
      $0[0].sliced(alongAxis: 1, 2)
    } reference: { x in
      tabulate([2, 4]) { element(x[0], [$0[0], 2, $0[1]]) }
    },
    OperationCase("slice nothing", [uneven([3, 4], seed: 1)]) {
      $0[0].sliced(alongAxis: 0, 2..<2)
    } reference: { _ in
      Tensor(shape: [0, 4], scalars: [])
    },
    OperationCase("pad one axis with a number", [uneven([2, 3], seed: 1)]) {
      $0[0].padded(alongAxis: 1, before: 2, after: 1, with: 7)
    } reference: { x in
      tabulate([2, 6]) { (2..<5).contains($0[1]) ? element(x[0], [$0[0], $0[1] - 2]) : 7 }
    },
    OperationCase("pad two axes, with gaps", [box]) {
      $0[0].padded([0: AxisPadding(after: 1), 2: AxisPadding(before: 1, between: 2)])
    } reference: { x in
      tabulate([3, 3, 11]) { i in
        i[0] < 2 && i[2] >= 1 && (i[2] - 1) % 3 == 0 ? element(x[0], [i[0], i[1], (i[2] - 1) / 3]) : 0
      }
    },
    OperationCase("gather along 0, an entry twice", [uneven([4, 3], seed: 1)]) {
      $0[0].gathered(alongAxis: 0, [2, 0, 2, 3, 2])
    } reference: { x in
      tabulate([5, 3]) { element(x[0], [[2, 0, 2, 3, 2][$0[0]], $0[1]]) }
    },
    OperationCase("gather along the middle of a transposed tensor", [uneven([4, 3, 2], seed: 1)]) {
      $0[0].permuted([2, 0, 1]).gathered(alongAxis: 1, [3, 1])
    } reference: { x in
      tabulate([2, 2, 3]) { element(x[0], [[3, 1][$0[1]], $0[2], $0[0]]) }
    },
    OperationCase("scatter", [uneven([2, 4], seed: 1)]) {
      $0[0].scattered(alongAxis: 1, [5, 0, 5, 2], length: 6)
    } reference: { x in
      tabulate([2, 6]) { i in
        zip(0..<4, [5, 0, 5, 2]).reduce(0) { $1.1 == i[1] ? $0 + element(x[0], [i[0], $1.0]) : $0 }
      }
    },
  ]

  @Test("axes to be padded are counted from the front or from the back, each named once")
  func paddedAxes() async {
    let x = Tensor<Double>([[1, 2], [3, 4], [5, 6]])
    let padding = [-1: AxisPadding(before: 1), 0: AxisPadding(between: 1)]
    let expected = Tensor<Double>([[0, 1, 2], [0, 0, 0], [0, 3, 4], [0, 0, 0], [0, 5, 6]])
    #expect(x.padded(padding) == expected)
    let tape = Tape<Double>()
    let variable = tape.parameter(x)
    let padded = variable.padded(padding)
    #expect(padded.value == expected)
    #expect((padded * padded).sum().backward()[variable]?.value == x * 2)

    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor<Double>.ones(2, 3).padded([-1: AxisPadding(before: 1), 1: AxisPadding(after: 1)])
    }
    #expect(result.message.contains("pad: axis 1 is named twice"))
  }

  @Test("steps through tensors without elements, whatever their other lengths")
  func nothingWithSteps() {
    let nothing = Tensor<Float>(repeating: 0, shape: [0, 2, 60_000])
    let padded = nothing.padded([1: AxisPadding(between: 50_000)])
    #expect(padded.shape == [0, 50_002, 60_000])
    #expect(padded.sliced(alongAxis: 1, 0..., step: 50_001).shape == nothing.shape)
  }

  @Test("value, gradient, forward mode and second derivative", arguments: cases)
  func checks(operation: OperationCase) {
    #expect(operation.problems() == [])
  }

  @Test("tensors have the same operations")
  func tensors() {
    let x = Self.box
    let tape = Tape<Double>()
    let v = tape.data(x)
    func same(_ tensor: Tensor<Double>, _ variable: Variable<Double>) {
      #expect(tensor.shape == variable.shape)
      #expect(tensor.scalars == variable.value.scalars)
    }
    same(x.transposed(), v.transposed())
    same(x.permuted([1, 2, 0]), v.permuted([1, 2, 0]))
    same(x.reshaped(to: [6, 4]), v.reshaped(to: [6, 4]))
    same(x.broadcast(to: [5, 2, 3, 4]), v.broadcast(to: [5, 2, 3, 4]))
    same(concatenate([x, x], alongAxis: 1), concatenate([v, v], alongAxis: 1))
    same(x.sliced(alongAxis: 2, 1..., step: 2), v.sliced(alongAxis: 2, 1..., step: 2))
    same(x.padded(alongAxis: 0, before: 1, with: 3), v.padded(alongAxis: 0, before: 1, with: 3))
    same(x.gathered(alongAxis: 2, [3, 3, 0]), v.gathered(alongAxis: 2, [3, 3, 0]))
    same(x.scattered(alongAxis: 1, [4, 0, 4], length: 5), v.scattered(alongAxis: 1, [4, 0, 4], length: 5))
  }

  @Test("operands that are one number everywhere have no memory, but move like others")
  func fills() {
    let x = Tensor<Double>(repeating: 2, shape: [2, 3])
    #expect(x.padded(alongAxis: 1, after: 1).scalars == [2, 2, 2, 0, 2, 2, 2, 0])
    #expect(x.scattered(alongAxis: 0, [1, 1], length: 2).scalars == [0, 0, 0, 4, 4, 4])
    #expect(concatenate([x, -x], alongAxis: 0).scalars == [2, 2, 2, 2, 2, 2, -2, -2, -2, -2, -2, -2])
  }

  @Test("Concatenating what differs along another axis names both shapes and the axis that fits")
  func concatenateMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = concatenate([tape.data(.zeros(2, 3), named: "A"), tape.data(.zeros(4, 3), named: "B")], alongAxis: 1)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("concatenate: A is 2 × 3 and B is 4 × 3: along axis 0, 2 ≠ 4"))
    #expect(message.contains("did you mean alongAxis: 0?"))
  }

  @Test("A slice beyond the axis says how long the axis is")
  func sliceMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = tape.data(.zeros(2, 3), named: "X").sliced(alongAxis: 1, 5...)
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("slice: X is 2 × 3: 5... is out of range along axis 1, which has 0 ..< 3"))
  }

  @Test("A gathered index out of range is named")
  func gatherMessage() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let tape = Tape<Float>()
      _ = tape.data(.zeros(2, 3), named: "E").gathered(alongAxis: 0, [1, 2])
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("gather: E is 2 × 3: index 1 is 2, which is not in 0 ..< 2, the length of axis 0"))
  }
}
