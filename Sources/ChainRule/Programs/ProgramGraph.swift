import CChainRule

/// The values of a program, in an order in which they can be computed.
///
/// Adding a value that is there already returns its place, and what can be known beforehand is computed at once.
struct ProgramGraph {
  let format: ScalarFormat
  private(set) var values: [ProgramValue] = []
  private var places: [ProgramValue: Int] = [:]
  /// Tensors that never change.
  private(set) var constants: [UntypedTensor] = []
  /// Primitives that can only be evaluated as a whole.
  var opaquePrimitives: [any Primitive] = []

  init(format: ScalarFormat) { self.format = format }

  subscript(place: Int) -> ProgramValue { values[place] }

  func shape(_ place: Int) -> Shape { values[place].shape }

  mutating func add(_ operation: ProgramValue.Operation, _ inputs: [Int] = [], shape: Shape) -> Int {
    let value = ProgramValue(operation: operation, inputs: inputs, shape: shape)
    if let place = places[value] { return place }
    values.append(value)
    places[value] = values.count - 1
    return values.count - 1
  }

  mutating func constant(_ tensor: UntypedTensor) -> Int {
    if tensor.buffer == nil { return number(tensor.fill, shape: tensor.shape) }
    constants.append(tensor)
    return add(.constant(constants.count - 1), shape: tensor.shape)
  }

  /// Whether a value is the same in every run.
  func isConstant(_ place: Int) -> Bool {
    switch values[shown(place)].operation {
    case .constant, .number: true
    default: false
    }
  }

  mutating func number(_ number: Double, shape: Shape) -> Int {
    add(.number(format.rounded(number).bitPattern), shape: shape)
  }

  /// The same elements in memory of their own.
  mutating func copy(_ place: Int) -> Int { add(.copy, [place], shape: shape(place)) }

  /// The value whose memory a view shows.
  func shown(_ place: Int) -> Int {
    var place = place
    while values[place].isView { place = values[place].inputs[0] }
    return place
  }

  /// An elementary operation on operands of one shape.
  mutating func elementary(_ opcode: ElementwiseOpcode, _ operands: [Int]) -> Int {
    let shape = shape(operands[0])
    let numbers = operands.map { values[$0].number }
    if !numbers.contains(nil) {
      let known = numbers.map { $0! } + [0, 0]
      return number(cr_elementary(format.kernel, opcode.rawValue, known[0], known[1], known[2]), shape: shape)
    }
    if let place = simplified(opcode, operands, numbers) { return place }
    // Operations that do not care about the order of their operands have them in one.
    let operands = opcode.isCommutative ? operands.sorted() : operands
    return add(.elementary(opcode), operands, shape: shape)
  }

  /// The operand that an operation leaves as it is, such as x in 1·x, or in −(−x). All of these are exact.
  private mutating func simplified(_ opcode: ElementwiseOpcode, _ operands: [Int], _ numbers: [Double?]) -> Int? {
    switch opcode {
    case .multiply where numbers[0] == 1: operands[1]
    case .multiply where numbers[1] == 1, .divide where numbers[1] == 1: operands[0]
    case .multiply where numbers[0] == -1: elementary(.negate, [operands[1]])
    case .multiply where numbers[1] == -1: elementary(.negate, [operands[0]])
    case .subtract where numbers[1]?.bitPattern == 0: operands[0]
    case .negate where values[operands[0]].operation == .elementary(.negate): values[operands[0]].inputs[0]
    case .select where numbers[0] != nil: numbers[0] == 0 ? operands[2] : operands[1]
    default: nil
    }
  }

  mutating func broadcast(_ place: Int, to shape: Shape) -> Int {
    let value = values[place]
    if value.shape == shape { return place }
    if let known = value.number { return number(known, shape: shape) }
    return add(.broadcast, [value.operation == .broadcast ? value.inputs[0] : place], shape: shape)
  }

  mutating func reshape(_ place: Int, to shape: Shape) -> Int {
    let value = values[place]
    if value.shape == shape { return place }
    if let known = value.number { return number(known, shape: shape) }
    if value.operation == .reshape { return reshape(value.inputs[0], to: shape) }
    guard isRowMajor(place) || value.shape.hasSameLongAxes(as: shape) else {
      return add(.reshape, [copy(place)], shape: shape)
    }
    return add(.reshape, [place], shape: shape)
  }

  /// Whether a value's elements stand in memory in row-major order.
  private func isRowMajor(_ place: Int) -> Bool {
    let value = values[place]
    return !value.isView || value.operation == .reshape && isRowMajor(value.inputs[0])
  }

  mutating func permute(_ place: Int, _ order: [Int]) -> Int {
    let value = values[place]
    let shape = Shape(order.map { value.shape[$0] })
    if order == Array(order.indices) { return place }
    if let known = value.number { return number(known, shape: shape) }
    if case .permute(let inner) = value.operation { return permute(value.inputs[0], order.map { inner[$0] }) }
    // Axes of length 1 have no order: a row is a column, seen otherwise.
    let kept = order.filter { value.shape[$0] != 1 }
    if kept == kept.sorted() { return reshape(place, to: shape) }
    return add(.permute(order), [place], shape: shape)
  }

  mutating func slice(_ place: Int, axis: Int, start: Int, step: Int, shape: Shape) -> Int {
    if let known = values[place].number { return number(known, shape: shape) }
    if self.shape(place) == shape, step == 1 { return place }
    return add(.slice(axis: axis, start: start, step: step), [place], shape: shape)
  }

  enum Reduction { case sum, max }

  /// A reduction along axes, which stay with length 1. Neighbouring axes are reduced together.
  mutating func reduce(_ reduction: Reduction, _ place: Int, along axes: AxisSet) -> Int {
    var result = place
    var end = shape(place).rank
    while let run = axes.lastRun(before: end) {
      let source = shape(result)
      let target = source.reduced(along: AxisSet(run), keepingAxes: true)
      if source != target {
        if let known = values[result].number {
          let count = source[run].reduce(1, *)
          // As sums do, from 0: of no numbers it is 0, also where they would be infinite, and of −0 it is 0.
          result = number(reduction == .max ? known : count == 0 ? 0 : 0 + known * Double(count), shape: target)
        } else {
          result = add(reduction == .sum ? .sum(run) : .max(run), [result], shape: target)
        }
      }
      end = run.lowerBound
    }
    return result
  }
}

extension Shape {
  /// Whether the shapes differ only by axes of length 1.
  func hasSameLongAxes(as other: Shape) -> Bool { filter { $0 != 1 } == other.filter { $0 != 1 } }
}

extension ElementwiseOpcode {
  /// Whether f(a, b) = f(b, a), bit for bit.
  fileprivate var isCommutative: Bool {
    switch self {
    case .add, .multiply: true
    default: false
    }
  }
}
