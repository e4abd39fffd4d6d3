extension Program {
  /// Programs of one function for inputs of several shapes, made when a shape is first met.
  ///
  ///     let cache = Program<Float>.Cache { tape, inputs in
  ///       let w = tape.parameter(start, named: "W")
  ///       let loss = meanSquaredError(prediction: matmul(w, inputs[0]), target: inputs[1])
  ///       let gradient = loss.backward().require(w)
  ///       return tape.program(computing: [loss], from: inputs, updating: [w: w - 0.1 * gradient])
  ///     }
  ///     for batch in batches { losses.append(cache.run([batch.inputs, batch.targets])[0].scalar) }
  ///     let trained = cache.updated[0]
  ///
  /// The tape computes a value only where the function looks at it.
  ///
  /// The function is recorded once for each combination of shapes, so that the last batch of an epoch, which may be
  /// shorter, needs no care. All its programs share the memory of the variables that they update; the values that these
  /// have on the tape count the first time only. A cache belongs to one task at a time.
  public final class Cache {
    private let record: (Tape<Scalar>, [Variable<Scalar>]) -> Program
    private var states: [[Shape]: State] = [:]
    private var last: State?

    /// - Parameter record: Records the function of the inputs on an empty tape, and makes a program whose inputs are
    ///   these and whose updated variables are of the same number and shapes each time.
    public init(_ record: @escaping (_ tape: Tape<Scalar>, _ inputs: [Variable<Scalar>]) -> Program) {
      self.record = record
    }

    /// Runs the program for inputs of these shapes and returns what it computes. Complexity: that of recording and
    /// planning where the shapes are new.
    @discardableResult
    public func run(_ inputs: [Tensor<Scalar>]) -> [Tensor<Scalar>] {
      let state = state(for: inputs)
      state.inputs = inputs
      state.run()
      last = state
      return state.outputs
    }

    /// The present values of the variables that the programs update, in the order of their tapes; none before the first
    /// run.
    public var updated: [Tensor<Scalar>] { last?.updated ?? [] }

    /// How many programs have been made.
    public var programCount: Int { states.count }

    private func state(for inputs: [Tensor<Scalar>]) -> State {
      let shapes = inputs.map(\.shape)
      if let known = states[shapes] { return known }
      let tape = Tape<Scalar>(evaluation: .onDemand)
      let variables = inputs.map { tape.data($0) }
      let program = record(tape, variables)
      guard program.frozen.isMade(from: tape) else {
        stop("Program.Cache: the program must be made from the tape that the function is given")
      }
      guard program.frozen.inputs == variables.map(\.index) else {
        stop("Program.Cache: the program's inputs must be the variables that the function is given, in their order")
      }
      let state = program.makeState()
      if let last { state.shareUpdated(with: last) }
      states[shapes] = state
      return state
    }
  }
}
