import CChainRule

/// A program's steps as the kernels read them. They never change, so that any number of runs can use them at once.
final class CompiledSteps: @unchecked Sendable {
  /// The steps, which live as long as this object.
  let list: List
  private let steps: UnsafeMutableBufferPointer<Step>
  private var memory: [UnsafeMutableRawPointer] = []
  private let format: ScalarFormat

  /// Plain memory, so that running a step counts no references.
  struct List {
    fileprivate let steps: UnsafeBufferPointer<Step>
    fileprivate let format: ScalarFormat
  }

  /// A step's kind and what its kernel is told.
  fileprivate struct Step {
    enum Kind { case fused, product, copy, fill, reduce, gather, scatter, evaluate }
    let kind: Kind
    let what: UnsafeMutableRawPointer
  }

  fileprivate struct Copy {
    let rank: Int32
    let lengths: UnsafePointer<Int32>
    let from: cr_place
    let fromStrides: UnsafePointer<Int32>
    let to: cr_place
    let toStrides: UnsafePointer<Int32>
  }

  fileprivate struct Fill {
    let value: Double
    let to: cr_place
    let count: Int64
  }

  fileprivate struct Reduce {
    let reduction: ProgramGraph.Reduction
    let from: cr_place
    let to: cr_place
    let outer: Int64
    let count: Int64
    let inner: Int64
  }

  fileprivate struct Selection {
    let from: cr_place
    let to: cr_place
    let outer: Int64
    let length: Int64
    let inner: Int64
    let indices: UnsafeMutablePointer<Int64>
    let count: Int64
  }

  fileprivate final class Evaluation {
    let primitive: any Primitive
    let operands: [(place: cr_place, operand: ProgramStep.Operand)]
    let target: (place: cr_place, operand: ProgramStep.Operand)

    init(
      _ primitive: any Primitive, _ operands: [(cr_place, ProgramStep.Operand)],
      _ target: (cr_place, ProgramStep.Operand)
    ) {
      self.primitive = primitive
      self.operands = operands.map { ($0.0, $0.1) }
      self.target = target
    }
  }

  init(_ steps: [ProgramStep], format: ScalarFormat, _ memory: MemoryPlan) {
    self.format = format
    self.steps = .allocate(capacity: steps.count)
    list = List(steps: UnsafeBufferPointer(self.steps), format: format)
    for (index, step) in steps.enumerated() {
      self.steps.initializeElement(at: index, to: compiled(step) { cr_place($0, format, memory) })
    }
  }

  deinit {
    for step in steps where step.kind == .evaluate {
      step.what.assumingMemoryBound(to: Evaluation.self).deinitialize(count: 1)
    }
    for block in memory { block.deallocate() }
    steps.deallocate()
  }

  // MARK: Compiling

  private func store<T>(_ value: T) -> UnsafeMutableRawPointer {
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: 1)
    pointer.initialize(to: value)
    memory.append(pointer)
    return UnsafeMutableRawPointer(pointer)
  }

  private func store<T>(_ values: [T]) -> UnsafeMutablePointer<T> {
    let pointer = UnsafeMutablePointer<T>.allocate(capacity: max(values.count, 1))
    pointer.initialize(from: values, count: values.count)
    memory.append(pointer)
    return pointer
  }

  private func compiled(_ step: ProgramStep, _ place: (ProgramStep.Operand) -> cr_place) -> Step {
    switch step {
    case .fused(let step): return Step(kind: .fused, what: store(compiled(step, place)))
    case .product(let step): return Step(kind: .product, what: store(compiled(step, place)))
    case .copy(let from, let to):
      return Step(
        kind: .copy,
        what: store(
          Copy(
            rank: Int32(to.shape.rank), lengths: store(to.shape.map(Int32.init)), from: place(from),
            fromStrides: store(to.shape.indices.map { from.strides[$0] }), to: place(to),
            toStrides: store(to.shape.indices.map { to.strides[$0] }))))
    case .fill(let value, let to):
      return Step(
        kind: .fill, what: store(Fill(value: value, to: place(to), count: Int64(to.shape.elementCount))))
    case .reduce(let reduction, let from, let to, let axes):
      return Step(
        kind: .reduce,
        what: store(
          Reduce(
            reduction: reduction, from: place(from), to: place(to), outer: from.shape.count(of: 0..<axes.lowerBound),
            count: from.shape.count(of: axes), inner: from.shape.count(of: axes.upperBound..<from.shape.rank))))
    case .gather(let axis, let indices, let from, let to):
      return Step(kind: .gather, what: store(selection(axis, indices, place(from), place(to), along: from.shape)))
    case .scatter(let axis, let indices, let from, let to):
      return Step(kind: .scatter, what: store(selection(axis, indices, place(from), place(to), along: to.shape)))
    case .evaluate(let primitive, let operands, let to):
      let evaluation = Evaluation(primitive, operands.map { (place($0), $0) }, (place(to), to))
      return Step(kind: .evaluate, what: store(evaluation))
    }
  }

  private func selection(
    _ axis: Int, _ indices: [Int], _ from: cr_place, _ to: cr_place, along shape: Shape
  ) -> Selection {
    Selection(
      from: from, to: to, outer: shape.count(of: 0..<axis), length: Int64(shape[axis]),
      inner: shape.count(of: axis + 1..<shape.rank), indices: store(indices.map(Int64.init)),
      count: Int64(indices.count))
  }

  private func compiled(_ step: FusedStep, _ place: (ProgramStep.Operand) -> cr_place) -> cr_fused {
    let views = (step.inputs + step.outputs).map { view in
      cr_view(place: place(view.operand), row_stride: Int64(view.row), column_stride: Int64(view.column))
    }
    return cr_fused(
      type: format.kernel, rows: Int64(step.space.rows), columns: Int64(step.space.columns),
      instructions: store(step.instructions), views: store(views), constants: store(step.constants),
      extents: store(step.extents), instruction_count: Int32(step.instructions.count),
      invariant_count: Int32(step.invariantCount), input_count: Int32(step.inputs.count),
      output_count: Int32(step.outputs.count), constant_count: Int32(step.constants.count),
      register_count: Int32(step.extents.count), whole_rows: step.whole.rows ? 1 : 0,
      whole_columns: step.whole.columns ? 1 : 0)
  }

  private func compiled(_ step: ProductStep, _ place: (ProgramStep.Operand) -> cr_place) -> cr_product {
    let rank = step.c.shape.rank
    func view(_ operand: ProgramStep.Operand) -> cr_view {
      cr_view(
        place: place(operand), row_stride: Int64(operand.strides[rank - 2]),
        column_stride: Int64(operand.strides[rank - 1]))
    }
    let epilogue = step.epilogue.map {
      UnsafePointer(store(compiled($0, place)).assumingMemoryBound(to: cr_fused.self))
    }
    let batch = step.c.shape.count(of: 0..<rank - 2)
    return cr_product(
      type: format.kernel, m: Int64(step.c.shape[rank - 2]), n: Int64(step.c.shape[rank - 1]),
      k: Int64(step.a.shape[rank - 1]), a: view(step.a), b: view(step.b), c: place(step.c), batch: batch,
      a_batch: Int64(step.a.batchStride ?? 0), b_batch: Int64(step.b.batchStride ?? 0),
      c_batch: Int64(step.c.shape[rank - 2] * step.c.shape[rank - 1]), epilogue: epilogue,
      is_scratch: step.isScratch ? 1 : 0)
  }
}

