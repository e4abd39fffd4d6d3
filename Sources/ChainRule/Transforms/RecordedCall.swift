/// A function recorded at some points, ready to be differentiated with respect to exactly these.
struct RecordedCall<Scalar: TensorScalar> {
  let inputs: [Variable<Scalar>]
  let output: Variable<Scalar>

  init(at points: [Variable<Scalar>], of function: ([Variable<Scalar>]) -> Variable<Scalar>) {
    guard !points.isEmpty else { stop("a function to differentiate needs at least one argument") }
    inputs = points.map { Tape.apply(Alias(), $0) }
    output = function(inputs)
    output.check("a function to differentiate", inputs[0].core)
  }

  private var tape: Tape<Scalar> { output.tape }

  /// Jᵀ·cotangent for each input: zero where nothing flows.
  func pullingBack(_ cotangent: Variable<Scalar>) -> [Variable<Scalar>] {
    let seed = output.validatedSeed(cotangent)
    var cotangents: Cotangents?
    // A function may return a variable that was there before it was called.
    if output.index >= inputs[0].index {
      let needed = NeededNodes(
        output.core, dependingOn: inputs.map(\.index), through: output.index, from: inputs[0].index)
      cotangents = output.pullingBack(seed, needed: needed)
    }
    return inputs.map { input in
      cotangents?[input.index].map { Variable(output.core, $0) }
        ?? tape.constant(.init(repeating: 0, shape: input.shape))
    }
  }

  /// J·tangents for each of some variables computed from the inputs: zero where nothing flows.
  func pushingForward(_ tangents: [Variable<Scalar>], to outputs: [Variable<Scalar>]) -> [Variable<Scalar>] {
    let given = Dictionary(uniqueKeysWithValues: zip(inputs, tangents).map { ($0.index, $1.index) })
    return zip(outputs, Variable.pushingForward(given, to: outputs, from: inputs[0].index)).map { output, tangent in
      tangent ?? tape.constant(.init(repeating: 0, shape: output.shape))
    }
  }
}
