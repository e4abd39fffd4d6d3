import CChainRule

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers that are the same in every run.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }
}

/// What a register of a fused step holds.
enum Extent: UInt8, CaseIterable {
  case each, perRow, perColumn, single

  func shape(_ rows: Int, _ columns: Int) -> (rows: Int, columns: Int) {
    (self == .each || self == .perRow ? rows : 1, self == .each || self == .perColumn ? columns : 1)
  }
}

/// A fused step of random instructions, its inputs, and what its outputs should be by plain loops over doubles.
struct RandomStep {
  /// A view in a buffer that has not one number more than the view reaches.
  struct View {
    var rowStride: Int
    var columnStride: Int
    var buffer: [Double]
  }

  /// What the reference knows of a register: its numbers, their greatest magnitude, and how far rounding may take them.
  struct Value {
    var extent: Extent
    var numbers: [Double]
    var bound: Double
    var error: Double
  }

  let isDouble: Bool
  let rows: Int
  let columns: Int
  let wholeRows: Bool
  let wholeColumns: Bool
  private(set) var instructions: [cr_instruction] = []
  private(set) var invariantCount = 0
  private(set) var inputs: [View] = []
  private(set) var outputs: [View] = []
  /// The input in whose place an output lies.
  private(set) var inputOfOutput: [Int?] = []
  private(set) var constants: [Double] = []
  private(set) var extents: [Extent] = []
  private(set) var expected: [Value] = []
  /// Whether an output is a sum or a maximum over the whole matrix.
  private(set) var hasSums = false

  private var values: [Int: Value] = [:]
  private var precision: Double { isDouble ? 0x1p-52 : 0x1p-23 }

  private var count: Int { rows * columns }

  init(isDouble: Bool, rows: Int, columns: Int, dice: inout Dice) {
    self.isDouble = isDouble
    self.rows = rows
    self.columns = columns
    wholeRows = dice.happens(0.4)
    wholeColumns = dice.happens(0.4)
    let outputCount = Int.random(in: 1...3, using: &dice)
    for _ in 0..<Int.random(in: 1...4, using: &dice) { addInput(&dice) }
    // Outputs are numbered before temporaries; what they hold is settled last.
    let firstOutput = extents.count
    extents += Array(repeating: .each, count: outputCount)
    for _ in 0..<Int.random(in: 0...2, using: &dice) {
      let extent: Extent = dice.happens(0.3) ? .each : .single
      let constant = Double(Float.random(in: -1...1, using: &dice))
      constants.append(constant)
      define(
        extents.count, Value(extent: extent, numbers: [constant], bound: 1, error: 0).filled(rows, columns), new: true)
    }
    addInvariants(&dice)
    let fixed = Set(values.keys)
    for _ in 0..<Int.random(in: 0...10, using: &dice) { addInstruction(fixed, &dice) }
    for output in 0..<outputCount { addOutput(firstOutput + output, &dice) }
  }

  private mutating func define(_ register: Int, _ value: Value, new: Bool) {
    if new { extents.append(value.extent) } else { extents[register] = value.extent }
    values[register] = value
  }

  private mutating func view(_ extent: Extent, isInput: Bool, _ dice: inout Dice) -> View {
    let shape = extent.shape(rows, columns)
    var strides: (Int, Int)
    switch Int.random(in: 0..<(isInput ? 8 : 5), using: &dice) {
    case 0, 1: strides = (shape.columns, 1)
    case 2: strides = (shape.columns + 3, 1)
    case 3: strides = (1, shape.rows)
    case 4: strides = (2 * shape.columns + 1, 2)
    case 5: strides = (0, 1)
    case 6: strides = (1, 0)
    default: strides = (0, 0)
    }
    let length =
      shape.rows == 0 || shape.columns == 0
      ? 0 : (shape.rows - 1) * strides.0 + (shape.columns - 1) * strides.1 + 1
    let buffer = (0..<length).map { _ in Double(Float.random(in: -1...1, using: &dice)) }
    return View(rowStride: strides.0, columnStride: strides.1, buffer: buffer)
  }

  private mutating func addInput(_ dice: inout Dice) {
    let extent = dice.happens(0.5) ? Extent.each : Extent.allCases.randomElement(using: &dice)!
    let view = view(extent, isInput: true, &dice)
    inputs.append(view)
    let shape = extent.shape(rows, columns)
    var numbers: [Double] = []
    for r in 0..<shape.rows {
      for c in 0..<shape.columns { numbers.append(view.buffer[r * view.rowStride + c * view.columnStride]) }
    }
    define(extents.count, Value(extent: extent, numbers: numbers, bound: 1, error: 0), new: true)
  }

  private mutating func emit(_ opcode: Int, _ destination: Int, _ operands: [Int]) {
    let a = operands[0]
    instructions.append(
      cr_instruction(
        opcode: Int32(opcode), destination: Int32(destination), a: Int32(a),
        b: Int32(operands.count > 1 ? operands[1] : a), c: Int32(operands.count > 2 ? operands[2] : a)))
  }

