import CChainRule

/// Turns a plan into steps, and gives every stored value its memory.
struct StepBuilder {
  private let plan: FusionPlan
  /// The slots, by the value that is computed in their memory.
  private var inPlace: [Int: Int] = [:]
  private(set) var steps: [ProgramStep] = []
  /// The values that each step computes.
  private(set) var computed: [[Int]] = []
  /// What is given from outside: the values whose memory it is, in order.
  private(set) var given: [Int] = []
  /// The number of scalars of each buffer.
  private(set) var bufferCounts: [Int] = []
  private(set) var storageOf: [Int: ProgramStep.Storage] = [:]

  private var graph: ProgramGraph { plan.graph }

  /// - Parameters:
  ///   - sources: leaves that must have memory, used or not.
  ///   - outputs: values that are read after a run.
  ///   - next: for slots, by their leaves' places, the places of their next values, which show no slot.
  init(_ plan: FusionPlan, sources: [Int], outputs: [Int], updates next: [(slot: Int, next: Int)]) {
    self.plan = plan
    for source in sources { _ = storage(of: source) }
    if plan.order.count > 1, let unrolled = UnrolledGraph(plan.graph) {
      let wanted = (outputs + next.map(\.next)).flatMap { unrolled.elements[$0] }
      if unrolled.cost(of: wanted) <= Self.costOfRegion * plan.order.count {
        build(unrolled, outputs: outputs, updates: next)
        return
      }
    }
    let updates = SlotUpdates(plan, next)
    inPlace = updates.inPlace
    for region in updates.order { build(region) }
    for (slot, value) in next where inPlace[value] != slot {
      add(.copy(from: operand(value), to: operand(slot)))
    }
  }

  private mutating func add(_ step: ProgramStep, computing values: [Int] = []) {
    steps.append(step)
    computed.append(values)
  }

  /// How many additions of single numbers take as long as the call of a kernel.
  private static let costOfRegion = 24

  /// One step for everything, number by number.
  private mutating func build(_ unrolled: UnrolledGraph, outputs: [Int], updates: [(slot: Int, next: Int)]) {
    var targets: [(number: Int, view: FusedStep.View)] = []
    for output in Set(outputs.map(graph.shown)).sorted() where !graph[output].isSource {
      targets += zip(unrolled.elements[output], numbers(of: operand(output))).map { ($0, $1) }
    }
    for (slot, next) in updates { targets += zip(unrolled.elements[next], numbers(of: operand(slot))).map { ($0, $1) } }
    var writer = BlockProgramWriter()
    var registers = Array(repeating: -1, count: unrolled.numbers.values.count)
    for number in unrolled.needed(for: targets.map(\.number)) {
      let value = unrolled.numbers[number]
      switch value.operation {
      case .elementary(let opcode):
        registers[number] = writer.emit(opcode.rawValue, value.inputs.map { registers[$0] }, .single)
      case .leaf(let leaf):
        let (place, element) = unrolled.leaves[Int(leaf)]
        registers[number] = writer.input(view(ofElement: element, in: operand(place)), .single)
      default: registers[number] = writer.constant(value.number!, .single)
      }
    }
    for (number, view) in targets { _ = writer.emit(Int32(CR_COPY), [registers[number]], .single, to: view) }
    let computed = Set(outputs.map(graph.shown) + updates.map(\.next)).sorted().filter { !graph[$0].isSource }
    add(.fused(writer.step(over: IterationSpace(.scalar), WholeAxes())), computing: computed)
  }

  /// The elements of a row-major tensor, each by itself.
  private func numbers(of operand: ProgramStep.Operand) -> [FusedStep.View] {
    (0..<operand.shape.elementCount).map { view(ofElement: $0, in: operand) }
  }

  private func view(ofElement element: Int, in operand: ProgramStep.Operand) -> FusedStep.View {
    var number = operand
    number.offset += element
    number.shape = .scalar
    number.strides = .zero
    return FusedStep.View(operand: number, row: 0, column: 0)
  }

