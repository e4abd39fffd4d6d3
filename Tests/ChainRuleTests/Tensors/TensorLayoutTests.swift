import Testing

@testable import ChainRule

/// A tensor as a plain list, with layout operations written as plain loops over places.
private struct PlainTensor {
  var lengths: [Int]
  var element: ([Int]) -> Double

  var places: [[Int]] {
    lengths.reduce([[]]) { places, length in places.flatMap { place in (0..<length).map { place + [$0] } } }
  }
  var scalars: [Double] { places.map(element) }

  init(_ lengths: [Int], _ scalars: [Double]) {
    self.lengths = lengths
    element = { place in scalars[zip(place, lengths).reduce(0) { $0 * $1.1 + $1.0 }] }
  }
}

@Suite struct TensorLayoutTests {
  @Test("random chains of views and copies see the elements that plain loops see", arguments: 0..<200)
  func chains(seed: UInt64) {
    var generator = PhiloxGenerator(seed: seed)
    func draw(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }
    let lengths = (0..<draw(0..<4)).map { _ in draw(0..<5) }
    let count = lengths.reduce(1, *)
    var plain = PlainTensor(lengths, (0..<count).map(Double.init))
    let format: ScalarFormat = seed % 2 == 0 ? .float32 : .float64
    var tensor = Tensor<Double>(shape: Shape(lengths), scalars: plain.scalars).untyped
    if format == .float32 { tensor = Tensor<Float>(converting: Tensor<Double>(tensor)).untyped }
    var steps = "\(lengths)"

    for _ in 0..<5 {
      let old = plain
      let rank = plain.lengths.count
      switch draw(0..<6) {
      case 0:
        let order = generator.permutation(count: rank)
        steps += " permuted \(order)"
        tensor = tensor.permuted(order)
        plain.lengths = order.map { old.lengths[$0] }
        plain.element = { place in
          var original = place
          for (axis, from) in order.enumerated() { original[from] = place[axis] }
          return old.element(original)
        }
      case 1 where rank > 0:
        let axis = draw(0..<rank)
        let lower = draw(0..<old.lengths[axis] + 1)
        let upper = draw(lower..<old.lengths[axis] + 1)
        let step = draw(1..<4)
        steps += " sliced \(axis): \(lower)..<\(upper) by \(step)"
        tensor = tensor.sliced(axis: axis, lower..<upper, step: step)
        plain.lengths[axis] = stride(from: lower, to: upper, by: step).reduce(0) { count, _ in count + 1 }
        plain.element = { place in
          var original = place
          original[axis] = lower + step * place[axis]
          return old.element(original)
        }
      case 2 where rank < 5:
        let target = [draw(0..<3)] + old.lengths.map { $0 == 1 ? draw(0..<4) : $0 }
        steps += " broadcast \(target)"
        tensor = tensor.broadcast(to: Shape(target))
        plain.lengths = target
        plain.element = { place in old.element(zip(place.dropFirst(), old.lengths).map { $1 == 1 ? 0 : $0 }) }
      case 3:
        let target = old.lengths.reversed().filter { $0 != 1 } + [1]
        steps += " reshaped \(target)"
        tensor = tensor.reshaped(to: Shape(target))
        plain = PlainTensor(target, old.scalars)
      case 4 where rank > 0:
        let axis = draw(0..<rank)
        guard old.lengths[axis] > 0 else { continue }
        let indices = (0..<draw(0..<5)).map { _ in draw(0..<old.lengths[axis]) }
        steps += " gathered \(axis): \(indices)"
        tensor = tensor.gathered(axis: axis, indices)
        plain.lengths[axis] = indices.count
        plain.element = { place in
          var original = place
          original[axis] = indices[place[axis]]
          return old.element(original)
        }
      case 5 where rank > 0:
        let before = old.lengths.map { _ in draw(0..<2) }
        let apart = old.lengths.map { _ in draw(1..<4) }
        let target = old.lengths.indices.map { axis in
          before[axis] + max(0, (old.lengths[axis] - 1) * apart[axis] + 1) + draw(0..<2)
        }
        steps += " padded \(before), \(apart) apart, to \(target)"
        tensor = tensor.padded(to: Shape(target), before: before, steps: apart, with: -1)
        plain.lengths = target
        plain.element = { place in
          let distance = zip(place, before).map { $0 - $1 }
          let isElement = distance.indices.allSatisfy {
            distance[$0] >= 0 && distance[$0] % apart[$0] == 0 && distance[$0] / apart[$0] < old.lengths[$0]
          }
          return isElement ? old.element(zip(distance, apart).map { $0 / $1 }) : -1
        }
      default: continue
      }
    }

    #expect(Array(tensor.shape) == plain.lengths, "\(steps)")
    let doubles = format == .float64 ? Tensor<Double>(tensor) : Tensor<Double>(converting: Tensor<Float>(tensor))
    #expect(doubles.scalars == plain.scalars, "\(steps)")
    #expect((0..<tensor.elementCount).map(tensor.element(at:)) == plain.scalars, "\(steps)")
  }

  @Test("parts are put together along any axis, empty parts and views among them", arguments: [0, 1])
  func concatenation(axis: Int) {
    let a = Tensor<Double>([[1, 2], [3, 4]])
    let parts = axis == 0 ? [a[..<1], a[2...], a[1...]] : [a[0..., ..<1], a[0..., 2...], a[0..., 1...]]
    #expect(Tensor<Double>(UntypedTensor.concatenated(parts.map(\.untyped), axis: axis, shape: [2, 2])) == a)
  }

  @Test("scattering adds where indices repeat, and is gathering's transpose")
  func scattering() {
    let t: Tensor<Float> = [[1, 2], [10, 20], [100, 200]]
    #expect(
      Tensor<Float>(t.untyped.scattered(axis: 0, [3, 0, 3], to: [4, 2])) == [[10, 20], [0, 0], [0, 0], [101, 202]])
    #expect(Tensor<Float>(t.untyped.scattered(axis: 1, [1, 1], to: [3, 2])) == [[0, 3], [0, 30], [0, 300]])
    #expect(Tensor<Float>(t[..<0].untyped.scattered(axis: 0, [], to: [2, 2])) == .zeros(2, 2))
  }

  @Test("a slice with a giant step has one entry")
  func giantStep() {
    let t = Tensor<Double>(0..<10).untyped
    #expect(Tensor<Double>(t.sliced(axis: 0, 3..<10, step: .max)) == [3])
  }

  @Test("axis sets hold what was put in, in order")
  func axisSets() throws {
    let shape: Shape = [2, 3, 4, 5]
    let axes = try shape.axes([3, -3])
    #expect(Array(axes) == [1, 3])
    #expect(axes.contains(1))
    #expect(!axes.contains(0))
    #expect(!axes.contains(-1))
    #expect(!axes.contains(99))
    #expect(Array(try shape.axes(nil)) == [0, 1, 2, 3])
    #expect(try shape.axes([]).isEmpty)
    #expect(throws: ShapeError("axis -1 is named twice")) { try shape.axes([3, -1]) }
    #expect(shape.reduced(along: axes, keepingAxes: false) == [2, 4])
    #expect(shape.reduced(along: axes, keepingAxes: true) == [2, 1, 4, 1])
  }
}