  private mutating func addInvariants(_ dice: inout Dice) {
    for _ in 0..<Int.random(in: 0...2, using: &dice) {
      let singles = values.filter { $0.value.extent == .single }.keys.sorted()
      guard let operand = singles.randomElement(using: &dice) else { break }
      let value = values[operand]!
      if dice.happens(0.5) {
        let destination = extents.count
        emit(Int(CR_SQUARE), destination, [operand])
        define(destination, square(value), new: true)
      } else {
        addSpread(operand, to: Extent.allCases.dropLast().randomElement(using: &dice)!, extents.count)
      }
    }
    invariantCount = instructions.count
  }

  private func square(_ x: Value) -> Value {
    Value(
      extent: x.extent, numbers: x.numbers.map { $0 * $0 }, bound: x.bound * x.bound,
      error: 2 * x.bound * x.error + precision * x.bound * x.bound)
  }

  private mutating func addSpread(_ operand: Int, to extent: Extent, _ destination: Int) {
    emit(Int(CR_SPREAD), destination, [operand])
    var value = values[operand]!
    value.spread(to: extent, rows, columns)
    define(destination, value, new: destination == extents.count)
  }

  /// Where the result of an instruction goes: mostly a new register, sometimes one that held something else.
  private func destination(_ extent: Extent, _ fixed: Set<Int>, _ dice: inout Dice) -> Int {
    let old = values.keys.filter { $0 >= inputs.count && !fixed.contains($0) && extents[$0] == extent }.sorted()
    if dice.happens(0.3), let register = old.randomElement(using: &dice) { return register }
    return extents.count
  }

  private mutating func addInstruction(_ fixed: Set<Int>, _ dice: inout Dice) {
    let operand = values.keys.sorted().randomElement(using: &dice)!
    let extent = values[operand]!.extent
    switch Int.random(in: 0..<6, using: &dice) {
    case 0:
      guard extent != .each else { return }
      let to: Extent = extent == .single ? [.each, .perRow, .perColumn].randomElement(using: &dice)! : .each
      addSpread(operand, to: to, destination(to, fixed, &dice))
    case 1:
      guard let to = reductions(of: extent, isWhole: false).randomElement(using: &dice) else { return }
      addReduction(operand, to, destination(to, fixed, &dice), &dice)
    default:
      addElementary(operand, destination(extent, fixed, &dice), &dice)
    }
  }

  private mutating func addElementary(_ operand: Int, _ destination: Int, _ dice: inout Dice) {
    let extent = values[operand]!.extent
    let others = values.filter { $0.value.extent == extent }.keys.sorted()
    let other = others.randomElement(using: &dice)!
    let third = others.randomElement(using: &dice)!
    let (x, y, z) = (values[operand]!, values[other]!, values[third]!)
    var result = x
    func combined(_ function: (Double, Double) -> Double) -> [Double] { zip(x.numbers, y.numbers).map(function) }
    switch Int.random(in: 0..<12, using: &dice) {
    case 0:
      emit(Int(CR_ADD), destination, [operand, other])
      result.numbers = combined(+)
      result.bound = x.bound + y.bound
      result.error = x.error + y.error + precision * result.bound
    case 1:
      emit(Int(CR_SUBTRACT), destination, [operand, other])
      result.numbers = combined(-)
      result.bound = x.bound + y.bound
      result.error = x.error + y.error + precision * result.bound
    case 2:
      emit(Int(CR_MULTIPLY), destination, [operand, other])
      result.numbers = combined(*)
      result.bound = x.bound * y.bound
      result.error = x.error * y.bound + y.error * x.bound + precision * result.bound
    case 3:
      emit(Int(CR_MAXIMUM), destination, [operand, other])
      result.numbers = combined(Swift.max)
      result.bound = Swift.max(x.bound, y.bound)
      result.error = Swift.max(x.error, y.error)
    case 4:
      guard x.error == 0 && y.error == 0 && z.error == 0 else { return }
      emit(Int(CR_SELECT), destination, [third, operand, other])
      result.numbers = zip(z.numbers, zip(x.numbers, y.numbers)).map { $0 != 0 ? $1.0 : $1.1 }
      result.bound = Swift.max(x.bound, y.bound)
    case 5:
      guard x.error == 0 && y.error == 0 else { return }
      emit(Int(CR_GREATER), destination, [operand, other])
      result.numbers = combined { $0 > $1 ? 1 : 0 }
      result.bound = 1
    case 6:
      emit(Int(CR_NEGATE), destination, [operand])
      result.numbers = x.numbers.map { -$0 }
    case 7:
      guard x.bound < 10 else { return }
      emit(Int(CR_EXP), destination, [operand])
      result.numbers = x.numbers.map { exp($0) }
      result.bound = exp(x.bound)
      result.error = result.bound * (2 * x.error + 4 * precision)
    case 8:
      guard x.bound < 1e4 else { return }
      emit(Int(CR_SIN), destination, [operand])
      result.numbers = x.numbers.map { sin($0) }
      result.bound = 1
      result.error = x.error + 4 * precision
    case 9:
      emit(Int(CR_COPY), destination, [operand])
    default:
      emit(Int(CR_TANH), destination, [operand])
      result.numbers = x.numbers.map { tanh($0) }
      result.bound = 1
      result.error = x.error + 4 * precision
    }
    define(destination, result, new: destination == extents.count)
  }

