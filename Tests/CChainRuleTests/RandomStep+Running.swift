import CChainRule

/// A scalar type of the kernels.
protocol KernelScalar: BinaryFloatingPoint {
  static var kernel: cr_scalar { get }
  var bits: UInt64 { get }
}

extension Float: KernelScalar {
  static var kernel: cr_scalar { CR_FLOAT32 }
  var bits: UInt64 { UInt64(bitPattern) }
}

extension Double: KernelScalar {
  static var kernel: cr_scalar { CR_FLOAT64 }
  var bits: UInt64 { bitPattern }
}

extension RandomStep {
  /// What outputs hold before a run, and between their rows after it.
  private static let untouched = -12345.0

  /// Runs the step over memory of its own and returns the memory of its outputs.
  func run<T: KernelScalar>(
    _ type: T.Type, by runner: (UnsafePointer<cr_fused>, UnsafePointer<UnsafeMutableRawPointer?>) -> Void
  )
    -> [[T]]
  {
    var buffers: [UnsafeMutableBufferPointer<T>] = []
    // Blocks have no room to spare, so that a sanitizer sees what is read beyond.
    func buffer(_ numbers: [Double]) -> UnsafeMutableBufferPointer<T> {
      let memory = UnsafeMutableBufferPointer<T>.allocate(capacity: Swift.max(numbers.count, 1))
      for (place, number) in numbers.enumerated() { memory[place] = T(number) }
      if numbers.isEmpty { memory[0] = 0 }
      return memory
    }
    for input in inputs { buffers.append(buffer(input.buffer)) }
    for (output, slot) in zip(outputs, inputOfOutput) {
      buffers.append(
        slot.map { buffers[$0] } ?? buffer(Array(repeating: Self.untouched, count: output.buffer.count)))
    }
    let views = (inputs + outputs).enumerated().map { place, view in
      // Through one place of the table or another, with and without an offset.
      cr_view(
        place: cr_place(offset: place % 2 == 0 ? 0 : Int64(MemoryLayout<T>.stride), base: Int32(place)),
        row_stride: Int64(view.rowStride), column_stride: Int64(view.columnStride))
    }
    let bases = buffers.enumerated().map { place, memory in
      place % 2 == 0 ? UnsafeMutableRawPointer(memory.baseAddress!) : UnsafeMutableRawPointer(memory.baseAddress! - 1)
    }
    let bytes = extents.map(\.rawValue)
    var step = cr_fused()
    step.type = T.kernel
    (step.rows, step.columns) = (Int64(rows), Int64(columns))
    step.instruction_count = Int32(instructions.count)
    step.invariant_count = Int32(invariantCount)
    step.input_count = Int32(inputs.count)
    step.output_count = Int32(outputs.count)
    step.constant_count = Int32(constants.count)
    step.register_count = Int32(extents.count)
    (step.whole_rows, step.whole_columns) = (wholeRows ? 1 : 0, wholeColumns ? 1 : 0)
    instructions.withUnsafeBufferPointer { instructions in
      views.withUnsafeBufferPointer { views in
        constants.withUnsafeBufferPointer { constants in
          bytes.withUnsafeBufferPointer { bytes in
            step.instructions = instructions.baseAddress
            step.views = views.baseAddress
            step.constants = constants.baseAddress
            step.extents = bytes.baseAddress
            bases.map { Optional($0) }.withUnsafeBufferPointer { runner(&step, $0.baseAddress!) }
          }
        }
      }
    }
    let results = outputs.indices.map { output in
      Array(buffers[inputs.count + output].prefix(outputs[output].buffer.count))
    }
    for (place, memory) in buffers.enumerated() where place < inputs.count || inputOfOutput[place - inputs.count] == nil
    {
      memory.deallocate()
    }
    return results
  }

  /// What is wrong with results, or nothing.
  func problem<T: KernelScalar>(_ results: [[T]]) -> String? {
    for (output, (result, value)) in zip(results, expected).enumerated() {
      let shape = value.extent.shape(rows, columns)
      let view = outputs[output]
      var isWritten = Array(repeating: false, count: result.count)
      for r in 0..<shape.rows {
        for c in 0..<shape.columns {
          let place = r * view.rowStride + c * view.columnStride
          isWritten[place] = true
          let (number, wanted) = (Double(result[place]), value.numbers[r * shape.columns + c])
          // A step of numbers that must be equal may still round them to its type.
          let allowed = value.error + 1e-300
          guard (number - wanted).magnitude <= allowed || number == wanted else {
            return "output \(output) at \(r), \(c) is \(number) instead of \(wanted) ± \(allowed): \(self.summary)"
          }
        }
      }
      if inputOfOutput[output] == nil,
        let place = result.indices.first(where: { !isWritten[$0] && result[$0] != T(Self.untouched) })
      {
        return "output \(output) was written at \(place), where it has no element: \(self.summary)"
      }
    }
    return nil
  }

  var summary: String {
    let lines = instructions.map { "\($0.opcode): \($0.destination) ← \($0.a) \($0.b) \($0.c)" }
    return """
      \(rows) × \(columns), whole rows \(wholeRows), whole columns \(wholeColumns), extents \(extents), \
      \(inputs.count) inputs \(inputs.map { ($0.rowStride, $0.columnStride) }), \(outputs.count) outputs \
      \(outputs.map { ($0.rowStride, $0.columnStride) }) over \(inputOfOutput), \(constants.count) constants, \
      \(invariantCount) invariant of \(lines)
      """
  }
}
