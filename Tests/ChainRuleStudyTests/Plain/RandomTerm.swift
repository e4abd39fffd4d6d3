@testable import ChainRuleStudy

/// Random terms over the quantities of a model, all smooth.
struct RandomTerm {
  let sketch: ModelSketch
  let lengths: [Dimension]
  var generator: SplitMix

  struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  init(seed: UInt64) {
    sketch = ModelSketch()
    lengths = ["a", "b", "c"].map { [sketch] in sketch.length($0) } + [.one]
    generator = SplitMix(state: seed)
    for (row, rows) in lengths.enumerated() {
      for (column, columns) in lengths.enumerated() { sketch.add("G\(row)\(column)", rows, columns) }
    }
  }

  /// A term of this shape, by the places of its lengths.
  mutating func term(_ rows: Int, _ columns: Int, depth: Int) -> StudyTerm {
    guard depth > 0 else { return .quantity(ModelSketch.reference("G\(rows)\(columns)")) }
    func inner(_ rows: Int, _ columns: Int, _ random: inout RandomTerm) -> StudyTerm {
      random.term(rows, columns, depth: depth - 1)
    }
    let other = Int.random(in: 0..<lengths.count, using: &generator)
    switch Int.random(in: 0..<14, using: &generator) {
    case 0: return .sum([inner(rows, columns, &self), inner(rows, 3, &self), .number(0.5)])
    case 1: return .product(inner(rows, columns, &self), inner(3, columns, &self))
    case 2, 3: return .matrixProduct(inner(rows, other, &self), inner(other, columns, &self))
    case 4: return .transposed(inner(columns, rows, &self))
    case 5: return .function(.tanh, inner(rows, columns, &self))
    case 6: return .function(.smooth("f"), inner(rows, columns, &self))
    case 7: return .function(.softmax(.rows), inner(rows, columns, &self))
    case 8: return .function(.derivative(.smooth("g")), inner(rows, columns, &self))
    case 9:
      let square = StudyTerm.product(inner(rows, columns, &self), inner(rows, columns, &self))
      return .quotient(inner(rows, columns, &self), .sum([.number(2), .function(.exp, .negated(square))]))
    case 10: return .negated(.power(.function(.sigmoid, inner(rows, columns, &self)), .number(2)))
    case 11:
      guard rows == 3 else { return .product(inner(rows, columns, &self), inner(rows, 3, &self)) }
      return .reduction(
        [.sum, .mean, .norm].randomElement(using: &generator) ?? .sum, .rows, inner(other, columns, &self))
    case 12:
      let body = StudyTerm.element(inner(other, columns, &self), row: .variable("k"), column: nil)
      guard rows == 3 else { return .function(.sin, inner(rows, columns, &self)) }
      return .over(.sum, index: "k", from: .number(1), to: .length(lengths[other]), condition: nil, body: body)
    default:
      guard rows == 3, columns == 3 else { return .function(.softplus, inner(rows, columns, &self)) }
      return .generic("loss", [inner(other, 0, &self), inner(1, other, &self)])
    }
  }
}
