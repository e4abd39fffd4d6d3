import CChainRule

extension UntypedTensor {
  /// Runs a block program over operands of one shape.
  static func run(_ program: ElementwiseProgram, _ operands: [UntypedTensor]) -> UntypedTensor {
    let first = operands[0]
    if operands.allSatisfy({ $0.buffer == nil }) {
      // Every element is the same number: compute it once.
      return UntypedTensor(
        format: first.format, shape: first.shape, fill: program.evaluate(operands.map { $0.fill }, as: first.format))
    }
    return UntypedTensor(format: first.format, shape: first.shape) { output in
      execute(program, operands, from: 0, inputs: [], output)
    }
  }

  // Operands without a buffer are passed as one number with stride 0; their addresses live on this recursion's stack.
  private static func execute(
    _ program: ElementwiseProgram, _ operands: [UntypedTensor], from position: Int, inputs: [cr_operand],
    _ output: UnsafeMutableRawPointer
  ) {
    guard position < operands.count else {
      let count = Int64(operands[0].elementCount)
      guard count > 0 else { return }
      cr_elementwise(
        operands[0].format.kernel, program.instructions, Int32(program.instructions.count), inputs, Int32(inputs.count),
        program.constants, Int32(program.constants.count), Int32(program.registerCount), output, count)
      return
    }
    let operand = operands[position].buffer == nil ? operands[position] : operands[position].contiguous
    operand.withSingle { single in
      let input = cr_operand(
        base: operand.base.map { UnsafeRawPointer($0) } ?? single, stride: operand.buffer == nil ? 0 : 1)
      execute(program, operands, from: position + 1, inputs: inputs + [input], output)
      withExtendedLifetime(operand) {}
    }
  }

  /// One elementary operation on operands of one shape.
  static func elementary(_ opcode: ElementwiseOpcode, _ operands: UntypedTensor...) -> UntypedTensor {
    run(.elementary[Int(opcode.rawValue)], operands)
  }

  enum Reduction { case sum, max, argmax }

  /// The tensor reduced along axes, which stay with length 1.
  func reduced(_ reduction: Reduction, along axes: AxisSet) -> UntypedTensor {
    var result = self
    var end = shape.rank
    // Neighbouring axes are reduced as one, from the innermost outwards.
    while end > 0 {
      guard axes.contains(end - 1) else {
        end -= 1
        continue
      }
      var start = end - 1
      while start > 0, axes.contains(start - 1) { start -= 1 }
      result = result.reduced(reduction, axes: start..<end)
      end = start
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
