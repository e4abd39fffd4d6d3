import CChainRule

extension ElementwiseProgram {
  /// Programs whose outputs say on which smooth piece of this program a point lies: one for each instruction that has a
  /// kink, giving the sign of what that instruction decides by.
  var branches: [ElementwiseProgram] {
    instructions.enumerated().compactMap { place, step in
      var program = self
      program.instructions.removeSubrange(place...)
      let result = Int32(inputCount + constants.count + place)
      func append(_ opcode: ElementwiseOpcode, _ a: Int32, _ b: Int32, to destination: Int32) {
        program.instructions.append(
          cr_instruction(opcode: opcode.rawValue, destination: destination, a: a, b: b, c: b))
      }
      switch step.opcode {
      case ElementwiseOpcode.relu.rawValue, ElementwiseOpcode.abs.rawValue, ElementwiseOpcode.sign.rawValue:
        append(.sign, step.a, step.a, to: result)
      case ElementwiseOpcode.select.rawValue where step.b != step.c:
        append(.sign, step.a, step.a, to: result)
      case ElementwiseOpcode.minimum.rawValue...ElementwiseOpcode.notEqual.rawValue:
        append(.subtract, step.a, step.b, to: result)
        append(.sign, result, result, to: result + 1)
      default: return nil
      }
      return program
    }
  }
}

extension Primitive {
  /// Whether the operation has kinks.
  var hasKinks: Bool {
    if self is any Kinked { return true }
    guard let elementwise = self as? any ElementwisePrimitive else { return false }
    return !ElementwiseProgram(elementwise).branches.isEmpty
  }

  /// Tensors that differ between two points where a kink lies between them.
  func branchState(_ operands: OperandList<Tensor<Double>>) -> [Tensor<Double>] {
    if let kinked = self as? any Kinked { return kinked.branches(operands) }
    guard let elementwise = self as? any ElementwisePrimitive else { return [] }
    return ElementwiseProgram(elementwise).branches.map { Tensor(UntypedTensor.run($0, operands.untyped())) }
  }
}
