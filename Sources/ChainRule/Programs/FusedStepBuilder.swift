import CChainRule

/// Writes the block program of a region.
struct FusedStepBuilder {
  private let plan: FusionPlan
  private let region: Int
  private let space: IterationSpace
  /// The memory of values.
  private let operandOf: (Int) -> ProgramStep.Operand
  private var writer = BlockProgramWriter()
  private var registerOf: [Int: Int] = [:]

  /// - Parameter operandOf: the memory of stored values and of what is given, in a way that the space can address.
  init(_ plan: FusionPlan, region: Int, space: IterationSpace, operandOf: @escaping (Int) -> ProgramStep.Operand) {
    self.plan = plan
    self.region = region
    self.space = space
    self.operandOf = operandOf
  }

  mutating func step() -> FusedStep {
    let members = plan.regions[region].members
    if let product = plan.regions[region].product {
      // The kernel expects the product's elements first.
      registerOf[product] = writer.input(view(operandOf(product), .each), .each)
    }
    for member in members where member != plan.regions[region].product { write(member, among: members) }
    return writer.step(over: space, plan.regions[region].whole)
  }

  private mutating func write(_ member: Int, among members: [Int]) {
    let value = plan.graph[member]
    let extent = space.extent(of: value.shape)!
    let isReduction: Bool
    var opcode: Int32
    switch value.operation {
    case .elementary(let elementary): (opcode, isReduction) = (elementary.rawValue, false)
    case .sum: (opcode, isReduction) = (Int32(CR_SUM), true)
    case .max: (opcode, isReduction) = (Int32(CR_MAX), true)
    default: stop("a program's region cannot compute \(value.operation)")
    }
    let operands = value.inputs.map { input in
      operand(input, isReduction ? space.extent(of: plan.graph.shape(input))! : extent)
    }
    // Where there is only one element to reduce, it is the result.
    if isReduction, writer.extent(of: operands[0]) == extent { opcode = Int32(CR_COPY) }
    guard plan.isStored[member] else {
      registerOf[member] = writer.emit(opcode, operands, extent)
      return
    }
    let target = view(operandOf(member), extent)
    if isReduction, isUsed(member, among: members) {
      // A sum over the tile, which is whole, and not one that is gathered over all tiles.
      let result = writer.emit(opcode, operands, extent)
      registerOf[member] = result
      _ = writer.emit(Int32(CR_COPY), [result], extent, to: target)
    } else {
      registerOf[member] = writer.emit(opcode, operands, extent, to: target)
    }
  }

  private func isUsed(_ place: Int, among members: [Int]) -> Bool {
    members.contains { member in member > place && plan.operands(of: member).contains { $0.source == place } }
  }

  /// The register that holds an operand with an extent.
  private mutating func operand(_ place: Int, _ extent: IterationSpace.Extent) -> Int {
    // What only repeats elements is looked through.
    var source = place
    while plan.isTransparent(source), space.extent(of: plan.graph.shape(plan.graph[source].inputs[0])) != nil {
      source = plan.graph[source].inputs[0]
    }
    if let number = plan.graph[source].number { return writer.constant(number, extent) }
    if let register = registerOf[source] { return writer.spread(register, to: extent) }
    let known = space.extent(of: plan.graph.shape(source))!
    return writer.spread(writer.input(view(operandOf(source), known), known), to: extent)
  }

  private func view(_ operand: ProgramStep.Operand, _ extent: IterationSpace.Extent) -> FusedStep.View {
    let strides = space.matrixStrides(operand.broadcast(to: space.shape).strides)!
    return FusedStep.View(
      operand: operand, row: extent == .each || extent == .perRow ? strides.row : 0,
      column: extent == .each || extent == .perColumn ? strides.column : 0)
  }
}
