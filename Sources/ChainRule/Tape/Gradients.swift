/// The gradients of one output: a map from variables to the recorded variables that are their cotangents.
///
/// Each variable on a path from a parameter to the output has one, intermediate variables too. The map keeps the tape
/// alive. Gradients are ordinary variables on the same tape: they can be computed with, printed, and differentiated again.
public struct Gradients<Scalar: TensorScalar> {
  /// The tape on which the output and its gradients are recorded.
  public let tape: Tape<Scalar>
  /// What was differentiated.
  public let output: Variable<Scalar>
  private let cotangents: Cotangents

  init(of output: Variable<Scalar>, cotangents: Cotangents) {
    tape = output.tape
    self.output = output
    self.cotangents = cotangents
  }

  /// The gradient of the output with respect to a variable; `nil` where none flows, which is not the same as zero.
  public subscript(variable: Variable<Scalar>) -> Variable<Scalar>? {
    variable.check("gradients[...]", tape.core)
    return cotangents[variable.index].map { Variable(tape.core, $0) }
  }

  /// The gradient with respect to a variable. Stops, saying why, where none flows.
  public func require(_ variable: Variable<Scalar>) -> Variable<Scalar> {
    if let gradient = self[variable] { return gradient }
    // Nodes without a name are called as the tape prints them.
    func title(_ variable: Variable<Scalar>) -> String { variable.name ?? "#\(variable.index)" }
    let reason =
      tape.core.node(variable.index).isDifferentiable
      ? "no differentiable path leads from it to \(title(output))"
      : "it depends on no parameter; make it tape.parameter(...), or tape.data(..., isDifferentiable: true)"
    stop("gradients.require: no gradient flows to \(title(variable)): \(reason)")
  }
}
