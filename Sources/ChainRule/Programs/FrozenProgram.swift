import CChainRule

/// What all states of a program have in common. It never changes.
final class FrozenProgram<Scalar: TensorScalar>: Sendable {
  /// The nodes of the tape that it was made from.
  let outputs: [Int32]
  let inputs: [Int32]
  /// Leaves that are updated, in the order of the tape.
  let slots: [Int32]
  let stepCount: Int
  let compiled: CompiledSteps
  /// The memory that each given value has before the first run, in the order of the table of addresses.
  let given: [Given]
  let memory: MemoryPlan
  /// Where to read what can be read: outputs, inputs and slots.
  let operands: [Int32: ProgramStep.Operand]
  /// What examines the values that inputs and slots are given.
  let checks: [Int32: [OperandCheck]]
  /// How many values are computed, views and numbers aside.
  let valueCount: Int
  private let origin: (address: UInt, generation: UInt32)
  private let titles: [Int32: String]
  /// The steps in words.
  let listing: String

  struct Given: Sendable {
    enum Role: Sendable { case input, slot, frozen }
    let role: Role
    /// Row-major, with memory of its own.
    let value: UntypedTensor
  }

  init(
    _ core: TapePointer, outputs: [Int32], inputs: [Int32], updates: [(slot: Int32, next: Int32)]
  ) {
    self.outputs = outputs
    self.inputs = inputs
    slots = updates.map(\.slot)
    let leaves = inputs + slots
    var lowering = ProgramLowering<Scalar>(variable: Set(leaves))
    var places = lowering.lower(outputs + leaves + updates.map(\.next), of: core)
    checks = lowering.checks
    var graph = lowering.graph
    // What only shows a slot is copied before the slot is overwritten. One that becomes itself stays as it is.
    let changes = updates.map { (slot: places[$0.slot]!, next: places[$0.next]!) }.filter { $0.slot != $0.next }
    let overwritten = Set(changes.map(\.slot))
    func kept(_ place: Int) -> Int { overwritten.contains(graph.shown(place)) ? graph.copy(place) : place }
    for output in outputs where !slots.contains(output) { places[output] = kept(places[output]!) }
    let next = changes.map { (slot: $0.slot, next: kept($0.next)) }
    let plan = FusionPlan(graph, outputs: outputs.map { places[$0]! } + next.map(\.next))
    var builder = StepBuilder(
      plan, sources: leaves.map { places[$0]! }, outputs: outputs.map { places[$0]! }, updates: next)
    var operands: [Int32: ProgramStep.Operand] = [:]
    for node in outputs + leaves { operands[node] = builder.operand(places[node]!) }
    self.operands = operands
    stepCount = builder.steps.count
    let width = Scalar.format.width
    memory = MemoryPlan(
      builder.steps, lengths: builder.bufferCounts.map { $0 * width },
      kept: Set(operands.values.compactMap(\.storage.buffer)))
    compiled = CompiledSteps(builder.steps, format: Scalar.format, memory)
    let roles = Dictionary(
      inputs.map { (places[$0]!, Given.Role.input) } + slots.map { (places[$0]!, .slot) },
      uniquingKeysWith: { $1 })
    given = builder.given.map { place in
      let value: UntypedTensor
      switch graph[place].operation {
      case .leaf(let index): value = core.value(of: index)
      case .constant(let number): value = graph.constants[number]
      default: value = UntypedTensor(format: Scalar.format, shape: graph.shape(place), fill: graph[place].number!)
      }
      return Given(role: roles[place] ?? .frozen, value: value.inMemory)
    }
    valueCount = plan.order.reduce(0) { $0 + plan.regions[$1].members.count }
    var names: [Int: String] = [:]
    for index in core.pointee.names.keys.sorted() {
      guard var place = places[index] else { continue }
      // A sum without its axis is the same numbers as one with it, which is what a step computes.
      while graph[place].operation == .reshape { place = graph[place].inputs[0] }
      names[place] = names[place] ?? core.name(of: index)
    }
    listing = ProgramListing(plan, names: names).rows(builder, in: memory, width: width)
    origin = (UInt(bitPattern: core), core.pointee.generation)
    titles = core.pointee.names
  }

  /// Whether a node can be given a value from run to run.
  func isGiven(_ node: Int32) -> Bool { inputs.contains(node) || slots.contains(node) }

  /// Whether a variable belongs to the tape, which may be gone by now, that the program was made from.
  func isOnItsTape(_ variable: Variable<Scalar>) -> Bool {
    UInt(bitPattern: variable.core) == origin.address && variable.generation == origin.generation
  }

  /// Whether the program was made from a tape.
  func isMade(from tape: Tape<Scalar>) -> Bool {
    UInt(bitPattern: tape.core) == origin.address && tape.core.pointee.generation == origin.generation
  }

  /// What a node of the program's tape is called.
  func title(of node: Int32) -> String { titles[node] ?? "#\(node)" }

  var stateByteCount: Int {
    memory.byteCount + given.reduce(0) { $0 + ($1.role == .slot ? $1.value.elementCount * Scalar.format.width : 0) }
  }
}

extension UntypedTensor {
  /// The same elements, row-major and in memory, also where there is only one.
  var inMemory: UntypedTensor {
    guard buffer == nil else { return contiguous }
    var tensor = self
    tensor.buffer = TensorBuffer(byteCount: elementCount * format.width)
    tensor.strides = shape.rowMajorStrides
    tensor.offset = 0
    cr_fill(format.kernel, fill, tensor.base!, Int64(elementCount))
    return tensor
  }
}
