/// One step of an optimiser, recorded: what becomes of each parameter, and of what is remembered of it.
public struct RecordedUpdate<Scalar: TensorScalar> {
  /// The learning rate: a data leaf, a single number, so that it can change from run to run.
  public let rate: Variable<Scalar>
  /// Each leaf that the step changes with the variable that takes its place: the parameters in the order in which they were
  /// recorded, then the data leaves that hold what is remembered of them.
  public let next: [(old: Variable<Scalar>, new: Variable<Scalar>)]
}

extension Optimizer {
  /// Records the step of every parameter to which a gradient flows, on the gradients' tape: layers' parameters and others.
  ///
  /// What this optimiser remembers of layers' parameters is where the recorded memory starts; its own memory stays as it is.
  /// Stops where no gradient flows to any parameter. Complexity: O(nodes) to find the parameters.
  public func recordedUpdate<Scalar>(along gradients: Gradients<Scalar>) -> RecordedUpdate<Scalar> {
    let tape = gradients.tape
    let identities = tape.parameterIdentities
    let rate = tape.data(Tensor(Scalar(learningRate)), named: "learning rate")
    var parameters: [(old: Variable<Scalar>, new: Variable<Scalar>)] = []
    var memories: [(old: Variable<Scalar>, new: Variable<Scalar>)] = []
    for parameter in tape.parameters {
      guard let gradient = gradients[parameter] else { continue }
      let value = parameter.value
      let start =
        identities[parameter].flatMap { state.memory(of: $0) } ?? memory.map { $0.start(for: value) }
      let old = start.enumerated().map { number, value in
        tape.data(value, named: parameter.name.map { "memory \(number + 1) of \($0)" })
      }
      var new = old
      parameters.append((parameter, step(from: parameter, along: gradient, rate: rate, memory: &new)))
      memories += zip(old, new).map { ($0, $1) }
    }
    guard !parameters.isEmpty else { stop("recordedUpdate: no gradient flows to a parameter of the tape") }
    return RecordedUpdate(rate: rate, next: parameters + memories)
  }
}
