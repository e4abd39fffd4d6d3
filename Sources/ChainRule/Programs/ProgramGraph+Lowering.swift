import CChainRule

/// Takes operations from a tape to a program's values, each in the simplest operations that it consists of.
struct ProgramLowering<Scalar: TensorScalar> {
  private(set) var graph = ProgramGraph(format: Scalar.format)
  /// Leaves that change from run to run, constants or not.
  private let variable: Set<Int32>
  /// What examines the values that leaves are given, by leaf.
  private(set) var checks: [Int32: [OperandCheck]] = [:]

  init(variable: Set<Int32>) { self.variable = variable }

  /// The places of the values of some nodes.
  mutating func lower(_ outputs: [Int32], of core: TapePointer) -> [Int32: Int] {
    var places: [Int32: Int] = [:]
    let isVariable = variable
    lower(outputs, of: core, hasValues: true, &places) { graph, node, index in
      if node.leafKind == .constant, !isVariable.contains(index) { return graph.constant(core.value(of: index)) }
      return graph.add(.leaf(index), shape: core.shape(of: index))
    }
    return places
  }

  private mutating func lower(
    _ outputs: [Int32], of core: TapePointer, hasValues: Bool, _ places: inout [Int32: Int],
    leaf: (inout ProgramGraph, Node, Int32) -> Int
  ) {
    let wanted = core.slice(of: outputs, from: 0) { _ in true }
    // Looked up once for each primitive: most nodes of a long tape are elementary.
    var opcodes: [Int: ElementwiseOpcode?] = [:]
    for (offset, isWanted) in wanted.enumerated() where isWanted {
      let index = Int32(offset)
      guard places[index] == nil else { continue }
      let node = core.node(index)
      guard let primitive = node.primitiveIndex else {
        places[index] = leaf(&graph, node, index)
        continue
      }
      var inputs: [Int] = []
      for slot in 0..<node.inputCount { inputs.append(places[core.input(slot, of: node)]!) }
      let opcode = opcodes[primitive] ?? (core.primitive(of: node) as? any ElementaryPrimitive)?.opcode
      opcodes[primitive] = .some(opcode)
      var place: Int
      if let opcode {
        place = graph.elementary(opcode, inputs)
      } else {
        place = lower(core.primitive(of: node), node, inputs, of: core, shape: core.shape(of: index))
      }
      // What constants alone determine is computed now. A view of one needs no memory of its own.
      if hasValues, !graph[place].isSource, !graph[place].isView, inputs.allSatisfy(graph.isConstant) {
        place = graph.constant(core.value(of: index))
      }
      places[index] = place
    }
  }

  private mutating func lower(
    _ primitive: any Primitive, _ node: Node, _ inputs: [Int], of core: TapePointer, shape: Shape
  ) -> Int {
    if let primitive = primitive as? any OperandChecking { note(primitive, inputs) }
    switch primitive {
    case let primitive as any ElementwisePrimitive: return inline(ElementwiseProgram(primitive), inputs)
    case is Alias, is StopGradient: return inputs[0]
    case is Broadcast: return graph.broadcast(inputs[0], to: shape)
    case is Reshape: return graph.reshape(inputs[0], to: shape)
    case is Transpose:
      var order = Array(0..<shape.rank)
      order.swapAt(order.count - 1, order.count - 2)
      return graph.permute(inputs[0], order)
    case let primitive as Permute: return graph.permute(inputs[0], primitive.order)
    case let primitive as Slice:
      return graph.slice(
        inputs[0], axis: primitive.axis, start: primitive.range.lowerBound, step: primitive.step, shape: shape)
    case let primitive as Sum: return reduce(.sum, inputs[0], along: primitive.axes, shape: shape)
    case let primitive as Max: return reduce(.max, inputs[0], along: primitive.axes, shape: shape)
    case is MatrixProduct: return graph.add(.product, inputs, shape: shape)
    case let primitive as AddBias:
      let batch = graph.shape(inputs[0])
      let bias = graph.reshape(
        inputs[1], to: batch.reduced(along: AxisSet([primitive.samplesAxis]), keepingAxes: true))
      return graph.elementary(.add, [inputs[0], graph.broadcast(bias, to: batch)])
    case let primitive as Pad:
      return graph.add(
        .pad(
          before: shape.indices.map { primitive.padding[$0]?.before ?? 0 },
          steps: shape.indices.map { (primitive.padding[$0]?.between ?? 0) + 1 },
          value: Scalar.format.rounded(primitive.value).bitPattern), inputs, shape: shape)
    case let primitive as Concatenate: return graph.add(.concatenate(axis: primitive.axis), inputs, shape: shape)
    case let primitive as Gather:
      return graph.add(.gather(axis: primitive.axis, indices: primitive.indices), inputs, shape: shape)
    case let primitive as Scatter:
      return graph.add(.scatter(axis: primitive.axis, indices: primitive.indices), inputs, shape: shape)
    case let primitive as OneHot: return compareWithClasses(inputs[0], primitive, shape: shape)
    case let primitive as any FusedPrimitive: return expand(primitive, node, inputs, of: core)
    default:
      graph.opaquePrimitives.append(primitive)
      return graph.add(.opaque(graph.opaquePrimitives.count - 1), inputs, shape: shape)
    }
  }

