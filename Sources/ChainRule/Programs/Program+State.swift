import CChainRule

extension Program {
  /// The memory of one sequence of runs: inputs, parameters, and what was computed last. It belongs to one task at a time.
  public final class State {
    private let program: FrozenProgram<Scalar>
    private let arena: TensorBuffer
    /// What is given, in the order of the table; what the caller gave is kept alive here.
    private var given: [UntypedTensor]
    /// The addresses that steps count from: the arena's, then those of what is given.
    private let bases: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let steps: CompiledSteps.List

    init(_ program: FrozenProgram<Scalar>) {
      self.program = program
      steps = program.compiled.list
      // One line of the cache more, so that the block can begin at one.
      arena = TensorBuffer(byteCount: program.memory.byteCount + 64)
      given = program.given.map { $0.role == .slot ? $0.value.copied.inMemory : $0.value }
      bases = .allocate(capacity: 1 + given.count)
      bases[0] = arena.base.alignedUp(toMultipleOf: 64)
      for (number, tensor) in given.enumerated() { bases[1 + number] = tensor.base }
    }

    deinit { bases.deallocate() }

    /// Computes everything once.
    public func run() { steps.run(bases) }

    /// What the program computes, as of the last run, in the order that was asked for.
    public var outputs: [Tensor<Scalar>] { program.outputs.map(value) }

    /// The inputs, in the order in which they were named. For tasks other than the tape's, which its variables do not reach.
    public var inputs: [Tensor<Scalar>] {
      get { program.inputs.map(value) }
      set { set(newValue, for: program.inputs, "input") }
    }

    /// The present values of the variables that the program updates, in the order of the tape.
    public var updated: [Tensor<Scalar>] {
      get { program.slots.map(value) }
      set { set(newValue, for: program.slots, "updated variable") }
    }

    /// The value of an input, of a variable that the program updates, or, after a run, of an output.
    ///
    /// Setting one of the first two gives it to the next run: an input's memory is used as it is, an updated variable's is
    /// copied. Stops where the shape is another one, and where the variable is none of these, or on another tape. Labels are
    /// examined where a loss takes them as they are given.
    public subscript(variable: Variable<Scalar>) -> Tensor<Scalar> {
      get {
        guard program.isOnItsTape(variable), program.operands[variable.index] != nil else {
          refuse(variable, "read", "its inputs and outputs and the variables that it updates")
        }
        return value(of: variable.index)
      }
      set {
        guard program.isOnItsTape(variable), program.isGiven(variable.index) else {
          refuse(variable, "set", "its inputs and the variables that it updates")
        }
        set(newValue, for: variable.index)
      }
    }

    /// The present value of a variable that the program updates; `nil` for others.
    func updatedValue(of variable: Variable<Scalar>) -> Tensor<Scalar>? {
      program.isOnItsTape(variable) && program.slots.contains(variable.index) ? value(of: variable.index) : nil
    }

    private func value(of node: Int32) -> Tensor<Scalar> {
      let operand = program.operands[node]!
      return Tensor(
        UntypedTensor(
          copying: UnsafePointer(bases)[cr_place(operand, Scalar.format, program.memory)], strides: operand.strides,
          format: Scalar.format, shape: operand.shape))
    }

    private func set(_ value: Tensor<Scalar>, for node: Int32) {
      let operand = program.operands[node]!
      guard case .given(let number) = operand.storage else { return }
      guard value.shape == operand.shape else {
        stop(
          "program: \(program.title(of: node)) is \(operand.shape), but is given \(value.shape); a program has fixed shapes: record another one for these, or let Program.Cache do so"
        )
      }
      for check in program.checks[node, default: []] { check.primitive.check(value, asOperand: check.slot) }
      if program.given[number].role == .slot {
        // The memory may be shared with other states, which see the change.
        value.untyped.copy(to: given[number].base!, strides: given[number].strides)
      } else if value.untyped.buffer == nil {
        if !isKnownUniquelyReferenced(&given[number].buffer!) { given[number] = given[number].copied.inMemory }
        value.untyped.copy(to: given[number].base!, strides: given[number].strides)
      } else {
        given[number] = value.untyped.contiguous
      }
      bases[1 + number] = given[number].base
    }

    private func set(_ values: [Tensor<Scalar>], for nodes: [Int32], _ role: String) {
      guard values.count == nodes.count else {
        let names = nodes.isEmpty ? "" : ", \(nodes.map(program.title).joined(separator: ", ")),"
        stop(
          "program: it has \(nodes.count) \(role)\(nodes.count == 1 ? "" : "s")\(names) but \(values.count) tensors are given"
        )
      }
      for (node, value) in zip(nodes, values) { set(value, for: node) }
    }

    /// Uses another state's memory for the variables that both update.
    func shareUpdated(with other: State) {
      let (mine, others) = (slotNumbers, other.slotNumbers)
      guard mine.map({ given[$0].shape }) == others.map({ other.given[$0].shape }) else {
        stop(
          "Program.Cache: for inputs of the shapes \(inputs.map { "\($0.shape)" }.joined(separator: ", ")) the function updates \(slotTitles), but before \(other.slotTitles); it must update the same variables in the same order each time"
        )
      }
      for (number, source) in zip(mine, others) {
        given[number] = other.given[source]
        bases[1 + number] = given[number].base
      }
    }

    /// The places of updated variables among what is given.
    private var slotNumbers: [Int] {
      program.slots.map { slot in
        guard case .given(let number) = program.operands[slot]!.storage else { stop("an updated variable is no leaf") }
        return number
      }
    }

    /// The updated variables and their shapes, for messages.
    private var slotTitles: String {
      let titles = program.slots.map { "\(program.title(of: $0)), \(program.operands[$0]!.shape)" }
      return titles.isEmpty ? "nothing" : titles.joined(separator: "; ")
    }

    private func refuse(_ variable: Variable<Scalar>, _ action: String, _ known: String) -> Never {
      guard program.isOnItsTape(variable) else {
        stop(
          "program: a variable of another tape cannot be \(action); a program knows those of the tape it was made from")
      }
      stop(
        "program: \(program.title(of: variable.index)) cannot be \(action): a program knows \(known); name it where tape.program(computing:from:updating:) is called"
      )
    }
  }
}
