import ChainRule
import ChainRuleTestSupport
import Testing

/// What programs can be given and asked for, of every shape and layout.
@Suite struct ProgramOperandTests {
  /// Compares outputs of a program with the tape, for the values on the tape and for others.
  private func check(
    _ outputs: [Variable<Double>], from inputs: [Variable<Double>] = [], tolerance: Double = 1e-12,
    _ comment: String = ""
  ) {
    let tape = (outputs + inputs)[0].tape
    let program = tape.program(computing: outputs, from: inputs)
    for (place, pair) in zip(program(), outputs).enumerated() {
      #expect(pair.0.shape == pair.1.shape, "\(comment): output \(place)")
      #expect(distance(pair.0, pair.1.value) <= tolerance, "\(comment): output \(place)")
    }
    let state = program.makeState()
    for seed in 10...12 {
      let others = inputs.enumerated().map { uneven($0.element.shape, seed: seed + $0.offset) }
      let substituted = Dictionary(zip(inputs, others)) { $1 }
      let expected = tape.evaluate(outputs, substituting: substituted)
      for (input, value) in zip(inputs, others) { state[input] = value }
      for _ in 0..<2 {
        state.run()
        for (place, pair) in zip(state.outputs, expected).enumerated() {
          #expect(pair.0.shape == pair.1.shape, "\(comment): output \(place)")
          #expect(distance(pair.0, pair.1) <= tolerance, "\(comment): output \(place)")
        }
      }
    }
  }