extension CompiledSteps.List {
  /// Runs the steps over the memory of one run. Allocates nothing, but for primitives that can only be evaluated whole.
  func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    for step in steps {
      switch step.kind {
      case .fused: cr_run_fused(step.what.assumingMemoryBound(to: cr_fused.self), bases)
      case .product: cr_run_product(step.what.assumingMemoryBound(to: cr_product.self), bases)
      case .copy:
        let copy = step.what.assumingMemoryBound(to: CompiledSteps.Copy.self).pointee
        cr_copy(
          format.kernel, copy.rank, copy.lengths, copy.fromStrides, bases[copy.from], copy.toStrides, bases[copy.to])
      case .fill:
        let fill = step.what.assumingMemoryBound(to: CompiledSteps.Fill.self)
        cr_fill(format.kernel, fill.pointee.value, bases[fill.pointee.to], fill.pointee.count)
      case .reduce:
        let reduce = step.what.assumingMemoryBound(to: CompiledSteps.Reduce.self).pointee
        (reduce.reduction == .sum ? cr_sum : cr_max)(
          format.kernel, bases[reduce.from], bases[reduce.to], reduce.outer, reduce.count, reduce.inner)
      case .gather:
        let selection = step.what.assumingMemoryBound(to: CompiledSteps.Selection.self).pointee
        cr_gather_axis(
          format.kernel, selection.outer, selection.length, selection.inner, bases[selection.from], selection.indices,
          selection.count, bases[selection.to])
      case .scatter:
        let selection = step.what.assumingMemoryBound(to: CompiledSteps.Selection.self).pointee
        cr_scatter_axis(
          format.kernel, selection.outer, selection.length, selection.inner, bases[selection.from], selection.indices,
          selection.count, bases[selection.to])
      case .evaluate: run(step.what.assumingMemoryBound(to: CompiledSteps.Evaluation.self).pointee, bases)
      }
    }
  }

  private func run(_ evaluation: CompiledSteps.Evaluation, _ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    let operands = evaluation.operands.map { place, operand in
      UntypedTensor(copying: bases[place], strides: operand.strides, format: format, shape: operand.shape)
    }
    let value = evaluation.primitive.evaluate(OperandList(operands), as: format)
    value.copy(to: bases[evaluation.target.place], strides: evaluation.target.operand.strides)
  }
}

extension cr_place {
  /// Where a run finds an operand: its block of memory stands first in its table, then what is given.
  init(_ operand: ProgramStep.Operand, _ format: ScalarFormat, _ memory: MemoryPlan) {
    let offset = operand.offset * format.width
    switch operand.storage {
    case .given(let number): self.init(offset: Int64(offset), base: Int32(1 + number))
    case .buffer(let number): self.init(offset: Int64(memory.offsets[number] + offset), base: 0)
    }
  }
}

extension UnsafePointer<UnsafeMutableRawPointer?> {
  subscript(place: cr_place) -> UnsafeMutableRawPointer { self[Int(place.base)]! + Int(place.offset) }
}

extension Shape {
  /// The number of elements along some axes.
  fileprivate func count(of axes: Range<Int>) -> Int64 { Int64(axes.reduce(1) { $0 * self[$1] }) }
}

extension UntypedTensor {
  /// A tensor with memory of its own, copied from memory with strides.
  init(copying source: UnsafeRawPointer, strides: SIMD8<Int32>, format: ScalarFormat, shape: Shape) {
    self.init(format: format, shape: shape) { memory in
      UntypedTensor.withAxes(shape.lanes, strides, shape.rowMajorStrides) { lengths, from, to in
        cr_copy(format.kernel, Int32(shape.rank), lengths, from, source, to, memory)
      }
    }
  }
}
