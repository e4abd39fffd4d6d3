/// A way to improve parameters, given gradients of a loss.
///
/// An optimiser says what one parameter's next value is; it may remember things under the parameter's identity.
public protocol Optimizer: Sendable {
  /// The size of its steps, which training may lower as it goes.
  var learningRate: Double { get set }

  /// The value that follows `value`, given the gradient of the loss there.
  mutating func step<Scalar>(
    from value: Tensor<Scalar>, along gradient: Tensor<Scalar>, of parameter: ParameterIdentity
  ) -> Tensor<Scalar>
}

extension Optimizer {
  /// Changes the parameters of a model by one step against the gradients of a loss.
  ///
  /// A parameter to which no gradient flows stays. One that stands in several places of the model changes in all of them
  /// alike. Stops where none of the parameters was used on the gradients' tape.
  public mutating func update<Model: Layer>(_ model: inout Model, along gradients: Gradients<Model.Scalar>) {
    var next: [ParameterIdentity: Tensor<Model.Scalar>] = [:]
    var wasUsed = false
    var count = 0
    model.updateParameters { parameter in
      count += 1
      wasUsed = wasUsed || gradients.tape.identifiedParameter(parameter.identity.number) != nil
      if next[parameter.identity] == nil, let gradient = gradients[parameter]?.value {
        guard gradient.shape == parameter.value.shape else {
          stop("update: \(parameter.name) is \(parameter.value.shape), but was \(gradient.shape) when it was recorded")
        }
        next[parameter.identity] = step(from: parameter.value, along: gradient, of: parameter.identity)
      }
      if let value = next[parameter.identity] { parameter.value = value }
    }
    guard wasUsed || count == 0 else {
      stop(
        "update: no parameter of the model was used on the gradients' tape; apply the model to a variable of that tape")
    }
  }
}
