/// Writes a program's steps as a table, in the words of the tape.
struct ProgramListing {
  private let plan: FusionPlan
  /// What values are called on the tape.
  private let names: [Int: String]
  /// How many operations use each value.
  private var useCounts: [Int]
  /// How many operations a formula spells out: the first of these with which it is not longer than a line should be.
  private static let operationLimits = [16, 12, 8, 6, 4, 3, 2, 1]
  private static let formulaWidth = 72
  /// Longer programs show their two ends.
  private static let mostRows = 100

  init(_ plan: FusionPlan, names: [Int: String]) {
    self.plan = plan
    self.names = names
    useCounts = Array(repeating: 0, count: plan.graph.values.count)
    for region in plan.order {
      for member in plan.regions[region].members {
        for (source, _) in plan.operands(of: member) { useCounts[source] += 1 }
      }
    }
  }

  /// A row for each value that a step computes and keeps, uses more than once, or that has a name: the step, the value's
  /// formula and shape, and where in the block of memory it is kept, in bytes, unless it overwrites a variable.
  func rows(_ builder: StepBuilder, in memory: MemoryPlan, width: Int) -> String {
    func place(_ storage: ProgramStep.Storage) -> String {
      guard case .buffer(let number) = storage else { return "" }
      return "\(memory.offsets[number]) ..< \(memory.offsets[number] + builder.bufferCounts[number] * width)"
    }
    func overwritten(_ storage: ProgramStep.Storage) -> String? {
      guard case .given(let number) = storage else { return nil }
      return "\(label(builder.given[number])) ← "
    }
    let holders = Dictionary(builder.storageOf.map { ($0.value, $0.key) }, uniquingKeysWith: min)
    var lines: [(step: Int, value: Int?)] = []
    for (index, computed) in builder.computed.enumerated() {
      let shown = computed.filter(isShown)
      lines += shown.isEmpty ? [(index, nil)] : shown.map { (index, $0) }
    }
    let hidden = lines.count > Self.mostRows ? Self.mostRows / 2..<lines.count - Self.mostRows / 2 : 0..<0
    var rows = AlignedRows()
    for (position, line) in lines.enumerated() {
      if !hidden.isEmpty, position == hidden.lowerBound { rows.append("…", "\(hidden.count) more rows") }
      if hidden.contains(position) { continue }
      let step = builder.steps[line.step]
      let isFirst = position == 0 || lines[position - 1].step != line.step
      let (number, kind) = isFirst ? ("\(line.step + 1)", step.kind) : ("", "")
      if let value = line.value {
        let storage = plan.isStored[value] ? builder.storageOf[value] : nil
        let target = storage.flatMap(overwritten) ?? "\(label(value)) = "
        rows.append(number, kind, target + formula(of: value), "\(plan.graph.shape(value))", storage.map(place) ?? "")
      } else {
        let source = step.inputs.first.flatMap { holders[$0] }.map(label) ?? ""
        let output = step.outputs[0]
        rows.append(number, kind, (overwritten(output) ?? "") + source, "", place(output))
      }
    }
    return rows.text
  }

  /// Whether a value has a row of its own.
  private func isShown(_ place: Int) -> Bool { plan.isStored[place] || names[place] != nil || useCounts[place] > 1 }

  private func label(_ place: Int) -> String { names[place] ?? "%\(place)" }

  private func formula(of place: Int) -> String {
    var text = ""
    for limit in Self.operationLimits {
      var remaining = limit
      text = "\(notation(of: place, region: plan.regionOf[place], &remaining).simplified)"
      if text.count <= Self.formulaWidth { break }
    }
    return text
  }

  /// How a value is written where it is used: by its label if it has one or is kept, else by its formula, or by dots where
  /// that would be too long.
  private func reference(to place: Int, region: Int?, _ remaining: inout Int) -> Notation {
    if let number = plan.graph[place].number { return .number(written(number)) }
    if let name = names[place] { return .symbol(name) }
    let value = plan.graph[place]
    if value.isView { return notation(of: place, region: region, &remaining) }
    guard !isShown(place), plan.regionOf[place] == region, region != nil else { return .symbol(label(place)) }
    guard remaining > 0 else { return .symbol("…") }
    return notation(of: place, region: region, &remaining)
  }

  /// The shortest number that is this one in the program's format.
  private func written(_ number: Double) -> Double {
    plan.graph.format == .float32 ? Double("\(Float(number))")! : number
  }

  private func notation(of place: Int, region: Int?, _ remaining: inout Int) -> Notation {
    operation(of: place, region: region, &remaining).simplified
  }

  private func operation(of place: Int, region: Int?, _ remaining: inout Int) -> Notation {
    let value = plan.graph[place]
    if !value.isView { remaining -= 1 }
    var operands: [Notation] = []
    for input in value.inputs { operands.append(reference(to: input, region: region, &remaining)) }
    switch value.operation {
    case .elementary(let opcode): return ElementwiseOpcode.primitives[Int(opcode.rawValue)].notation(operands)
    case .sum(let axes): return .reduction(AxisSet(axes).sign("Σ"), operands[0])
    case .max(let axes): return .reduction(AxisSet(axes).sign("max"), operands[0])
    case .product: return .product(.matrix, operands[0], operands[1])
    case .broadcast, .reshape, .copy: return operands[0]
    case .permute(let order): return Permute(order: order).written(operands[0])
    case .slice(let axis, let start, let step):
      let length = max(0, (value.shape[axis] - 1) * step + 1)
      return Slice(axis: axis, range: start..<start + length, step: step).notation(operands)
    case .pad: return .call(Pad.name, operands)
    case .concatenate: return .call(Concatenate.name, operands)
    case .gather: return .call(Gather.name, operands)
    case .scatter: return .call(Scatter.name, operands)
    case .opaque(let number): return plan.graph.opaquePrimitives[number].notation(operands)
    case .leaf, .constant: return .symbol(label(place))
    case .number(let bits): return .number(written(Double(bitPattern: bits)))
    }
  }
}

extension Permute {
  /// As a transpose where it is one.
  fileprivate func written(_ operand: Notation) -> Notation {
    var transposed = Array(order.indices)
    if order.count >= 2 { transposed.swapAt(order.count - 1, order.count - 2) }
    return order == transposed ? .transposed(operand) : notation([operand])
  }
}

extension ProgramStep {
  /// What kind of step it is, in a word or two.
  fileprivate var kind: String {
    switch self {
    case .fused: "fused"
    case .product(let step): step.epilogue == nil ? "product" : "product, fused"
    case .copy: "copy"
    case .fill: "fill"
    case .reduce: "reduce"
    case .gather: Gather.name
    case .scatter: Scatter.name
    case .evaluate: "evaluate"
    }
  }
}
