import CChainRule

/// An elementwise expression being compiled: applying operations to it writes a block program.
struct ElementwiseExpression: ElementwiseOperand {
  private let compiler: Compiler
  private let register: Register

  enum Register: Hashable {
    case input(Int)
    case constant(Int)
    case result(Int)
  }

  /// Gathers instructions; equal ones are shared.
  final class Compiler {
    struct Instruction: Hashable {
      let opcode: ElementwiseOpcode
      let operands: [Register]
    }
    var instructions: [Instruction] = []
    var constants: [Double] = []

    func emit(_ opcode: ElementwiseOpcode, _ operands: [Register]) -> Register {
      let instruction = Instruction(opcode: opcode, operands: operands)
      if let known = instructions.firstIndex(of: instruction) { return .result(known) }
      instructions.append(instruction)
      return .result(instructions.count - 1)
    }
  }

  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self) -> Self { apply(primitive, operands: [x]) }

  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self, _ y: Self) -> Self {
    apply(primitive, operands: [x, y])
  }

  static func apply<P: ElementwisePrimitive>(_ primitive: P, _ x: Self, _ y: Self, _ z: Self) -> Self {
    apply(primitive, operands: [x, y, z])
  }

  private static func apply<P: ElementwisePrimitive>(_ primitive: P, operands: OperandList<Self>) -> Self {
    guard let opcode = P.opcode else { return primitive.expression(operands) }
    let compiler = operands[0].compiler
    return Self(compiler: compiler, register: compiler.emit(opcode, operands.map(\.register)))
  }

  func constant(_ value: Double) -> Self {
    let place = compiler.constants.firstIndex { $0.bitPattern == value.bitPattern } ?? compiler.constants.count
    if place == compiler.constants.count { compiler.constants.append(value) }
    return Self(compiler: compiler, register: .constant(place))
  }

  /// The program that computes what `write` returns from as many inputs.
  static func compile(inputCount: Int, _ write: (OperandList<Self>) -> Self) -> ElementwiseProgram {
    let compiler = Compiler()
    let inputs = OperandList((0..<inputCount).map { Self(compiler: compiler, register: .input($0)) })
    let output = write(inputs)
    // An expression that is one of its inputs, or a number, still has to write its output.
    if output.register != .result(compiler.instructions.count - 1) {
      compiler.instructions.append(
        .init(opcode: .select, operands: [output.register, output.register, output.register]))
    }
    var program = ElementwiseProgram(inputCount: inputCount)
    program.constants = compiler.constants
    func place(_ register: Register) -> Int32 {
      switch register {
      case .input(let index): Int32(index)
      case .constant(let index): Int32(inputCount + index)
      case .result(let index): Int32(inputCount + compiler.constants.count + index)
      }
    }
    for (index, step) in compiler.instructions.enumerated() {
      let operands = step.operands.map(place)
      program.instructions.append(
        cr_instruction(
          opcode: step.opcode.rawValue, destination: place(.result(index)), a: operands[0],
          b: operands[min(1, operands.count - 1)], c: operands[min(2, operands.count - 1)]))
    }
    return program
  }
}

extension ElementwiseProgram {
  /// The program of an elementwise operation.
  init<P: ElementwisePrimitive>(_ primitive: P) {
    if let opcode = P.opcode {
      self = .elementary[Int(opcode.rawValue)]
    } else {
      self = ElementwiseExpression.compile(inputCount: P.operandCount) { primitive.expression($0) }
    }
  }
}
