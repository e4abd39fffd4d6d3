import CChainRule

/// A matrix product of random factors in some layout, and what it should be by plain loops over doubles.
struct ProductStep<T: KernelScalar> {
  /// Where the elements of a factor lie.
  enum Layout: CaseIterable {
    case rows, columns, spacedRows, spacedColumns

    func strides(_ rows: Int, _ columns: Int) -> (row: Int, column: Int) {
      switch self {
      case .rows: (columns, 1)
      case .columns: (1, rows)
      case .spacedRows: (2 * columns + 3, 2)
      case .spacedColumns: (3, 3 * rows + 1)
      }
    }
  }

  /// A factor in memory without a number to spare, so that a sanitizer sees what is read beyond.
  struct Factor {
    let strides: (row: Int, column: Int)
    let memory: UnsafeMutableBufferPointer<T>

    init(_ rows: Int, _ columns: Int, _ layout: Layout, _ dice: inout Dice) {
      strides = layout.strides(rows, columns)
      let count = rows == 0 || columns == 0 ? 0 : (rows - 1) * strides.row + (columns - 1) * strides.column + 1
      memory = .allocate(capacity: count)
      // The same numbers again and again, in a length that divides no row: copies are fast in debug builds.
      let numbers = (0..<1009).map { _ in T(Int(dice.next() % 2001)) / 1000 - 1 }
      for start in stride(from: 0, to: count, by: 1009) {
        (memory.baseAddress! + start).initialize(from: numbers, count: min(1009, count - start))
      }
    }

    func number(_ row: Int, _ column: Int) -> Double {
      Double(memory[row * strides.row + column * strides.column])
    }
  }

  let m: Int
  let n: Int
  let k: Int
  let a: Factor
  let b: Factor

  init(_ m: Int, _ n: Int, _ k: Int, _ layoutOfA: Layout, _ layoutOfB: Layout, _ dice: inout Dice) {
    (self.m, self.n, self.k) = (m, n, k)
    a = Factor(m, k, layoutOfA, &dice)
    b = Factor(k, n, layoutOfB, &dice)
  }

  func deallocate() {
    a.memory.deallocate()
    b.memory.deallocate()
  }

  /// How far a sum of k products of numbers between −1 and 1 may be off.
  var tolerance: Double { Double(T.ulpOfOne) * Double(k) * 4 }

  /// An element of the product by a plain loop.
  func expected(_ row: Int, _ column: Int) -> Double {
    var sum = 0.0
    for p in 0..<k { sum += a.number(row, p) * b.number(p, column) }
    return sum
  }

  var product: [T] {
    [T](unsafeUninitializedCapacity: m * n) { c, count in
      c.initialize(repeating: .nan)
      cr_matmul(
        T.kernel, Int64(m), Int64(n), Int64(k), a.memory.baseAddress, Int64(a.strides.row), Int64(a.strides.column),
        b.memory.baseAddress, Int64(b.strides.row), Int64(b.strides.column), c.baseAddress)
      count = m * n
    }
  }

  /// What is wrong with a product, or nothing. Of a large one, some hundred elements are looked at, the last among them.
  func problem(_ product: [T], _ dice: inout Dice) -> String? {
    let count = m * n
    let places =
      count < 1200 ? Array(0..<count) : (0..<300).map { _ in Int(dice.next() % UInt64(count)) } + [count - 1]
    for place in places {
      let (number, wanted) = (Double(product[place]), expected(place / n, place % n))
      guard (number - wanted).magnitude <= tolerance else {
        return "\(T.self) \(m) × \(k) times \(k) × \(n), strides \(a.strides), \(b.strides): \(number) instead of "
          + "\(wanted) at \(place / n), \(place % n)"
      }
    }
    return nil
  }

  /// Runs the product with an epilogue whose inputs, after c, and outputs are in `memory`.
  func run(_ epilogue: Epilogue, over memory: [UnsafeMutablePointer<T>], isScratch: Bool) {
    let c = UnsafeMutablePointer<T>.allocate(capacity: m * n)
    c.initialize(repeating: .nan, count: m * n)
    defer { c.deallocate() }
    let bases: [UnsafeMutableRawPointer?] =
      [UnsafeMutableRawPointer(c)] + memory.map { UnsafeMutableRawPointer($0) }
      + [UnsafeMutableRawPointer(a.memory.baseAddress!), UnsafeMutableRawPointer(b.memory.baseAddress!)]
    epilogue.withStep(T.kernel, rows: m, columns: n) { fused in
      var step = cr_product()
      step.type = T.kernel
      (step.m, step.n, step.k, step.batch) = (Int64(m), Int64(n), Int64(k), 1)
      step.a = cr_view(
        place: cr_place(offset: 0, base: Int32(bases.count - 2)), row_stride: Int64(a.strides.row),
        column_stride: Int64(a.strides.column))
      step.b = cr_view(
        place: cr_place(offset: 0, base: Int32(bases.count - 1)), row_stride: Int64(b.strides.row),
        column_stride: Int64(b.strides.column))
      step.c = cr_place(offset: 0, base: 0)
      step.epilogue = fused
      step.is_scratch = isScratch ? 1 : 0
      cr_run_product(&step, bases)
    }
  }
}

/// A fused step over c, whose memory is place 0, and over the places after it.
struct Epilogue: Sendable {
  /// Place and strides, for a matrix of m × n elements.
  typealias View = (place: Int, strides: @Sendable (_ m: Int, _ n: Int) -> (row: Int, column: Int))

  let inputs: [View]
  let outputs: [View]
  let constants: [Double]
  let extents: [Extent]
  let instructions: [(opcode: Int, destination: Int, operands: [Int])]
  var wholeRows = false
  var wholeColumns = false

  func withStep(_ type: cr_scalar, rows: Int, columns: Int, _ body: (UnsafePointer<cr_fused>) -> Void) {
    let views = (inputs + outputs).map { view in
      let strides = view.strides(rows, columns)
      return cr_view(
        place: cr_place(offset: 0, base: Int32(view.place)), row_stride: Int64(strides.row),
        column_stride: Int64(strides.column))
    }
    let code = instructions.map { instruction in
      cr_instruction(
        opcode: Int32(instruction.opcode), destination: Int32(instruction.destination),
        a: Int32(instruction.operands[0]), b: Int32(instruction.operands.count > 1 ? instruction.operands[1] : 0), c: 0)
    }
    let bytes = extents.map(\.rawValue)
    views.withUnsafeBufferPointer { views in
      code.withUnsafeBufferPointer { code in
        bytes.withUnsafeBufferPointer { bytes in
          constants.withUnsafeBufferPointer { constants in
            var step = cr_fused()
            step.type = type
            (step.rows, step.columns) = (Int64(rows), Int64(columns))
            step.instructions = code.baseAddress
            step.views = views.baseAddress
            step.constants = constants.baseAddress
            step.extents = bytes.baseAddress
            step.instruction_count = Int32(code.count)
            step.input_count = Int32(inputs.count)
            step.output_count = Int32(outputs.count)
            step.constant_count = Int32(constants.count)
            step.register_count = Int32(extents.count)
            (step.whole_rows, step.whole_columns) = (wholeRows ? 1 : 0, wholeColumns ? 1 : 0)
            body(&step)
          }
        }
      }
    }
  }
}
