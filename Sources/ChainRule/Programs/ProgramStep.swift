import CChainRule

/// One step of a program, over memory that has no address yet.
enum ProgramStep {
  case fused(FusedStep)
  case product(ProductStep)
  case copy(from: Operand, to: Operand)
  case fill(Double, Operand)
  case reduce(ProgramGraph.Reduction, from: Operand, to: Operand, axes: Range<Int>)
  /// The entries of an axis that the indices name, in their order. Both tensors are row-major.
  case gather(axis: Int, [Int], from: Operand, to: Operand)
  /// The transpose: each entry is added to the one that its index names, which is 0 before. Both are row-major.
  case scatter(axis: Int, [Int], from: Operand, to: Operand)
  case evaluate(any Primitive, [Operand], to: Operand)

  /// Where a tensor's memory is.
  enum Storage: Hashable {
    /// Memory that is given: a leaf's, or a constant's, by its place among those.
    case given(Int)
    /// Memory of the run, by its number.
    case buffer(Int)
  }

  /// A tensor in memory.
  struct Operand: Hashable {
    var storage: Storage
    /// In scalars.
    var offset = 0
    var shape: Shape
    var strides: SIMD8<Int32>

    init(_ storage: Storage, rowMajor shape: Shape) {
      self.storage = storage
      self.shape = shape
      strides = shape.rowMajorStrides
    }

    var isRowMajor: Bool { shape.isRowMajor(strides) }

    /// The tensor with the axes that it is broadcast along, all others of length 1.
    func broadcast(to target: Shape) -> Operand {
      var view = self
      view.shape = target
      view.strides = .zero
      let missing = target.rank - shape.rank
      for axis in shape.indices where axis + missing >= 0 && shape[axis] == target[axis + missing] && shape[axis] != 1 {
        view.strides[axis + missing] = strides[axis]
      }
      return view
    }
  }

  /// The memory that the step writes.
  var outputs: [Storage] {
    switch self {
    case .fused(let step): step.outputs.map(\.operand.storage)
    case .product(let step): [step.c.storage] + (step.epilogue?.outputs.map(\.operand.storage) ?? [])
    case .copy(_, let target), .fill(_, let target), .reduce(_, _, let target, _), .gather(_, _, _, let target),
      .scatter(_, _, _, let target), .evaluate(_, _, let target):
      [target.storage]
    }
  }

  /// The memory that the step reads.
  var inputs: [Storage] {
    switch self {
    case .fused(let step): step.inputs.map(\.operand.storage)
    case .product(let step):
      [step.a.storage, step.b.storage] + (step.epilogue?.inputs.map(\.operand.storage) ?? [])
    case .copy(let source, _), .reduce(_, let source, _, _), .gather(_, _, let source, _),
      .scatter(_, _, let source, _):
      [source.storage]
    case .fill: []
    case .evaluate(_, let operands, _): operands.map(\.storage)
    }
  }
}

/// A block program over the elements of a space: what the kernel is told, with operands in place of addresses.
struct FusedStep {
  struct View: Hashable {
    let operand: ProgramStep.Operand
    let row: Int
    let column: Int
  }

  let space: IterationSpace
  let whole: WholeAxes
  var inputs: [View] = []
  var outputs: [View] = []
  var constants: [Double] = []
  /// Of all registers: inputs, outputs, constants, temporaries.
  var extents: [UInt8] = []
  var instructions: [cr_instruction] = []
  var invariantCount = 0
}

/// A matrix product and what is computed from its elements at once.
struct ProductStep {
  let a: ProgramStep.Operand
  let b: ProgramStep.Operand
  let c: ProgramStep.Operand
  var epilogue: FusedStep?
  var isScratch = false
}
