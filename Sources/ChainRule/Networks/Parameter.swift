import Synchronization

/// A tensor that a layer learns: a value with a name, and an identity that copies share.
///
/// A layer records it with `tape.parameter(_:)`, once per tape, so that a layer applied twice has one weight, whose gradients
/// add up. Optimisers keep what they remember of a parameter under its identity.
public struct Parameter<Scalar: TensorScalar>: Sendable {
  /// What copies of this parameter have in common, and no other parameter has.
  public let identity: ParameterIdentity
  /// Its name on tapes and in files, such as `W` or, in the second layer of a ``Sequential``, `W[2]`.
  public var name: String
  public var value: Tensor<Scalar>

  /// A parameter of its own.
  public init(_ value: Tensor<Scalar>, named name: String) {
    identity = ParameterIdentity()
    self.name = name
    self.value = value
  }
}

/// Tells one parameter from all others of this run of the program.
public struct ParameterIdentity: Hashable, Sendable {
  let number: UInt64

  private static let last = Atomic<UInt64>(0)

  init() { number = Self.last.wrappingAdd(1, ordering: .relaxed).newValue }
}

extension Tape {
  /// The variable of a layer's parameter: one for each tape. Stops where it was recorded here with another value.
  public func parameter(_ parameter: Parameter<Scalar>) -> Variable<Scalar> {
    self.parameter(parameter.value, identity: parameter.identity.number, named: parameter.name)
  }
}

extension Gradients {
  /// The gradient of the output with respect to a layer's parameter; `nil` where none flows, or where it was not used.
  public subscript(parameter: Parameter<Scalar>) -> Variable<Scalar>? {
    tape.identifiedParameter(parameter.identity.number).flatMap { self[$0] }
  }
}
