/// A function that a name can be bound to.
public enum BoundFunction: String, Hashable, Sendable, CaseIterable {
  /// Any function at all: what is claimed must hold for a random smooth one.
  case any
  case identity, sigmoid, tanh, relu, softplus, softmax, exp, log, sqrt, sin, cos, abs, sign

  /// The function of a name, in whatever case it is written; `nil` where there is none.
  public init?(name: String) {
    let name = name.lowercased()
    self.init(rawValue: BoundFunction.otherNames[name] ?? name)
  }

  private static let otherNames = ["id": "identity", "linear": "identity", "logistic": "sigmoid", "ln": "log"]
}
