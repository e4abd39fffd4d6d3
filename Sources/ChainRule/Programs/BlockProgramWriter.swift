import CChainRule

/// Writes the block program of a fused step, instruction by instruction.
///
/// Registers are numbered as they are needed, and in the kernel's order only at the end, when temporaries that are not
/// needed at the same time become one.
struct BlockProgramWriter {
  private var registers: [Register] = []
  private var instructions: [Instruction] = []
  private var inputs: [FusedStep.View: Int] = [:]
  private var constants: [ConstantKey: Int] = [:]
  private var spreads: [SpreadKey: Int] = [:]

  private struct Register {
    let kind: Kind
    let extent: IterationSpace.Extent
    /// Whether it holds the same in all tiles.
    var isInvariant = false
  }

  private enum Kind {
    case input(FusedStep.View)
    case output(FusedStep.View)
    case constant(Double)
    case temporary
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

  func extent(of register: Int) -> IterationSpace.Extent { registers[register].extent }

  /// The register of memory that is read.
  mutating func input(_ view: FusedStep.View, _ extent: IterationSpace.Extent) -> Int {
    if let known = inputs[view] { return known }
    registers.append(Register(kind: .input(view), extent: extent, isInvariant: extent == .single))
    inputs[view] = registers.count - 1
    return registers.count - 1
  }

  mutating func constant(_ number: Double, _ extent: IterationSpace.Extent) -> Int {
    let key = ConstantKey(bits: number.bitPattern, extent: extent)
    if let known = constants[key] { return known }
    registers.append(Register(kind: .constant(number), extent: extent, isInvariant: true))
    constants[key] = registers.count - 1
    return registers.count - 1
  }

  /// The register that holds what another one holds, repeated to a larger extent.
  mutating func spread(_ register: Int, to extent: IterationSpace.Extent) -> Int {
    guard registers[register].extent != extent else { return register }
    let key = SpreadKey(register: register, extent: extent)
    if let known = spreads[key] { return known }
    let result = emit(Int32(CR_SPREAD), [register], extent)
    spreads[key] = result
    return result
  }

  /// Adds an instruction, whose result goes to memory where a view of it is given.
  mutating func emit(
    _ opcode: Int32, _ operands: [Int], _ extent: IterationSpace.Extent, to view: FusedStep.View? = nil
  ) -> Int {
    let isInvariant = view == nil && operands.allSatisfy { registers[$0].isInvariant }
    registers.append(
      Register(kind: view.map { .output($0) } ?? .temporary, extent: extent, isInvariant: isInvariant))
    instructions.append(
      Instruction(opcode: opcode, destination: registers.count - 1, operands: operands, isInvariant: isInvariant))
    return registers.count - 1
  }

  /// The step of all that was written.
  mutating func step(over space: IterationSpace, _ whole: WholeAxes) -> FusedStep {
    keepInputsBeforeTheyAreOverwritten()
    var step = FusedStep(space: space, whole: whole)
    var numbers = Array(repeating: Int32(-1), count: registers.count)
    for (index, register) in registers.enumerated() {
      guard case .input(let view) = register.kind else { continue }
      numbers[index] = Int32(step.extents.count)
      step.inputs.append(view)
      step.extents.append(register.extent.rawValue)
    }
    for (index, register) in registers.enumerated() {
      guard case .output(let view) = register.kind else { continue }
      numbers[index] = Int32(step.extents.count)
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
        let extent = Int(registers[destination].extent.rawValue)
        if !registers[destination].isInvariant, let reused = free[extent].popLast() {
          numbers[destination] = reused
        } else {
          numbers[destination] = Int32(step.extents.count)
          step.extents.append(registers[destination].extent.rawValue)
        }
        if lastUse[destination] < 0 { free[extent].append(numbers[destination]) }
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