  @Test("outputs can be leaves, views, constants, and the same twice")
  func outputs() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([3, 4], seed: 1), named: "x")
    let w = tape.parameter(uneven([4, 5], seed: 2), named: "w")
    let y = matmul(x, w)
    check([x], from: [x])
    check([w], from: [x])
    check([x, x, y, y], from: [x])
    check([x.transposed(), x.sliced(alongAxis: 1, 1..., step: 2), x.broadcast(to: [2, 3, 4])], from: [x])
    check(
      [y.transposed(), y.sliced(alongAxis: 0, 0..<2), y.broadcast(to: [2, 3, 5]), y.reshaped(to: [15])], from: [x])
    check([y.transposed().sliced(alongAxis: 0, 1..., step: 3).reshaped(to: [2, 3, 1])], from: [x])
    check([
      tape.constant(uneven([2, 2], seed: 3)), tape.constant(Tensor(repeating: 2, shape: [3])), tape.constant(Tensor(7)),
    ])
    check([tape.constant(uneven([2, 2], seed: 3)).transposed(), 3 * tape.constant(Tensor(2))])
    check([w.sum(), w, w.transposed().transposed()], from: [w])
    check([], from: [x])
    check([stopGradient(x), stopGradient(y), exp(stopGradient(y).transposed())], from: [x])
    check([y.reshaped(to: [5, 3]), x.transposed().reshaped(to: [3, 4])], from: [x])
  }

  @Test("inputs can be used nowhere, and constants can be inputs")
  func inputs() {
    let tape = Tape<Double>()
    let (x, unused) = (tape.data(uneven([3, 4], seed: 1)), tape.data(uneven([7], seed: 1)))
    let constant = tape.constant(Tensor(repeating: 2, shape: [3, 4]))
    let number = tape.constant(Tensor(2))
    check([x * constant * number], from: [x, unused, constant, number])
    check([constant.sum() * number], from: [unused, constant])
    check([(x * 0).sum(), x - x], from: [x])
  }

  @Test("random subsets of a tape's variables are computed as on the tape", arguments: 0..<20)
  func subsets(seed: Int) {
    let graph = RandomGraph<Double>(seed: seed)
    _ = graph.loss.backward()
    var generator = PhiloxGenerator(seed: UInt64(seed))
    let variables = graph.tape.variables
    let outputs = (0..<Int.random(in: 1...12, using: &generator)).map { _ in variables.randomElement(using: &generator)!
    }
    let values = graph.tape.program(computing: outputs)()
    for (value, output) in zip(values, outputs) {
      #expect(distance(value, output.value) <= 1e-12)
      #expect(value.shape == output.shape)
    }
  }

  @Test("inputs are given as transposed, sliced, repeated and filled tensors")
  func layouts() {
    let tape = Tape<Double>()
    let x = tape.data(.zeros(3, 4), named: "x")
    let w = tape.parameter(.zeros(3, 4), named: "w")
    let output = 2 * x + w
    let given: [Tensor<Double>] = [
      uneven([4, 3], seed: 1).transposed(), uneven([6, 4], seed: 2).sliced(alongAxis: 0, 1..., step: 2),
      uneven([4], seed: 3).broadcast(to: [3, 4]), Tensor(repeating: 3, shape: [3, 4]), uneven([3, 4], seed: 4),
      Tensor(repeating: 5, shape: [3, 4]), uneven([3, 9], seed: 5).sliced(alongAxis: 1, 2..<6),
    ]
    let state = tape.program(computing: [output], from: [x], updating: [w: w * 2]).makeState()
    for value in given {
      for other in given {
        (state[x], state[w]) = (value, other)
        #expect(state[x] == value)
        #expect(state[w] == other)
        state.run()
        #expect(distance(state.outputs[0], 2 * value + other) < 1e-14)
        #expect(distance(state[w], 2 * other) < 1e-14)
        #expect(state[x] == value)
      }
    }
  }

  @Test("a tensor that is given is not changed by the run, nor the run by a change of the tensor")
  func independence() {
    let tape = Tape<Double>()
    let w = tape.parameter(uneven([3, 4], seed: 1), named: "w")
    let x = tape.data(uneven([3, 4], seed: 2), named: "x")
    let program = tape.program(computing: [(w * x).sum()], from: [x], updating: [w: w - x])
    let (start, input) = (uneven([3, 4], seed: 3), uneven([3, 4], seed: 4))
    let (one, other) = (program.makeState(), program.makeState())
    (one[w], one[x]) = (start, input)
    let kept = one[w]
    one.run()
    #expect(start == uneven([3, 4], seed: 3))
    #expect(input == uneven([3, 4], seed: 4))
    #expect(kept == start)
    #expect(distance(one[w], start - input) < 1e-14)
    #expect(other[w] == w.value)
    #expect(other[x] == x.value)
    #expect(w.value == uneven([3, 4], seed: 1))
    let first = one.outputs[0]
    one.run()
    #expect(first.scalar == (start * input).sum().scalar)
  }

  @Test("an input can be updated too")
  func updatedInput() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([5], seed: 1), named: "x")
    let state = tape.program(computing: [x.sum()], from: [x], updating: [x: x * 0.5]).makeState()
    state.run()
    state.run()
    #expect(distance(state[x], x.value * 0.25) < 1e-15)
    state[x] = .ones(5)
    state.run()
    #expect(state.outputs[0].scalar == 5)
    #expect(state[x].scalars == Array(repeating: 0.5, count: 5))
  }

  @Test("axes of length 0, in every operation that takes them")
  func empty() {
    let tape = Tape<Double>()
    let x = tape.data(Tensor(repeating: 1, shape: [0, 3]))
    let y = tape.data(uneven([3, 2], seed: 1))
    let filled = tape.constant(Tensor(repeating: .infinity, shape: [0, 3]))
    check([x + 1, exp(x), matmul(x, y), matmul(x.transposed(), x), matmul(y.transposed(), x.transposed())], from: [x])
    check([x.sum(), x.sum(alongAxes: [0]), x.sum(alongAxes: [1]), (x * 2).sum(alongAxes: [0]) + 1], from: [x])
    check([filled.sum(), filled.sum(alongAxes: [0]), filled.sum(alongAxes: [1])])
    check([concatenate([x, y.transposed()], alongAxis: 0), x.padded(alongAxis: 0, before: 2)], from: [x, y])
    check([y.sliced(alongAxis: 0, 1..<1), y.sliced(alongAxis: 1, 2..<2, step: 2)], from: [y])
    check([y.gathered(alongAxis: 0, []), x.scattered(alongAxis: 0, [], length: 4)], from: [x, y])
    check(
      [x.reshaped(to: [3, 0]), x.reshaped(to: [0]), x.transposed() * 2, x.broadcast(to: [2, 0, 3]).sum()], from: [x])
    let product = matmul(
      tape.data(Tensor(repeating: 1, shape: [4, 0])), tape.data(Tensor(repeating: 1, shape: [0, 5])))
    check([relu(product + 1), product])
    check([exp(matmul(x, y) + 1).sum(alongAxes: [0])], from: [x, y])
  }

  @Test("ranks 0 to 7, with reductions along every run of axes")
  func ranks() {
    let lengths = [2, 3, 1, 2, 3, 2, 2]
    for rank in 0...7 {
      let tape = Tape<Double>()
      let x = tape.data(uneven(Shape(lengths.prefix(rank)), seed: rank))
      check([exp(x), x * x.sum(), (x + 1).sum()], from: [x], "rank \(rank)")
      for first in 0..<rank {
        for last in first..<rank {
          let axes = Array(first...last)
          let (sum, greatest) = (x.sum(alongAxes: axes, keepingAxes: true), x.max(alongAxes: axes, keepingAxes: true))
          let outputs = [
            sum, greatest, exp(x - greatest) / exp(x - greatest).sum(alongAxes: axes, keepingAxes: true),
            (x * sum).sum(alongAxes: axes), x.mean(alongAxes: axes) * 2, x.variance(alongAxes: axes, keepingAxes: true),
          ]
          check(outputs, from: [x], "rank \(rank), axes \(axes)")
          check([outputs[3]], from: [x], "rank \(rank), axes \(axes)")
        }
      }
      if rank >= 3 {
        let outer = x.sum(alongAxes: [0, rank - 1], keepingAxes: true)
        check([outer, x - outer, (x * outer).sum(alongAxes: [0, rank - 1])], from: [x], "rank \(rank), outer axes")
        check([x.permuted(Array((0..<rank).reversed())) + 1, x.transposed() * x.transposed().sum()], from: [x])
      }
    }
  }

  @Test("products of batches, with batches that are repeated")
  func batches() {
    let tape = Tape<Double>()
    func data(_ shape: Shape, _ seed: Int) -> Variable<Double> { tape.data(uneven(shape, seed: seed)) }
    let pairs: [(Shape, Shape)] = [
      ([2, 3, 4], [2, 4, 5]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]), ([2, 1, 3, 4], [3, 4, 5]),
      ([2, 3, 1, 4], [2, 1, 4, 5]), ([2, 1, 3, 4], [1, 3, 4, 1]), ([5, 1, 2, 3, 1, 4], [2, 1, 4, 2]),
      ([0, 3, 4], [4, 5]), ([1, 3, 4], [4, 5]), ([1, 1, 4], [4, 1]),
    ]
    for (place, shapes) in pairs.enumerated() {
      let (a, b) = (data(shapes.0, place), data(shapes.1, place + 50))
      let product = matmul(a, b)
      check([product, relu(product) + 1, product.sum(alongAxes: [0])], from: [a, b], "\(shapes)")
      let transposed = matmul(b.transposed(), a.transposed())
      check([transposed, transposed.transposed() * 2], from: [a, b], "\(shapes) transposed")
      check([matmul(exp(a), b), matmul(a, tanh(b)) - product], from: [a, b], "\(shapes)")
    }
    let (a, b) = (data([3, 2, 4, 5], 1), data([2, 3, 5, 4], 2))
    check(
      [
        matmul(a.permuted([1, 0, 2, 3]), b),
        matmul(a.permuted([1, 0, 2, 3]).sliced(alongAxis: 1, 0..., step: 2), b.sliced(alongAxis: 1, 0..., step: 2)),
      ], from: [a, b])
  }

  @Test("products of rows, columns and single numbers, of every layout, with what follows fused")
  func products() {
    let tape = Tape<Double>()
    for (m, k, n) in [
      (1, 5, 7), (7, 5, 1), (1, 5, 1), (1, 1, 1), (7, 1, 5), (3, 4, 6), (33, 17, 65), (1, 300, 40), (40, 300, 1),
    ] {
      let a = tape.data(uneven([m, k], seed: m))
      let b = tape.data(uneven([k, n], seed: n + 9))
      let c = tape.data(uneven([n, m], seed: k))
      let row = tape.data(uneven([1, n], seed: 3))
      let column = tape.data(uneven([m, 1], seed: 4))
      let products = [
        matmul(a, b), matmul(tape.data(uneven([k, m], seed: 5)).transposed(), b),
        matmul(a, tape.data(uneven([n, k], seed: 6)).transposed()),
        matmul(a.sliced(alongAxis: 0, 0..., step: 2), b.sliced(alongAxis: 1, 0..., step: 2)),
      ]
      for (place, product) in products.enumerated() {
        let comment = "\(m) × \(k) × \(n), \(place)"
        check([tanh(product)], from: [a, b], comment)
        check([product, relu(product)], from: [a, b], comment)
        check([softmax(product, alongAxis: 0), softmax(product, alongAxis: 1), product.sum()], from: [a, b], comment)
        if place < 3 {
          check([relu(product * column + row) + c.transposed()], from: [a, b, c, row, column], comment)
          check(
            [(product + row).sum(alongAxes: [0]), (product + column).sum(alongAxes: [1])], from: [a, row], comment)
          check([product - (product * product).mean()], from: [a, b], comment)
        }
      }
    }
  }

  @Test("slices, padding, parts put together, gathered and scattered entries with repeated indices")
  func layoutOperations() {
    let tape = Tape<Double>()
    let x = tape.data(uneven([5, 6, 3], seed: 1))
    let v = tape.data(uneven([9], seed: 2))
    check(
      [x.sliced(alongAxis: 1, 1..., step: 2) + 1, x.sliced(alongAxis: 0, 4..<5) * x.sliced(alongAxis: 0, 0..<1)],
      from: [x])
    check([exp(x).sliced(alongAxis: 2, 0..., step: 2).sliced(alongAxis: 0, 1...).sum(alongAxes: [0])], from: [x])
    let padded = x.padded([0: AxisPadding(before: 1, after: 2, between: 1), 2: AxisPadding(after: 1)], with: 0.5)
    check([padded, padded * 2, (padded + 1).sum(alongAxes: [1])], from: [x])
    let many = concatenate((0..<9).map { x.sliced(alongAxis: 1, $0 % 6..<6) * Double($0) }, alongAxis: 1)
    check(
      [many, many.sum(), concatenate([x, many, x], alongAxis: 1), concatenate([v, v, v], alongAxis: 0)], from: [x, v])
    for axis in 0..<3 {
      let indices = [2, 0, 2, 2, 1]
      let gathered = x.gathered(alongAxis: axis, indices)
      let scattered = x.scattered(alongAxis: axis, (0..<x.shape[axis]).map { $0 % 2 }, length: 4)
      check([gathered, gathered * 2, gathered.sum(), scattered, exp(scattered)], from: [x], "axis \(axis)")
      check(
        [
          x.transposed().gathered(alongAxis: axis, [1, 1]),
          (2 * x).transposed().scattered(alongAxis: 0, [3, 3, 0, 1, 3], length: 5),
        ], from: [x])
    }
    check(
      [
        x.reshaped(to: [10, 9]) + 1, (2 * x).transposed().reshaped(to: [30, 3]),
        x.reshaped(to: [3, 30]).transposed() * v.sum(),
      ], from: [x, v])
  }

  @Test("labels by class index, as rows and as columns")
  func classIndices() {
    let tape = Tape<Double>()
    let logits = tape.data(uneven([4, 6], seed: 1), named: "Z")
    let columns = tape.data([0, 1, 2, 3, 3, 0], named: "y")
    let rows = tape.data([0, 5, 2, 3], named: "y")
    let single = tape.data(Tensor(2))
    let outputs = [
      softmaxCrossEntropy(logits: logits, labels: columns), oneHot(columns, classCount: 4),
      oneHot(rows, classCount: 6, samplesAlong: 0), oneHot(single, classCount: 3),
      softmaxCrossEntropy(logits: logits, labels: rows, samplesAlong: 0, reduction: .none),
    ]
    check(outputs, from: [logits])
    let state = tape.program(computing: outputs, from: [columns]).makeState()
    state[columns] = [3, 3, 1, 0, 2, 1]
    state.run()
    let expected = tape.evaluate(outputs, substituting: [columns: [3, 3, 1, 0, 2, 1]])
    for (value, other) in zip(state.outputs, expected) { #expect(distance(value, other) < 1e-13) }
  }

  @Test("functions with derivatives of their own, stopped gradients, checkpoints and masks")
  func transforms() {
    let tape = Tape<Double>()
    let w = tape.parameter(uneven([3, 4], seed: 1), named: "w")
    let mask = tape.data(
      Tensor(shape: [3, 4], scalars: (0..<12).map { Double($0 % 3 == 0 ? 0 : 1) / 0.75 }), named: "mask")
    let clipped = CustomFunction<Double>("clipped") { x in
      2 * x[0] * x[0]
    } pullback: { cotangent, _, _ in
      [clamp(cotangent, to: -0.1...0.1)]
    }
    let hidden = tape.checkpoint { tanh(clipped(w) * mask) }
    let loss = (hidden * stopGradient(exp(w)) + matmul(w, w.transposed()).sum()).sum()
    let gradient = loss.backward().require(w)
    check([loss, gradient, hidden], from: [w, mask])
  }
}
