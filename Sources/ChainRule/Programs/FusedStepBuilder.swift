import CChainRule

/// Writes the block program of a region.
struct FusedStepBuilder {
  private let plan: FusionPlan
  private let space: IterationSpace
  private let region: Int
  /// The memory of values.
  private let operandOf: (Int) -> ProgramStep.Operand

  // Registers are numbered as they are needed, and in the kernel's order only at the end.
  private var registers: [Register] = []
  private var inputs: [FusedStep.View: Int] = [:]
  private var constants: [ConstantKey: Int] = [:]
  private var spreads: [SpreadKey: Int] = [:]
  private var registerOf: [Int: Int] = [:]
  private var instructions: [Instruction] = []

  private struct Register {
    enum Kind {
      case input(FusedStep.View)
      case output(FusedStep.View)
      case constant(Double)
      case temporary
    }
    let kind: Kind
    let extent: IterationSpace.Extent
    /// Whether it holds the same in all tiles.
    var isInvariant = false
  }

  private struct ConstantKey: Hashable {
    let bits: UInt64
    let extent: IterationSpace.Extent
  }

  private struct SpreadKey: Hashable {
    let register: Int
    let extent: IterationSpace.Extent
  }

  private struct Instruction {
    let opcode: Int32
    var destination: Int
    var operands: [Int]
    var isInvariant = false
  }

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
      registerOf[product] = input(view(operandOf(product), .each), .each)
    }
    for member in members where member != plan.regions[region].product { write(member, among: members) }
    return assembled()
  }

  // MARK: Values

  private mutating func write(_ member: Int, among members: [Int]) {
    let value = plan.graph[member]
    let extent = space.extent(of: value.shape)!
    let isReduction: Bool
    let opcode: Int32
    switch value.operation {
    case .elementary(let elementary): (opcode, isReduction) = (elementary.rawValue, false)
    case .sum: (opcode, isReduction) = (Int32(CR_SUM), true)
    case .max: (opcode, isReduction) = (Int32(CR_MAX), true)
    default: stop("a program's region cannot compute \(value.operation)")
    }
    let operands = value.inputs.map { input in
      operand(input, isReduction ? space.extent(of: plan.graph.shape(input))! : extent)
    }
    // Every element of the operand is reduced: where there is only one, it is the result.
    let isTrivial = isReduction && registers[operands[0]].extent == extent
    guard plan.isStored[member] else {
      registerOf[member] = emit(isTrivial ? Int32(CR_COPY) : opcode, operands, .temporary, extent)
      return
    }
    let target = Register.Kind.output(view(operandOf(member), extent))
    if isReduction, isUsed(member, among: members) {
      // A sum over the tile, which is whole, and not one that is gathered over all tiles.
      let result = emit(isTrivial ? Int32(CR_COPY) : opcode, operands, .temporary, extent)
      registerOf[member] = result
      _ = emit(Int32(CR_COPY), [result], target, extent)
    } else {
      registerOf[member] = emit(isTrivial ? Int32(CR_COPY) : opcode, operands, target, extent)
    }
  }

  private func isUsed(_ place: Int, among members: [Int]) -> Bool {
    members.contains { member in member > place && plan.operands(of: member).contains { $0.source == place } }
  }

  private mutating func emit(
    _ opcode: Int32, _ operands: [Int], _ kind: Register.Kind, _ extent: IterationSpace.Extent
  ) -> Int {
    var isInvariant = operands.allSatisfy { registers[$0].isInvariant }
    if case .output = kind { isInvariant = false }
    registers.append(Register(kind: kind, extent: extent, isInvariant: isInvariant))
    let destination = registers.count - 1
    instructions.append(
      Instruction(opcode: opcode, destination: destination, operands: operands, isInvariant: isInvariant))
    return destination
  }

  // MARK: Operands

  /// The register that holds an operand with an extent.
  private mutating func operand(_ place: Int, _ extent: IterationSpace.Extent) -> Int {
    // What only repeats elements is looked through.
    var source = place
    while plan.isTransparent(source), space.extent(of: plan.graph.shape(plan.graph[source].inputs[0])) != nil {
      source = plan.graph[source].inputs[0]
    }
    if let number = plan.graph[source].number { return constant(number, extent) }
    if let register = registerOf[source] { return spread(register, to: extent) }
    let known = space.extent(of: plan.graph.shape(source))!
    return spread(input(view(operandOf(source), known), known), to: extent)
  }

  private mutating func constant(_ number: Double, _ extent: IterationSpace.Extent) -> Int {
    let key = ConstantKey(bits: number.bitPattern, extent: extent)
    if let known = constants[key] { return known }
    registers.append(Register(kind: .constant(number), extent: extent, isInvariant: true))
    constants[key] = registers.count - 1
    return registers.count - 1
  }

  private mutating func input(_ view: FusedStep.View, _ extent: IterationSpace.Extent) -> Int {
    if let known = inputs[view] { return known }
    registers.append(Register(kind: .input(view), extent: extent, isInvariant: extent == .single))
    inputs[view] = registers.count - 1
    return registers.count - 1
  }

  private mutating func spread(_ register: Int, to extent: IterationSpace.Extent) -> Int {
    guard registers[register].extent != extent else { return register }
    let key = SpreadKey(register: register, extent: extent)
    if let known = spreads[key] { return known }
    let result = emit(Int32(CR_SPREAD), [register], .temporary, extent)
    spreads[key] = result
    return result
  }

  private func view(_ operand: ProgramStep.Operand, _ extent: IterationSpace.Extent) -> FusedStep.View {
    let strides = space.matrixStrides(operand.broadcast(to: space.shape).strides)!
    return FusedStep.View(
      operand: operand, row: extent == .each || extent == .perRow ? strides.row : 0,
      column: extent == .each || extent == .perColumn ? strides.column : 0)
  }

  // MARK: The finished step

  private mutating func assembled() -> FusedStep {
    keepInputsBeforeTheyAreOverwritten()
    var step = FusedStep(space: space, whole: plan.regions[region].whole)
    var numbers = Array(repeating: Int32(-1), count: registers.count)
    for (index, register) in registers.enumerated() {
      guard case .input(let view) = register.kind else { continue }
      numbers[index] = Int32(step.inputs.count)
      step.inputs.append(view)
      step.extents.append(register.extent.rawValue)
    }
    for (index, register) in registers.enumerated() {
      guard case .output(let view) = register.kind else { continue }
      numbers[index] = Int32(step.inputs.count + step.outputs.count)
      step.outputs.append(view)
      step.extents.append(register.extent.rawValue)
    }
    for (index, register) in registers.enumerated() {
      guard case .constant(let number) = register.kind else { continue }
      numbers[index] = Int32(step.extents.count)
      step.constants.append(number)
      step.extents.append(register.extent.rawValue)
    }
    let ordered = instructions.filter(\.isInvariant) + instructions.filter { !$0.isInvariant }
    step.invariantCount = instructions.count { $0.isInvariant }
    assignTemporaries(ordered, &numbers, &step)
    return step
  }

  /// Gives temporaries that are not needed at the same time the same register.
  private func assignTemporaries(_ ordered: [Instruction], _ numbers: inout [Int32], _ step: inout FusedStep) {
    var lastUse = Array(repeating: -1, count: registers.count)
    for (index, instruction) in ordered.enumerated() {
      for operand in instruction.operands { lastUse[operand] = index }
    }
    var free: [[Int32]] = [[], [], [], []]
    step.instructions.reserveCapacity(ordered.count)
    for (index, instruction) in ordered.enumerated() {
      let operands = instruction.operands.map { numbers[$0] }
      for operand in Set(instruction.operands) where lastUse[operand] == index {
        // What is computed once for all tiles stays.
        if case .temporary = registers[operand].kind, !registers[operand].isInvariant {
          free[Int(registers[operand].extent.rawValue)].append(numbers[operand])
        }
      }
      let destination = instruction.destination
      if numbers[destination] < 0 {
        if !registers[destination].isInvariant,
          let reused = free[Int(registers[destination].extent.rawValue)].popLast()
        {
          numbers[destination] = reused
        } else {
          numbers[destination] = Int32(step.extents.count)
          step.extents.append(registers[destination].extent.rawValue)
        }
        if lastUse[destination] < 0 { free[Int(registers[destination].extent.rawValue)].append(numbers[destination]) }
      }
      step.instructions.append(
        cr_instruction(
          opcode: instruction.opcode, destination: numbers[destination], a: operands[0],
          b: operands[min(1, operands.count - 1)], c: operands[min(2, operands.count - 1)]))
    }
  }

  /// Where an output lies in the memory of an input that is read later, it is written at the end.
  private mutating func keepInputsBeforeTheyAreOverwritten() {
    var lastRead: [ProgramStep.Storage: Int] = [:]
    for (index, instruction) in instructions.enumerated() {
      for operand in instruction.operands {
        if case .input(let view) = registers[operand].kind { lastRead[view.operand.storage] = index }
      }
    }
    for index in instructions.indices {
      let output = instructions[index].destination
      guard case .output(let view) = registers[output].kind, let read = lastRead[view.operand.storage], read > index
      else { continue }
      registers.append(Register(kind: .temporary, extent: registers[output].extent))
      let aside = registers.count - 1
      instructions[index].destination = aside
      for later in instructions.indices where later > index {
        instructions[later].operands = instructions[later].operands.map { $0 == output ? aside : $0 }
      }
      instructions.append(Instruction(opcode: Int32(CR_COPY), destination: output, operands: [aside]))
    }
  }
}
