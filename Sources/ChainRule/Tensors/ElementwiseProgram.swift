import CChainRule

/// A list of elementary operations that computes one number from several, and so one tensor from several, block by
/// block.
struct ElementwiseProgram: Sendable {
  var instructions: [cr_instruction] = []
  var constants: [Double] = []
  let inputCount: Int
  var registerCount: Int { inputCount + constants.count + instructions.count }

  init(inputCount: Int) { self.inputCount = inputCount }

  /// The program of a single operation.
  init(_ opcode: ElementwiseOpcode) {
    inputCount = opcode.operandCount
    let last = Int32(inputCount - 1)
    instructions = [
      cr_instruction(opcode: opcode.rawValue, destination: last + 1, a: 0, b: min(1, last), c: min(2, last))
    ]
  }

  /// The programs of the elementary operations, by opcode.
  static let elementary = ElementwiseOpcode.all.map { ElementwiseProgram($0) }

  /// The value where each operand is one number.
  func evaluate(_ operands: OperandList<UntypedTensor>, as format: ScalarFormat) -> Double {
    if instructions.count == 1, constants.isEmpty {
      let step = instructions[0]
      return cr_elementary(
        format.kernel, step.opcode, operands[Int(step.a)].fill, operands[Int(step.b)].fill, operands[Int(step.c)].fill)
    }
    var registers = operands.map { $0.fill } + constants.map(format.rounded)
    registers += Array(repeating: 0, count: instructions.count)
    for step in instructions {
      registers[Int(step.destination)] = cr_elementary(
        format.kernel, step.opcode, registers[Int(step.a)], registers[Int(step.b)], registers[Int(step.c)])
    }
    return registers[Int(instructions[instructions.count - 1].destination)]
  }
}
