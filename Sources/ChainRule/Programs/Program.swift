import CChainRule

/// A frozen slice of a tape: what computes some variables, planned once and run many times.
///
///     let gradients = loss.backward()
///     let program = tape.program(
///       computing: [loss], from: [x, y], updating: [w: w - 0.1 * gradients.require(w)])
///     let state = program.makeState()
///     for batch in batches {
///       state[x] = batch.inputs
///       state[y] = batch.targets
///       state.run()
///       print(state[loss])
///     }
///     print(state[w])
///
/// Planning drops what nobody needs, shares what is equal, computes what never changes, and fuses elementwise operations
/// with each other and into the matrix products before them. Buffers share memory where they are not needed at the same
/// time. Running does not touch the tape and gives the tape's numbers to rounding. It allocates nothing, but for primitives
/// without a definition, which are evaluated as a whole.
///
/// A program is a value that tasks can share; each task makes a state of its own. Shapes are frozen, and so is every Swift
/// branch that was taken while recording, and every value that is neither an input nor updated. Labels that are
/// given are examined as on the tape; labels that are computed in the run are taken at their word.
public struct Program<Scalar: TensorScalar>: Sendable {
  let frozen: FrozenProgram<Scalar>

  /// The state of a new sequence of runs, in which inputs and parameters have the values that they had on the tape.
  /// Complexity: allocates all the memory that running takes.
  public func makeState() -> State { State(frozen) }

  /// What is computed, in the order that was asked for, when some inputs or parameters have other values than on the
  /// tape. Makes a state for this one run. Stops at a value that has another shape than its variable.
  public func callAsFunction(_ values: [Variable<Scalar>: Tensor<Scalar>] = [:]) -> [Tensor<Scalar>] {
    let state = makeState()
    for (variable, value) in values { state[variable] = value }
    state.run()
    return state.outputs
  }

  /// The bytes that each state holds, without the inputs, which belong to the caller.
  public var stateByteCount: Int { frozen.stateByteCount }

  /// The number of steps that a run takes: calls of kernels.
  public var stepCount: Int { frozen.stepCount }
}

extension Tape {
  /// Freezes what computes some variables into a program.
  ///
  /// - Parameters:
  ///   - outputs: What can be read after a run.
  ///   - inputs: Leaves that are given anew from run to run.
  ///   - updates: For leaves, such as parameters, what they become at the end of each run. The right sides see the values
  ///     from before the run.
  ///
  /// Stops where an input or the left side of an update is no leaf of this tape, where an input is named twice, and where
  /// an update has another shape.
  /// Complexity: about linear in the nodes, once. Long chains of single numbers took 1.2 to 2 µs a node on the machine of
  /// development, networks of 100 and 1000 small layers 3 to 6.
  public func program(
    computing outputs: [Variable<Scalar>] = [], from inputs: [Variable<Scalar>] = [],
    updating updates: [Variable<Scalar>: Variable<Scalar>] = [:]
  ) -> Program<Scalar> {
    for (position, output) in outputs.enumerated() { output.check("program: output \(position)", core) }
    for (position, input) in inputs.enumerated() {
      input.check("program: input \(position)", core)
      core.checkIsLeaf(input.index, "input \(position)")
    }
    var positions: [Variable<Scalar>: Int] = [:]
    for (position, input) in inputs.enumerated() {
      guard let first = positions.updateValue(position, forKey: input) else { continue }
      stop(
        "program: inputs \(first) and \(position) are both \(core.label(of: input.index)); name each input once"
      )
    }
    for (slot, next) in updates {
      slot.check("program: an updated variable", core)
      next.check("program: an update", core)
      core.checkIsLeaf(slot.index, "an updated variable")
      guard slot.shape == next.shape else {
        stop(
          "program: \(core.label(of: slot.index)) is \(slot.shape), but its update \(core.label(of: next.index)) is \(next.shape); a variable keeps its shape"
        )
      }
    }
    return Program(
      frozen: FrozenProgram(
        core, outputs: outputs.map(\.index), inputs: inputs.map(\.index),
        updates: updates.map { (slot: $0.key.index, next: $0.value.index) }.sorted { $0.slot < $1.slot }))
  }
}

extension UnsafeMutablePointer where Pointee == TapeCore {
  /// What a node is called in messages.
  fileprivate func label(of index: Int32) -> String { name(of: index) ?? "#\(index)" }

  fileprivate func checkIsLeaf(_ index: Int32, _ role: String) {
    guard node(index).leafKind == nil else { return }
    stop(
      "program: \(role)\(name(of: index).map { ", \($0)," } ?? "") is computed by \(type(of: primitive(of: node(index))).name); only leaves, made by tape.data or tape.parameter, can be given or updated"
    )
  }
}
