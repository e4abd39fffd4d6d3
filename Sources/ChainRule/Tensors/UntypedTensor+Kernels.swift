import CChainRule

extension UntypedTensor {
  /// Runs a block program over operands of one shape.
  static func run(_ program: ElementwiseProgram, _ operands: OperandList<UntypedTensor>) -> UntypedTensor {
    let (format, shape) = (operands[0].format, operands[0].shape)
    var isOneNumber = true
    for slot in 0..<operands.count { isOneNumber = isOneNumber && operands[slot].buffer == nil }
    // Where every element is the same number, it is computed once.
    if isOneNumber { return UntypedTensor(format: format, shape: shape, fill: program.evaluate(operands, as: format)) }
    return UntypedTensor(format: format, shape: shape) { output in
      if shape.elementCount > 0 { execute(program, operands, output) }
    }
  }

  // Operands without a buffer are passed as one number with stride 0.
  private static func execute(
    _ program: ElementwiseProgram, _ operands: OperandList<UntypedTensor>, _ output: UnsafeMutableRawPointer
  ) {
    withUnsafeTemporaryAllocation(of: cr_operand.self, capacity: operands.count) { inputs in
      withUnsafeTemporaryAllocation(byteCount: 8 * operands.count, alignment: 8) { numbers in
        var copies: [UntypedTensor] = []
        for slot in 0..<operands.count {
          var operand = operands[slot]
          let number = numbers.baseAddress! + 8 * slot
          if operand.buffer == nil {
            operand.storeFill(to: number)
          } else if !operand.isContiguous {
            operand = operand.contiguous
            copies.append(operand)
          }
          inputs[slot] = cr_operand(base: operand.base ?? number, stride: operand.buffer == nil ? 0 : 1)
        }
        cr_elementwise(
          operands[0].format.kernel, program.instructions, Int32(program.instructions.count), inputs.baseAddress,
          Int32(inputs.count), program.constants, Int32(program.constants.count), Int32(program.registerCount), output,
          Int64(operands[0].elementCount))
        withExtendedLifetime((operands, copies)) {}
      }
    }
  }

  /// One elementary operation of one operand, of which `y` is a copy then, or on two of one shape. What `run` does, with
  /// less to prepare. Never inlined: as the arguments of a call the operands outlive the kernel, and are not retained.
  @inline(never)
  static func elementary(_ opcode: ElementwiseOpcode, _ x: UntypedTensor, _ y: UntypedTensor) -> UntypedTensor {
    let (format, shape) = (x.format, x.shape)
    if x.buffer == nil, y.buffer == nil {
      return UntypedTensor(
        format: format, shape: shape, fill: cr_elementary(format.kernel, opcode.rawValue, x.fill, y.fill, 0))
    }
    guard x.isOperand, y.isOperand else {
      return elementary(opcode, x.isOperand ? x : x.contiguous, y.isOperand ? y : y.contiguous)
    }
    let count = Int32(opcode.operandCount)
    var step = cr_instruction(opcode: opcode.rawValue, destination: count, a: 0, b: count - 1, c: count - 1)
    return UntypedTensor(format: format, shape: shape) { output in
      x.withOperand { first in
        y.withOperand { second in
          withUnsafeTemporaryAllocation(of: cr_operand.self, capacity: 2) { operands in
            operands[0] = first
            operands[1] = second
            cr_elementwise(
              format.kernel, &step, 1, operands.baseAddress, count, nil, 0, count + 1, output, Int64(shape.elementCount)
            )
          }
        }
      }
    }
  }

  /// Whether a block program can read it in place: its elements stand in order, or are all one number.
  @inline(__always)
  private var isOperand: Bool { buffer == nil || isContiguous }

  /// Calls `body` with the operand of a block program.
  @inline(__always)
  private func withOperand(_ body: (cr_operand) -> Void) {
    if let base {
      body(cr_operand(base: base, stride: 1))
    } else {
      withSingle { body(cr_operand(base: $0, stride: 0)) }
    }
  }

  enum Reduction { case sum, max, argmax }

  /// The tensor reduced along axes, which stay with length 1.
  func reduced(_ reduction: Reduction, along axes: AxisSet) -> UntypedTensor {
    var result = self
    var end = shape.rank
    // Neighbouring axes are reduced as one, from the innermost outwards.
    while let run = axes.lastRun(before: end) {
      result = result.reduced(reduction, axes: run)
      end = run.lowerBound
    }
    return result
  }

  private func reduced(_ reduction: Reduction, axes: Range<Int>) -> UntypedTensor {
    let source = contiguous
    let outer = shape[..<axes.lowerBound].reduce(1, *)
    let count = shape[axes].reduce(1, *)
    let inner = shape[axes.upperBound...].reduce(1, *)
    var target = shape
    for axis in axes { target[axis] = 1 }
    if count == 0, reduction != .sum, target.elementCount > 0 {
      stop("\(reduction): the operand is \(shape), and of no elements none is the greatest")
    }
    // A single number needs no memory of its own.
    let result = UntypedTensor(format: format, shape: target.elementCount == 1 ? .scalar : target) { memory in
      let kernel = reduction == .sum ? cr_sum : reduction == .max ? cr_max : cr_argmax
      source.withSingle { single in
        kernel(
          format.kernel, source.base ?? UnsafeMutableRawPointer(mutating: single), memory, Int64(outer), Int64(count),
          Int64(inner))
      }
      withExtendedLifetime(source) {}
    }
    return result.reshaped(to: target)
  }

  /// The matrix product over the last two axes; the axes before them broadcast. Operands are read in place, transposed
  /// ones too.
  static func matmul(_ a: UntypedTensor, _ b: UntypedTensor, shape: Shape) -> UntypedTensor {
    let batch = Shape(shape.dropLast(2))
    let m = shape[shape.rank - 2]
    let n = shape[shape.rank - 1]
    let k = a.shape[a.shape.rank - 1]
    let left = (a.buffer == nil ? a.contiguous : a).broadcast(to: batch.appending(m, k))
    let right = (b.buffer == nil ? b.contiguous : b).broadcast(to: batch.appending(k, n))
    return UntypedTensor(format: a.format, shape: shape) { memory in
      guard shape.elementCount > 0 else { return }
      let rank = shape.rank
      for index in 0..<batch.elementCount {
        cr_matmul(
          a.format.kernel, Int64(m), Int64(n), Int64(k), left.address(ofBatch: index, in: batch),
          Int64(left.strides[rank - 2]), Int64(left.strides[rank - 1]), right.address(ofBatch: index, in: batch),
          Int64(right.strides[rank - 2]), Int64(right.strides[rank - 1]), memory + index * m * n * a.format.width)
      }
      withExtendedLifetime((left, right)) {}
    }
  }

  /// The address of one matrix of a batch.
  private func address(ofBatch index: Int, in batch: Shape) -> UnsafeMutableRawPointer {
    var place = 0
    var rest = index
    for axis in (0..<batch.rank).reversed() {
      place += rest % batch[axis] * Int(strides[axis])
      rest /= batch[axis]
    }
    return base! + place * format.width
  }
}

extension Shape {
  /// The shape of a batch of matrices. It is only walked over, and may have more elements than a tensor could hold.
  fileprivate func appending(_ rows: Int, _ columns: Int) -> Shape {
    var shape = self
    shape.append(rows)
    shape.append(columns)
    return shape
  }
}