  // MARK: Memory

  /// Where a value is, or, for a view, where what it shows is.
  private mutating func storage(of place: Int) -> ProgramStep.Storage {
    if let known = storageOf[place] { return known }
    let storage: ProgramStep.Storage
    if let slot = inPlace[place] {
      storage = self.storage(of: slot)
    } else if graph[place].isSource {
      given.append(place)
      storage = .given(given.count - 1)
    } else {
      storage = newBuffer(graph.shape(place).elementCount)
    }
    storageOf[place] = storage
    return storage
  }

  private mutating func newBuffer(_ count: Int) -> ProgramStep.Storage {
    bufferCounts.append(count)
    return .buffer(bufferCounts.count - 1)
  }

  /// A value in memory, with views resolved.
  mutating func operand(_ place: Int) -> ProgramStep.Operand {
    let value = graph[place]
    guard value.isView else { return ProgramStep.Operand(storage(of: place), rowMajor: value.shape) }
    var view = operand(value.inputs[0])
    let source = view
    switch value.operation {
    case .broadcast: return view.broadcast(to: value.shape)
    case .reshape:
      if view.isRowMajor {
        view.strides = value.shape.rowMajorStrides
      } else {
        // Only axes of length 1 come and go.
        var old = source.shape.indices.filter { source.shape[$0] != 1 }.makeIterator()
        view.strides = .zero
        for axis in value.shape.indices where value.shape[axis] != 1 {
          view.strides[axis] = source.strides[old.next()!]
        }
      }
    case .permute(let order):
      for (axis, old) in order.enumerated() { view.strides[axis] = source.strides[old] }
    case .slice(let axis, let start, let step):
      view.offset += start * Int(source.strides[axis])
      if value.shape[axis] > 1 { view.strides[axis] = source.strides[axis] &* Int32(step) }
    default: stop("a program cannot see \(value.operation) as a view")
    }
    view.shape = value.shape
    return view
  }

  private mutating func rowMajor(_ operand: ProgramStep.Operand) -> ProgramStep.Operand {
    operand.isRowMajor ? operand : rowMajorCopy(of: operand)
  }

  private mutating func rowMajorCopy(of operand: ProgramStep.Operand) -> ProgramStep.Operand {
    let copy = ProgramStep.Operand(newBuffer(operand.shape.elementCount), rowMajor: operand.shape)
    add(.copy(from: operand, to: copy))
    return copy
  }

  // MARK: Steps

  private mutating func build(_ region: Int) {
    let members = plan.regions[region].members
    switch plan.regions[region].kind {
    case .alone: buildAlone(members[0])
    case .fused:
      var prepared: [Int: ProgramStep.Operand] = [:]
      let space = prepareOperands(of: region, &prepared)
      guard let product = plan.regions[region].product else {
        var builder = FusedStepBuilder(plan, region: region, space: space) { prepared[$0]! }
        add(.fused(builder.step()), computing: members)
        return
      }
      let a = operand(graph[product].inputs[0])
      let b = operand(graph[product].inputs[1])
      var step = ProductStep(a: a, b: b, c: prepared[product]!)
      if members.count > 1 {
        var builder = FusedStepBuilder(plan, region: region, space: space) { prepared[$0]! }
        step.epilogue = builder.step()
        step.isScratch = !plan.isStored[product]
      }
      add(.product(step), computing: members)
    }
  }

