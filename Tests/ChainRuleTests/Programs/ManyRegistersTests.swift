import ChainRule
import ChainRuleTestSupport
import Testing

/// Steps in which so many values are needed at once that a tile is small.
@Suite struct ManyRegistersTests {
  @Test("sums, softmax and transposed operands among many values", arguments: [6, 13, 25, 60, 130, 300])
  func manyValues(count: Int) {
    for (rows, columns) in [(40, 300), (300, 40), (3, 3000), (2000, 5), (17, 129)] {
      let tape = Tape<Double>()
      let x = tape.data(uneven([rows, columns], seed: 1), named: "x")
      let transposed = tape.data(uneven([columns, rows], seed: 2), named: "y").transposed()
      // Used in the order in which they are made, so that none can be forgotten before the last is there.
      let values = (0..<count).map { sin(x * Double($0 + 1) + transposed) }
      let product = values.reversed().reduce(x) { $0 * ($1 + 1.1) * 0.7 }
      let lists: [[Variable<Double>]] = [
        [product], [product.sum(alongAxes: [0])], [product.sum(alongAxes: [1])], [product.sum(), product.max()],
        [softmax(product, alongAxis: 0)], [softmax(product, alongAxis: 1)],
        [product, product.sum(alongAxes: [0]), product.max(alongAxes: [1])],
        values + [values.reduce(x, +).sum(alongAxes: [0])],
      ]
      for (place, outputs) in lists.enumerated() {
        for (value, output) in zip(tape.program(computing: outputs)(), outputs) {
          let difference = distance(value, output.value)
          #expect(difference < 1e-11, "\(rows) × \(columns), list \(place): \(difference)")
        }
      }
    }
  }
}
