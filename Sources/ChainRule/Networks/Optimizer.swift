/// A way to improve parameters, given gradients of a loss.
///
/// An optimiser states its step once, for operands of any kind: it is computed on tensors by ``update(_:along:)``, and
/// recorded on a tape by ``recordedUpdate(along:)``. What it remembers of a parameter is kept beside it:
///
///     struct Descent: Optimizer {
///       var learningRate = 0.1
///       var state = OptimizerState()
///       let memory: [OptimizerMemory] = []
///
///       func step<X: ElementwiseOperand>(from value: X, along gradient: X, rate: X, memory: inout [X]) -> X {
///         value - rate * gradient
///       }
///     }
public protocol Optimizer: Sendable {
  /// The size of its steps, which training may lower as it goes.
  var learningRate: Double { get set }

  /// What it remembers of each parameter, before the first step.
  var memory: [OptimizerMemory] { get }

  /// What it has remembered; at first `OptimizerState()`. An optimiser only keeps it.
  var state: OptimizerState { get set }

  /// The value that follows `value`, given the gradient of the loss there. Changes what is remembered.
  ///
  /// `rate` is the learning rate, as a single number; it and the remembered numbers broadcast to the parameter's shape.
  func step<X: ElementwiseOperand>(from value: X, along gradient: X, rate: X, memory: inout [X]) -> X
}

extension Optimizer {
  /// Changes the parameters of a model by one step against the gradients of a loss.
  ///
  /// A parameter to which no gradient flows stays. One that stands in several places of the model changes in all of them
  /// alike. Stops where none of the parameters was used on the gradients' tape.
  public mutating func update<Model: Layer>(_ model: inout Model, along gradients: Gradients<Model.Scalar>) {
    let rate = Tensor(Model.Scalar(learningRate))
    var next: [ParameterIdentity: Tensor<Model.Scalar>] = [:]
    var wasUsed = false
    var count = 0
    model.updateParameters { parameter in
      count += 1
      let identity = parameter.identity
      wasUsed = wasUsed || gradients.tape.identifiedParameter(identity.number) != nil
      if next[identity] == nil, let gradient = gradients[parameter]?.value {
        let value = parameter.value
        guard gradient.shape == value.shape else {
          stop("update: \(parameter.name) is \(value.shape), but was \(gradient.shape) when it was recorded")
        }
        var remembered = state.memory(of: identity.number) ?? memory.map { $0.start(for: value) }
        next[identity] = step(from: value, along: gradient, rate: rate, memory: &remembered)
        state.remember(remembered, of: identity.number)
      }
      if let value = next[identity] { parameter.value = value }
    }
    guard wasUsed || count == 0 else {
      stop(
        "update: no parameter of the model was used on the gradients' tape; apply the model to a variable of that tape")
    }
  }
}