  /// Finds the memory of all that a region reads and writes, and a split of its space in which that is all matrices. What
  /// is none in any split is copied.
  private mutating func prepareOperands(of region: Int, _ prepared: inout [Int: ProgramStep.Operand]) -> IterationSpace
  {
    let space = plan.regions[region].space
    var read: [Int] = []
    for member in plan.regions[region].members {
      if plan.isStored[member] || member == plan.regions[region].product { prepared[member] = operand(member) }
      if member == plan.regions[region].product { continue }
      for input in graph[member].inputs {
        var source = input
        while graph[source].number == nil, prepared[source] == nil, plan.regionOf[graph.shown(source)] != region {
          prepared[source] = operand(source)
          read.append(source)
          guard plan.isTransparent(source) else { break }
          source = graph[source].inputs[0]
        }
      }
    }
    func fits(_ place: Int, _ space: IterationSpace) -> Bool {
      space.extent(of: graph.shape(place)) == nil
        || space.matrixStrides(prepared[place]!.broadcast(to: space.shape).strides) != nil
    }
    let splits = space.splits
    let chosen = splits.first { split in read.allSatisfy { fits($0, split) } } ?? splits[0]
    for place in read where !fits(place, chosen) { prepared[place] = rowMajorCopy(of: prepared[place]!) }
    return chosen
  }

  private mutating func buildAlone(_ place: Int) {
    let value = graph[place]
    let target = operand(place)
    switch value.operation {
    case .product: buildBatchedProduct(place, target)
    case .copy: add(.copy(from: operand(value.inputs[0]), to: target), computing: [place])
    case .sum(let axes): buildReduction(.sum, place, axes, target)
    case .max(let axes): buildReduction(.max, place, axes, target)
    case .pad(let before, let increments, let bits):
      add(.fill(Double(bitPattern: bits), target))
      var inner = target
      inner.shape = graph.shape(value.inputs[0])
      for axis in value.shape.indices {
        inner.offset += before[axis] * Int(target.strides[axis])
        inner.strides[axis] = target.strides[axis] &* Int32(increments[axis])
      }
      add(.copy(from: operand(value.inputs[0]), to: inner), computing: [place])
    case .concatenate(let axis):
      var part = target
      for (position, input) in value.inputs.enumerated() {
        part.shape = graph.shape(input)
        add(.copy(from: operand(input), to: part), computing: position == value.inputs.count - 1 ? [place] : [])
        part.offset += part.shape[axis] * Int(target.strides[axis])
      }
    case .gather(let axis, let indices):
      let source = operand(value.inputs[0])
      add(.gather(axis: axis, indices, from: rowMajor(source), to: target), computing: [place])
    case .scatter(let axis, let indices):
      let source = operand(value.inputs[0])
      add(.scatter(axis: axis, indices, from: rowMajor(source), to: target), computing: [place])
    case .opaque(let index):
      let operands = value.inputs.map { operand($0) }
      add(.evaluate(graph.opaquePrimitives[index], operands, to: target), computing: [place])
    default: stop("a program cannot compute \(value.operation) by itself")
    }
  }

  private mutating func buildReduction(
    _ reduction: ProgramGraph.Reduction, _ place: Int, _ axes: Range<Int>, _ target: ProgramStep.Operand
  ) {
    let source = operand(graph[place].inputs[0])
    add(.reduce(reduction, from: rowMajor(source), to: target, axes: axes), computing: [place])
  }

  private mutating func buildBatchedProduct(_ place: Int, _ target: ProgramStep.Operand) {
    let value = graph[place]
    let sides = [0, 1].map { side in
      let source = operand(value.inputs[side])
      var shape = Shape(value.shape.dropLast(2))
      for axis in source.shape.suffix(2) { shape.append(axis) }
      let view = source.broadcast(to: shape)
      return view.batchStride == nil ? rowMajorCopy(of: view) : view
    }
    add(.product(ProductStep(a: sides[0], b: sides[1], c: target)), computing: [place])
  }
}

extension ProgramStep.Operand {
  /// The distance between the matrices of a batch; `nil` where they are not at equal distances.
  var batchStride: Int? {
    var stride: Int?
    var length = 1
    for axis in shape.indices.dropLast(2).reversed() where shape[axis] != 1 {
      if let stride, Int(strides[axis]) != stride * length { return nil }
      stride = stride ?? Int(strides[axis])
      length *= shape[axis]
    }
    return stride ?? 0
  }
}
