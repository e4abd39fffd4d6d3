import CChainRule

/// A small program, taken apart into operations on single numbers.
///
/// On tensors of a few elements the calls of kernels take longer than the arithmetic. Number by number, all of it is one
/// step, in which equal operations are one, what is known is computed beforehand, and factors of 1 are left out. Zeros
/// stay in sums and products: x + 0 is not x where x is −0, nor is 0·x always 0.
struct UnrolledGraph {
  /// Operations on single numbers. A leaf's node is its place in `leaves`.
  private(set) var numbers: ProgramGraph
  /// The elements of tensors that are given.
  private(set) var leaves: [(place: Int, element: Int)] = []
  /// For each value of the tensors' graph its elements, in row-major order.
  private(set) var elements: [[Int]] = []

  /// The most operations that are worth taking apart.
  private static let mostNumbers = 4096

  /// `nil` where the tensors are too large, or where an operation cannot be taken apart.
  init?(_ graph: ProgramGraph) {
    numbers = ProgramGraph(format: graph.format)
    for (place, value) in graph.values.enumerated() {
      guard value.shape.elementCount <= Self.mostNumbers, let own = unrolled(value, place, graph),
        numbers.values.count <= Self.mostNumbers
      else { return nil }
      elements.append(own)
    }
  }

  /// About how long some numbers take to compute, counted in additions.
  func cost(of wanted: [Int]) -> Int {
    needed(for: wanted).reduce(0) { cost, place in
      guard case .elementary(let opcode) = numbers[place].operation else { return cost }
      return cost + (opcode.isSlow ? 6 : 1)
    }
  }

  /// The numbers that some need, in order.
  func needed(for wanted: [Int]) -> [Int] {
    var isNeeded = Array(repeating: false, count: numbers.values.count)
    for place in wanted { isNeeded[place] = true }
    for place in numbers.values.indices.reversed() where isNeeded[place] {
      for input in numbers[place].inputs { isNeeded[input] = true }
    }
    return isNeeded.indices.filter { isNeeded[$0] }
  }

  private mutating func unrolled(_ value: ProgramValue, _ place: Int, _ graph: ProgramGraph) -> [Int]? {
    let count = value.shape.elementCount
    let inputs = value.inputs.map { elements[$0] }
    switch value.operation {
    case .leaf, .constant:
      return (0..<count).map { element in
        leaves.append((place, element))
        return numbers.add(.leaf(Int32(leaves.count - 1)), shape: .scalar)
      }
    case .number(let bits): return Array(repeating: number(Double(bitPattern: bits)), count: count)
    case .elementary(let opcode):
      return (0..<count).map { element in numbers.elementary(opcode, inputs.map { $0[element] }) }
    case .reshape, .copy: return inputs[0]
    case .broadcast, .permute, .slice:
      let source = graph.shape(value.inputs[0])
      return value.shape.positions.map { inputs[0][source.element(at: value.source(of: $0, in: source))] }
    case .sum(let axes): return reduced(inputs[0], graph.shape(value.inputs[0]), axes, .add, from: number(0))
    case .max(let axes): return reduced(inputs[0], graph.shape(value.inputs[0]), axes, .maximum, from: nil)
    case .product where value.shape.rank == 2:
      let (rows, columns, depth) = (value.shape[0], value.shape[1], graph.shape(value.inputs[0])[1])
      return (0..<rows * columns).map { element in
        let (row, column) = (element / columns, element % columns)
        let terms = (0..<depth).map {
          numbers.elementary(.multiply, [inputs[0][row * depth + $0], inputs[1][$0 * columns + column]])
        }
        return terms.dropFirst().reduce(terms.first ?? number(0)) { numbers.elementary(.add, [$0, $1]) }
      }
    case .product, .pad, .concatenate, .gather, .scatter, .opaque: return nil
    }
  }

  private mutating func number(_ value: Double) -> Int { numbers.number(value, shape: .scalar) }

  /// The elements along axes made one, in their order.
  private mutating func reduced(
    _ elements: [Int], _ shape: Shape, _ axes: Range<Int>, _ opcode: ElementwiseOpcode, from start: Int?
  ) -> [Int] {
    let count = shape[axes].reduce(1, *)
    let inner = shape[axes.upperBound...].reduce(1, *)
    let outer = shape[..<axes.lowerBound].reduce(1, *)
    return (0..<outer * inner).map { place in
      let group = (0..<count).map { elements[(place / inner * count + $0) * inner + place % inner] }
      guard let first = group.first ?? start else { return number(-.infinity) }
      return group.dropFirst().reduce(first) { numbers.elementary(opcode, [$0, $1]) }
    }
  }
}

extension ProgramValue {
  /// Where in the tensor that a view shows the element of a position is.
  fileprivate func source(of position: [Int], in source: Shape) -> [Int] {
    switch operation {
    case .broadcast:
      let missing = position.count - source.rank
      return source.indices.map { $0 + missing < 0 || source[$0] == 1 ? 0 : position[$0 + missing] }
    case .permute(let order):
      var result = position
      for (axis, old) in order.enumerated() { result[old] = position[axis] }
      return result
    case .slice(let axis, let start, let step):
      var result = position
      result[axis] = start + position[axis] * step
      return result
    default: return position
    }
  }
}

extension Shape {
  /// The position of each element, in row-major order.
  fileprivate var positions: [[Int]] {
    reduce([[]]) { positions, length in positions.flatMap { position in (0..<length).map { position + [$0] } } }
  }

  fileprivate func element(at position: [Int]) -> Int { zip(self, position).reduce(0) { $0 * $1.0 + $1.1 } }
}

extension ElementwiseOpcode {
  /// Whether it takes much longer than an addition.
  fileprivate var isSlow: Bool {
    switch self {
    case .exp, .log, .log1p, .expm1, .sin, .cos, .tanh, .sigmoid, .softplus, .erf, .power: true
    default: false
    }
  }
}