  /// Notes an operation that examines its operands, where these are leaves that are given.
  private mutating func note(_ primitive: any OperandChecking, _ inputs: [Int]) {
    for (slot, input) in inputs.enumerated() {
      guard case .leaf(let leaf) = graph[input].operation, variable.contains(leaf) else { continue }
      checks[leaf, default: []].append(OperandCheck(primitive: primitive, slot: slot))
    }
  }

  private mutating func reduce(
    _ reduction: ProgramGraph.Reduction, _ input: Int, along axes: AxisSet?, shape: Shape
  ) -> Int {
    let reduced = graph.reduce(reduction, input, along: axes ?? AxisSet(graph.shape(input).indices))
    return graph.reshape(reduced, to: shape)
  }

  /// 1 where the label is the class that a row, or a column, stands for.
  private mutating func compareWithClasses(_ labels: Int, _ primitive: OneHot, shape: Shape) -> Int {
    let isColumn = shape.rank < 2 || primitive.samplesAxis == 1
    let classes = UntypedTensor(
      format: Scalar.format,
      shape: shape.rank < 2 ? shape : isColumn ? [primitive.classCount, 1] : [1, primitive.classCount]
    ) { memory in
      let numbers = memory.bindMemory(to: Scalar.self, capacity: primitive.classCount)
      for index in 0..<primitive.classCount { numbers[index] = Scalar(index) }
    }
    var given = labels
    if shape.rank == 2 { given = graph.reshape(labels, to: isColumn ? [1, shape[1]] : [shape[0], 1]) }
    let place = graph.constant(classes)
    return graph.elementary(.equal, [graph.broadcast(given, to: shape), graph.broadcast(place, to: shape)])
  }

  /// The instructions of an elementwise operation, a user's included, as values of their own.
  private mutating func inline(_ program: ElementwiseProgram, _ inputs: [Int]) -> Int {
    let shape = graph.shape(inputs[0])
    var registers = inputs + program.constants.map { graph.number($0, shape: shape) }
    for step in program.instructions {
      let opcode = ElementwiseOpcode.all[Int(step.opcode)]
      registers.append(
        graph.elementary(opcode, [step.a, step.b, step.c].prefix(opcode.operandCount).map { registers[Int($0)] }))
    }
    return registers[registers.count - 1]
  }

  /// The operations that a fused primitive stands for, recorded on a tape of their own.
  private mutating func expand(
    _ primitive: any FusedPrimitive, _ node: Node, _ inputs: [Int], of core: TapePointer
  ) -> Int {
    let tape = Tape<Scalar>(evaluation: .onDemand)
    var places: [Int32: Int] = [:]
    let operands = (0..<node.inputCount).map { slot in
      let operand = tape.data(Tensor(repeating: 0, shape: core.shape(of: core.input(slot, of: node))))
      places[operand.index] = inputs[slot]
      return operand
    }
    let output = primitive.expansion(OperandList(operands))
    lower([output.index], of: tape.core, hasValues: false, &places) { graph, _, index in
      graph.constant(tape.core.value(of: index))
    }
    return places[output.index]!
  }
}

extension ElementaryPrimitive {
  fileprivate var opcode: ElementwiseOpcode { Self.instruction }
}

/// An operation that examines one of its operands.
struct OperandCheck: Sendable {
  let primitive: any OperandChecking
  let slot: Int
}