  /// What a register of an extent can be summed to.
  private func reductions(of extent: Extent, isWhole: Bool) -> [Extent] {
    let rowsAreWhole = isWhole || wholeRows || columns == 1
    let columnsAreWhole = isWhole || wholeColumns || rows == 1
    switch extent {
    case .each:
      return (rowsAreWhole ? [.perRow] : []) + (columnsAreWhole ? [.perColumn] : [])
        + (rowsAreWhole && columnsAreWhole ? [.single] : [])
    case .perRow: return columnsAreWhole ? [.single] : []
    case .perColumn: return rowsAreWhole ? [.single] : []
    case .single: return []
    }
  }

  private mutating func addReduction(_ operand: Int, _ to: Extent, _ destination: Int, _ dice: inout Dice) {
    let x = values[operand]!
    let isSum = dice.happens(0.6) || x.numbers.isEmpty
    emit(Int(isSum ? CR_SUM : CR_MAX), destination, [operand])
    let (from, target) = (x.extent.shape(rows, columns), to.shape(rows, columns))
    var result = Value(
      extent: to, numbers: Array(repeating: isSum ? 0 : -.infinity, count: target.rows * target.columns),
      bound: x.bound,
      error: x.error)
    var lost = Array(repeating: 0.0, count: result.numbers.count)
    for r in 0..<from.rows {
      for c in 0..<from.columns {
        let place = (target.rows == 1 ? 0 : r) * target.columns + (target.columns == 1 ? 0 : c)
        let number = x.numbers[r * from.columns + c]
        guard isSum else {
          result.numbers[place] = Swift.max(result.numbers[place], number)
          continue
        }
        // With what rounding takes away kept aside: the reference must be better than what it judges.
        let added = number - lost[place]
        let sum = result.numbers[place] + added
        lost[place] = (sum - result.numbers[place]) - added
        result.numbers[place] = sum
      }
    }
    if isSum {
      let terms = Double(Swift.max(1, from.rows * from.columns / Swift.max(1, result.numbers.count)))
      result.bound = x.bound * terms
      result.error = terms * x.error + 40 * precision * result.bound
    }
    define(destination, result, new: destination == extents.count)
  }

  private mutating func addOutput(_ register: Int, _ dice: inout Dice) {
    let candidates = values.keys.filter { $0 < inputs.count || $0 >= inputs.count + outputs.count }.sorted()
    var operand = candidates.randomElement(using: &dice)!
    let whole = reductions(of: values[operand]!.extent, isWhole: true)
    if dice.happens(0.4), let to = whole.randomElement(using: &dice) {
      addReduction(operand, to, register, &dice)
      hasSums = true
    } else {
      // Numbers for rows, columns or everything can only be written where tiles have them whole.
      func mayBeWritten(_ extent: Extent) -> Bool {
        switch extent {
        case .each: true
        case .perRow: wholeRows || columns == 1
        case .perColumn: wholeColumns || rows == 1
        case .single: (wholeRows || columns == 1) && (wholeColumns || rows == 1)
        }
      }
      if !mayBeWritten(values[operand]!.extent) {
        addSpread(operand, to: .each, extents.count)
        operand = extents.count - 1
      }
      let before = instructions.count
      if dice.happens(0.7) { addElementary(operand, register, &dice) }
      if instructions.count == before {
        emit(Int(CR_COPY), register, [operand])
        define(register, values[operand]!, new: false)
      }
    }
    let value = values.removeValue(forKey: register)!
    expected.append(value)
    // An input that lies without gaps may be written over, if nothing reads it from now on.
    let free = inputs.indices.filter { slot in
      values[slot]?.extent == value.extent && inputs[slot].buffer.count == value.numbers.count && values.count > 1
        && !instructions.suffix(1).contains { $0.opcode == CR_SUM || $0.opcode == CR_MAX }
    }
    if dice.happens(0.3), let slot = free.randomElement(using: &dice) {
      values[slot] = nil
      inputOfOutput.append(slot)
      outputs.append(inputs[slot])
    } else {
      inputOfOutput.append(nil)
      outputs.append(view(value.extent, isInput: false, &dice))
    }
  }
}

extension RandomStep.Value {
  mutating func spread(to target: Extent, _ rows: Int, _ columns: Int) {
    let (from, shape) = (extent.shape(rows, columns), target.shape(rows, columns))
    var result: [Double] = []
    for r in 0..<shape.rows {
      for c in 0..<shape.columns {
        result.append(numbers[(from.rows == 1 ? 0 : r) * from.columns + (from.columns == 1 ? 0 : c)])
      }
    }
    numbers = result
    extent = target
  }

  /// One number, as many times as the extent wants.
  func filled(_ rows: Int, _ columns: Int) -> Self {
    var value = self
    value.extent = .single
    value.spread(to: extent, rows, columns)
    return value
  }
}
